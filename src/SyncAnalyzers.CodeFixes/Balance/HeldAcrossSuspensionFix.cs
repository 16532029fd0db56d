using SyncAnalyzers.CodeFixes.LockFields;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2005: a lock without an owner in the place of one that belongs to a thread, wherever the field is used.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HeldAcrossSuspensionFix)), Shared]
public sealed class HeldAcrossSuspensionFix() : RewritingFix(HeldAcrossSuspensionAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Explaining.Select(acquire => LockUse.LockOf(acquire, target.Model)).FirstOrDefault() is not { } held
            || PrivateField.Find(target.Model.GetSymbolInfo(held, target.Cancellation).Symbol, target) is not { } field
            || !IsConvertible(field.Symbol.Type))
        {
            yield break;
        }

        if (SemaphoreConversion.Convert(target, field) is { } semaphore)
            yield return new FixOffer("Use a SemaphoreSlim as the lock", semaphore) { IsFarReaching = true };

        if (LibraryType.Find(target, "AsyncMutex") is { } mutex && LeaseConversion.Convert(target, field, mutex, "EnterScope") is { } leases)
            yield return new FixOffer("Use an AsyncMutex as the lock", leases) { IsFarReaching = true };
    }

    private static bool IsConvertible(ITypeSymbol type) => type.SpecialType == SpecialType.System_Object
        || type is { Name: "Lock" or "Mutex", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };
}
