using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>
/// What the <c>...ScopeAsync</c> methods return: await it, once, to get the lease. It is not disposable, so
/// <c>using (m.EnterScopeAsync())</c> with a forgotten <c>await</c> does not compile.
/// </summary>
/// <remarks>
/// No allocation when the lock is free, and none after warm-up when it is not. The continuation runs on the captured
/// synchronization context or the thread pool, never inside the release that grants the lease. A result that is never
/// awaited keeps the lock held once granted.
/// </remarks>
public readonly struct LeaseAwaitable
{
    internal enum State : byte
    {
        Completed,
        Waiting,
        Task,
        Failed,
    }

    // By state: the lease's source; the waiter; the task; the exception.
    private readonly object? _source;
    private readonly long _stamp;
    private readonly int _slot;
    private readonly State _state;
    private readonly bool _anyContext;

    internal LeaseAwaitable(Lease lease)
        : this(lease.Source, lease.Slot, lease.Stamp)
    {
    }

    internal LeaseAwaitable(ILeaseSource? source, int slot, long stamp)
    {
        _source = source;
        _stamp = stamp;
        _slot = slot;
    }

    internal LeaseAwaitable(Waiter waiter)
    {
        _source = waiter;
        _stamp = waiter.Version;
        _state = State.Waiting;
    }

    internal LeaseAwaitable(Task<Lease> task)
    {
        _source = task;
        _state = State.Task;
    }

    private LeaseAwaitable(Exception exception)
    {
        _source = exception;
        _state = State.Failed;
    }

    private LeaseAwaitable(LeaseAwaitable other, bool anyContext)
    {
        this = other;
        _anyContext = anyContext;
    }

    private ILeaseSource? Source =>
#if NETSTANDARD2_0
        (ILeaseSource?)_source;
#else
        // The state says what it is; a checked cast to an interface would cost as much as the lock.
        Unsafe.As<ILeaseSource?>(_source);
#endif

    /// <summary>For the compiler's <c>await</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Awaiter GetAwaiter() => new(this);

    /// <summary>Says whether to continue on the captured synchronization context (the default) or anywhere.</summary>
    public LeaseAwaitable ConfigureAwait(bool continueOnCapturedContext) => new(this, !continueOnCapturedContext);

    /// <summary>As a task, for <c>Task.WhenAll</c> and the like. Allocates; counts as the one await.</summary>
    public Task<Lease> AsTask() => _state == State.Task ? (Task<Lease>)_source! : AwaitAsync(this);

#if NET8_0_OR_GREATER
    /// <summary>As a <see cref="ValueTask{TResult}"/>. Allocates only when the lock is not free; counts as the one await.</summary>
    public ValueTask<Lease> AsValueTask() =>
        _state == State.Completed ? new ValueTask<Lease>(GetAwaiter().GetResult()) : new ValueTask<Lease>(AsTask());
#endif

    /// <summary>Whether it is decided that there will be no lease.</summary>
    internal bool IsRefused => _state == State.Completed && _source is null;

    internal static LeaseAwaitable Canceled(CancellationToken token) => new(new OperationCanceledException(token));

    internal static LeaseAwaitable Faulted(Exception exception) => new(exception);

    private static async Task<Lease> AwaitAsync(LeaseAwaitable awaitable) => await awaitable.ConfigureAwait(false);

    /// <summary>For the compiler's <c>await</c>.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly LeaseAwaitable _of;

        internal Awaiter(LeaseAwaitable of) => _of = of;

        /// <summary>Whether the result is there.</summary>
        public bool IsCompleted
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _of._state == State.Completed || IsCompletedSlow();
        }

        /// <summary>The lease. Blocks when it is not there yet; it may be asked for once.</summary>
        /// <exception cref="OperationCanceledException">The token was cancelled before the lock was granted.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lease GetResult() =>
            _of._state == State.Completed
                ? new Lease(_of.Source, _of._slot, _of._stamp)
                : GetResultSlow();

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => Register(Waiter.WithExecutionContext(continuation));

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => Register(continuation);

        private void Register(Action continuation)
        {
            switch (_of._state)
            {
                case State.Waiting:
                    ((Waiter)_of._source!).OnCompleted(continuation, _of._stamp, !_of._anyContext);
                    break;
                case State.Task:
                    ((Task<Lease>)_of._source!).ConfigureAwait(!_of._anyContext).GetAwaiter().UnsafeOnCompleted(continuation);
                    break;
                default:
                    Task.CompletedTask.ConfigureAwait(!_of._anyContext).GetAwaiter().UnsafeOnCompleted(continuation);
                    break;
            }
        }

        private bool IsCompletedSlow() => _of._state switch
        {
            State.Waiting => ((Waiter)_of._source!).IsCompleted(_of._stamp),
            State.Task => ((Task<Lease>)_of._source!).IsCompleted,
            _ => true,
        };

        private Lease GetResultSlow() => _of._state switch
        {
            State.Waiting => ((Waiter)_of._source!).GetLease(_of._stamp),
            State.Task => CompositeLease.InFlow(((Task<Lease>)_of._source!).GetAwaiter().GetResult()),
            _ => throw (Exception)_of._source!,
        };
    }
}
