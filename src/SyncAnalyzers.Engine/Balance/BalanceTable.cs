using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>What is unbalanced in each body: judged once, read by one rule for each kind.</summary>
/// <remarks>Thread-safe: two threads may judge the same body, and find the same.</remarks>
public sealed class BalanceTable(SyncModel model)
{
    private readonly ConcurrentDictionary<CodeBody, ImmutableArray<FunctionUsage>> _usages = new();
    private readonly ConcurrentDictionary<CodeBody, ImmutableArray<Imbalance>> _imbalances = new();
    private BalancePartners.Table? _open;

    public ImmutableArray<Imbalance> Of(CodeBody body, CancellationToken cancellation = default) =>
        _imbalances.TryGetValue(body, out var known) ? known : _imbalances.GetOrAdd(body, Judge(body, cancellation));

    internal ImmutableArray<FunctionUsage> UsagesOf(CodeBody body, CancellationToken cancellation) =>
        _usages.TryGetValue(body, out var known) ? known : _usages.GetOrAdd(body, Read(body, cancellation));

    private ImmutableArray<FunctionUsage> Read(CodeBody body, CancellationToken cancellation)
    {
        ImmutableArray<FunctionUsage> usages = [.. model.FlowsOf(body, cancellation).Select(FunctionUsage.Of).OfType<FunctionUsage>()];
        foreach (var inner in usages.Where(usage => IsLoose(usage)))
        {
            // A lambda that releases what it has not acquired: somebody will run it for the function around it.
            foreach (var use in inner.Locks.Where(use => use.Releases.Any(release => release.IsPlainlyUnheld)))
            {
                foreach (var outer in usages.Where(usage => usage != inner).SelectMany(usage => usage.Locks).Where(outer => outer.Entry.Path.Equals(use.Entry.Path)))
                    outer.IsHandedOver = true;
            }
        }

        return usages;
    }

    // Calls of a local function that is a wrapper are understood; what a lambda does, happens some time.
    private static bool IsLoose(FunctionUsage usage) => usage.Symbol is { MethodKind: MethodKind.AnonymousFunction }
        || (usage.Symbol is { MethodKind: MethodKind.LocalFunction } local && EffectReader.Read(usage.Flow, local) is null);

    private ImmutableArray<Imbalance> Judge(CodeBody body, CancellationToken cancellation)
    {
        if (body.Operation is null)
            return [];

        var partners = new BalancePartners(model, read => Volatile.Read(ref _open) ?? Interlocked.CompareExchange(ref _open, read(), null) ?? _open!, cancellation);
        var threads = new ThreadJudge(model, body, cancellation);
        var found = ImmutableArray.CreateBuilder<Imbalance>();
        foreach (var usage in UsagesOf(body, cancellation))
        {
            var leases = new LeaseJudge(usage, use => !model.Semaphores.ProfileOf(body, use.Entry.Path, cancellation).IsReleasedElsewhere);
            var elsewhere = threads.Judge(usage).ToList();
            found.AddRange(elsewhere.Where(other => !threads.IsToldInside(other)));
            found.AddRange(leases.Judge());

            var releases = new ReleaseJudge(usage, leases, partners);
            found.AddRange(releases.Judge().Where(imbalance => elsewhere.All(other => other.At != imbalance.At)));
            found.AddRange(new HoldJudge(usage, releases, leases, partners).Judge());
            found.AddRange(new SuspensionJudge(usage).Judge());
            found.AddRange(new SignalJudge(model, body, usage, cancellation).Judge());
        }

        return [.. found.OrderBy(imbalance => imbalance.At.Syntax.SpanStart).ThenBy(imbalance => imbalance.Kind)];
    }
}
