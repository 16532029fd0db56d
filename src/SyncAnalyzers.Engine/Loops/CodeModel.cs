using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>Finds the graph of a function, made once per compilation.</summary>
/// <remarks>Thread-safe. No lock is held while the compiler is called: two threads may do the same work, and the first result counts.</remarks>
public sealed class CodeModel
{
    // More statements than the just-in-time compiler takes into its caller.
    private const int MaxInlinedSyntax = 40;

    private static readonly ConditionalWeakTable<SyncModel, CodeModel> s_models = new();

    private readonly ConcurrentDictionary<CodeBody, ImmutableArray<CodeGraph>> _graphs = new();
    private readonly ConcurrentDictionary<SyntaxTree, ImmutableArray<CodeBody>> _spinning = new();
    private readonly ConcurrentDictionary<CodeBody, ImmutableArray<SpinLoop>> _loops = new();
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _hasBody = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, CodeGraph?> _byMethod = new(SymbolEqualityComparer.Default);

    private CodeModel(SyncModel model) => (Sync, Reader) = (model, new MemoryReader(this));

    public SyncModel Sync { get; }

    public MemoryReader Reader { get; }

    public static CodeModel For(SyncModel model) => s_models.GetValue(model, m => new CodeModel(m));

    /// <summary>The graph of the body and of each function nested in it.</summary>
    public ImmutableArray<CodeGraph> GraphsIn(CodeBody body) => _graphs.TryGetValue(body, out var known) ? known : _graphs.GetOrAdd(body, CodeGraph.AllIn(body));

    /// <summary>The bodies of a tree in which something may wait in a loop.</summary>
    public ImmutableArray<CodeBody> SpinningIn(SyntaxTree tree, CancellationToken cancellation)
    {
        var loops = SpinSyntax.LoopsIn(tree, cancellation);
        return loops.Count == 0 ? [] : _spinning.TryGetValue(tree, out var known) ? known : _spinning.GetOrAdd(tree, [.. loops.Select(BodyOf).OfType<CodeBody>().Distinct()]);
    }

    /// <summary>Something may wait in a loop in some body of the compilation.</summary>
    public bool MaySpin(CancellationToken cancellation) => Sync.Compilation.SyntaxTrees.Any(tree => SpinSyntax.LoopsIn(tree, cancellation).Count > 0);

    /// <summary>Every loop of a body and of the functions nested in it.</summary>
    public ImmutableArray<SpinLoop> LoopsIn(CodeBody body) => _loops.TryGetValue(body, out var known) ? known : _loops.GetOrAdd(body, FindLoops(body));

    /// <summary>Some loop of the body goes on until another thread changes a variable.</summary>
    public bool WaitsIn(CodeBody body) => LoopsIn(body).Any(loop => (loop.IsWait || Polling.Is(loop)) && loop.Reads.Any());

    /// <summary>The graph that runs when <paramref name="method"/> is called; <see langword="null"/> where an override or another assembly decides.</summary>
    public CodeGraph? GraphOf(IMethodSymbol method)
    {
        if (!MayFollow(method))
            return null;

        var definition = method.Declared();
        return _byMethod.TryGetValue(definition, out var known) ? known : _byMethod.GetOrAdd(definition, Find(definition));
    }

    /// <summary><see cref="GraphOf"/> has a graph, unless the code is broken; nothing is bound to tell.</summary>
    public bool MayFollow(IMethodSymbol method) =>
        !method.IsAbstract && !method.IsExtern && !method.IsAsync && method.MethodKind != MethodKind.DelegateInvoke && (!IsVirtual(method) || IsSealed(method))
        && method.Declared() is var definition && (_hasBody.TryGetValue(definition, out var known) ? known : _hasBody.GetOrAdd(definition, BodyOf(definition) is not null));

    /// <summary>The just-in-time compiler puts the method's code into its caller, so that a call to it is no barrier.</summary>
    public static bool IsInlined(CodeGraph callee)
    {
        if (callee.Method is not { } method || callee.Body.Declaration is not { } declaration)
            return false;

        var syntax = method.MethodKind == MethodKind.LocalFunction ? method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() ?? declaration : declaration;
        const System.Reflection.MethodImplAttributes Never = System.Reflection.MethodImplAttributes.NoInlining | System.Reflection.MethodImplAttributes.NoOptimization | System.Reflection.MethodImplAttributes.Synchronized;
        return (method.MethodImplementationFlags & Never) == 0
            && syntax.DescendantNodes().Take(MaxInlinedSyntax + 1).Count() <= MaxInlinedSyntax
            && callee.Loops.IsEmpty
            && callee.Graph.Root.NestedRegions.All(IsPlain);
    }

    /// <summary>The body that the code lies in.</summary>
    public CodeBody? BodyOf(SyntaxNode node) => Sync.BodiesIn(node.SyntaxTree).FirstOrDefault(body => IsIn(node, body));

    // Top-level statements are the code of the file, but not all that is in the file.
    private static bool IsIn(SyntaxNode node, CodeBody body) =>
        body.Declaration.Span.Contains(node.Span) && (body.Declaration is not CompilationUnitSyntax || node.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null);

    private ImmutableArray<SpinLoop> FindLoops(CodeBody body)
    {
        var loops = ImmutableArray.CreateBuilder<SpinLoop>();
        var mayCall = TreeWords.Of(body.Declaration.SyntaxTree, CancellationToken.None).Has("SpinUntil", body.Declaration.Span);
        foreach (var graph in GraphsIn(body))
        {
            var frame = new Frame(graph);
            loops.AddRange(graph.MayWait.Select(loop => SpinLoop.Of(loop, frame, Reader)));
            if (!mayCall)
                continue;

            foreach (var call in BlockOperations.Of(graph.Graph).SelectMany(o => o.DescendantsAndSelf()).OfType<IInvocationOperation>())
            {
                if (SpinLoop.OfSpinUntil(call, frame, Reader) is { } loop)
                    loops.Add(loop);
            }
        }

        return loops.ToImmutable();
    }

    private CodeBody? BodyOf(IMethodSymbol method) => NestedBody.MemberOf(method) is IMethodSymbol member ? Sync.BodyOf(member) : null;

    private CodeGraph? Find(IMethodSymbol method)
    {
        var body = BodyOf(method);
        return body is null ? null : GraphsIn(body).FirstOrDefault(graph => SymbolEqualityComparer.Default.Equals(graph.Method, method));
    }

    private static bool IsVirtual(IMethodSymbol method) => method.IsVirtual || method.IsOverride || method.ContainingType?.TypeKind == TypeKind.Interface;

    private static bool IsSealed(IMethodSymbol method) => method.IsSealed || method.ContainingType is { IsSealed: true } or { IsValueType: true };

    private static bool IsPlain(ControlFlowRegion region) => region.Kind == ControlFlowRegionKind.LocalLifetime && region.NestedRegions.All(IsPlain);
}
