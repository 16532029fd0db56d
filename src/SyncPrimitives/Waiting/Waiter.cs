using System.Diagnostics;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// One wait, of a thread or of an async flow. Waiters are used again; the version tells a wait from the ones before it.
/// </summary>
internal sealed partial class Waiter : WorkItem
{
    // What stands in _signal besides null: who is to be told, or that the wait is over.
    private static readonly object Parked = new();
    private static readonly object Continued = new();
    private static readonly object Done = new();

    private readonly Gate _park = new("parked thread");
    private AtomicReference<object?> _signal = new(null, "signal");
    private AtomicInt32 _outcome = new(WaitOutcome.Pending, "outcome");
    private AtomicInt64 _version = new(0, "version");
    private AtomicInt32 _isAsync = new(0, "is async");

    public Waiter(WaitQueue queue)
    {
        Owner = queue;
        Previous = new(queue.Gate, null, "previous");
        Next = new(queue.Gate, null, "next");
        IsQueued = new(queue.Gate, false, "queued");
        Slot = new(queue.Gate, 0, "slot");
        Kind = new(queue.Gate, 0, "kind");
    }

    // Guarded by the queue's gate. The meaning of the kind is the primitive's.
    public Guarded<Waiter?> Previous;
    public Guarded<Waiter?> Next;
    public Guarded<bool> IsQueued;
    public Guarded<int> Slot;
    public Guarded<int> Kind;

    // Links of the stack of idle waiters.
    public AtomicReference<Waiter?> NextIdle = new(null, "next idle");
    public AtomicInt32 IdleDepth = new(0, "idle depth");

    /// <summary>Slot and stamp of the grant; written before the wait is over.</summary>
    public AtomicInt32 GrantedSlot = new(0, "granted slot");

    /// <inheritdoc cref="GrantedSlot"/>
    public AtomicInt64 Stamp = new(0, "granted stamp");

    /// <summary>Link of a chain of grants, of the thread that grants.</summary>
    public Waiter? NextGrant;

    public WaitQueue Owner { get; }

    public long Version => _version.Read();

    /// <summary>When the wait began, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Since { get; private set; }

    /// <summary>Whether an async flow waits, not a thread.</summary>
    public bool IsAsync
    {
        get => _isAsync.Read() != 0;
        private set => _isAsync.Write(value ? 1 : 0);
    }

    /// <summary>Ends the wait and tells who waits: by waking a thread or by queueing a continuation, never by running it.</summary>
    public void Complete(int outcome)
    {
        _outcome.Write(outcome);
        object? told = _signal.Exchange(Done);
        if (told == Parked)
        {
            _park.Enter();
            try
            {
                _park.PulseAll();
            }
            finally
            {
                _park.Exit();
            }
        }
        else if (told == Continued)
        {
            PostContinuation();
        }
    }

    /// <summary>Blocks the thread until the wait is over, and gives the waiter back.</summary>
    /// <param name="milliseconds">Ends the wait unless it has been granted; -1 is without end.</param>
    /// <param name="cancellationToken">Ends the wait likewise.</param>
    /// <param name="lease">What was granted.</param>
    /// <returns>Whether it was granted; false after the time.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted; nothing is held.</exception>
    public bool Wait(int milliseconds, CancellationToken cancellationToken, out Lease lease)
    {
        try
        {
            Begin(isAsync: false);
            CancelOn(cancellationToken);
            if (!Block(milliseconds) && Owner.TryAbandon(this))
                Complete(WaitOutcome.TimedOut);
            else
                Block(Timeout.Infinite);
        }
        catch
        {
            GiveBack();
            throw;
        }

        return End(out lease) == WaitOutcome.Granted;
    }

    private bool IsDone => _signal.Read() == Done;

    private void Begin(bool isAsync)
    {
        IsAsync = isAsync;
        Since = Stopwatch.GetTimestamp();
        Contention.Start(this);
    }

    // True when the wait is over, false after the time.
    private bool Block(int milliseconds)
    {
        var spinner = Spinner.Start();
        while (!IsDone)
        {
            if (!spinner.TryOnce())
                return Park(milliseconds);
        }

        return true;
    }

    private bool Park(int milliseconds)
    {
        // Who completes after this exchange finds "parked" and comes to the gate; who completed before it is seen at once.
        object? seen = _signal.CompareExchange(Parked, null);
        if (seen == Done)
            return true;
        long start = milliseconds == Timeout.Infinite ? 0 : Stopwatch.GetTimestamp();
        _park.Enter();
        try
        {
            while (!IsDone)
            {
                long left = milliseconds == Timeout.Infinite ? Timeout.Infinite : Math.Max(0, milliseconds - ElapsedMilliseconds(start));
                if (left == Timeout.Infinite)
                    _park.Wait();
                else if (left == 0 || !_park.Wait((int)left))
                    return IsDone;
            }

            return true;
        }
        finally
        {
            // The wait may be interrupted.
            _park.Exit();
        }
    }

    // The wait ended by an exception: nobody will receive what is granted, so it goes on to the next.
    private void GiveBack()
    {
        // What the primitive does when a flow gives up, the caller does who sees the exception.
        IsAsync = false;
        if (Owner.TryAbandon(this))
            Complete(WaitOutcome.TimedOut);
        var spinner = Spinner.Start();
        while (!IsDone)
            spinner.Once();
        IWaitOwner owner = Owner.Owner;
        if (_outcome.Read() == WaitOutcome.Canceled)
            _outcome.Write(WaitOutcome.TimedOut);
        if (End(out Lease lease) == WaitOutcome.Granted)
            owner.TakeBack(lease.Slot, lease.Stamp);
    }

    // Reads the result, stops token and timer, and returns the waiter to its queue.
    private int End(out Lease lease)
    {
        int outcome = _outcome.Read();
        lease = outcome == WaitOutcome.Granted ? new Lease(Owner.Owner, GrantedSlot.Read(), Stamp.Read()) : default;
        CancellationToken token = StopWatching();
        Contention.Stop(this);
        _continuation = null;
        _context = null;
        _outcome.Write(WaitOutcome.Pending);
        _signal.Write(null);
        _version.Write(_version.Read() + 1);
        Owner.Return(this);
        return outcome == WaitOutcome.Canceled ? throw new OperationCanceledException(token) : outcome;
    }

    private static long ElapsedMilliseconds(long since) => (Stopwatch.GetTimestamp() - since) * 1000 / Stopwatch.Frequency;
}
