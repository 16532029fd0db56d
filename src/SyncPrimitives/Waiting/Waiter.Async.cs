namespace SyncPrimitives;

/// <content>The async side: continuation, token and timer.</content>
internal sealed partial class Waiter
{
    private static readonly SendOrPostCallback RunPosted = static continuation => ((Action)continuation!)();

    private Action? _continuation;

    // A SynchronizationContext or TaskScheduler to continue on; null for the pool.
    private object? _context;

    /// <summary>Continues as soon as the wait is over.</summary>
    public void OnCompleted(Action continuation, long version, bool captureContext)
    {
        CheckVersion(version);
        _continuation = continuation;
        _context = captureContext ? CaptureContext() : null;
        if (_signal.CompareExchange(Continued, null) == null)
            return;
        if (IsDone)
            PostContinuation();
        else
            throw new InvalidOperationException("The result is awaited already; await it once, or use AsTask().");
    }

    public bool IsCompleted(long version)
    {
        CheckVersion(version);
        return IsDone;
    }

    /// <summary>The lease of a wait that is over; not held when the time had passed.</summary>
    public Lease GetLease(long version)
    {
        CheckVersion(version);
        Block(Timeout.Infinite);
        IWaitOwner owner = Owner.Owner;
        return End(out Lease lease) == WaitOutcome.Granted ? owner.GrantedAsync(lease) : default;
    }

    /// <summary>Ends a wait that grants nothing but its end.</summary>
    public void GetOutcome(long version)
    {
        CheckVersion(version);
        Block(Timeout.Infinite);
        End(out _);
    }

    /// <summary>Begins an async wait: the waiter is in its queue, or has been granted since.</summary>
    public Waiter BeginAsync(int milliseconds, CancellationToken cancellationToken)
    {
        try
        {
            Begin(isAsync: true);
            CancelOn(cancellationToken);
            if (milliseconds != Timeout.Infinite)
                ExpireAfter(milliseconds);
        }
        catch
        {
            GiveBack();
            throw;
        }

        return this;
    }

    /// <summary>Runs the continuation under the caller's execution context, for callers that do not do it themselves.</summary>
    public static Action WithExecutionContext(Action continuation)
    {
        ExecutionContext? context = ExecutionContext.Capture();
        return context is null
            ? continuation
            : () => ExecutionContext.Run(context, static state => ((Action)state!)(), continuation);
    }

    public override void Run() => _continuation!();

    private void PostContinuation()
    {
        switch (_context)
        {
            case SynchronizationContext context:
                context.Post(RunPosted, _continuation);
                break;
            case TaskScheduler scheduler:
                Task.Factory.StartNew(_continuation!, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
                break;
            default:
                Queue();
                break;
        }
    }

    private static object? CaptureContext()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context is not null && context.GetType() != typeof(SynchronizationContext))
            return context;
        TaskScheduler scheduler = TaskScheduler.Current;
        return scheduler == TaskScheduler.Default ? null : scheduler;
    }

    private void CheckVersion(long version)
    {
        if (Version != version)
            throw new InvalidOperationException("The result was awaited before; await it once, or use AsTask().");
    }
}
