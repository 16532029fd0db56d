using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3003: puts a full fence between the last own store and the first load that decides, or makes that store one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingFenceFix)), Shared]
public sealed class MissingFenceFix() : RewritingFix(MissingFenceAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        var load = StatementAt(target.Root, target.Diagnostic.Location);
        var store = StatementAt(target.Root, target.Diagnostic.AdditionalLocations[0]);
        if (load is null || store is null)
            yield break;

        // In one block the fence goes straight before the load, after whatever else is stored. A store further down, in the
        // loop that comes back to the load, has the fence straight after it.
        var isStraight = store.Parent == load.Parent && store.SpanStart < load.SpanStart && load is not LabeledStatementSyntax;
        var anchor = isStraight ? load : store;
        if (anchor.Parent is BlockSyntax block && !IsFence(block, block.Statements.IndexOf(anchor) + (isStraight ? -1 : 1)))
            yield return ("Put Interlocked.MemoryBarrier() between them", WithFence(target, block, anchor, isStraight));

        if (isStraight && Exchange(target, (BlockSyntax)load.Parent!, store, load) is { } exchanged)
            yield return new FixOffer("Store with Interlocked.Exchange", exchanged) { IsFarReaching = true };

        foreach (var @lock in ProtocolConversion.Offers(target))
            yield return @lock;
    }

    /// <summary>The statement of the block the expression is in, where the whole loop counts as one.</summary>
    private static StatementSyntax? StatementAt(SyntaxNode root, Location location) => location.SourceTree == root.SyntaxTree
        ? root.FindNode(location.SourceSpan).AncestorsAndSelf()
            .TakeWhile(node => node is not MemberDeclarationSyntax)
            .OfType<StatementSyntax>()
            .FirstOrDefault(statement => statement.Parent is BlockSyntax && statement is not BlockSyntax)
        : null;

    /// <summary>Another report on the same store has been fixed already.</summary>
    private static bool IsFence(BlockSyntax block, int index) =>
        index >= 0 && index < block.Statements.Count && block.Statements[index] is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "MemoryBarrier" } } };

    private static SyntaxNode WithFence(FixTarget target, BlockSyntax block, StatementSyntax anchor, bool isBefore)
    {
        var fence = ParseStatement(ThreadingName.At(target.Model, anchor.SpanStart, "Interlocked") + ".MemoryBarrier();")
            .WithTrailingTrivia(ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        var index = block.Statements.IndexOf(anchor);
        return target.Root.ReplaceNode(block, block.WithStatements(block.Statements.Insert(isBefore ? index : index + 1, fence)));
    }

    /// <summary>The last store before the load becomes a full fence: an earlier one would leave that store free to pass the load.</summary>
    private static SyntaxNode? Exchange(FixTarget target, BlockSyntax block, StatementSyntax store, StatementSyntax load)
    {
        var last = block.Statements[block.Statements.IndexOf(load) - 1];
        return last.SpanStart >= store.SpanStart && last is ExpressionStatementSyntax { Expression: var stored } && Stored(target, stored) is var (variable, value)
            ? target.Root.ReplaceNode(stored, AtomicCall.On(target.Model, "Interlocked", "Exchange", variable, value).WithTriviaFrom(stored))
            : null;
    }

    private static (ExpressionSyntax Variable, ExpressionSyntax Value)? Stored(FixTarget target, ExpressionSyntax stored) => stored switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment when IsShared(target, assignment.Left) => (assignment.Left, assignment.Right),
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } call
            when target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol { Name: "Write", ContainingType: { Name: "Volatile", ContainingNamespace.Name: "Threading" } } => (arguments[0].Expression, arguments[1].Expression),
        _ => null,
    };

    private static bool IsShared(FixTarget target, ExpressionSyntax variable) =>
        variable is ElementAccessExpressionSyntax || target.Model.GetSymbolInfo(variable, target.Cancellation).Symbol is IFieldSymbol;
}
