using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Whether a function may acquire a lock within some calls, as far as the words in its body tell: what it calls, it names.</summary>
/// <remarks>Most of what is called under a lock calls nothing that acquires another, and need not be bound to know it. Thread-safe.</remarks>
public sealed class LockReach(SyncModel model)
{
    private CalleeNames? _acquiring;
    private int _threads;

    /// <summary>No acquisition is missed; a yes is a perhaps.</summary>
    /// <remarks>Two calls away nearly every body names one that may: to find that out costs what it saves.</remarks>
    public bool MayAcquire(CodeBody body, int calls, CancellationToken cancellation) => model.MayTouchLocks(body, cancellation) || calls > 1 || (calls == 1 && IsNamedIn(body, cancellation));

    private bool IsNamedIn(CodeBody body, CancellationToken cancellation)
    {
        var acquiring = Volatile.Read(ref _acquiring) ?? Interlocked.CompareExchange(ref _acquiring, FindAcquiring(cancellation), null) ?? _acquiring!;
        return acquiring.AreNamedIn(body.Declaration, cancellation);
    }

    private CalleeNames FindAcquiring(CancellationToken cancellation)
    {
        var generation = model.Generation(cancellation);
        var names = new CalleeNames();

        // All threads come here at the same time. What one has found of a tree the others find there, if they do not all begin at the first.
        foreach (var tree in SharedWork.InTurn(model.Trees, ref _threads))
        {
            if (model.LockBodiesIn(tree, cancellation).IsEmpty)
                continue;

            foreach (var name in TreeFacts.Of(tree, generation).LockNames ??= [.. model.LockBodiesIn(tree, cancellation).Where(body => Acquires(body, cancellation)).Select(body => CalleeNames.Of(body.Declaration)).OfType<string>().Distinct()])
                names.Add(name);
        }

        return names;
    }

    private bool Acquires(CodeBody body, CancellationToken cancellation) =>
        !model.FlowsOf(body, cancellation).IsEmpty && model.Facts.Of(body, cancellation) is var facts && (!facts.Acquires.IsEmpty || facts.Nested.Any(nested => !nested.Acquires.IsEmpty));
}
