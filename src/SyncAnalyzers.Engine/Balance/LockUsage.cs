using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>All that one function does to one lock in one mode.</summary>
public sealed class LockUsage(int number, LockMode mode, LockEntry entry)
{
    public int Number { get; } = number;

    public LockMode Mode { get; } = mode;

    public LockEntry Entry { get; } = entry;

    public string Name => Entry.Path.ToString();

    public List<CallEffect> Acquires { get; } = [];

    /// <summary>Acquisitions by who holds the lock already, with where the hold was taken.</summary>
    public List<(CallEffect Inner, SiteSet Outer)> Nested { get; } = [];

    public List<ReleasePoint> Releases { get; } = [];

    /// <summary>Exceptions that leave the function while it holds the lock, with where the hold was taken.</summary>
    public List<(SiteSet Sites, IOperation? Cause)> Escapes { get; } = [];

    /// <summary>Assignments to a variable on the lock's path while the lock is held.</summary>
    public List<IOperation> Reassignments { get; } = [];

    /// <summary>Calls that run with the lock or without it, by the try-acquire that decides; and whether any runs with it only.</summary>
    public Dictionary<CallEffect, (IOperation? Either, bool HasOwn)> Sections { get; } = [];

    /// <summary>Counting is left to cookies or to a release of everything.</summary>
    public bool IsUncounted { get; set; }

    /// <summary>The holds can be counted, and they are all of one lock.</summary>
    public bool IsCounted => !IsUncounted && !Entry.IsVarying;

    /// <summary>Somebody else was given what is needed to release it.</summary>
    public bool IsHandedOver { get; set; }

    /// <summary>And only as what the function returns, so that a path that returns nothing has given it to nobody.</summary>
    public bool IsOnlyReturned { get; set; } = true;

    public bool IsReleased => Releases.Any(release => release.IsHeld || release.IsUnknown);
}

/// <summary>A release, and in what ways it is reached.</summary>
public sealed record ReleasePoint(IOperation At, CallEffect Effect, bool IsLease)
{
    /// <summary>With the lock held.</summary>
    public bool IsHeld { get; set; }

    public bool IsUnknown { get; set; }

    /// <summary>Without it, and nothing says why.</summary>
    public bool IsPlainlyUnheld { get; set; }

    /// <summary>Without it, because it was released before: by these.</summary>
    public HashSet<string> Earlier { get; } = [];

    /// <summary>Without it, because these threw.</summary>
    public HashSet<CallEffect> Failed { get; } = [];

    /// <summary>Without it, because these did not get it.</summary>
    public HashSet<CallEffect> Untaken { get; } = [];

    /// <summary>Without it, but in this mode instead, taken there.</summary>
    public (LockMode Mode, SiteSet Sites)? OtherMode { get; set; }

    public bool IsUnheld => IsPlainlyUnheld || Earlier.Count > 0 || Failed.Count > 0 || Untaken.Count > 0;
}
