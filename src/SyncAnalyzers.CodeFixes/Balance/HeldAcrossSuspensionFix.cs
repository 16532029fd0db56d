using SyncAnalyzers.CodeFixes.LockFields;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2005: a lock without an owner in the place of one that belongs to a thread, wherever the field is used.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HeldAcrossSuspensionFix)), Shared]
public sealed class HeldAcrossSuspensionFix() : RewritingFix(HeldAcrossSuspensionAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Explaining.Select(acquire => LockUse.LockOf(acquire, target.Model)).FirstOrDefault() is not { } held)
            yield break;

        if (KeyedConversion.Offer(target, held, "Use a KeyedMutex as the lock") is { } keyed)
            yield return keyed;

        if (PrivateField.Find(target.Model.GetSymbolInfo(held, target.Cancellation).Symbol, target) is not { } field)
            yield break;

        if (IsExclusive(field.Symbol.Type) && SemaphoreConversion.Convert(target, field) is { } semaphore)
            yield return new FixOffer("Use a SemaphoreSlim as the lock", semaphore) { IsFarReaching = true };

        if (IsExclusive(field.Symbol.Type) && LibraryType.Find(target, "AsyncMutex") is { } mutex && LeaseConversion.Convert(target, field, mutex, "Enter") is { } leases)
            yield return new FixOffer("Use an AsyncMutex as the lock", leases) { IsFarReaching = true, Key = LibraryType.Key };

        if (IsReaderWriter(field, target) && LibraryType.Find(target, "AsyncReaderWriterLock") is { } shared && LeaseConversion.Convert(target, field, shared, "Enter") is { } modes)
            yield return new FixOffer("Use an AsyncReaderWriterLock as the lock", modes) { IsFarReaching = true, Key = LibraryType.Key };
    }

    private static bool IsExclusive(ITypeSymbol type) => type.SpecialType == SpecialType.System_Object
        || type is { Name: "Lock" or "Mutex", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    /// <summary>One that may not be entered again by who is inside: the library's cannot either.</summary>
    private static bool IsReaderWriter(PrivateField field, FixTarget target) =>
        field.Symbol.Type is { Name: "ReaderWriterLockSlim", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } }
        && (field.Creation?.ArgumentList?.Arguments is not { Count: > 0 } policy
            || target.Model.GetConstantValue(policy[0].Expression, target.Cancellation).Value is (int)LockRecursionPolicy.NoRecursion);
}
