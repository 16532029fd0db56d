using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2011: a field that holds a SpinLock must not be readonly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SpinLockFieldFix)), Shared]
public sealed class SpinLockFieldFix() : BalanceFix(SpinLockCopiedAnalyzer.Rule.Id)
{
    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others)
    {
        if (at is not VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field }
            || field.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.ReadOnlyKeyword)) is not { RawKind: not 0 } modifier
            || field.Parent is StructDeclarationSyntax { Modifiers: var modifiers } && modifiers.Any(SyntaxKind.ReadOnlyKeyword))
            return null;

        var changed = field.WithModifiers(field.Modifiers.Remove(modifier));
        return ("Remove readonly", root.ReplaceNode(field, HasRemarks(modifier.LeadingTrivia) || field.Modifiers[0] == modifier ? changed.WithLeadingTrivia(field.GetLeadingTrivia()) : changed));
    }
}
