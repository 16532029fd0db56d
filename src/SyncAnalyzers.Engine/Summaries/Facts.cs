using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>What one function does, as far as locks are concerned, looked at alone. Holds no symbol.</summary>
/// <param name="Id">The member's documentation id, extended for a function nested in it.</param>
/// <param name="Nested">Lambdas and local functions, which run when somebody calls them.</param>
public sealed record FunctionFacts(string Id, SyntaxTree Tree, TextSpan Span, string Name)
{
    public ImmutableArray<AcquireFact> Acquires { get; init; } = [];

    public ImmutableArray<CallFact> Calls { get; init; } = [];

    public ImmutableArray<InvokeFact> Invokes { get; init; } = [];

    public ImmutableArray<JoinFact> Joins { get; init; } = [];

    public ImmutableArray<SignalFact> Signals { get; init; } = [];

    /// <summary>Threads and tasks it starts and keeps under a name.</summary>
    public ImmutableArray<StartFact> Starts { get; init; } = [];

    /// <summary>Handlers it adds to events.</summary>
    public ImmutableArray<StartFact> Subscribes { get; init; } = [];

    public ImmutableArray<FunctionFacts> Nested { get; init; } = [];

    /// <summary>What it returns, where that has a name: the lock a property provides.</summary>
    public ImmutableArray<AccessPath> Returns { get; init; } = [];

    /// <summary>Where it decides an order between two things.</summary>
    public ImmutableArray<ComparisonFact> Comparisons { get; init; } = [];

    /// <summary>Only code of the same type can call it.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Runs before its object can be shared.</summary>
    public bool IsConstructor { get; init; }

    public bool IsStaticConstructor { get; init; }

    public Location Locate(TextSpan span) => Location.Create(Tree, span);
}

/// <summary>A lock that is held on every way to a point.</summary>
/// <param name="At">Where it was acquired.</param>
public sealed record HeldFact(AccessPath Path, LockMode Mode, SyncPrimitive Primitive, TextSpan At);

/// <summary>An acquisition, and what is held when it begins.</summary>
public sealed record AcquireFact(AccessPath Path, LockMode Mode, SyncPrimitive Primitive, WaitBound Bound, bool IsAsync, TextSpan At, ImmutableArray<HeldFact> Held, bool IsVarying, bool IsUpgrade)
{
    /// <summary>After the first await: whoever called the function may have gone on by then.</summary>
    public bool IsLater { get; init; }
}

/// <summary>A call of code in this compilation.</summary>
/// <param name="Target">The called function's id.</param>
/// <param name="IsVirtual">An override or an implementation may run instead.</param>
/// <param name="Delegates">Functions handed over: by parameter, the id of the function.</param>
public sealed record CallFact(string Target, bool IsVirtual, Substitution Substitution, TextSpan At, ImmutableArray<HeldFact> Held, ImmutableArray<DelegateArgument> Delegates)
{
    /// <summary>The callee runs on other threads while the caller waits for it: what the caller holds does not help the callee.</summary>
    public bool IsJoined { get; init; }

    /// <inheritdoc cref="AcquireFact.IsLater"/>
    public bool IsLater { get; init; }

    /// <summary>Starts an asynchronous function and does not wait for it.</summary>
    public bool IsStarted { get; init; }

    /// <summary>Passes <see langword="true"/> or <see langword="false"/>: which of its ways the callee goes may hang on that.</summary>
    public bool HasFlag { get; init; }
}

public sealed record DelegateArgument(int Parameter, string Target);

/// <summary>A delegate is run that came from outside: a parameter, a field, an event.</summary>
public sealed record InvokeFact(AccessPath Delegate, TextSpan At, ImmutableArray<HeldFact> Held);

/// <summary>Waits until something is done.</summary>
/// <param name="Target">The function whose end is waited for, if that can be told.</param>
/// <param name="On">The object that is waited for: an event, a task, a thread.</param>
/// <param name="What">The call, as a person would name it.</param>
public sealed record JoinFact(string? Target, AccessPath? On, string What, WaitBound Bound, bool IsAsync, TextSpan At, ImmutableArray<HeldFact> Held)
{
    /// <summary>The boolean fields on which it depends whether there is a wait.</summary>
    public ImmutableArray<string> Guards { get; init; } = [];

    /// <summary>Each of them ends the wait as well.</summary>
    public ImmutableArray<JoinFact> Others { get; init; } = [];
}

/// <summary>A thread or task that runs <paramref name="Target"/> is kept under a name, or an event is told to run it.</summary>
public sealed record StartFact(AccessPath Path, string Target);

/// <summary><c>Monitor.Wait</c> or <c>Pulse</c>, or the completion of something another waits for.</summary>
public sealed record SignalFact(AccessPath Path, SignalKind Kind, WaitBound Bound, TextSpan At, ImmutableArray<HeldFact> Held);

public enum SignalKind
{
    Wait,
    Pulse,

    /// <summary>Lets a waiter go on: <c>Set</c>, <c>Release</c>, <c>SetResult</c>.</summary>
    Set,
}
