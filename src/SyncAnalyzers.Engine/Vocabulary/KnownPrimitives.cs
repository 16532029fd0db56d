using static SyncAnalyzers.Engine.Vocabulary.LockMode;
using static SyncAnalyzers.Engine.Vocabulary.SyncEffect;

namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>Every synchronization type the engine understands. To support another one, add a row.</summary>
public static class KnownPrimitives
{
    public static ImmutableArray<SyncPrimitive> All { get; } =
    [
        // A lock statement needs no row of its own: the control-flow graph lowers it to these calls.
        new("System.Threading.Monitor")
        {
            Recursion = Recursion.Counts,
            Operations =
            [
                On(Acquire, Exclusive, "Enter"),
                Try(Exclusive, "TryEnter"),
                On(Release, Exclusive, "Exit"),
                On(Wait, Exclusive, "Wait"),
                On(Signal, Exclusive, "Pulse", "PulseAll"),
            ],
            HeldGuards = [("IsEntered", Exclusive)],
        },

        new("System.Threading.Lock")
        {
            Recursion = Recursion.Counts,
            Operations =
            [
                On(Acquire, Exclusive, "Enter", "EnterScope"),
                Try(Exclusive, "TryEnter"),
                On(Release, Exclusive, "Exit"),
            ],
            HeldGuards = [("IsHeldByCurrentThread", Exclusive)],
        },

        // WaitOne is declared on WaitHandle, but only on these two receivers does it take something that must be given back.
        new("System.Threading.Mutex")
        {
            Recursion = Recursion.Counts,
            Operations = [On(Acquire, Exclusive, "WaitOne"), On(Release, Exclusive, "ReleaseMutex")],
        },

        new("System.Threading.Semaphore")
        {
            Owner = LockOwner.Nobody,
            Operations = [On(Acquire, Permit, "WaitOne"), On(Release, Permit, "Release")],
        },

        new("System.Threading.SemaphoreSlim")
        {
            Owner = LockOwner.Nobody,
            Operations = [On(Acquire, Permit, "Wait", "WaitAsync"), On(Release, Permit, "Release")],
        },

        new("System.Threading.ReaderWriterLockSlim")
        {
            Recursion = Recursion.ByPolicy,
            Operations =
            [
                On(Acquire, Shared, "EnterReadLock"),
                Try(Shared, "TryEnterReadLock"),
                On(Release, Shared, "ExitReadLock"),
                On(Acquire, Upgradeable, "EnterUpgradeableReadLock"),
                Try(Upgradeable, "TryEnterUpgradeableReadLock"),
                On(Release, Upgradeable, "ExitUpgradeableReadLock"),
                On(Acquire, Exclusive, "EnterWriteLock"),
                Try(Exclusive, "TryEnterWriteLock"),
                On(Release, Exclusive, "ExitWriteLock"),
            ],
            HeldGuards = [("IsReadLockHeld", Shared), ("IsUpgradeableReadLockHeld", Upgradeable), ("IsWriteLockHeld", Exclusive)],
        },

        // Upgrading waits for the other readers: the write lock is one more acquisition on top of the read lock.
        new("System.Threading.ReaderWriterLock")
        {
            Recursion = Recursion.Counts,
            Operations =
            [
                On(Acquire, Shared, "AcquireReaderLock"),
                On(Release, Shared, "ReleaseReaderLock"),
                On(Acquire, Exclusive, "AcquireWriterLock"),
                On(Acquire, Exclusive, "UpgradeToWriterLock") with { IsUpgrade = true },
                On(Release, Exclusive, "ReleaseWriterLock", "DowngradeFromWriterLock"),
                On(ReleaseAll, Exclusive, "ReleaseLock"),
            ],
            HeldGuards = [("IsReaderLockHeld", Shared), ("IsWriterLockHeld", Exclusive)],
        },

        new("System.Threading.SpinLock")
        {
            Operations =
            [
                On(Acquire, Exclusive, "Enter"),
                Try(Exclusive, "TryEnter"),
                On(Release, Exclusive, "Exit"),
            ],
            HeldGuards = [("IsHeldByCurrentThread", Exclusive), ("IsHeld", Exclusive)],
        },

        // Ours give leases: as the result, or to an out argument; one that came too late says that it stands for nothing.
        Ours("AsyncMutex", On(Acquire, Exclusive, "EnterScope", "EnterScopeAsync"), Try(Exclusive, "TryEnterScope", "TryEnterScopeAsync")),
        Ours("CountingSemaphore", On(Acquire, Permit, "AcquireScope", "AcquireScopeAsync"), Try(Permit, "TryAcquireScope", "TryAcquireScopeAsync")),
        Ours("RecursiveMutex", On(Acquire, Exclusive, "EnterScope"), Try(Exclusive, "TryEnterScope")) with { Recursion = Recursion.Counts, HeldGuards = [("IsHeldByCurrentThread", Exclusive)] },
        Ours("TicketLock", On(Acquire, Exclusive, "EnterScope"), Try(Exclusive, "TryEnterScope")),
        Ours("Classic.PetersonLock", On(Acquire, Exclusive, "EnterScope")),
        Ours("Classic.DekkerLock", On(Acquire, Exclusive, "EnterScope")),
        Ours("Classic.FilterLock", On(Acquire, Exclusive, "EnterScope")),
        Ours("Classic.BakeryLock", On(Acquire, Exclusive, "EnterScope")),
        Ours("KeyedMutex`1", On(Acquire, Exclusive, "EnterScope", "EnterScopeAsync"), Try(Exclusive, "TryEnterScope", "TryEnterScopeAsync")) with { IsKeyed = true },
        Ours("StripedMutex`1", On(Acquire, Exclusive, "EnterScope", "EnterScopeAsync"), Try(Exclusive, "TryEnterScope")) with { IsKeyed = true },
        Ours(
            "AsyncReaderWriterLock",
            On(Acquire, Shared, "EnterReadScope", "EnterReadScopeAsync"),
            Try(Shared, "TryEnterReadScope", "TryEnterReadScopeAsync"),
            On(Acquire, Upgradeable, "EnterUpgradeableScopeAsync"),
            On(Acquire, Exclusive, "EnterWriteScope", "EnterWriteScopeAsync"),
            Try(Exclusive, "TryEnterWriteScope", "TryEnterWriteScopeAsync")),

        // Of a lock whose type is not known here nobody can say whether it counts.
        Ours("MultiLock", On(Acquire, Exclusive, "EnterScope", "EnterScopeAsync")) with { TakesSeveral = true, Recursion = Recursion.Counts },

        // The object of a lock statement, entered so that the order is watched.
        new("SyncPrimitives.LockOrder") { Recursion = Recursion.Counts, Operations = [On(Acquire, Exclusive, "Enter")] },

        // Other people's locks, by name alone.
        Lease("Nito.AsyncEx.AsyncLock", Exclusive, "Lock", "LockAsync"),
        new("Nito.AsyncEx.AsyncSemaphore")
        {
            Owner = LockOwner.Nobody,
            IsForeign = true,
            Operations = [On(Acquire, Permit, "Wait", "WaitAsync", "Lock", "LockAsync"), On(Release, Permit, "Release")],
        },
        new("Nito.AsyncEx.AsyncMonitor")
        {
            Owner = LockOwner.Nobody,
            IsForeign = true,
            Operations = [On(Acquire, Exclusive, "Enter", "EnterAsync"), On(Wait, Exclusive, "Wait", "WaitAsync"), On(Signal, Exclusive, "Pulse", "PulseAll")],
        },
        new("Nito.AsyncEx.AsyncReaderWriterLock")
        {
            Owner = LockOwner.Nobody,
            IsForeign = true,
            Operations = [On(Acquire, Shared, "ReaderLock", "ReaderLockAsync"), On(Acquire, Exclusive, "WriterLock", "WriterLockAsync")],
        },
        Lease("AsyncKeyedLock.AsyncKeyedLocker`1", Exclusive, "Lock", "LockAsync", "LockOrNull", "LockOrNullAsync") with { IsKeyed = true, CountParameter = "maxCount" },
        Lease("AsyncKeyedLock.StripedAsyncKeyedLocker`1", Exclusive, "Lock", "LockAsync", "LockOrNull", "LockOrNullAsync") with { IsKeyed = true, CountParameter = "maxCount" },
        Lease("AsyncKeyedLock.AsyncNonKeyedLocker", Permit, "Lock", "LockAsync", "LockOrNull", "LockOrNullAsync"),
        Lease("Microsoft.VisualStudio.Threading.AsyncSemaphore", Permit, "EnterAsync"),
        new("DotNext.Threading.AsyncExclusiveLock")
        {
            Owner = LockOwner.Nobody,
            IsForeign = true,
            Operations = [On(Acquire, Exclusive, "AcquireAsync"), Try(Exclusive, "TryAcquire", "TryAcquireAsync"), On(Release, Exclusive, "Release")],
        },
    ];

    private static SyncOperation On(SyncEffect effect, LockMode mode, params string[] members) => new(effect, mode, [.. members]);

    private static SyncOperation Try(LockMode mode, params string[] members) => new(SyncEffect.Acquire, mode, [.. members]) { NeverWaits = true };

    private static SyncPrimitive Ours(string type, params SyncOperation[] operations) =>
        new("SyncPrimitives." + type) { Owner = LockOwner.Nobody, Operations = [.. operations] };

    private static SyncPrimitive Lease(string type, LockMode mode, params string[] members) =>
        new(type) { Owner = LockOwner.Nobody, IsForeign = true, Operations = [On(Acquire, mode, members)] };
}
