using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;
using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>How a model thread uses the library's awaitables: where the compiler would put the continuation, the thread itself goes on.</summary>
internal static class Clients
{
    /// <summary>Enters a section, runs, leaves, with the lease from <paramref name="acquire"/>.</summary>
    public static void Hold(this ModelThread thread, Section section, Func<Lease> acquire, Action? body = null)
    {
        thread.Request();
        var lease = acquire();
        thread.Forget("granted", lease.Slot, lease.Stamp);
        thread.Enter(section);
        body?.Invoke();
        thread.Leave(section);
        lease.Release();
    }

    /// <summary>What <c>await</c> does.</summary>
    public static Lease Await(this LeaseAwaitable awaitable, Action? beforeResult = null)
    {
        var awaiter = awaitable.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            var waiter = WaiterOf(awaitable)!;
            awaiter.UnsafeOnCompleted(static () => { });
            waiter.AwaitQueued();
        }

        beforeResult?.Invoke();
        return awaiter.GetResult();
    }

    /// <inheritdoc cref="Await(LeaseAwaitable, Action?)"/>
    public static void Await(this ValueAwaitable awaitable, Action? beforeResult = null)
    {
        var awaiter = awaitable.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            var waiter = WaiterOf(awaitable)!;
            awaiter.UnsafeOnCompleted(static () => { });
            waiter.AwaitQueued();
        }

        beforeResult?.Invoke();
        awaiter.GetResult();
    }

    /// <summary>What the scope stands for; unlike it, not bound to a frame.</summary>
    public static Lease LeaseOf(Scope scope) => new(Source(ref scope), Slot(ref scope), Stamp(ref scope));

    /// <summary>Everything that is to be remembered of a lease of a primitive that is made of several locks.</summary>
    public static void ForgetAllBut(this ModelThread thread, Lease lease) =>
        thread.Forget("granted", Actor.Current.HandleOf(lease.Source), lease.Slot, lease.Stamp);

    /// <summary>Null when there is nothing to wait for.</summary>
    public static Waiter? WaiterOf(LeaseAwaitable awaitable) => Source(ref awaitable) as Waiter;

    /// <inheritdoc cref="WaiterOf(LeaseAwaitable)"/>
    public static Waiter? WaiterOf(ValueAwaitable awaitable) => Source(ref awaitable) as Waiter;

    /// <summary>What a token does to the thread that waits first, if there is one. No waiter may be in use twice.</summary>
    public static void CancelFirst(this WaitQueue queue)
    {
        queue.Gate.Enter();
        var first = queue.First;
        queue.Gate.Exit();
        if (first is not null)
            GiveUp(first, WaitOutcome.Canceled);
    }

    /// <summary>What the callback of a token or a timer does.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GiveUp")]
    public static extern void GiveUp(Waiter waiter, int outcome);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_source")]
    private static extern ref ILeaseSource? Source(ref Scope scope);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slot")]
    private static extern ref int Slot(ref Scope scope);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stamp")]
    private static extern ref long Stamp(ref Scope scope);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_source")]
    private static extern ref object? Source(ref LeaseAwaitable awaitable);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_source")]
    private static extern ref object? Source(ref ValueAwaitable awaitable);
}

/// <summary>
/// A cancellation token as the model sees it: another thread may give up a wait at any moment while it is registered, and
/// unregistering waits for a callback that has begun. Made while the program is built.
/// </summary>
internal sealed class Cancellation
{
    private readonly AtomicReference<Waiter?> _registered = new(null, "cancellation registered for");
    private readonly AtomicInt32 _done = new(0, "cancellation done");

    /// <summary>The thread that cancels; once, or not at all if nobody is registered at that moment.</summary>
    public void Cancel()
    {
        if (_registered.Exchange(null) is not { } waiter)
            return;
        Clients.GiveUp(waiter, WaitOutcome.Canceled);
        _done.Write(1);
    }

    public void Register(Waiter waiter) => _registered.Write(waiter);

    public void Unregister()
    {
        if (_registered.Exchange(null) is not null)
            return;
        var spinner = Spinner.Start();
        while (_done.Read() == 0)
            spinner.Once();
    }

    /// <summary>Waits with this as the token; false when cancelled.</summary>
    public bool TryAwait(ValueAwaitable awaitable)
    {
        var waiter = Clients.WaiterOf(awaitable);
        if (waiter is not null)
            Register(waiter);
        try
        {
            awaitable.Await(waiter is null ? null : Unregister);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc cref="TryAwait(ValueAwaitable)"/>
    public bool TryAwait(LeaseAwaitable awaitable, out Lease lease)
    {
        lease = default;
        var waiter = Clients.WaiterOf(awaitable);
        if (waiter is not null)
            Register(waiter);
        try
        {
            lease = awaitable.Await(waiter is null ? null : Unregister);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
