namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>A call the vocabulary recognized: <paramref name="Effect"/> happens to <paramref name="Lock"/>.</summary>
/// <param name="Lock">The expression that names the lock: receiver or first argument.</param>
public sealed record SyncCall(SyncPrimitive Primitive, SyncEffect Effect, LockMode Mode, IOperation Lock, IInvocationOperation Call)
{
    /// <summary>What else is taken by the same call: locks, or lists of them.</summary>
    public ImmutableArray<IOperation> Others { get; init; } = [];

    public WaitBound Bound { get; init; }

    public Success Success { get; init; }

    /// <summary>The <c>ref bool</c> argument that receives the success.</summary>
    public IOperation? Taken { get; init; }

    /// <summary>How many permits; <see langword="null"/> where only the run knows.</summary>
    public int? Count { get; init; } = 1;

    /// <summary>The member of <see cref="Lock"/> that is the lock, where a declaration names one; else the object itself.</summary>
    public string? Member { get; init; }

    /// <summary>Which of the locks of <see cref="Lock"/>, where its type is keyed and the call names one key, not several.</summary>
    public IOperation? Key { get; init; }

    /// <summary>The acquisition is complete when the returned task is.</summary>
    public bool IsAsync { get; init; }

    /// <summary>Takes a cancellation token, so the call may throw without having acquired.</summary>
    public bool IsCancellable { get; init; }

    /// <summary>Turns the shared hold into an exclusive one.</summary>
    public bool IsUpgrade { get; init; }

    /// <summary>The result must be disposed to release: <c>Lock.EnterScope</c>; or what <see cref="Received"/> receives.</summary>
    public bool GivesLease { get; init; }

    /// <summary>The argument that receives the lease; <see langword="null"/> where the result is the lease.</summary>
    public IArgumentOperation? Received { get; init; }

    /// <summary>
    /// Nothing a reader would think of makes it throw: a wait for a permit that nobody can cancel. Waits for other locks can
    /// (recursion, ownership), and so can what a lock we do not know does.
    /// </summary>
    public bool CannotFail => Effect == SyncEffect.Acquire && Mode == LockMode.Permit && !IsCancellable;

    internal static SyncCall? Create(SyncPrimitive primitive, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var operation = primitive.Operations.FirstOrDefault(o => o.Members.Contains(method.Name));
        var target = method.IsStatic ? call.Arguments.FirstOrDefault(a => a.Parameter is { Ordinal: 0 })?.Value : call.Instance;
        if (operation is null || target is null)
            return null;

        var (result, isAsync) = KnownLeases.ResultOf(method);
        var taken = call.Arguments.FirstOrDefault(a => a.Parameter is { RefKind: RefKind.Ref, Type.SpecialType: SpecialType.System_Boolean })?.Value;
        // A lock nobody described further: a method that answers true or false without a timeout is a try.
        var isTry = operation.NeverWaits || (primitive.IsForeign && result?.SpecialType == SpecialType.System_Boolean);
        var key = primitive.IsKeyed ? call.Arguments.FirstOrDefault(a => a.Parameter is { Ordinal: 0 }) : null;
        var isLease = operation.Effect == SyncEffect.Acquire && result is not null && KnownLeases.IsLease(result);
        var received = operation.Effect == SyncEffect.Acquire && !isLease ? KnownLeases.Received(call.Arguments) : null;
        var bound = WaitBounds.Of(call.Arguments.Where(argument => argument != key), method, isTry);
        return new SyncCall(primitive, operation.Effect, operation.Mode, target, call)
        {
            Others = primitive.TakesSeveral ? [.. call.Arguments.Where(argument => argument.Value != target && argument.Parameter?.Type.Name != "CancellationToken").Select(argument => argument.Value)] : [],
            Bound = bound,
            Taken = taken,
            Key = key?.Parameter?.OriginalDefinition.Type is ITypeParameterSymbol ? key.Value : null,
            IsAsync = isAsync,
            IsUpgrade = operation.IsUpgrade,
            Count = CountOf(call, operation),
            IsCancellable = call.Arguments.Any(IsToken),
            Success = taken is not null ? Success.Taken
                : isLease && (result!.NullableAnnotation == NullableAnnotation.Annotated || (bound != WaitBound.Unlimited && KnownLeases.MayStandForNothing(result))) ? Success.Result
                : result?.SpecialType != SpecialType.System_Boolean ? Success.Always
                : bound == WaitBound.Unlimited ? Success.AlwaysTrue : Success.Result,
            GivesLease = isLease || received is not null,
            Received = received,
        };
    }

    private static bool IsToken(IArgumentOperation argument) =>
        argument is { IsImplicit: false, Value: not (IDefaultValueOperation or IPropertyReferenceOperation { Property: { Name: "None", ContainingType.Name: "CancellationToken" } }) }
        && argument.Parameter?.Type.Name == "CancellationToken";

    // Only Release of a semaphore takes a number; a number anywhere else is a timeout.
    private static int? CountOf(IInvocationOperation call, SyncOperation operation)
    {
        if (operation is not { Effect: SyncEffect.Release, Mode: LockMode.Permit } || call.Arguments.FirstOrDefault(a => a.Parameter?.Type.SpecialType == SpecialType.System_Int32) is not { } count)
            return 1;

        return count.Value.ConstantValue is { HasValue: true, Value: int value } ? value : null;
    }
}

/// <summary>How long an acquisition can block.</summary>
public enum WaitBound
{
    Unlimited,
    Timed,

    /// <summary>Takes the lock now or not at all.</summary>
    Zero,
}

/// <summary>How the caller learns whether the lock was acquired.</summary>
public enum Success
{
    /// <summary>It was, or an exception was thrown.</summary>
    Always,

    /// <summary>As <see cref="Always"/>, and the call returns <see langword="true"/>: <c>mutex.WaitOne()</c>.</summary>
    AlwaysTrue,

    /// <summary>By the result: <see langword="true"/>, or a lease and not <see langword="null"/> or one that stands for nothing.</summary>
    Result,

    /// <summary>By a <c>ref bool</c> argument.</summary>
    Taken,
}
