using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4008: makes the local a field, so that all callers wait for the same object.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SemaphorePerCallFix)), Shared]
public sealed class SemaphorePerCallFix() : RewritingFix(SemaphorePerCallAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is not BaseObjectCreationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } variable } } creation
            || statement.Parent is not BlockSyntax body
            || statement.GetLeadingTrivia().Concat(statement.GetTrailingTrivia()).Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia))
            || statement.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { Parent: TypeDeclarationSyntax { RawKind: (int)SyntaxKind.ClassDeclaration or (int)SyntaxKind.RecordDeclaration } type } member
            || target.Model.GetDeclaredSymbol(variable, target.Cancellation) is not ILocalSymbol local
            || creation.ArgumentList?.Arguments.Any(a => !target.Model.GetConstantValue(a.Expression, target.Cancellation).HasValue) == true)
        {
            yield break;
        }

        var name = target.FreeName("_" + local.Name, type);
        var isStatic = target.Model.GetDeclaredSymbol(member, target.Cancellation) is { IsStatic: true };
        var before = member.GetLeadingTrivia();
        var declared = local.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToMinimalDisplayString(target.Model, member.SpanStart);
        var field = (MemberDeclarationSyntax)ParseMemberDeclaration($"private {(isStatic ? "static " : "")}readonly {declared} {name} = {Creation(creation, declared)};")!
            .WithLeadingTrivia(before.TakeWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia) || t.IsKind(SyntaxKind.EndOfLineTrivia)))
            .WithTrailingTrivia(before.Count > 0 && before[0].IsKind(SyntaxKind.EndOfLineTrivia) ? TriviaList(EndOfLine("\n")) : TriviaList(EndOfLine("\n"), EndOfLine("\n")))
            .WithAdditionalAnnotations(Formatter.Annotation);

        var uses = body.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(target.Model.GetSymbolInfo(use, target.Cancellation).Symbol, local))
            .ToList();

        // A field outlives the call: disposing it there would break the next one.
        if (uses.Exists(use => use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" or "Close" }))
            yield break;

        var tracked = target.Root.TrackNodes([.. uses, statement, member]);
        var changed = tracked.ReplaceNodes(uses.ConvertAll(use => tracked.GetCurrentNode(use)!), (_, use) => IdentifierName(name).WithTriviaFrom(use));
        changed = changed.RemoveNode(changed.GetCurrentNode(statement)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        yield return ("Make it a field", changed.InsertNodesBefore(changed.GetCurrentNode(member)!, [field]));
    }

    private static string Creation(BaseObjectCreationExpressionSyntax creation, string type) =>
        creation is ImplicitObjectCreationExpressionSyntax ? $"new {type}{creation.ArgumentList}" : creation.WithoutTrivia().ToString();
}
