using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>All that one function does to locks, written down for the rules of balance.</summary>
public sealed class FunctionUsage(FunctionFlow function, LockFlow flow)
{
    private readonly Dictionary<(int Lock, LockMode Mode), LockUsage> _locks = [];

    public FunctionFlow Function { get; } = function;

    public LockFlow Flow { get; } = flow;

    public IMethodSymbol? Symbol => Function.Scope.Symbol;

    /// <summary>In the order in which the locks are met.</summary>
    public IEnumerable<LockUsage> Locks => _locks.Values.OrderBy(usage => usage.Number).ThenBy(usage => usage.Mode);

    /// <summary>Awaits and yields with a lock held that only the acquiring thread may release.</summary>
    public List<(IOperation At, LockUsage Lock, SiteSet Sites)> Suspensions { get; } = [];

    /// <summary><c>Monitor.Wait</c>, <c>Pulse</c> where the lock is not held on some path, with how the function names it.</summary>
    public List<(CallEffect Signal, string Lock, bool IsEverHeld)> UnheldSignals { get; } = [];

    /// <summary>Conditions on parameters through which the caller learns whether the lock was acquired.</summary>
    public HashSet<string> Answers { get; } = [];

    public LockUsage Of(int number, LockMode mode)
    {
        if (!_locks.TryGetValue((number, mode), out var usage))
            _locks.Add((number, mode), usage = new LockUsage(number, mode, Flow.Locks[number]));

        return usage;
    }

    public CallEffect? AcquireAt(int site) => Flow.Effects.All.FirstOrDefault(effect => effect.Site == site);

    public IEnumerable<CallEffect> AcquiresAt(SiteSet sites) => sites.Sites.Select(AcquireAt).OfType<CallEffect>().Where(effect => !effect.Call.IsImplicit);

    /// <returns><see langword="null"/> for a function that does nothing to locks, or is too wild to be judged.</returns>
    public static FunctionUsage? Of(FunctionFlow function)
    {
        if (function.Flow is not { } flow || !flow.Effects.All.Any())
            return null;

        var usage = new FunctionUsage(function, flow);
        flow.Replay(new UsageObserver(usage));
        return usage;
    }
}
