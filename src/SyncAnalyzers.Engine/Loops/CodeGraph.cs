using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>One control-flow graph, with what is needed to read its operations.</summary>
/// <param name="Method">The function the graph is of; <see langword="null"/> for initializers and top-level statements.</param>
public sealed class CodeGraph(CodeBody body, ControlFlowGraph graph, IMethodSymbol? method)
{
    private Dictionary<CaptureId, List<IOperation>>? _captures;
    private ImmutableArray<FlowLoop> _loops;
    private ImmutableArray<FlowLoop> _mayWait;
    private HashSet<CaptureId>? _targets;

    public CodeBody Body => body;

    public ControlFlowGraph Graph => graph;

    public IMethodSymbol? Method => method;

    public ImmutableArray<FlowLoop> Loops => _loops.IsDefault ? _loops = FlowLoop.AllIn(graph) : _loops;

    /// <summary>The loops that may wait, as far as their text tells.</summary>
    public ImmutableArray<FlowLoop> MayWait => _mayWait.IsDefault ? _mayWait = FindMayWait() : _mayWait;

    /// <summary>Everything the temporary is ever given. A conditional expression gives it one value per arm.</summary>
    public IReadOnlyList<IOperation> ValuesOf(CaptureId id) => (_captures ??= FindCaptures()).TryGetValue(id, out var values) ? values : [];

    /// <summary>The one thing the temporary is ever given.</summary>
    public IOperation? ValueOf(CaptureId id) => ValuesOf(id) is { Count: 1 } values ? values[0] : null;

    /// <summary>The operation's value decides a branch in this function, perhaps by way of a temporary or a local.</summary>
    public bool Decides(IOperation operation) => Uses(operation, block => block.ConditionalSuccessor is not null);

    /// <summary>The operation's value is part of what the function returns.</summary>
    public bool Returns(IOperation operation) => Uses(operation, block => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return);

    private bool Uses(IOperation operation, Func<BasicBlock, bool> isWanted)
    {
        IOperation outer = operation;
        while (outer.Parent is { } parent)
        {
            if (parent is IFlowCaptureOperation { Id: var id })
                return graph.Blocks.Any(block => isWanted(block) && block.BranchValue is { } value && value.DescendantsAndSelf().Any(o => o is IFlowCaptureReferenceOperation reference && reference.Id.Equals(id)));

            if (parent is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } && outer != ((ISimpleAssignmentOperation)parent).Target)
                return graph.Blocks.Any(block => isWanted(block) && block.BranchValue is { } value && value.DescendantsAndSelf().Any(o => o is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)));

            outer = parent;
        }

        return graph.Blocks.Any(block => block.BranchValue == outer && isWanted(block));
    }

    /// <summary>The temporary stands for a variable that is assigned through it.</summary>
    public bool IsWriteTarget(CaptureId id) => (_targets ??= FindTargets()).Contains(id);

    /// <summary>This graph and those of the functions nested in it.</summary>
    public static ImmutableArray<CodeGraph> AllIn(CodeBody body)
    {
        if (body.Graph is not { } root)
            return [];

        var all = ImmutableArray.CreateBuilder<CodeGraph>();
        var hasLambdas = body.Declaration.DescendantNodes().Any(node => node is AnonymousFunctionExpressionSyntax);
        Add(root, body.Symbol as IMethodSymbol);
        return all.ToImmutable();

        void Add(ControlFlowGraph graph, IMethodSymbol? method)
        {
            all.Add(new CodeGraph(body, graph, method));
            foreach (var function in graph.LocalFunctions)
                Add(graph.GetLocalFunctionControlFlowGraph(function), function);

            // To look at all operations makes the compiler make them.
            if (!hasLambdas)
                return;

            foreach (var operation in BlockOperations.Of(graph).SelectMany(o => o.DescendantsAndSelf()))
            {
                if (operation is IFlowAnonymousFunctionOperation function)
                    Add(graph.GetAnonymousFunctionControlFlowGraph(function), function.Symbol);
            }
        }
    }

    private Dictionary<CaptureId, List<IOperation>> FindCaptures()
    {
        var captures = new Dictionary<CaptureId, List<IOperation>>();
        foreach (var operation in BlockOperations.Of(graph))
        {
            if (operation is not IFlowCaptureOperation capture)
                continue;

            if (!captures.TryGetValue(capture.Id, out var values))
                captures.Add(capture.Id, values = []);

            values.Add(capture.Value);
        }

        return captures;
    }

    private ImmutableArray<FlowLoop> FindMayWait()
    {
        var texts = SpinSyntax.LoopsIn(body.Declaration.SyntaxTree, CancellationToken.None).Where(loop => body.Declaration.Span.Contains(loop.Span)).ToArray();
        return texts.Length == 0 ? [] : [.. Loops.Where(loop => loop.Exits.Any(exit => texts.Any(text => text.Span.Contains(exit.Condition.Syntax.Span))))];
    }

    private HashSet<CaptureId> FindTargets() =>
        [.. BlockOperations.Of(graph).SelectMany(o => o.DescendantsAndSelf()).OfType<IAssignmentOperation>().Select(a => a.Target).OfType<IFlowCaptureReferenceOperation>().Select(r => r.Id)];
}
