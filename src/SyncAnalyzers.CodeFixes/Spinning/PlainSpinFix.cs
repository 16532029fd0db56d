using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3001: reads the variable with Volatile.Read, or makes the field volatile; or waits for an event, where the loop does nothing else.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PlainSpinFix)), Shared]
public sealed class PlainSpinFix() : RewritingFix(PlainSpinAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        // A condition may look at several variables; all of them are read in the same way.
        List<ExpressionSyntax> reads = [.. target.Explaining];
        if (reads.Count == target.Diagnostic.AdditionalLocations.Count && reads.TrueForAll(read => IsReadable(read, target.Model, target.Cancellation)))
            yield return ("Read it with Volatile.Read", target.Root.ReplaceNodes(reads, (read, _) => AtomicCall.On(target.Model, "Volatile", "Read", read).WithTriviaFrom(read)));

        if (reads.Count == 1 && VolatileField.DeclarationOf(target.Model.GetSymbolInfo(reads[0], target.Cancellation).Symbol, target.Root, target.Cancellation) is { } field)
            yield return (VolatileField.Title, VolatileField.Apply(target.Root, field));

        foreach (var offer in EventConversion.Offers(target))
            yield return offer;
    }

    /// <summary>A variable that a reference can be taken of, of a type that Volatile.Read has an overload for.</summary>
    private static bool IsReadable(SyntaxNode read, SemanticModel model, CancellationToken cancellation)
    {
        if (read is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax) || model.GetTypeInfo(read, cancellation).Type is not { } type)
            return false;

        var isVariable = read is ElementAccessExpressionSyntax element
            ? model.GetTypeInfo(element.Expression, cancellation).Type is IArrayTypeSymbol
            : model.GetSymbolInfo(read, cancellation).Symbol is IFieldSymbol { IsReadOnly: false } or ILocalSymbol or IParameterSymbol { RefKind: RefKind.None or RefKind.Ref };
        return isVariable && (type.IsReferenceType || type.SpecialType is SpecialType.System_Boolean
            or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64) or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_IntPtr or SpecialType.System_UIntPtr);
    }
}
