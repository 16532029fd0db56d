using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.CodeFixes;

/// <summary>How the code around lays its blocks out. What a fix puts into a block of its own stays as its author wrote it, one level deeper.</summary>
/// <remarks>The formatter would lay everything inside out anew, and by its own taste where the project says nothing.</remarks>
/// <param name="Indent">What statements of the block begin with.</param>
/// <param name="Unit">What one level adds.</param>
/// <param name="Line">How a line ends.</param>
/// <param name="IsBraceBelow">An opening brace has a line of its own.</param>
/// <param name="IsClauseBelow">What follows a closing brace has one.</param>
internal sealed record Layout(string Indent, string Unit, SyntaxTrivia Line, bool IsBraceBelow, bool IsClauseBelow)
{
    /// <returns><see langword="null"/> where statements share lines: there the formatter has to help.</returns>
    public static Layout? Of(BlockSyntax block)
    {
        if (block.Statements.Count == 0 || block.OpenBraceToken.IsMissing || LeadOf(block.CloseBraceToken) is not { } outer || LeadOf(block.Statements[0].GetFirstToken()) is not { } indent
            || indent.Length <= outer.Length || !indent.StartsWith(outer, StringComparison.Ordinal) || block.Statements.Any(statement => LeadOf(statement.GetFirstToken()) is null))
        {
            return null;
        }

        var root = block.SyntaxTree.GetRoot();
        var sample = Braced(block.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? root).Concat(Braced(root)).FirstOrDefault() ?? block;
        var clause = root.DescendantTokens().FirstOrDefault(token => token.Kind() is SyntaxKind.ElseKeyword or SyntaxKind.CatchKeyword or SyntaxKind.FinallyKeyword && token.GetPreviousToken().IsKind(SyntaxKind.CloseBraceToken));
        var isBelow = LeadOf(sample.OpenBraceToken) is not null;
        var line = block.DescendantTrivia().First(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return new Layout(indent, indent.Substring(outer.Length), EndOfLine(line.ToString()), isBelow, clause.RawKind == 0 ? isBelow : LeadOf(clause) is not null);
    }

    public TryStatementSyntax Try(IEnumerable<StatementSyntax> body, StatementSyntax release)
    {
        var guarded = Braces(body, TriviaList(Line), default, IsClauseBelow ? TriviaList(Line) : TriviaList(Space));
        var released = Braces([release], TriviaList(Line), default, TriviaList(Line));
        return TryStatement(
            Token(Lead(true), SyntaxKind.TryKeyword, Beside(TriviaList(Line))), guarded, catches: default,
            FinallyClause(Token(Lead(IsClauseBelow), SyntaxKind.FinallyKeyword, Beside(TriviaList(Line))), released));
    }

    /// <param name="beside">What stands behind the head, to the end of its line.</param>
    /// <param name="end">What is said before the closing brace.</param>
    /// <param name="after">What stands behind it.</param>
    public LockStatementSyntax Lock(ExpressionSyntax locked, IEnumerable<StatementSyntax> body, SyntaxTriviaList beside, SyntaxTriviaList end, SyntaxTriviaList after) =>
        LockStatement(Token(Lead(true), SyntaxKind.LockKeyword, TriviaList(Space)), Token(SyntaxKind.OpenParenToken), locked, Token(default, SyntaxKind.CloseParenToken, Beside(beside)), Braces(body, beside, end, after));

    /// <inheritdoc cref="Lock"/>
    public IfStatementSyntax If(ExpressionSyntax condition, IEnumerable<StatementSyntax> body, SyntaxTriviaList beside) =>
        IfStatement(Token(Lead(true), SyntaxKind.IfKeyword, TriviaList(Space)), Token(SyntaxKind.OpenParenToken), condition, Token(default, SyntaxKind.CloseParenToken, Beside(beside)), Braces(body, beside, default, TriviaList(Line)), @else: null);

    /// <summary><c>if (!taken) jump;</c> in the place of a statement that does not ask.</summary>
    public static StatementSyntax Unless(ExpressionSyntax taken, StatementSyntax jump, StatementSyntax instead)
    {
        var failed = PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, taken.WithoutTrivia());
        jump = jump.NormalizeWhitespace();
        if ((instead.Parent is BlockSyntax block ? Of(block) : null) is not { } layout)
            return IfStatement(failed, jump).WithTriviaFrom(instead).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);

        var head = Token(default, SyntaxKind.CloseParenToken, Remarks.AreIn(instead.GetTrailingTrivia()) ? instead.GetTrailingTrivia() : TriviaList(layout.Line));
        return IfStatement(Token(instead.GetLeadingTrivia(), SyntaxKind.IfKeyword, TriviaList(Space)), Token(SyntaxKind.OpenParenToken), failed, head, layout.Deeper(layout.Alone(jump)), @else: null).WithAdditionalAnnotations(Simplifier.Annotation);
    }

    /// <summary>A statement that was made anew, in a line of its own.</summary>
    public T Alone<T>(T statement)
        where T : StatementSyntax => statement.WithLeadingTrivia(Whitespace(Indent)).WithTrailingTrivia(Line);

    /// <summary>What follows a block, after an empty line.</summary>
    public IEnumerable<StatementSyntax> Apart(IEnumerable<StatementSyntax> following) => following.Select((statement, at) =>
        at > 0 || (statement.GetLeadingTrivia() is { Count: > 0 } lead && lead[0].IsKind(SyntaxKind.EndOfLineTrivia)) || statement.GetLeadingTrivia().Any(trivia => trivia.IsDirective)
            ? statement
            : statement.WithLeadingTrivia(statement.GetLeadingTrivia().Insert(0, Line)));

    /// <summary>What stands before a statement that comes closer to what stood before another: the empty line there stays.</summary>
    public static SyntaxTriviaList Joined(SyntaxTriviaList gone, SyntaxTriviaList own) =>
        gone is { Count: > 0 } && gone[0].IsKind(SyntaxKind.EndOfLineTrivia) && own is { Count: > 0 } && !own[0].IsKind(SyntaxKind.EndOfLineTrivia) ? own.Insert(0, gone[0]) : own;

    /// <summary>The statement one level deeper.</summary>
    public T Deeper<T>(T node)
        where T : SyntaxNode => (T)new Shift(Unit).Visit(node);

    public SyntaxTriviaList Deeper(SyntaxTriviaList lead) => new Shift(Unit).Deeper(lead);

    private BlockSyntax Braces(IEnumerable<StatementSyntax> body, SyntaxTriviaList beside, SyntaxTriviaList end, SyntaxTriviaList after)
    {
        var inside = body.Select((statement, at) => Deeper(at > 0 ? statement : statement.WithLeadingTrivia(WithoutEmptyLines(statement.GetLeadingTrivia()))));
        var said = Remarks.AreIn(end) ? Deeper(WithoutEmptyLines(end)).Reverse().SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse() : [];
        return Block(
            Token(Lead(IsBraceBelow), SyntaxKind.OpenBraceToken, IsBraceBelow ? TriviaList(Line) : beside), List(inside),
            Token(TriviaList([.. said, Whitespace(Indent)]), SyntaxKind.CloseBraceToken, after));
    }

    private SyntaxTriviaList Lead(bool isBelow) => isBelow ? TriviaList(Whitespace(Indent)) : default;

    // A brace in the same line is followed by what was said at its end.
    private SyntaxTriviaList Beside(SyntaxTriviaList beside) => IsBraceBelow ? beside : TriviaList(Space);

    private static IEnumerable<BlockSyntax> Braced(SyntaxNode inside) =>
        inside.DescendantNodes().OfType<BlockSyntax>().Where(block => block.Parent is StatementSyntax && LeadOf(block.CloseBraceToken) is not null);

    public static SyntaxTriviaList WithoutEmptyLines(SyntaxTriviaList lead)
    {
        var blank = lead.TakeWhile(trivia => trivia.Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia).ToList();
        return TriviaList(lead.Skip(blank.FindLastIndex(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) + 1));
    }

    /// <summary>What stands before the token in its line; <see langword="null"/> if that is more than whitespace.</summary>
    private static string? LeadOf(SyntaxToken token)
    {
        var text = token.SyntaxTree!.GetText();
        var lead = text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(token.SpanStart).Start, token.SpanStart));
        return string.IsNullOrWhiteSpace(lead) ? lead : null;
    }

    /// <summary>Puts <paramref name="unit"/> before every line, except those inside a string, which would say something else.</summary>
    private sealed class Shift(string unit) : CSharpSyntaxRewriter
    {
        private bool _isAtLineStart = true;

        public override SyntaxToken VisitToken(SyntaxToken token)
        {
            var deeper = token.WithLeadingTrivia(Deeper(token.LeadingTrivia));
            if (token.RawKind != 0)
                _isAtLineStart = token.TrailingTrivia is { Count: > 0 } beside && beside[beside.Count - 1].IsKind(SyntaxKind.EndOfLineTrivia);

            return deeper;
        }

        public SyntaxTriviaList Deeper(SyntaxTriviaList lead)
        {
            List<SyntaxTrivia> deeper = [];
            foreach (var trivia in lead)
            {
                // Empty lines stay empty, and directives at the margin there.
                var isText = !trivia.IsKind(SyntaxKind.EndOfLineTrivia) && !trivia.IsDirective && !trivia.IsKind(SyntaxKind.DisabledTextTrivia);
                if (_isAtLineStart && isText)
                    deeper.Add(Whitespace(unit));

                deeper.Add(trivia.Kind() is SyntaxKind.DisabledTextTrivia or SyntaxKind.MultiLineCommentTrivia ? Lines(trivia, isFirst: trivia.IsKind(SyntaxKind.DisabledTextTrivia)) : trivia);
                _isAtLineStart = trivia.IsDirective || trivia.Kind() is SyntaxKind.EndOfLineTrivia or SyntaxKind.DisabledTextTrivia;
            }

            return TriviaList(deeper);
        }

        /// <summary>The lines of one piece of trivia, the first only if it begins a line.</summary>
        private SyntaxTrivia Lines(SyntaxTrivia trivia, bool isFirst)
        {
            var lines = trivia.ToFullString().Split('\n').Select((line, at) => (at > 0 || isFirst) && line.Trim().Length > 0 ? unit + line : line);
            return SyntaxTrivia(trivia.Kind(), string.Join("\n", lines));
        }
    }
}
