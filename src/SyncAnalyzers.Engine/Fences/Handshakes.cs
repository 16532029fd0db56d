using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Finds the two halves of handshakes: one thread raises its flag and looks at the other's, and the other way round.</summary>
/// <remarks>Thread-safe; the other half is searched where the two variables can be reached, on demand.</remarks>
public sealed class Handshakes
{
    // A type with more code than this is not searched to the end.
    private const int MaxBodies = 200;

    private static readonly ConditionalWeakTable<CodeModel, Handshakes> s_models = new();

    private readonly ConcurrentDictionary<SyntaxTree, ImmutableArray<FenceBody>> _bodies = new();
    private readonly ConcurrentDictionary<CodeBody, ImmutableArray<StoreLoad>> _pairs = new();
    private readonly ConcurrentDictionary<CodeBody, ILookup<(string, string), StoreLoad>> _byNames = new();
    private readonly CodeModel _code;
    private readonly FenceSyntax _syntax;

    private Handshakes(CodeModel code) => (_code, _syntax) = (code, new FenceSyntax(code));

    public static Handshakes For(CodeModel code) => s_models.GetValue(code, c => new Handshakes(c));

    /// <summary>Some body of the compilation may hold one half.</summary>
    public bool MayBe(CancellationToken cancellation) => _code.MaySpin(cancellation) || _code.Sync.Compilation.SyntaxTrees.Any(tree => FenceSyntax.IsVolatile(tree, cancellation));

    /// <summary>The bodies of a tree that may hold one half.</summary>
    public IEnumerable<CodeBody> BodiesIn(SyntaxTree tree, CancellationToken cancellation) => Find(tree, cancellation).Select(found => found.Body);

    private ImmutableArray<FenceBody> Find(SyntaxTree tree, CancellationToken cancellation) =>
        _bodies.TryGetValue(tree, out var known) ? known : _bodies.GetOrAdd(tree, _syntax.BodiesIn(tree, cancellation));

    /// <summary>Each store in a body, with each load of another place that comes after it.</summary>
    /// <remarks>Objects under construction are nobody else's.</remarks>
    public ImmutableArray<StoreLoad> PairsIn(CodeBody body)
    {
        if (_pairs.TryGetValue(body, out var known))
            return known;

        var mayWait = !Find(body.Declaration.SyntaxTree, CancellationToken.None).Any(found => found.Body == body && !found.MayWait);
        var pairs = body.Symbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } || !(mayWait || _syntax.IsHalf(body, CancellationToken.None))
            ? []
            : _code.GraphsIn(body).SelectMany(graph => FenceFlow.Of(graph, _code.Reader, new FenceText(_syntax, mayWait))).Where(IsOwnStory).ToImmutableArray();
        return _pairs.GetOrAdd(body, pairs);
    }

    /// <summary>The other thread's halves of what <paramref name="pair"/> does.</summary>
    public IEnumerable<StoreLoad> OtherHalvesOf(StoreLoad pair, CancellationToken cancellation) =>
        CandidatesFor(pair.Flag, pair.Other, pair.Code.Body, tree => BodiesIn(tree, cancellation), cancellation).SelectMany(body => ByNamesIn(body)[(pair.Other.Member.Name, pair.Flag.Member.Name)]).Where(other => other.IsOtherHalf(pair) && other != pair);

    private ILookup<(string, string), StoreLoad> ByNamesIn(CodeBody body) =>
        _byNames.TryGetValue(body, out var known) ? known : _byNames.GetOrAdd(body, PairsIn(body).ToLookup(pair => (pair.Flag.Member.Name, pair.Other.Member.Name)));

    /// <summary>A barrier for all threads of the process stands between, so that the other half needs none of its own.</summary>
    public bool FencesAll(StoreLoad half) => half.IsFenced
        && _code.Reader.Read(half.Code.Graph.Blocks, new Frame(half.Code)).Any(effect => effect is { Kind: EffectKind.Fence, Operation: IInvocationOperation { TargetMethod.Name: "MemoryBarrierProcessWide" } });

    /// <summary>The function gives the flag another value than the store does.</summary>
    public bool Overwrites(CodeGraph function, Effect store) =>
        _code.Reader.Read(function.Graph.Blocks, new Frame(function)).Any(effect => effect is { Kind: EffectKind.Write or EffectKind.Update, Place: { } written } && written.IsSame(store.Place!)
            && !(Constants.ValueOf(effect.Value, effect.Frame) is { HasValue: true, Value: var theirs } && Constants.ValueOf(store.Value, store.Frame) is { HasValue: true, Value: var own } && Equals(theirs, own)));

    /// <summary>The loops of the code that can reach both variables.</summary>
    public IEnumerable<SpinLoop> LoopsOn(Place flag, Place other, CodeBody body, CancellationToken cancellation) =>
        CandidatesFor(flag, other, body, tree => _code.SpinningIn(tree, cancellation), cancellation).SelectMany(b => _code.LoopsIn(b));

    private IEnumerable<CodeBody> CandidatesFor(Place one, Place two, CodeBody body, Func<SyntaxTree, IEnumerable<CodeBody>> bodiesIn, CancellationToken cancellation)
    {
        var (flag, other) = (one.Root, two.Root);
        if (one.IsLocal || two.IsLocal)
            return [body];

        var home = TreesOf(flag);
        if (!SymbolEqualityComparer.Default.Equals(flag.ContainingType, other.ContainingType))
            home = [.. home.Union(TreesOf(other))];

        var isPrivate = flag.DeclaredAccessibility == Accessibility.Private && other.DeclaredAccessibility == Accessibility.Private;
        var elsewhere = isPrivate ? [] : _code.Sync.Compilation.SyntaxTrees.Where(tree => !home.Contains(tree) && Mentions(tree, flag.Name) && Mentions(tree, other.Name));
        return new[] { body }.Concat(home.Concat(elsewhere).SelectMany(bodiesIn)).Distinct().Take(MaxBodies);

        static IReadOnlyList<SyntaxTree> TreesOf(ISymbol member) => member.ContainingType is { } type ? SyncModel.TreesOf(type) : [];

        bool Mentions(SyntaxTree tree, string name) => TreeWords.Of(tree, cancellation).Has(name);
    }

    // Both inside one called method: that method's own story, unless only the caller knows whose the flags are.
    private static bool IsOwnStory(StoreLoad pair) => pair.Store.Frame.Depth == 0 || pair.Load.Frame.Depth == 0 || pair.Store.Site != pair.Load.Site || TakesFlags(pair.Store.Frame);

    private static bool TakesFlags(Frame frame) => frame is { Depth: > 1, Caller: { } caller }
        ? TakesFlags(caller)
        : frame.Code.Method?.Parameters.Count(parameter => parameter.RefKind == RefKind.Ref) > 1;
}
