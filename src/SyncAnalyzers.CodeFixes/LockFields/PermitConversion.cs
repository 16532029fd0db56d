namespace SyncAnalyzers.CodeFixes.LockFields;

/// <summary>What a <c>SemaphoreSlim</c> becomes whose permits are all given back where they were taken.</summary>
/// <param name="Type">A mutex for one permit, else a semaphore.</param>
/// <param name="Verb">What the method that gives the lease begins with.</param>
internal sealed record PermitConversion(PrivateField Field, LibraryType Type, string Verb, ImmutableArray<string> Arguments)
{
    private const string KeyedTitle = "Use a KeyedMutex, which is entered by leases";

    /// <param name="operation">An operation on the semaphore.</param>
    /// <param name="isMutex">Whether a mutex will do; otherwise it is a semaphore even for one permit.</param>
    public static PermitConversion? Find(FixTarget target, SyntaxNode operation, bool isMutex = true) =>
        LockUse.LockOf(operation, target.Model) is { } named ? Find(target, target.Model.GetSymbolInfo(named, target.Cancellation).Symbol, isMutex) : null;

    private static PermitConversion? Find(FixTarget target, ISymbol? semaphore, bool isMutex)
    {
        if (PrivateField.Find(semaphore, target) is not { Creation.ArgumentList.Arguments: { Count: > 0 } counts } field
            || field.Symbol.Type is not { Name: "SemaphoreSlim", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } }
            || counts.Any(count => count.NameColon is not null || !AreEquivalent(count, counts[0])))
        {
            return null;
        }

        var initial = target.Model.GetConstantValue(counts[0].Expression, target.Cancellation).Value as int?;
        isMutex &= initial == 1;
        return initial != 0 && LibraryType.Find(target, isMutex ? "AsyncMutex" : "CountingSemaphore") is { } type
            ? new PermitConversion(field, type, isMutex ? "Enter" : "Acquire", isMutex ? [] : [counts[0].ToString()])
            : null;
    }

    /// <summary>A mutex, a semaphore, or a mutex for each key, whichever the semaphore is.</summary>
    public static FixOffer? Offer(FixTarget target, SyntaxNode operation) => Find(target, operation) is { } conversion
        ? conversion.Offer(target)
        : KeyedConversion.Offer(target, LockUse.LockOf(operation, target.Model), KeyedTitle);

    /// <param name="creation">Where the semaphore is made.</param>
    public static FixOffer? OfferFor(FixTarget target, BaseObjectCreationExpressionSyntax creation) => creation.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }
        ? Find(target, target.Model.GetDeclaredSymbol(variable, target.Cancellation), isMutex: true)?.Offer(target)
        : KeyedConversion.Offer(target, creation.FirstAncestorOrSelf<InvocationExpressionSyntax>(), KeyedTitle);

    private FixOffer? Offer(FixTarget target) => LeaseConversion.Convert(target, Field, Type, Verb, [.. Arguments]) is { } changed
        ? new FixOffer(Verb == "Enter" ? "Use an AsyncMutex, which is entered by leases" : "Use a CountingSemaphore, whose permits are leases", changed) { IsFarReaching = true, Key = LibraryType.Key }
        : null;
}
