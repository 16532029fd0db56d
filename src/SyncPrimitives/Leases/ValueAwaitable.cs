using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>What the <c>WaitAsync</c> methods of the events return: await it, once.</summary>
/// <remarks>
/// No allocation when the event is set, and none after warm-up when it is not. The continuation never runs inside <c>Set</c>.
/// </remarks>
public readonly struct ValueAwaitable
{
    // The waiter, the exception of a token cancelled beforehand, or null when there is nothing to wait for.
    private readonly object? _source;
    private readonly long _version;
    private readonly bool _anyContext;

    internal ValueAwaitable(Waiter waiter)
    {
        _source = waiter;
        _version = waiter.Version;
    }

    private ValueAwaitable(object? source, long version, bool anyContext)
    {
        _source = source;
        _version = version;
        _anyContext = anyContext;
    }

    /// <summary>For the compiler's <c>await</c>.</summary>
    public Awaiter GetAwaiter() => new(this);

    /// <summary>Says whether to continue on the captured synchronization context (the default) or anywhere.</summary>
    public ValueAwaitable ConfigureAwait(bool continueOnCapturedContext) => new(_source, _version, !continueOnCapturedContext);

    /// <summary>As a task, for <c>Task.WhenAny</c> and the like. Allocates unless complete; counts as the one await.</summary>
    public Task AsTask() => _source is null ? Task.CompletedTask : AwaitAsync(this);

    internal static ValueAwaitable Canceled(CancellationToken token) => new(new OperationCanceledException(token), 0, false);

    private static async Task AwaitAsync(ValueAwaitable awaitable) => await awaitable.ConfigureAwait(false);

    /// <summary>For the compiler's <c>await</c>.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly ValueAwaitable _of;

        internal Awaiter(ValueAwaitable of) => _of = of;

        /// <summary>Whether the wait is over.</summary>
        public bool IsCompleted => _of._source is not Waiter waiter || waiter.IsCompleted(_of._version);

        /// <summary>Ends the wait; blocks when it is not over. May be called once.</summary>
        /// <exception cref="OperationCanceledException">The token was cancelled before the event was set.</exception>
        public void GetResult()
        {
            if (_of._source is Waiter waiter)
                waiter.GetOutcome(_of._version);
            else if (_of._source is { } exception)
                throw (Exception)exception;
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => Register(Waiter.WithExecutionContext(continuation));

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => Register(continuation);

        private void Register(Action continuation)
        {
            if (_of._source is Waiter waiter)
                waiter.OnCompleted(continuation, _of._version, !_of._anyContext);
            else
                Task.CompletedTask.ConfigureAwait(!_of._anyContext).GetAwaiter().UnsafeOnCompleted(continuation);
        }
    }
}
