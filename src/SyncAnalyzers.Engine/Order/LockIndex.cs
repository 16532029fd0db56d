using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>All functions of the compilation that have to do with locks, found by the locks they hold, write-lock or are called with.</summary>
public sealed class LockIndex
{
    private const int MaxCallerDepth = 3;

    private readonly Dictionary<string, List<FunctionFacts>> _holders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _blockingWriters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SignalSite>> _signals = new(StringComparer.Ordinal);
    private readonly List<FunctionFacts> _functions = [];
    private readonly ConcurrentDictionary<(string, int), ImmutableArray<HeldFact>> _onEntry = new();
    private readonly SyncModel _model;
    private Dictionary<string, List<ImmutableArray<string>>>? _calledUnder;

    private LockIndex(SyncModel model) => (_model, Own) = (model, new OwnLocks(model, _holders.Keys));

    public OwnLocks Own { get; }

    public static LockIndex Build(SyncModel model, CancellationToken cancellation)
    {
        var index = new LockIndex(model);
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            foreach (var function in model.Facts.LockFunctionsIn(tree, cancellation))
                index.Add(function, cancellation);
        }

        return index;
    }

    public IReadOnlyList<FunctionFacts> HoldersOf(string lockClass) => _holders.TryGetValue(lockClass, out var holders) ? holders : [];

    /// <summary>Somewhere a writer waits for the lock without limit, which keeps new readers out.</summary>
    public bool HasBlockingWriter(string lockClass) => _blockingWriters.Contains(lockClass);

    /// <summary>The places that signal or pulse the class of objects.</summary>
    public IReadOnlyList<SignalSite> SignalsOf(string lockClass) => _signals.TryGetValue(lockClass, out var sites) ? sites : [];

    /// <summary>The function is called by code that has to do with locks, and always with one of this class held.</summary>
    public bool IsAlwaysCalledUnder(string function, string lockClass, CancellationToken cancellation) =>
        (Volatile.Read(ref _calledUnder) ?? Interlocked.CompareExchange(ref _calledUnder, FindCalls(cancellation), null) ?? _calledUnder!).TryGetValue(function, out var calls) && calls.TrueForAll(held => held.Contains(lockClass));

    /// <summary>Nobody gets into the function without a lock of this class: what it acquires of that class, it has.</summary>
    /// <param name="isLater">Asked of what the function does when a caller that only started it may have gone on.</param>
    public bool IsEnteredUnder(FunctionFacts function, string lockClass, bool isLater, CancellationToken cancellation, int depth = 0)
    {
        if (depth > MaxCallerDepth)
            return false;

        var callers = AllCallersOf(function, cancellation);
        return !callers.IsEmpty && callers.All(caller => caller.Call is { } call && !(isLater && call.IsStarted)
            && (call.Held.Any(held => Class(held.Path, cancellation) is { } name && Own.MayBeOne(name, lockClass)) || IsEnteredUnder(caller.Caller, lockClass, isLater || call.IsLater, cancellation, depth + 1)));
    }

    /// <summary>Everybody who calls the function; nobody, where others may call it whom nobody here can see.</summary>
    public ImmutableArray<(FunctionFacts Caller, CallFact? Call)> AllCallersOf(FunctionFacts function, CancellationToken cancellation) =>
        IsHidden(function) ? _model.Callers.Of(function, cancellation) : [];

    // No other assembly can call it, and nobody through an interface, a base class or a delegate that the callers do not tell of.
    private bool IsHidden(FunctionFacts function)
    {
        if (NestedBody.IsNested(function.Id))
            return true;

        if (_model.Names.Find(function.Id) is not IMethodSymbol { IsVirtual: false, IsOverride: false, IsAbstract: false, ExplicitInterfaceImplementations.IsEmpty: true } method)
            return false;

        return !method.IsVisibleOutside() && !method.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(method.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));
    }

    /// <summary>What every caller of a private method holds when it calls it, in the method's own terms.</summary>
    public ImmutableArray<HeldFact> HeldOnEntry(FunctionFacts function, CancellationToken cancellation, int depth = 0)
    {
        if (!function.IsPrivate || depth > MaxCallerDepth)
            return [];

        if (_onEntry.TryGetValue((function.Id, depth), out var known))
            return known;

        ImmutableArray<HeldFact>? common = null;
        foreach (var (caller, call) in _model.Callers.Of(function, cancellation))
        {
            // A callback's caller is not known, and what is held there is not either.
            if (call is null)
                return _onEntry.GetOrAdd((function.Id, depth), ImmutableArray<HeldFact>.Empty);

            var held = call.Held.AddRange(HeldOnEntry(caller, cancellation, depth + 1)).Where(fact => IsNamedAlike(fact.Path, call)).ToImmutableArray();
            common = common is { } so ? [.. so.Where(fact => held.Any(other => other.Path.Equals(fact.Path)))] : held;
        }

        return _onEntry.GetOrAdd((function.Id, depth), common ?? []);
    }

    // Called on this, the callee names a member lock as its caller does; a static one it always does.
    internal static bool IsNamedAlike(AccessPath path, CallFact call) =>
        path.Root is PathRoot.Static or PathRoot.Type || (path.Root == PathRoot.This && call.Substitution.Receiver is { Root: PathRoot.This, Steps.IsEmpty: true });

    // Hardly ever asked for.
    private Dictionary<string, List<ImmutableArray<string>>> FindCalls(CancellationToken cancellation)
    {
        var calledUnder = new Dictionary<string, List<ImmutableArray<string>>>(StringComparer.Ordinal);
        foreach (var call in _functions.SelectMany(function => function.Calls))
            AddTo(calledUnder, call.Target, [.. call.Held.Select(fact => Class(fact.Path, cancellation)).OfType<string>()]);

        return calledUnder;
    }

    private void Add(FunctionFacts facts, CancellationToken cancellation)
    {
        _functions.Add(facts);
        var held = facts.Acquires.SelectMany(a => a.Held).Concat(facts.Calls.SelectMany(c => c.Held)).Concat(facts.Invokes.SelectMany(i => i.Held));
        foreach (var lockClass in held.Select(fact => Class(fact.Path, cancellation)).OfType<string>().Distinct(StringComparer.Ordinal))
            AddTo(_holders, lockClass, facts);

        // A call can concern locks that only it can name: those it hands over, and those under which its delegates are run.
        var named = facts.Calls.Where(call => call is { Held.IsEmpty: true, Substitution.Arguments.IsEmpty: false } && _model.Summaries.NamedByCaller(call, cancellation).Any())
            .SelectMany(call => call.Substitution.Arguments.Add(call.Substitution.Receiver)).OfType<AccessPath>()
            .Concat(facts.Calls.SelectMany(call => _model.Summaries.RunUnder(call, cancellation)).SelectMany(run => run.Held).Select(outer => outer.Path));
        foreach (var handed in named)
        {
            if (Class(handed, cancellation) is { } lockClass && HoldersOf(lockClass) is var known && (known.Count == 0 || known[known.Count - 1] != facts))
                AddTo(_holders, lockClass, facts);
        }

        foreach (var acquire in facts.Acquires.Where(a => a is { Mode: LockMode.Exclusive, Bound: WaitBound.Unlimited }))
        {
            if (Class(acquire.Path, cancellation) is { } lockClass)
                _blockingWriters.Add(lockClass);
        }

        foreach (var signal in facts.Signals)
        {
            if (Class(signal.Path, cancellation) is { } lockClass)
                AddTo(_signals, lockClass, new SignalSite(facts, signal));
        }
    }

    private string? Class(AccessPath path, CancellationToken cancellation) => _model.Summaries.Providers.Resolve(path, cancellation).Class;

    private static void AddTo<T>(Dictionary<string, List<T>> lists, string key, T item)
    {
        if (!lists.TryGetValue(key, out var list))
            lists.Add(key, list = []);

        list.Add(item);
    }
}

/// <summary>A signal, and the function that gives it.</summary>
public sealed record SignalSite(FunctionFacts Function, SignalFact Signal);
