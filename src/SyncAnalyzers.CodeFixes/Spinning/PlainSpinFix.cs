using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3001: reads the variable with Volatile.Read, or makes the field volatile.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PlainSpinFix)), Shared]
public sealed class PlainSpinFix : CodeFixProvider
{
    private const string Title = "Read it with Volatile.Read";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [PlainSpinAnalyzer.Rule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;

        foreach (var diagnostic in context.Diagnostics)
        {
            // A condition may look at several variables; all of them are read in the same way.
            var reads = diagnostic.AdditionalLocations
                .Where(location => location.SourceTree == root.SyntaxTree)
                .Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true))
                .ToList();
            if (reads.Count == diagnostic.AdditionalLocations.Count && reads.All(read => IsReadable(read, model, context.CancellationToken)))
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(Apply(context.Document, root, model, reads)), Title), diagnostic);

            if (reads.Count == 1 && VolatileField.DeclarationOf(model.GetSymbolInfo(reads[0], context.CancellationToken).Symbol, root, context.CancellationToken) is { } field)
                context.RegisterCodeFix(CodeAction.Create(VolatileField.Title, _ => Task.FromResult(VolatileField.Apply(context.Document, root, field)), VolatileField.Title), diagnostic);
        }
    }

    private static Document Apply(Document document, SyntaxNode root, SemanticModel model, IEnumerable<SyntaxNode> reads)
    {
        var changed = root.ReplaceNodes(reads, (read, _) => AtomicCall.On(model, "Volatile", "Read", (ExpressionSyntax)read).WithTriviaFrom(read));
        return document.WithSyntaxRoot(changed);
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
