namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>Values that stand for one acquisition: who disposes them releases.</summary>
public static class KnownLeases
{
    private const string Library = "SyncPrimitives";

    /// <summary>Can be disposed, and so can stand for an acquisition.</summary>
    public static bool IsLease(ITypeSymbol type) =>
        IsDisposable(type) || type.AllInterfaces.Any(IsDisposable) || (type.IsRefLikeType && type.GetMembers("Dispose").Length > 0);

    /// <summary>What a method answers in the end: what awaiting its result gives, if that can be awaited.</summary>
    public static (ITypeSymbol? Result, bool IsAsync) ResultOf(IMethodSymbol method) => method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask" or "AwaitableDisposable" } task
        ? (task.TypeArguments.FirstOrDefault(), true)
        : method.ReturnType.GetMembers("GetAwaiter").OfType<IMethodSymbol>().FirstOrDefault(m => m.Parameters.IsEmpty)?.ReturnType.GetMembers("GetResult").OfType<IMethodSymbol>().FirstOrDefault() is { } get
            ? (get.ReturnsVoid ? null : get.ReturnType, true)
            : (method.ReturnType, false);

    /// <summary>The argument that receives a lease: <c>TryEnterScope(out var scope)</c>.</summary>
    public static IArgumentOperation? Received(ImmutableArray<IArgumentOperation> arguments) => arguments.FirstOrDefault(argument => argument.Parameter is { } parameter && IsReceiver(parameter));

    public static bool IsReceiver(IParameterSymbol parameter) => parameter.RefKind == RefKind.Out && IsLease(parameter.Type);

    /// <summary>Releases what the object it is called on stands for.</summary>
    public static bool IsEnd(IMethodSymbol method) =>
        method is { Name: "Dispose" or "DisposeAsync" } or { Name: "Release", ContainingType: { Name: "Lease", ContainingNamespace: { Name: Library, ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>Says whether the lock was taken, of a lease that is there whether it was or not.</summary>
    public static bool Tells(IPropertySymbol property) =>
        property is { Name: "IsHeld", ContainingNamespace: { Name: Library, ContainingNamespace.IsGlobalNamespace: true } } && IsLease(property.ContainingType);

    /// <summary>What is answered when a lock could not be taken in time is a lease too, one that stands for nothing and says so.</summary>
    public static bool MayStandForNothing(ITypeSymbol lease) => lease.GetMembers().OfType<IPropertySymbol>().Any(Tells);

    private static bool IsDisposable(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_IDisposable || type is { Name: "IAsyncDisposable", ContainingNamespace.Name: "System" };
}
