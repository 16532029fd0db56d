using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>Calls that wait until somebody else has done something, and calls that let such a waiter go on.</summary>
public static class KnownWaits
{
    private static readonly ImmutableHashSet<(string Type, string Member)> s_waits =
    [
        ("Thread", "Join"), ("Task", "Wait"), ("Task", "WaitAll"), ("Task", "WaitAny"), ("Task", "Result"), ("ValueTask", "Result"),
        ("TaskAwaiter", "GetResult"), ("ValueTaskAwaiter", "GetResult"), ("ConfiguredTaskAwaiter", "GetResult"), ("ConfiguredValueTaskAwaiter", "GetResult"),
        ("WaitHandle", "WaitOne"), ("WaitHandle", "WaitAll"), ("WaitHandle", "WaitAny"), ("WaitHandle", "SignalAndWait"),
        ("ManualResetEventSlim", "Wait"), ("CountdownEvent", "Wait"), ("Barrier", "SignalAndWait"), ("BlockingCollection", "Take"), ("BlockingCollection", "TryTake"),
        ("BlockingCollection", "GetConsumingEnumerable"),
        ("AsyncAutoResetEvent", "Wait"), ("AsyncManualResetEvent", "Wait"),
    ];

    // What they return waits when it is awaited.
    private static readonly ImmutableHashSet<(string Type, string Member)> s_awaits =
    [
        ("AsyncAutoResetEvent", "WaitAsync"), ("AsyncManualResetEvent", "WaitAsync"),
    ];

    private static readonly ImmutableHashSet<(string Type, string Member)> s_signals =
    [
        ("EventWaitHandle", "Set"), ("ManualResetEventSlim", "Set"), ("CountdownEvent", "Signal"), ("Barrier", "SignalAndWait"), ("BlockingCollection", "Add"),
        ("BlockingCollection", "TryAdd"), ("BlockingCollection", "CompleteAdding"),
        ("TaskCompletionSource", "SetResult"), ("TaskCompletionSource", "TrySetResult"), ("TaskCompletionSource", "SetException"),
        ("TaskCompletionSource", "TrySetException"), ("TaskCompletionSource", "SetCanceled"), ("TaskCompletionSource", "TrySetCanceled"),
        ("AsyncAutoResetEvent", "Set"), ("AsyncManualResetEvent", "Set"),
    ];

    private static readonly WordSet s_waitWords = WordSet.Of(s_waits.Select(wait => wait.Member));

    /// <summary>Whether the text names something that waits.</summary>
    public static bool MayWait(SyntaxNode body, CancellationToken cancellation) => TreeWords.Of(body.SyntaxTree, cancellation).HasAny(s_waitWords, body.Span);

    /// <summary>What the operation waits for: the thread, task or event.</summary>
    public static IOperation? WaitedFor(IOperation operation) => operation switch
    {
        // It is the loop that waits.
        IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable", Syntax: { Parent: not ForEachStatementSyntax } } => null,
        IInvocationOperation call when Is(s_waits, call.TargetMethod) =>
            call.TargetMethod is { Name: "SignalAndWait", IsStatic: true } ? call.Arguments[1].Value : call.Instance ?? call.Arguments.FirstOrDefault()?.Value,
        IPropertyReferenceOperation { Property: { Name: "Result" } property, Instance: { } task } when Is(s_waits, property) => task,
        _ => null,
    };

    /// <summary>The things of which all are waited for, or one; tasks also where the result is waited for.</summary>
    public static IOperation? SeveralIn(IOperation operation) => operation is IInvocationOperation
    {
        TargetMethod: { IsStatic: true, Name: "WaitAll" or "WaitAny" or "WhenAll" or "WhenAny", ContainingType: { Name: "Task" or "WaitHandle" } type },
        Arguments: { IsEmpty: false } arguments,
    } && IsKnown(type) ? arguments[0].Value : null;

    /// <summary>The list that the operation makes an array of.</summary>
    public static IOperation CopiedFrom(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" } call => call.Instance ?? call.Arguments[0].Value,
        ICollectionExpressionOperation { Elements: { Length: 1 } elements } when elements[0] is ISpreadOperation spread => spread.Operand,
        _ => operation,
    };

    /// <summary>What makes a task of every element: <c>items.Select(Save)</c>. Who awaits them all waits for each.</summary>
    /// <remarks>A list that is made at once, by <c>ToList</c>, starts them there, and if they need the lock that is told there.</remarks>
    public static IOperation? MadeForEach(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Select", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, TypeArguments: { Length: 2 } types } } call && FunctionScope.IsTask(types[1])
            ? call.Arguments[call.Arguments.Length - 1].Value
            : null;

    /// <summary>The thread or task that the call puts into a list.</summary>
    public static IOperation? Added(IInvocationOperation call) =>
        call is { TargetMethod.Name: "Add" or "Enqueue", Instance: not null, Arguments: { Length: 1 } arguments } && arguments[0].Value is { Type.Name: "Task" or "Thread" } task ? task : null;

    /// <summary>What is waited for when the result of the operation is awaited; <see langword="null"/> where the result itself is.</summary>
    public static IOperation? AwaitedThrough(IOperation operation) =>
        operation is IInvocationOperation { Instance: { } target } call && Is(s_awaits, call.TargetMethod) ? target : null;

    /// <summary>The timer that sets the handle in <paramref name="local"/> when the last of its callbacks has ended: who waits for the handle waits for those.</summary>
    public static IOperation? TimerEndedBy(ILocalSymbol local, IOperation? root) => local.Type is { Name: "ManualResetEvent" or "AutoResetEvent" or "EventWaitHandle" or "WaitHandle" }
        ? root?.Descendants().OfType<IInvocationOperation>().FirstOrDefault(call => call.TargetMethod is { Name: "Dispose", Parameters.Length: 1, ContainingType: { Name: "Timer", ContainingNamespace.Name: "Threading" } }
            && call.Arguments[0].Value.WithoutConversions() is ILocalReferenceOperation { Local: var handed } && SymbolEqualityComparer.Default.Equals(handed, local))?.Instance
        : null;

    /// <summary>What the call lets waiters of go on.</summary>
    public static IOperation? Signalled(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "SignalAndWait", IsStatic: true } } call => call.Arguments[0].Value,
        IInvocationOperation { Instance: { } target } call when Is(s_signals, call.TargetMethod) => target,
        _ => null,
    };

    /// <summary>Starts something that can be waited for, with the delegate that is run.</summary>
    public static IOperation? StartedBy(IOperation operation) => operation switch
    {
        IInvocationOperation call when KnownDelegates.TimingOf(call) == DelegateTiming.Started => call.Arguments.FirstOrDefault(a => a.Parameter?.Type.TypeKind == TypeKind.Delegate)?.Value,
        IObjectCreationOperation { Type: { Name: "Thread" or "Task" or "Timer", ContainingNamespace: { } space } } creation when space.ToString()!.StartsWith("System.Threading", StringComparison.Ordinal) =>
            creation.Arguments.FirstOrDefault(a => a.Parameter?.Type.TypeKind == TypeKind.Delegate)?.Value,
        _ => null,
    };

    private static bool Is(ImmutableHashSet<(string, string)> table, ISymbol member)
    {
        for (var type = member.ContainingType; type is not null; type = type.BaseType)
        {
            if (table.Contains((type.Name, member.Name)))
                return IsKnown(type);
        }

        return false;
    }

    // The framework's and ours.
    private static bool IsKnown(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { ContainingNamespace: { IsGlobalNamespace: false } outer })
            space = outer;

        return space is { Name: "System" or "SyncPrimitives" };
    }
}
