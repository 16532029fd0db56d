using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Tells which bodies may raise a flag and look at another's. Only of the few that may wait more is read than the text.</summary>
internal sealed class FenceSyntax(CodeModel code)
{
    private static readonly WordSet s_volatile = WordSet.Of(["volatile", "Volatile", "VolatileRead", "VolatileWrite"]);

    // How many calls deep names are looked up; beyond that they count as they stand.
    private const int MaxDepth = 2;

    // The text of a tree does not change, and every rule about handshakes asks about every tree.
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<bool>> s_trees = new();

    private readonly ConcurrentDictionary<(CodeBody, int Depth), FenceSketch> _bound = new();

    // What is stored and loaded together, and whether some such store may be delayed.
    private Dictionary<(string Store, string Load), bool>? _halves;

    private WordSet? _stores;

    /// <summary>The tree names a volatile variable, or a member that makes an access volatile.</summary>
    public static bool IsVolatile(SyntaxTree tree, CancellationToken cancellation) =>
        (s_trees.TryGetValue(tree, out var known) ? known : s_trees.GetOrKeep(tree, new(TreeWords.Of(tree, cancellation).HasAny(s_volatile, new TextSpan(0, tree.Length))))).Value;

    /// <summary>The bodies that wait, or are one half of a handshake of volatile variables, themselves or through a method of the same file.</summary>
    public ImmutableArray<FenceBody> BodiesIn(SyntaxTree tree, CancellationToken cancellation)
    {
        var waiting = code.SpinningIn(tree, cancellation).Where(code.WaitsIn).ToImmutableHashSet();
        var halves = IsVolatile(tree, cancellation)
            ? SketchesIn(tree, cancellation).Where(sketch => IsHalf(sketch, cancellation)).Select(sketch => sketch.Declaration).ToImmutableHashSet()
            : [];
        if (waiting.IsEmpty && halves.IsEmpty)
            return [];

        // Who calls a method that waits waits too, and who calls that one.
        var words = TreeWords.Of(tree, cancellation);
        var bodies = code.Sync.BodiesIn(tree, cancellation);
        var waiters = WordSet.Of(waiting.Select(NameOf));
        foreach (var caller in bodies.Where(CallsWaiter).ToArray())
            waiters.Add(NameOf(caller));

        return [.. bodies.Select(body => new FenceBody(body, waiting.Contains(body) || CallsWaiter(body))).Where(body => body.MayWait || halves.Contains(body.Body.Declaration))];

        bool CallsWaiter(CodeBody body) => !waiters.IsEmpty && words.HasAny(waiters, body.Declaration.Span);
    }

    /// <summary>The sketch of a method; <see langword="null"/> if its text does nothing to volatile variables.</summary>
    public TextSketch? SketchOf(SyntaxNode declaration, CancellationToken cancellation) => !IsVolatile(declaration.SyntaxTree, cancellation) ? null
        : Array.Find(SketchesIn(declaration.SyntaxTree, cancellation), sketch => sketch.Declaration == declaration && sketch.Stores.Count + sketch.Loads.Count > 0);

    /// <summary>The text names a volatile variable that somebody stores, or a method that does.</summary>
    public bool MayStore(SyntaxNode node, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _stores) is not { } stores)
        {
            stores = WordSet.Of(FenceSketch.Accesses);
            foreach (var sketch in AllSketches(cancellation).Where(sketch => sketch.Stores.Count > 0))
            {
                foreach (var name in sketch.Stores.Append(sketch.Name))
                    stores.Add(name);
            }

            Volatile.Write(ref _stores, stores);
        }

        return TreeWords.Of(node.SyntaxTree, cancellation).HasAny(stores, node.Span);
    }

    /// <summary>The body is one half of a handshake of volatile variables even if names stand for nothing else than they do.</summary>
    /// <remarks>A property of one type is often called as that of another. To follow a body costs far more than to bind it.</remarks>
    public bool IsHalf(CodeBody body, CancellationToken cancellation) => IsHalf(Bound(body, MaxDepth, cancellation), cancellation);

    private FenceSketch Bound(CodeBody body, int depth, CancellationToken cancellation)
    {
        if (_bound.TryGetValue((body, depth), out var known))
            return known;

        cancellation.ThrowIfCancellationRequested();
        return _bound.GetOrAdd((body, depth), new BoundSketch(body.Operation, Callee));

        FenceSketch? Callee(IMethodSymbol method) =>
            BodyFinder.DeclarationOf(method) is not { } declaration || declaration.SyntaxTree != body.Declaration.SyntaxTree || SketchOf(declaration, cancellation) is not { } text || !code.MayFollow(method) ? null
            : depth > 0 && code.Sync.BodyOf(method, cancellation) is { } callee && callee != body ? Bound(callee, depth - 1, cancellation)
            : text;
    }

    private static string NameOf(CodeBody body) => TextSketch.NameOf(body.Declaration);

    /// <summary>Somebody stores what the body loads and loads what it stores, and one of the two stores may be delayed.</summary>
    private bool IsHalf(FenceSketch sketch, CancellationToken cancellation)
    {
        if (sketch.Stores.Count == 0 || sketch.Loads.Count == 0)
            return false;

        var halves = _halves ??= FindHalves(cancellation);
        return sketch.Stores.Any(store => sketch.Loads.Any(load =>
            store == FenceSketch.Any || load == FenceSketch.Any
            || (!sketch.IsOfCallee(store, load) && (store == load
                ? sketch.Peers.Contains(store) && sketch.Delayed.Contains(store)
                : IsOtherHalf((load, store)) || IsOtherHalf((FenceSketch.Any, store)) || IsOtherHalf((load, FenceSketch.Any))))));

        bool IsOtherHalf((string Store, string Load) half) => halves.TryGetValue(half, out var isDelayed) && (isDelayed || sketch.Delayed.Contains(half.Load) || half.Load == FenceSketch.Any);
    }

    private Dictionary<(string Store, string Load), bool> FindHalves(CancellationToken cancellation)
    {
        var halves = new Dictionary<(string, string), bool>();
        foreach (var sketch in AllSketches(cancellation))
        {
            foreach (var store in sketch.Stores)
            {
                foreach (var load in sketch.Loads)
                    halves[(store, load)] = sketch.Delayed.Contains(store) || (halves.TryGetValue((store, load), out var isDelayed) && isDelayed);
            }
        }

        return halves;
    }

    // A lock may be one among those of one side, while the other side takes none: a half in it is a half for what is outside.
    private IEnumerable<TextSketch> AllSketches(CancellationToken cancellation) =>
        code.Sync.Compilation.SyntaxTrees.Where(tree => IsVolatile(tree, cancellation)).SelectMany(tree => SketchesIn(tree, cancellation))
            .SelectMany(sketch => sketch.Locked is { } locked ? new[] { sketch, locked } : [sketch]);

    private TextSketch[] SketchesIn(SyntaxTree tree, CancellationToken cancellation) =>
        TextSketch.AllIn(tree, code.Sync.BodiesIn(tree, cancellation).Select(body => body.Declaration), cancellation);
}

/// <summary>A body that may hold one half of a handshake.</summary>
/// <param name="MayWait">It waits, or calls what does. If it does not, only volatile variables make a handshake.</param>
internal readonly record struct FenceBody(CodeBody Body, bool MayWait);
