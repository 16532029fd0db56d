using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2006: releases the mode that was acquired.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrongModeFix)), Shared]
public sealed class WrongModeFix() : BalanceFix(WrongModeAnalyzer.Rule.Id)
{
    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others)
    {
        if (at is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax release } || others.Select(ReleaseOf).Distinct().ToList() is not { Count: 1 } releases || releases[0] is not { } right
            || model.GetTypeInfo(release.Expression).Type?.GetMembers(right).IsEmpty != false)
            return null;

        var name = release.WithName(IdentifierName(right).WithTriviaFrom(release.Name));
        return ("Call " + right, root.ReplaceNode(release, name));
    }

    /// <summary>What undoes an acquisition; <see langword="null"/> for a wrapper, whose name tells nothing.</summary>
    private static string? ReleaseOf(SyntaxNode acquire) => acquire is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } }
        ? name switch
        {
            "EnterReadLock" or "TryEnterReadLock" => "ExitReadLock",
            "EnterWriteLock" or "TryEnterWriteLock" => "ExitWriteLock",
            "EnterUpgradeableReadLock" or "TryEnterUpgradeableReadLock" => "ExitUpgradeableReadLock",
            "AcquireReaderLock" => "ReleaseReaderLock",
            "AcquireWriterLock" => "ReleaseWriterLock",
            _ => null,
        }
        : null;
}
