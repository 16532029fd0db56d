using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>What calls into the framework mean to a loop that waits. The only place here that knows names.</summary>
public static class KnownCalls
{
    private static readonly ImmutableHashSet<string> s_clocks = ["Stopwatch", "DateTime", "DateTimeOffset", "TimeProvider", "Environment", "TimeSpan"];

    // Compiled to plain instructions: no barrier for the optimizer.
    private static readonly ImmutableHashSet<string> s_arithmetic = ["Math", "MathF", "BitOperations", "Unsafe", "Int32", "Int64", "Double", "Boolean", "Object", "Debug", "GC", "Volatile"];

    private static readonly ImmutableHashSet<string> s_blocking =
        ["Wait", "WaitOne", "WaitAll", "WaitAny", "WaitAsync", "Join", "SignalAndWait", "GetResult", "Take", "RunSynchronously", "ReadLine", "ReadKey", "Enter", "EnterScope"];

    /// <summary><see langword="null"/> for calls without any effect on memory or processor.</summary>
    public static EffectKind? KindOf(IMethodSymbol method, IInvocationOperation call, SyncVocabulary vocabulary)
    {
        var type = method.ContainingType;
        if (IsInThreading(type))
        {
            switch (type.Name, method.Name)
            {
                case ("Interlocked" or "Thread", "MemoryBarrier" or "MemoryBarrierProcessWide"):
                    return EffectKind.Fence;
                case ("Volatile", "ReadBarrier" or "WriteBarrier"):
                    return EffectKind.HalfFence;
                case ("Thread", "SpinWait"):
                    return EffectKind.Pause;
                case ("SpinWait", "SpinOnce"):
                    return EffectKind.Pause;
                case ("SpinWait", "Reset"):
                    return null;
                case ("SpinWait", "SpinUntil"):
                    return EffectKind.Block;
                case ("Thread", "Sleep" or "Yield"):
                    return EffectKind.Sleep;
                case ("Thread", "BeginCriticalRegion" or "EndCriticalRegion" or "BeginThreadAffinity" or "EndThreadAffinity"):
                    return EffectKind.HalfFence;
            }
        }

        if (type is { Name: "Task", ContainingNamespace: { Name: "Tasks" } space } && IsInThreading(space) && method.Name is "Delay" or "Yield")
            return EffectKind.Sleep;

        if (method.Name is "ConfigureAwait" or "AsTask" or "GetAwaiter" && IsSystem(type))
            return null;

        if (vocabulary.Recognize(call) is { } sync)
        {
            return sync switch
            {
                { Effect: SyncEffect.Acquire, Bound: WaitBound.Zero } => EffectKind.TryAcquire,
                { Effect: SyncEffect.Acquire or SyncEffect.Wait } => EffectKind.Block,
                _ => EffectKind.Fence,
            };
        }

        if (s_clocks.Contains(type.Name) && IsSystem(type))
            return EffectKind.Clock;

        // What waits for finalizers makes them run: no event would do that.
        if (s_arithmetic.Contains(type.Name) && IsSystem(type) && method.Name is not ("Collect" or "WaitForPendingFinalizers"))
            return null;

        if (s_blocking.Contains(method.Name) && IsSystem(type))
            return WaitBounds.Of(call) == WaitBound.Zero ? EffectKind.Query : EffectKind.Block;

        return EffectKind.Opaque;
    }

    /// <summary>What reading a property of another assembly means.</summary>
    public static EffectKind? KindOf(IPropertySymbol property)
    {
        if (property is { Name: "Length" or "LongLength", ContainingType.SpecialType: SpecialType.System_Array or SpecialType.System_String })
            return null;

        var type = property.ContainingType;
        return IsSystem(type) && (s_clocks.Contains(type.Name) || property.Type.Name is "TimeSpan" or "DateTime" or "DateTimeOffset") ? EffectKind.Clock
            : property.IsIndexer || property.IsAbstract || property.IsVirtual ? EffectKind.Opaque
            : EffectKind.Query;
    }

    /// <summary>Takes an element if there is one, at once: <c>queue.TryDequeue(out item)</c>.</summary>
    public static bool IsTake(IInvocationOperation call) =>
        call.TargetMethod is { Name: "TryDequeue" or "TryPop" or "TryTake" or "TryRead", ContainingType: { ContainingNamespace: { Name: "Concurrent" or "Channels" } } type } && IsSystem(type)
        && WaitBounds.Of(call, neverWaits: true) == WaitBound.Zero;

    public static bool IsVolatileRead(IMethodSymbol method) =>
        IsInThreading(method.ContainingType) && (method.ContainingType.Name, method.Name) is ("Volatile", "Read") or ("Thread", "VolatileRead");

    public static bool IsVolatileWrite(IMethodSymbol method) =>
        IsInThreading(method.ContainingType) && (method.ContainingType.Name, method.Name) is ("Volatile", "Write") or ("Thread", "VolatileWrite");

    public static bool IsInterlocked(IMethodSymbol method) => IsInThreading(method.ContainingType) && method.ContainingType.Name == "Interlocked";

    public static bool IsSpinUntil(IMethodSymbol method) =>
        IsInThreading(method.ContainingType) && (method.ContainingType.Name, method.Name, method.Parameters.Length) is ("SpinWait", "SpinUntil", 1);

    public static bool IsSystem(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;

        return space?.Name == "System" && !type.Locations.Any(location => location.IsInSource);
    }

    private static bool IsInThreading(INamespaceOrTypeSymbol? symbol) =>
        symbol?.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
