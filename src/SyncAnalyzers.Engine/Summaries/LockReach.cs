using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Whether a function may acquire a lock within some calls, as far as the words in its body tell: what it calls, it names.</summary>
/// <remarks>Most of what is called under a lock calls nothing that acquires another, and need not be bound to know it. Thread-safe.</remarks>
public sealed class LockReach(SyncModel model)
{
    private CalleeNames? _acquiring;
    private CalleeNames? _near;

    /// <summary>No acquisition is missed; a yes is a perhaps.</summary>
    public bool MayAcquire(CodeBody body, int calls, CancellationToken cancellation) => model.MayTouchLocks(body, cancellation) || calls switch
    {
        0 => false,
        1 => Acquiring(cancellation).AreNamedIn(body.Declaration, cancellation),
        2 => Near(cancellation).AreNamedIn(body.Declaration, cancellation),

        // Within three calls nearly everything names something that may lead to a lock.
        _ => true,
    };

    /// <summary>What acquires a lock itself.</summary>
    private CalleeNames Acquiring(CancellationToken cancellation) =>
        Volatile.Read(ref _acquiring) ?? Interlocked.CompareExchange(ref _acquiring, FindAcquiring(cancellation), null) ?? _acquiring!;

    /// <summary>What acquires one, or names something that does.</summary>
    private CalleeNames Near(CancellationToken cancellation) =>
        Volatile.Read(ref _near) ?? Interlocked.CompareExchange(ref _near, FindNear(cancellation), null) ?? _near!;

    private CalleeNames FindAcquiring(CancellationToken cancellation)
    {
        var generation = model.Generation(cancellation);
        var names = new CalleeNames();
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            foreach (var name in TreeFacts.Of(tree, generation).LockNames ??= [.. model.LockBodiesIn(tree, cancellation).Where(body => Acquires(body, cancellation)).Select(body => CalleeNames.Of(body.Declaration)).OfType<string>().Distinct()])
                names.Add(name);
        }

        return names;
    }

    private bool Acquires(CodeBody body, CancellationToken cancellation) =>
        model.Facts.Of(body, cancellation) is var facts && (!facts.Acquires.IsEmpty || facts.Nested.Any(nested => !nested.Acquires.IsEmpty));

    private CalleeNames FindNear(CancellationToken cancellation)
    {
        var acquiring = Acquiring(cancellation);
        var names = new CalleeNames(acquiring);
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var body in model.BodiesIn(tree, cancellation))
            {
                if (CalleeNames.Of(body.Declaration) is { } name && acquiring.AreNamedIn(body.Declaration, cancellation)
                    && (!CalleeNames.IsUnnamed(name) || !model.Summaries.AcquiredBy(body.Id, 1, cancellation).IsEmpty))
                    names.Add(name);
            }
        }

        return names;
    }
}
