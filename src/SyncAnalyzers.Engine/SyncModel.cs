using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Order;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine;

/// <summary>Everything the engine knows about one compilation, computed on demand and shared by all rules.</summary>
/// <remarks>Thread-safe. But for <see cref="Generation"/>, no lock is held while the compiler is called: two threads may do the same work, and the first result counts.</remarks>
public sealed class SyncModel
{
    private static readonly ConditionalWeakTable<Compilation, SyncModel> s_models = new();
    private static readonly ConditionalWeakTable<INamedTypeSymbol, IReadOnlyList<SyntaxTree>> s_trees = new();

    private readonly ConcurrentDictionary<SyntaxTree, ImmutableArray<CodeBody>> _bodies = new();

    private readonly ConcurrentDictionary<CodeBody, ImmutableArray<FunctionFlow>> _flows = new();
    private readonly ConcurrentDictionary<SyntaxTree, ImmutableArray<CodeBody>> _lockBodies = new();
    private ImmutableArray<SyntaxTree> _trees;
    private readonly object _making = new();
    private Generation? _generation;
    private LockIndex? _index;
    private StrongBox<bool>? _mentionsLocks;

    private SyncModel(Compilation compilation, AnalyzerOptions? options)
    {
        Compilation = compilation;
        Names = new SymbolNames(compilation);
        Vocabulary = SyncVocabulary.Of(compilation, DeclaredIn(compilation, options));
        Primitives = LockPrefilter.Of(Vocabulary.MemberNames);
        Balance = new BalanceTable(this);
        SpinLocks = new SpinLockTypes(this);
        Facts = new FactTable(this);
        Summaries = new SummaryTable(this);
        Callers = new CallerTable(this);
        Order = new LockOrderGraph(this);
        Creations = new CreationTable(this);
        Handlers = new HandlerTable(this);
        Signals = new SignalTable(this);
        Starts = new StartTable(this);
        Semaphores = new SemaphoreTable(this);
    }

    public Compilation Compilation { get; }

    public SymbolNames Names { get; }

    public SyncVocabulary Vocabulary { get; }

    public FactTable Facts { get; }

    public SummaryTable Summaries { get; }

    public CallerTable Callers { get; }

    public LockOrderGraph Order { get; }

    public CreationTable Creations { get; }

    public HandlerTable Handlers { get; }

    public SignalTable Signals { get; }

    public StartTable Starts { get; }

    /// <summary>The trees of the compilation, by number.</summary>
    internal ImmutableArray<SyntaxTree> Trees
    {
        get
        {
            // Whoever loses the race has made the same array.
            if (_trees.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref _trees, [.. Compilation.SyntaxTrees]);

            return _trees;
        }
    }

    /// <summary>Finds what calls the members of primitives, by text.</summary>
    internal LockPrefilter Primitives { get; }

    /// <summary>Where locks are not released as often as acquired, or not as they should be.</summary>
    public BalanceTable Balance { get; }

    public SpinLockTypes SpinLocks { get; }

    /// <summary>What the semaphores of the compilation are for.</summary>
    public SemaphoreTable Semaphores { get; }

    public static SyncModel For(Compilation compilation, AnalyzerOptions? options = null) =>
        s_models.TryGetValue(compilation, out var known) ? known : s_models.GetValue(compilation, c => new SyncModel(c, options));

    /// <summary>The bodies of a tree, unbound until they are asked.</summary>
    public ImmutableArray<CodeBody> BodiesIn(SyntaxTree tree, CancellationToken cancellation = default)
    {
        if (_bodies.TryGetValue(tree, out var known))
            return known;

        return _bodies.GetOrAdd(tree, BodyFinder.Find(tree, ModelOf(tree), Names, cancellation));
    }

    /// <summary>The bodies of a tree that may have to do with locks.</summary>
    public ImmutableArray<CodeBody> LockBodiesIn(SyntaxTree tree, CancellationToken cancellation = default)
    {
        if (_lockBodies.TryGetValue(tree, out var known))
            return known;

        return _lockBodies.GetOrAdd(tree, !Wrappers(cancellation).Prefilter.Mentions(tree, cancellation) ? [] : [.. BodiesIn(tree, cancellation).Where(body => MayTouchLocks(body))]);
    }

    /// <summary>The text of some file mentions a lock; where none does, there is nothing to find about locks.</summary>
    public bool MentionsLocks(CancellationToken cancellation = default)
    {
        // Nearly every rule asks, and where there is none the answer takes a look at every file.
        if (Volatile.Read(ref _mentionsLocks) is { } known)
            return known.Value;

        var mentions = Compilation.SyntaxTrees.Any(tree => Primitives.Mentions(tree, cancellation));
        Volatile.Write(ref _mentionsLocks, new StrongBox<bool>(mentions));
        return mentions;
    }

    /// <summary>Whether the text of a body mentions a lock; where it does not, there is none.</summary>
    public bool MayTouchLocks(CodeBody body, CancellationToken cancellation = default) => Wrappers(cancellation).Prefilter.Mentions(body.Declaration);

    /// <summary>The body does something with a lock, or with what locks for it, by what its names mean. To know it, it is bound.</summary>
    internal bool ConcernsLocks(CodeBody body, CancellationToken cancellation) =>
        !FlowsOf(body, cancellation).IsEmpty || (body.Operation is { } operation && LockPresence.IsHinted(operation, method => Wrappers(cancellation).IsHelper(this, method)));

    /// <summary>The files a type is written in: one, or one for each of its parts.</summary>
    /// <remarks>Generators write types in hundreds of parts, and each part asks.</remarks>
    public static IReadOnlyList<SyntaxTree> TreesOf(INamedTypeSymbol type) =>
        s_trees.TryGetValue(type, out var known) ? known : s_trees.GetOrKeep(type, [.. type.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree).Distinct()]);

    /// <summary>The body of the method or accessor with this id.</summary>
    public CodeBody? BodyOf(string id, CancellationToken cancellation = default) =>
        Names.Find(id) is IMethodSymbol method ? BodyOf(method, cancellation) : null;

    /// <summary>The body of the method or accessor, if this compilation has it.</summary>
    public CodeBody? BodyOf(IMethodSymbol method, CancellationToken cancellation = default) =>
        BodyFinder.DeclarationOf(method) is { } declaration && Compilation.ContainsSyntaxTree(declaration.SyntaxTree)
            ? BodiesIn(declaration.SyntaxTree, cancellation).FirstOrDefault(body => body.Declaration == declaration)
            : null;

    /// <summary>The bodies of the trees that name something, found by text before anything is bound.</summary>
    internal IEnumerable<CodeBody> BodiesNaming(string name, IEnumerable<SyntaxTree> trees, Func<SyntaxToken, bool> isOfInterest, CancellationToken cancellation) =>
        BodiesNaming(name, trees.Select(AccessibilityDomain.Whole), isOfInterest, cancellation);

    /// <summary>The bodies that have <paramref name="name"/>, by which code calls the member, wherever it can be named.</summary>
    internal IEnumerable<CodeBody> BodiesNaming(ISymbol member, string name, Func<SyntaxToken, bool> isOfInterest, CancellationToken cancellation) =>
        BodiesNaming(name, AccessibilityDomain.Of(member, Compilation), isOfInterest, cancellation);

    private IEnumerable<CodeBody> BodiesNaming(string name, IEnumerable<(SyntaxTree Tree, TextSpan Span)> texts, Func<SyntaxToken, bool> isOfInterest, CancellationToken cancellation)
    {
        foreach (var (tree, span) in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            var words = TreeWords.Of(tree, cancellation);
            if (!words.Has(name, span))
                continue;

            foreach (var body in BodiesIn(tree, cancellation))
            {
                var declaration = body.Declaration.Span;
                if (span.Contains(declaration) && words.Has(name, declaration) && words.Tokens(name, declaration).Any(isOfInterest))
                    yield return body;
            }
        }
    }

    /// <summary>What is held where, in a body and in the functions nested in it.</summary>
    public ImmutableArray<FunctionFlow> FlowsOf(CodeBody body, CancellationToken cancellation = default)
    {
        if (_flows.TryGetValue(body, out var known))
            return known;

        var wrappers = Wrappers(cancellation);
        return _flows.GetOrAdd(body, FunctionFlow.Of(body, Names, Vocabulary, method => wrappers.EffectOf(this, method)));
    }

    /// <summary>Flows that were made before anybody asked, while wrappers were looked for.</summary>
    internal void Keep(CodeBody body, ImmutableArray<FunctionFlow> flows) => _flows.TryAdd(body, flows);

    /// <summary>What calling a method of this compilation does to locks, if it is a wrapper.</summary>
    public MethodEffect? EffectOf(IMethodSymbol method, CancellationToken cancellation = default) => Wrappers(cancellation).EffectOf(this, method);

    /// <summary>All functions of the compilation that have to do with locks.</summary>
    public LockIndex Index(CancellationToken cancellation = default) =>
        Volatile.Read(ref _index) ?? Interlocked.CompareExchange(ref _index, LockIndex.Build(this, cancellation), null) ?? _index!;

    /// <summary>The semaphore was created with one permit, so that holding it keeps others out.</summary>
    public bool IsMutexLike(AccessPath path, CancellationToken cancellation = default) =>
        (path.IsElement ? Semaphores.InitialCountOfElements(path, cancellation) : Creations.InitialCountOf(path, cancellation)) == 1;

    /// <summary>Whoever holds the lock keeps others out: not one permit of several, nor a lock that may let in as many as its creation said.</summary>
    public bool KeepsOut(AccessPath path, LockMode mode, SyncPrimitive primitive, CancellationToken cancellation = default) =>
        mode == LockMode.Permit ? IsMutexLike(path, cancellation)
        : primitive.CountParameter is not { } count || Creations.LetInOne(path, count, cancellation);

    /// <summary>The generation, if it has been asked for.</summary>
    internal Generation? KnownGeneration => Volatile.Read(ref _generation);

    /// <summary>What this compilation shares with the ones before it.</summary>
    internal Generation Generation(CancellationToken cancellation)
    {
        if (KnownGeneration is { } known)
            return known;

        // What all threads ask for first and cannot share: the others would do the same work at the same time.
        // The compiler calls nobody back, and nothing in here asks for it again, so that this closes no cycle.
        lock (_making)
        {
            if (KnownGeneration is null)
                Volatile.Write(ref _generation, Engine.Summaries.Generation.Of(this, cancellation));

            return _generation!;
        }
    }

    private WrapperTable Wrappers(CancellationToken cancellation) => Generation(cancellation).Wrappers;

    // The driver hands out one model per tree while the compilation is analyzed, so this binds nothing twice on the compilers
    // that are supported; asking for it here alone keeps it that way.
#pragma warning disable RS1030
    private SemanticModel ModelOf(SyntaxTree tree) => Compilation.GetSemanticModel(tree);
#pragma warning restore RS1030

    private static ImmutableArray<SyncPrimitive> DeclaredIn(Compilation compilation, AnalyzerOptions? options)
    {
        if (options is null)
            return [];

        var texts = new HashSet<string>(StringComparer.Ordinal);
        if (options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(DeclaredLocks.OptionKey, out var global))
            texts.Add(global);

        foreach (var tree in compilation.SyntaxTrees)
        {
            if (options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(DeclaredLocks.OptionKey, out var text))
                texts.Add(text);
        }

        return [.. texts.OrderBy(text => text, StringComparer.Ordinal).SelectMany(text => DeclaredLocks.Parse(text))];
    }
}
