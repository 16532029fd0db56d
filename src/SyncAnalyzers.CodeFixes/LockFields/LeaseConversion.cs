using Microsoft.CodeAnalysis.Editing;
using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.CodeFixes.Deadlock;
using SyncAnalyzers.Engine.Semaphores;

namespace SyncAnalyzers.CodeFixes.LockFields;

/// <summary>Makes a lock one whose every acquisition is a lease, disposed at the end of a using statement.</summary>
/// <param name="verb">Enter or Acquire: what the method that gives the lease begins with.</param>
internal sealed class LeaseConversion(FixTarget target, string verb)
{
    private readonly SyntaxEditor _editor = new(target.Root, target.Document.Project.Solution.Workspace.Services);
    private readonly HashSet<SyntaxNode> _done = [];

    /// <returns>The document afterwards; <see langword="null"/> where not every acquisition is a region with one release.</returns>
    public static SyntaxNode? Convert(FixTarget target, PrivateField field, LibraryType type, string verb, params string[] arguments)
    {
        var conversion = new LeaseConversion(target, verb);
        return conversion.TryConvert(field, type, arguments) ? conversion.Result(type) : null;
    }

    public SyntaxNode Result(LibraryType type) => type.ImportedIn(_editor.GetChangedRoot(), target);

    /// <summary>Makes one statement of two directly nested ones, which acquires both locks.</summary>
    public void Join(NestedLocks locks, TypeSyntax multi)
    {
        var isAwaited = Awaiting.IsAllowedAt(locks.Outer, target.Model);
        var call = InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, multi, MethodName(isAwaited)),
            ArgumentList(SeparatedList([Argument(locks.Outer.Expression.WithoutTrivia()), Argument(locks.Inner.Expression.WithoutTrivia())])).WithAdditionalAnnotations(Formatter.Annotation));

        _done.UnionWith([locks.Outer, locks.Inner]);
        _editor.ReplaceNode(locks.Outer, (current, _) => Using(
            isAwaited ? Awaiting.Await(call, locks.Outer) : call, NestedLocks.InnerOf((LockStatementSyntax)current)!.Statement, locks.Outer.GetLeadingTrivia(), locks.Inner.CloseParenToken.TrailingTrivia)
            .WithTrailingTrivia(locks.Outer.GetTrailingTrivia()));
    }

    /// <summary>Makes one statement of waits, which are removed, and the try statement behind them that ends in the releases.</summary>
    public void Collect(IReadOnlyList<StatementSyntax> waits, TryStatementSyntax @try, int releases, ExpressionSyntax lease)
    {
        _done.UnionWith([.. waits.SelectMany(wait => wait.DescendantNodes()), .. @try.Finally!.DescendantNodes()]);
        foreach (var wait in waits)
            _editor.RemoveNode(wait, SyntaxRemoveOptions.KeepNoTrivia);

        _editor.ReplaceNode(@try, (current, _) => Using(lease, WithoutReleases((TryStatementSyntax)current, releases), waits[0].GetLeadingTrivia(), waits[waits.Count - 1].GetTrailingTrivia()));
    }

    public bool TryConvert(PrivateField field, LibraryType type, params string[] arguments) =>
        LockUse.Of(field, target.Model) is { } uses && TryConvert(field, uses, type, arguments);

    public bool TryConvert(PrivateField field, ImmutableArray<LockUse> uses, LibraryType type, params string[] arguments)
    {
        if (field.Creation is null)
            return false;

        var exits = uses.Where(use => use.Kind == LockUseKind.Exit).ToList();
        var single = exits.FindAll(exit => exit.Time is null);
        if (!uses.Where(use => use.Kind != LockUseKind.Exit).All(use => _done.Contains(use.Node) || TryConvert(use, uses, single)) || !exits.TrueForAll(exit => _done.Contains(exit.Node)))
            return false;

        foreach (var local in uses.Select(use => use.Local).OfType<KeyedLocal>().Distinct())
            _editor.RemoveNode(local.Statement, SyntaxRemoveOptions.KeepNoTrivia);

        field.Become(_editor, type.Name, arguments);
        return true;
    }

    private bool TryConvert(LockUse use, ImmutableArray<LockUse> uses, List<LockUse> exits)
    {
        switch (use.Kind)
        {
            case LockUseKind.Statement when (LockStatementSyntax)use.Node is var statement && Remarks.AreOutsideHead(statement, statement.CloseParenToken):
                var isAwaited = Awaiting.IsAllowedAt(statement, target.Model);
                if ((!isAwaited && Awaiting.Suspends(statement)) || Before(use, statement) is not { } above)
                    return false;

                var lease = Lease(use, isAwaited);
                _editor.ReplaceNode(statement, (current, _) => Using(lease, BodyOf((StatementSyntax)current), above, statement.CloseParenToken.TrailingTrivia));
                return true;

            case LockUseKind.Scope when use.Key is null:
                if (!Awaiting.IsAllowedAt(use.Node, target.Model))
                    return use.Node.FirstAncestorOrSelf<BlockSyntax>() is not { } block || !Awaiting.Suspends(block);

                _editor.ReplaceNode(use.Node, Lease(use, isAwaited: true).WithTriviaFrom(use.Node));
                return true;

            case LockUseKind.Enter when use.Taken is null && WaitTask.WholeOf((ExpressionSyntax)use.Node).Parent is ExpressionStatementSyntax { Parent: BlockSyntax block } acquire:
                return TryHoldInTry(use, block, acquire, uses, exits) || TryEnterInTry(use, block, acquire, uses, exits) || TryHoldToRelease(use, block, uses, exits);

            // A lock of the library holds nothing that has to be disposed.
            case LockUseKind.Dispose when use.Node.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement && !Remarks.AreIn(statement):
                _editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
                return true;

            case LockUseKind.Dispose when use.Node.Parent is ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } arrow && !Remarks.AreIn(arrow.WithoutTrivia()):
                _editor.ReplaceNode(method, Empty(method));
                return true;

            default:
                return false;
        }
    }

    /// <summary><c>acquire; try { ... } finally { release; }</c></summary>
    private bool TryHoldInTry(LockUse use, BlockSyntax block, ExpressionStatementSyntax acquire, ImmutableArray<LockUse> uses, List<LockUse> exits)
    {
        if (block.Statements.ElementAtOrDefault(block.Statements.IndexOf(acquire) + 1) is not TryStatementSyntax { Finally: { } @finally } @try || Remarks.AreIn(@try.GetLeadingTrivia()) || Remarks.AreIn(@try.TryKeyword.TrailingTrivia)
            || ReleaseIn(@finally, use, uses, exits) is not { } ending || Before(use, acquire) is not { } above || (!MayAwait(use, acquire) && Awaiting.Suspends(@try.Block)))
        {
            return false;
        }

        _done.UnionWith(ending.Operations);
        var lease = Lease(use, MayAwait(use, acquire));
        _editor.RemoveNode(acquire, SyntaxRemoveOptions.KeepNoTrivia);
        _editor.ReplaceNode(@try, (current, _) => Using(lease, WithoutReleases((TryStatementSyntax)current, ending.Count), above, acquire.GetTrailingTrivia()));
        return true;
    }

    /// <summary><c>try { acquire; ... } finally { release; }</c>, where a failed acquisition would have been released.</summary>
    private bool TryEnterInTry(LockUse use, BlockSyntax block, ExpressionStatementSyntax acquire, ImmutableArray<LockUse> uses, List<LockUse> exits)
    {
        if (block is not { Parent: TryStatementSyntax { Catches.Count: 0, Finally: { } @finally } @try } || block.Statements[0] != acquire || Remarks.AreIn(@try.TryKeyword.TrailingTrivia) || Remarks.AreIn(block.OpenBraceToken.TrailingTrivia)
            || ReleaseIn(@finally, use, uses, exits) is not { } ending || ending.Count != @finally.Block.Statements.Count || Before(use, @try) is not { } above || (!MayAwait(use, acquire) && Awaiting.Suspends(block)))
        {
            return false;
        }

        _done.UnionWith(ending.Operations);
        var lease = Lease(use, MayAwait(use, acquire));
        _editor.RemoveNode(acquire, SyntaxRemoveOptions.KeepNoTrivia);
        _editor.ReplaceNode(@try, (current, _) => Using(lease, FromTheTop((BlockSyntax)WithoutReleases((TryStatementSyntax)current, ending.Count)), KeyedLocal.Joined(above, acquire.GetLeadingTrivia()), acquire.GetTrailingTrivia()));
        return true;
    }

    /// <summary>The last statements of the finally block, if they end no other acquisition: the release, and what has to be done for a lock that is done with.</summary>
    private (ImmutableArray<SyntaxNode> Operations, int Count)? ReleaseIn(FinallyClauseSyntax @finally, LockUse use, ImmutableArray<LockUse> uses, List<LockUse> exits)
    {
        List<LockUse?> ends = [.. @finally.Block.Statements.Reverse().Select(statement => uses.FirstOrDefault(other => other.Node.Parent == statement)).TakeWhile(other => other?.Kind is LockUseKind.Exit or LockUseKind.Dispose)];
        if (ends.Count == 0 || ends.Exists(end => _done.Contains(end!.Node)))
            return null;

        var isSaid = Remarks.AreIn(ends.Count < @finally.Block.Statements.Count ? @finally.Block.Statements[@finally.Block.Statements.Count - ends.Count] : @finally.WithoutTrailingTrivia()) || ends.Take(ends.Count - 1).Any(end => Remarks.AreIn(end!.Node.Parent!));
        return !isSaid && ends.FindAll(end => end!.Kind == LockUseKind.Exit) is { Count: 1 } released && exits.Contains(released[0]!) && released[0]!.Leaves(use) ? ([.. ends.Select(end => end!.Node)], ends.Count) : null;
    }

    /// <summary>Without the empty line that parted the first statement from the one that is gone.</summary>
    private static BlockSyntax FromTheTop(BlockSyntax block) => block.Statements.FirstOrDefault() is { } first
        ? block.ReplaceNode(first, first.WithLeadingTrivia(first.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))))
        : block;

    private static StatementSyntax WithoutReleases(TryStatementSyntax @try, int count)
    {
        var statements = @try.Finally!.Block.Statements;
        var rest = List(statements.Take(statements.Count - count));
        var changed = rest.Count > 0
            ? @try.WithFinally(@try.Finally.WithBlock(@try.Finally.Block.WithStatements(rest)))
            : @try.WithFinally(null);
        return rest.Count == 0 && @try.Catches.Count == 0 ? @try.Block.WithTrailingTrivia(@try.GetTrailingTrivia()) : changed;
    }

    /// <summary><c>acquire; ... release;</c>, also with releases before early returns.</summary>
    private bool TryHoldToRelease(LockUse use, BlockSyntax block, ImmutableArray<LockUse> uses, List<LockUse> exits)
    {
        var region = exits.Where(exit => exit.Node.Parent?.Parent == block && exit.Node.SpanStart > use.Node.SpanStart && exit.Leaves(use))
            .Select(exit => LockedRegion.Find(use.Node, exit.Node)).FirstOrDefault();
        if (region is not { Acquire: { } acquire })
            return false;

        var releases = exits.Where(exit => exit.Node.Parent is StatementSyntax statement && (statement == region.Release || region.Repeated.Contains(statement))).Select(exit => exit.Node).ToList();
        var held = block.Statements.Skip(region.First).Take(region.Last - region.First).ToList();
        if ((region.Suspends && !MayAwait(use, acquire)) || Before(use, acquire) is not { } above)
            return false;

        if (uses.Any(other => !releases.Contains(other.Node) && held.Exists(statement => statement.Span.Contains(other.Node.Span))))
            return false;

        _done.UnionWith(releases);
        _editor.RemoveNode(acquire, SyntaxRemoveOptions.KeepNoTrivia);
        foreach (var statement in held)
            _editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);

        var end = Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(region.Release.GetTrailingTrivia())
            .WithLeadingTrivia(Remarks.AreIn(region.Release.GetLeadingTrivia()) ? region.Release.GetLeadingTrivia() : TriviaList(ElasticMarker));
        var lease = Lease(use, MayAwait(use, acquire));
        _editor.ReplaceNode(region.Release, Using(lease, Block(region.Body).WithCloseBraceToken(end), above, acquire.GetTrailingTrivia()));
        return true;
    }

    // A semaphore that is waited for without an await stays so: whether it should be is not what was reported.
    private bool MayAwait(LockUse use, StatementSyntax acquire) => Awaiting.IsAllowedAt(acquire, target.Model)
        && (use.Node.Parent is not ExpressionStatementSyntax || target.Model.GetSymbolInfo(use.Node, target.Cancellation).Symbol?.ContainingType.Name != "SemaphoreSlim");

    /// <summary>What is said before the statement that holds the lock; <see langword="null"/> where another key would be meant there, or something said would get lost.</summary>
    private SyntaxTriviaList? Before(LockUse use, StatementSyntax first) => use.Local is { } local ? local.Before(first, target) : first.GetLeadingTrivia();

    private ExpressionSyntax Lease(LockUse use, bool isAwaited)
    {
        var call = InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, use.Lock.WithoutTrivia(), MethodName(isAwaited, use.Mode)),
            ArgumentList(SeparatedList(new[] { use.Key, use.Token }.OfType<ExpressionSyntax>().Select(argument => Argument(argument.WithoutTrivia())))).WithAdditionalAnnotations(Formatter.Annotation));
        return isAwaited ? Awaiting.Await(call, use.Node) : call;
    }

    private IdentifierNameSyntax MethodName(bool isAwaited, string mode = "") => IdentifierName(verb + mode + "Scope" + (isAwaited ? "Async" : ""));

    private static UsingStatementSyntax Using(ExpressionSyntax lease, StatementSyntax body, SyntaxTriviaList before, SyntaxTriviaList beside) =>
        UsingStatement(declaration: null, lease, body is BlockSyntax or ExpressionStatementSyntax or ReturnStatementSyntax or UsingStatementSyntax ? body : Block(body))
            .WithCloseParenToken(Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(beside)).WithLeadingTrivia(before).WithAdditionalAnnotations(Formatter.Annotation);

    private static MethodDeclarationSyntax Empty(MethodDeclarationSyntax method) => method
        .WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block()).WithTriviaFrom(method).WithAdditionalAnnotations(Formatter.Annotation);

    private static StatementSyntax BodyOf(StatementSyntax statement) => statement switch
    {
        LockStatementSyntax @lock => @lock.Statement,
        UsingStatementSyntax @using => @using.Statement,
        _ => statement,
    };
}
