using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>All that the compilation does with one semaphore, or with all semaphores of one field.</summary>
/// <param name="Uses">The bodies that take or give back permits, in the order of the source.</param>
/// <param name="Escapes">Code that is not seen may use it too.</param>
public sealed record SemaphoreProfile(ImmutableArray<SemaphoreCreation> Creations, ImmutableArray<SemaphoreUse> Uses, bool Escapes)
{
    public static SemaphoreProfile Unknown { get; } = new([], [], Escapes: true);

    /// <summary>Permits at the start; <see langword="null"/> where that is unknown or differs.</summary>
    public int? Initial => Creations.Select(c => c.Initial).Distinct().Count() == 1 ? Creations[0].Initial : null;

    /// <summary>It starts with permits that are lent and come back, even where only the run knows how many.</summary>
    private bool IsCounted => Initial is not null || (!Creations.IsEmpty && Creations.All(creation => creation.IsFull));

    public SemaphoreRole Role => Creations.Any(c => c.Initial == 0) || (Initial is null && Uses.Any(use => use.Passes))
        ? Uses.Any(use => use.Passes) ? SemaphoreRole.BoundedBuffer : SemaphoreRole.Signal
        : RoleByUse();

    /// <summary>Somebody waits for its permits and nobody ever gives one.</summary>
    public bool IsNeverReleased => !Escapes && Uses.Any(use => use.Acquires) && !Uses.Any(use => use.Releases);

    /// <summary>A body may take a permit and leave it to others to give back.</summary>
    public bool IsReleasedElsewhere => Escapes || Uses.Any(use => use is { Releases: true, Acquires: false } or { AcquiresByWrapper: true, Releases: true });

    private SemaphoreRole RoleByUse()
    {
        var isOwed = Uses.Any(use => use is { Acquires: true, Releases: true });
        var isHandedOver = Uses.Any(use => use is { Acquires: true, Releases: false }) && Uses.Any(use => use is { Acquires: false, Releases: true });
        if (isOwed && !(isHandedOver && !IsCounted))
            return Initial == 1 ? SemaphoreRole.Mutex : SemaphoreRole.Throttle;

        if (isHandedOver)
        {
            return Uses.Any(use => use.Passes) ? SemaphoreRole.BoundedBuffer
                : IsCounted && Uses.Any(use => use.HoldsAtReturn) ? SemaphoreRole.Pool
                : SemaphoreRole.Signal;
        }

        return !IsNeverReleased || Initial is null ? SemaphoreRole.Unknown : Initial == 1 ? SemaphoreRole.Mutex : SemaphoreRole.Throttle;
    }
}

/// <summary>What one body and the functions nested in it do with a semaphore.</summary>
public sealed record SemaphoreUse(CodeBody Body)
{
    public bool Acquires { get; init; }

    /// <summary>Waits as long as it takes.</summary>
    public bool WaitsForEver { get; init; }

    public bool AcquiresByWrapper { get; init; }

    public bool Releases { get; init; }

    /// <summary>Every way of returning holds a permit, or every one that does not answer false: it was taken for the caller.</summary>
    public bool HoldsAtReturn { get; init; }

    /// <summary>Takes a permit here and gives one to another semaphore, or the other way round.</summary>
    public bool Passes { get; init; }
}
