using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>Tells from the text alone which loops are worth binding. Nearly all do work of their own, and that shows.</summary>
/// <remarks>May say yes for any loop; says no only where <see cref="SpinLoop.IsWait"/> would.</remarks>
public static class SpinSyntax
{
    // A loop with more of either does something; one that waits is small.
    private const int MaxCalls = 4;
    private const int MaxStatements = 16;

    // The language calls it by this name too.
    private const string Advance = "MoveNext";

    private static readonly ConditionalWeakTable<SyntaxTree, IReadOnlyList<SyntaxNode>> s_loops = new();
    private static readonly WordSet s_heads = WordSet.Of(["while", "for", "SpinUntil"]);
    private static readonly WordSet s_jumps = WordSet.Of(["goto"]);

    private static readonly WordSet s_sleeps = WordSet.Of(["Sleep", "Delay"]);

    private static readonly ImmutableHashSet<string> s_idleCalls =
    [
        "Read", "Write", "VolatileRead", "VolatileWrite", "MemoryBarrier", "SpinOnce", "SpinWait", "Sleep", "Yield", "Delay", "CompareExchange", "Exchange",
        "TryEnter", "Enter", "Exit", "Wait", "WaitAsync", "Release", "ConfigureAwait", "Pause", "nameof",
    ];

    /// <summary>The loops that may wait for another thread, and the calls of <c>SpinUntil</c>, in the order of the text.</summary>
    public static IReadOnlyList<SyntaxNode> LoopsIn(SyntaxTree tree, CancellationToken cancellation) =>
        s_loops.TryGetValue(tree, out var known) ? known : s_loops.GetOrKeep(tree, Find(tree, cancellation));

    private static List<SyntaxNode> Find(SyntaxTree tree, CancellationToken cancellation)
    {
        var found = new List<SyntaxNode>();
        var (words, all) = (TreeWords.Of(tree, cancellation), new TextSpan(0, tree.Length));
        foreach (var token in words.Tokens(s_heads, all, isOpening: true).Concat(words.Tokens(s_jumps, all)))
        {
            if (LoopAt(token) is { } loop && MayWait(loop))
                found.Add(loop);
        }

        found.Sort((a, b) => a.SpanStart.CompareTo(b.SpanStart));
        return found;
    }

    private static SyntaxNode? LoopAt(SyntaxToken token) => token.Parent switch
    {
        WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax => token.Parent,
        // A loop made of jumps: look at the block that the label is in.
        GotoStatementSyntax { RawKind: (int)SyntaxKind.GotoStatement, Expression: IdentifierNameSyntax label } jump =>
            jump.Ancestors().OfType<BlockSyntax>().FirstOrDefault(block => block.Statements.OfType<LabeledStatementSyntax>().Any(l => l.Identifier.ValueText == label.Identifier.ValueText && l.SpanStart < jump.SpanStart)),
        { } name when token.IsKind(SyntaxKind.IdentifierToken) => name.FirstAncestorOrSelf<InvocationExpressionSyntax>(),
        _ => null,
    };

    private static bool MayWait(SyntaxNode loop)
    {
        var condition = loop switch
        {
            WhileStatementSyntax statement => statement.Condition,
            DoStatementSyntax statement => statement.Condition,
            ForStatementSyntax statement => statement.Condition,
            _ => null,
        };

        // What is awaited blocks until there is something: only polling is left to ask about.
        // A wait that gives up after so many looks is still a wait, if it sleeps in between.
        var sleeps = TreeWords.Of(loop.SyntaxTree, CancellationToken.None).HasAny(s_sleeps, loop.Span);
        if (!sleeps && condition is not null && condition.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax))
            return false;

        ExpressionSyntax[]? tests = sleeps ? [] : null;
        if (!sleeps && TreeWords.Of(loop.SyntaxTree, CancellationToken.None).Has(Advance, loop.Span) && (tests = TestsOf(condition, loop)).Any(test => Advances(test, isHead: test == condition)))
            return false;

        var calls = 0;
        var statements = 0;
        foreach (var node in loop.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) || node.Parent is ArgumentSyntax))
        {
            switch (node)
            {
                case InvocationExpressionSyntax { Expression: var callee } when !s_idleCalls.Contains(NameOf(callee)) && ++calls > MaxCalls:
                case StatementSyntax when ++statements > MaxStatements:
                case ForEachStatementSyntax or YieldStatementSyntax or ThrowStatementSyntax { Parent: not BlockSyntax { Parent: IfStatementSyntax } and not IfStatementSyntax }:

                // What the loop tests, it also sets: it ends by its own doing. In a retry loop that is for the flow to judge.
                case AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var name } } assignment when Asks(name) && (loop is ForStatementSyntax || IsNext(assignment, name)):
                case PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression, Operand: IdentifierNameSyntax { Identifier.ValueText: var counter } } when Asks(counter):
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression, Operand: IdentifierNameSyntax { Identifier.ValueText: var counted } } when Asks(counted):
                    return false;
            }
        }

        return true;

        bool Asks(string name)
        {
            foreach (var test in tests ??= TestsOf(condition, loop))
            {
                if (Names(test, name))
                    return true;
            }

            return false;
        }
    }

    /// <summary>The loop's condition, or where it goes on for ever, the tests that leave it.</summary>
    private static ExpressionSyntax[] TestsOf(ExpressionSyntax? condition, SyntaxNode loop) => condition is not (null or LiteralExpressionSyntax)
        ? [condition]
        : [.. loop.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<IfStatementSyntax>().Where(test => Leaves(test.Statement, loop)).Select(test => test.Condition)];

    private static bool Leaves(StatementSyntax statement, SyntaxNode loop) => statement switch
    {
        BlockSyntax { Statements: { Count: > 0 } statements } => Leaves(statements[statements.Count - 1], loop),
        ReturnStatementSyntax => true,
        BreakStatementSyntax => statement.Ancestors().First(node => node is SwitchStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax) == loop,
        _ => false,
    };

    private static bool Names(SyntaxNode node, string name)
    {
        if (node is IdentifierNameSyntax used && used.Identifier.ValueText == name && IsVariable(used))
            return true;

        foreach (var child in node.ChildNodesAndTokens())
        {
            if (child.AsNode() is { } inner && Names(inner, name))
                return true;
        }

        return false;
    }

    // What follows a dot may be another object's.
    private static bool IsVariable(IdentifierNameSyntax name) => name.Parent is not MemberAccessExpressionSyntax access || access.Name != name || access.Expression is ThisExpressionSyntax;

    /// <summary>The next value is made from the last one, or from one that is counted: a cursor, a name with a number.</summary>
    private static bool IsNext(AssignmentExpressionSyntax assignment, string name) =>
        !assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || Names(assignment.Right, name) || assignment.Right.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax).Any(IsCount);

    private static bool IsCount(SyntaxNode node) => node.Kind()
        is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression;

    /// <summary>The loop goes on as long as there is a next element.</summary>
    private static bool Advances(ExpressionSyntax test, bool isHead) => test.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call =>
        call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Advance } } && call.Parent.IsKind(SyntaxKind.LogicalNotExpression) != isHead);

    private static string NameOf(ExpressionSyntax callee) => callee switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };
}
