using SyncAnalyzers.CodeFixes.Deadlock;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Order;

namespace SyncAnalyzers.CodeFixes.LockFields;

/// <summary>Takes two nested locks at once, in an order that the library fixes, at every place that nests the two.</summary>
internal static class MultiLockConversion
{
    public static FixOffer? Offer(FixTarget target)
    {
        if (LibraryType.Find(target, "AsyncMutex") is not { } mutex || LibraryType.Find(target, "MultiLock") is not { } multi || Nests(target) is not { } nests)
            return null;

        var fields = nests.SelectMany(nest => new[] { nest.Outer.Expression, nest.Inner.Expression })
            .Select(named => target.Model.GetSymbolInfo(named, target.Cancellation).Symbol).Distinct(SymbolEqualityComparer.Default)
            .Select(symbol => PrivateField.Find(symbol, target)).ToList();
        if (!fields.TrueForAll(field => field is not null && IsConvertible(field.Symbol.Type)))
            return null;

        // The rules see two leases in each other, and whether a holder acquires again; of both at once they know nothing.
        var judged = new LeaseConversion(target, "Enter");
        var changed = new LeaseConversion(target, "Enter");
        foreach (var nest in nests)
            changed.Join(nest, multi.Name);

        return fields.TrueForAll(field => judged.TryConvert(field!, mutex) && changed.TryConvert(field!, mutex))
            ? new FixOffer("Take both locks with MultiLock", changed.Result(mutex)) { IsFarReaching = true, Judged = judged.Result(mutex) }
            : null;
    }

    /// <summary>All places where one of the two locks is taken under the other; <see langword="null"/> if one is no pair of lock statements of this document, or a third lock is taken.</summary>
    private static List<NestedLocks>? Nests(FixTarget target)
    {
        var model = SyncModel.For(target.Model.Compilation);
        var reported = model.Facts.LockFunctionsIn(target.Root.SyntaxTree, target.Cancellation)
            .SelectMany(function => model.Order.EdgesIn(function, target.Cancellation))
            .FirstOrDefault(edge => edge.Location == target.Diagnostic.Location);
        if (reported is null)
            return null;

        ImmutableArray<string> pair = [reported.From, reported.To];
        List<LockOrderEdge> edges = [.. pair.Distinct().SelectMany(one => model.Index(target.Cancellation).HoldersOf(one)).Distinct()
            .SelectMany(function => model.Order.EdgesIn(function, target.Cancellation)).Where(edge => pair.Contains(edge.From))];
        List<NestedLocks?> nests = [.. edges.Select(edge => pair.Contains(edge.To) ? NestedLocks.Find(target.Root, edge.Location) : null)];
        return nests.Exists(nest => nest is not { AreBare: true }) ? null : [.. nests.OfType<NestedLocks>().Distinct()];
    }

    private static bool IsConvertible(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Object || type is { Name: "Lock", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };
}
