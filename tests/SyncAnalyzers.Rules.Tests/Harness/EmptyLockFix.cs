using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Rules.Tests.Harness;

/// <summary>Removes the empty lock, unless it is the one called <c>kept</c>. Derived fixes each do one thing wrong.</summary>
public class EmptyLockFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => ["SYNC9001"];

    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken))!;
        var statement = root.FindNode(context.Span).FirstAncestorOrSelf<LockStatementSyntax>()!;
        if (statement.Expression.ToString() == "kept")
            return;

        context.RegisterCodeFix(CodeAction.Create("Remove", _ => Task.FromResult(context.Document.WithSyntaxRoot(Fix(root, statement))), "Remove"), context.Diagnostics);
        context.RegisterCodeFix(CodeAction.Create("Fill", _ => Task.FromResult(context.Document.WithSyntaxRoot(Fill(root, statement))), "Fill"), context.Diagnostics);
    }

    protected virtual SyntaxNode Fix(SyntaxNode root, LockStatementSyntax statement) =>
        root.RemoveNode(statement, statement.GetLeadingTrivia().All(t => t.IsKind(SyntaxKind.WhitespaceTrivia)) ? SyntaxRemoveOptions.KeepNoTrivia : SyntaxRemoveOptions.KeepLeadingTrivia)!;

    protected static SyntaxNode Fill(SyntaxNode root, LockStatementSyntax statement, string with = "GC.Collect();") =>
        root.ReplaceNode(statement.Statement, SyntaxFactory.Block(SyntaxFactory.ParseStatement(with)).WithTriviaFrom(statement.Statement));
}

public sealed class CommentLosingFix : EmptyLockFix
{
    protected override SyntaxNode Fix(SyntaxNode root, LockStatementSyntax statement) => root.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia)!;
}

public sealed class UncompilableFix : EmptyLockFix
{
    protected override SyntaxNode Fix(SyntaxNode root, LockStatementSyntax statement) => Fill(root, statement, "Missing();");
}

public sealed class WarningFix : EmptyLockFix
{
    protected override SyntaxNode Fix(SyntaxNode root, LockStatementSyntax statement) => Fill(root, statement, "int unused;");
}

public sealed class EndlessFix : EmptyLockFix
{
    protected override SyntaxNode Fix(SyntaxNode root, LockStatementSyntax statement) =>
        root.InsertNodesAfter(statement, [statement]);
}
