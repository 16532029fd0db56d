using Microsoft.CodeAnalysis.Editing;
using SyncAnalyzers.CodeFixes.LockFields;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>Puts a lock in the place of a hand-made protocol of flags: what enters it enters the lock, what leaves it leaves that.</summary>
/// <param name="fair">The lock that serves in the order of arrival; <see langword="null"/> for a monitor.</param>
internal sealed class ProtocolConversion(FixTarget target, ImmutableArray<PrivateField> fields, LibraryType? fair)
{
    /// <summary>Only where all that is done with the flags is to enter and to leave.</summary>
    public static IEnumerable<FixOffer> Offers(FixTarget target)
    {
        var named = target.Diagnostic.AdditionalLocations.Prepend(target.Diagnostic.Location).Where(place => place.SourceTree == target.Root.SyntaxTree)
            .SelectMany(place => target.Root.FindNode(place.SourceSpan).FirstAncestorOrSelf<StatementSyntax>()?.DescendantNodes().OfType<IdentifierNameSyntax>() ?? []);
        List<PrivateField?> fields = [.. named.Select(name => target.Model.GetSymbolInfo(name, target.Cancellation).Symbol).OfType<IFieldSymbol>()
            .Distinct<IFieldSymbol>(SymbolEqualityComparer.Default).Select(field => PrivateField.Find(field, target, isAlone: false))];
        if (fields.Count == 0 || fields.Contains(null))
            yield break;

        ImmutableArray<PrivateField> flags = [.. fields.OfType<PrivateField>()];
        if (new ProtocolConversion(target, flags, fair: null).Convert() is { } changed)
            yield return new FixOffer("Use a lock instead", changed) { IsFarReaching = true };

        if (LibraryType.Find(target, "TicketLock") is { } ticket && new ProtocolConversion(target, flags, ticket).Convert() is { } served)
            yield return new FixOffer("Use a TicketLock instead", ticket.ImportedIn(served, target)) { IsFarReaching = true };
    }

    private SyntaxNode? Convert()
    {
        var first = fields[0];
        List<FieldDeclarationSyntax> declarations = [.. fields.Select(field => field.Declaration).Distinct().OrderBy(declaration => declaration.SpanStart)];
        if (fields.Any(field => field.Symbol.IsStatic != first.Symbol.IsStatic || !SymbolEqualityComparer.Default.Equals(field.Symbol.ContainingType, first.Symbol.ContainingType))
            || declarations.Sum(declaration => declaration.Declaration.Variables.Count) != fields.Length || declarations.Skip(1).Any(Remarks.AreIn) || (declarations.Count > 1 && Remarks.AreIn(declarations[0].GetTrailingTrivia())))
        {
            return null;
        }

        var gate = target.FreeName("_gate", declarations[0].Parent!);
        var editor = new SyntaxEditor(target.Root, target.Document.Project.Solution.Workspace.Services);
        var (entered, left) = (0, 0);
        foreach (var part in fields.SelectMany(field => field.Uses).GroupBy(PlaceOf))
        {
            switch (part.Key)
            {
                case BlockSyntax block when Runs(block) is { Count: 2 } runs && IsEntry(runs[0]) && IsExit(runs[1].Select(Expression)):
                    if (!TryLock(editor, block, runs, gate))
                        return null;

                    (entered, left) = (entered + 1, left + 1);
                    break;
                // A scope is left where it was entered.
                case BlockSyntax block when fair is null && Runs(block) is { Count: 1 } runs && (IsEntry(runs[0]) || IsExit(runs[0].Select(Expression))):
                    var isEntry = IsEntry(runs[0]);
                    foreach (var statement in runs[0].Skip(1))
                        editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
                    editor.ReplaceNode(runs[0][0], ExpressionStatement(Monitor(block, isEntry ? "Enter" : "Exit", gate)).WithTriviaFrom(runs[0][0]));
                    (entered, left) = (entered + (isEntry ? 1 : 0), left + (isEntry ? 0 : 1));
                    break;
                case ArrowExpressionClauseSyntax { Expression: var lowered } when fair is null && IsExit([lowered]):
                    editor.ReplaceNode(lowered, Monitor(lowered, "Exit", gate).WithTriviaFrom(lowered));
                    left++;
                    break;
                default:
                    return null;
            }
        }

        if (entered == 0 || entered != left)
            return null;

        var type = fair?.Name.ToString() ?? "object";
        var declared = ParseMemberDeclaration($"private {(first.Symbol.IsStatic ? "static " : "")}readonly {type} {gate} = new {type}();")!;
        editor.ReplaceNode(declarations[0], declared.WithLeadingTrivia(declarations[0].GetLeadingTrivia()).WithTrailingTrivia(declarations[declarations.Count - 1].GetTrailingTrivia()));
        foreach (var declaration in declarations.Skip(1))
            editor.RemoveNode(declaration, SyntaxRemoveOptions.KeepNoTrivia);

        return editor.GetChangedRoot();
    }

    private bool TryLock(SyntaxEditor editor, BlockSyntax block, List<List<StatementSyntax>> runs, string gate)
    {
        var (begin, end) = (block.Statements.IndexOf(runs[0][runs[0].Count - 1]) + 1, block.Statements.IndexOf(runs[1][0]));
        var held = block.Statements.Skip(begin).Take(end - begin).ToList();
        var rest = block.Statements.Skip(end + runs[1].Count).ToList();
        if ((fair is not null && Awaiting.Suspends(held)) || Escaping.Of(held, rest, target.Model) is not { } escaping)
            return false;

        foreach (var statement in runs[0].Skip(1).Concat(held).Concat(runs[1]).Concat(rest.Where(statement => statement == escaping.Return)))
            editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);

        var layout = Layout.Of(block);
        List<StatementSyntax> inside = [.. held.Select(escaping.Inside).OfType<StatementSyntax>(), .. rest.Where(statement => statement == escaping.Return)];
        foreach (var local in escaping.Declarations)
            editor.InsertBefore(runs[0][0], layout?.Alone(local) ?? local.WithAdditionalAnnotations(Formatter.Annotation));

        if (fair is null && layout is not null)
        {
            editor.ReplaceNode(runs[0][0], layout.Lock(IdentifierName(gate), inside, TriviaList(layout.Line), runs[1][0].GetLeadingTrivia(), runs[1][runs[1].Count - 1].GetTrailingTrivia()).WithLeadingTrivia(runs[0][0].GetLeadingTrivia()));
            return true;
        }

        var close = Token(SyntaxKind.CloseBraceToken)
            .WithLeadingTrivia(Remarks.AreIn(runs[1][0].GetLeadingTrivia()) ? runs[1][0].GetLeadingTrivia() : TriviaList(ElasticMarker)).WithTrailingTrivia(runs[1][runs[1].Count - 1].GetTrailingTrivia());
        var body = Block(inside).WithCloseBraceToken(close);
        StatementSyntax region = fair is null ? LockStatement(IdentifierName(gate), body) : UsingStatement(null, ParseExpression(gate + ".EnterScope()"), body);
        editor.ReplaceNode(runs[0][0], region.WithLeadingTrivia(runs[0][0].GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
        return true;
    }

    /// <summary>The block, or the body, whose statements the protocol is.</summary>
    private SyntaxNode? PlaceOf(ExpressionSyntax use) => use.Ancestors().OfType<StatementSyntax>().LastOrDefault(IsProtocol) is { Parent: BlockSyntax block }
        ? block
        : use.Ancestors().OfType<ArrowExpressionClauseSyntax>().FirstOrDefault(arrow => IsStore(arrow.Expression));

    /// <summary>The statements of the protocol that stand together. Nothing of it may be said by the way, and nothing else be said of it.</summary>
    private List<List<StatementSyntax>> Runs(BlockSyntax block)
    {
        List<List<StatementSyntax>> runs = [];
        foreach (var statement in block.Statements)
        {
            if (!IsProtocol(statement))
                continue;

            var at = block.Statements.IndexOf(statement);
            if (at > 0 && runs.Count > 0 && runs[runs.Count - 1].Contains(block.Statements[at - 1]))
                runs[runs.Count - 1].Add(statement);
            else
                runs.Add([statement]);
        }

        runs.RemoveAll(run => !run.Exists(UsesFlag));

        // A pause at the end is what the lock is held for, and one at the beginning is before it.
        foreach (var run in runs)
        {
            run.RemoveRange(0, run.FindIndex(UsesFlag));
            run.RemoveRange(run.FindLastIndex(UsesFlag) + 1, run.Count - run.FindLastIndex(UsesFlag) - 1);
        }

        return runs.Exists(run => run.Skip(1).Any(Remarks.AreIn) || Remarks.AreIn(run[0].WithoutTrivia()) || (run.Count > 1 && Remarks.AreIn(run[0].GetTrailingTrivia()))) ? [] : runs;
    }

    private bool UsesFlag(StatementSyntax statement) => fields.Any(field => field.Uses.Any(use => statement.Span.Contains(use.Span)));

    private static bool IsEntry(List<StatementSyntax> run) => run.Exists(statement => statement is WhileStatementSyntax or DoStatementSyntax);

    private static ExpressionSyntax? Expression(StatementSyntax statement) => (statement as ExpressionStatementSyntax)?.Expression;

    /// <summary>Sets flags to constants, and one of them to nothing.</summary>
    private bool IsExit(IEnumerable<ExpressionSyntax?> stores)
    {
        List<object?> values = [.. stores.Select(store => store switch
        {
            AssignmentExpressionSyntax assignment => target.Model.GetConstantValue(assignment.Right, target.Cancellation).Value,
            InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } => target.Model.GetConstantValue(arguments[1].Expression, target.Cancellation).Value,
            _ => null,
        })];
        return !values.Contains(null) && values.Exists(value => value is false or 0 or 0L);
    }

    /// <summary>Sets a flag, waits for one, or orders the two; and does nothing else.</summary>
    private bool IsProtocol(StatementSyntax statement) => statement switch
    {
        ExpressionStatementSyntax { Expression: var expression } => IsStore(expression) || IsCallOf(expression, "MemoryBarrier", "Yield", "Sleep", "SpinWait"),
        WhileStatementSyntax loop => IsQuiet(loop.Condition) && IsProtocol(loop.Statement),
        DoStatementSyntax loop => IsQuiet(loop.Condition) && IsProtocol(loop.Statement),
        IfStatementSyntax choice => IsQuiet(choice.Condition) && IsProtocol(choice.Statement) && choice.Else is null,
        BlockSyntax { Parent: StatementSyntax and not BlockSyntax } block => block.Statements.All(IsProtocol),
        EmptyStatementSyntax => true,
        _ => false,
    };

    private bool IsStore(ExpressionSyntax expression) => expression switch
    {
        AssignmentExpressionSyntax { Left: var left, Right: var right } => IsFlag(left) && IsQuiet(right),
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } => IsCallOf(expression, "Write", "Exchange") && IsFlag(arguments[0].Expression) && IsQuiet(arguments[1].Expression),
        _ => false,
    };

    private bool IsCallOf(ExpressionSyntax expression, params string[] names) => expression is InvocationExpressionSyntax call
        && target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol { ContainingType: { Name: "Volatile" or "Interlocked" or "Thread", ContainingNamespace.Name: "Threading" } } method && names.Contains(method.Name);

    private bool IsFlag(ExpressionSyntax variable) => fields.Any(field => field.Uses.Contains(variable is ElementAccessExpressionSyntax element ? element.Expression : variable));

    private bool IsQuiet(ExpressionSyntax value) => value.DescendantNodesAndSelf().All(node => node switch
    {
        InvocationExpressionSyntax call => IsCallOf(call, "Read") || (IsCallOf(call, "CompareExchange", "Exchange") && IsFlag(call.ArgumentList.Arguments[0].Expression)),
        AssignmentExpressionSyntax or AwaitExpressionSyntax or BaseObjectCreationExpressionSyntax => false,
        _ => true,
    });

    private InvocationExpressionSyntax Monitor(SyntaxNode place, string method, string gate) =>
        (InvocationExpressionSyntax)ParseExpression($"{ThreadingName.At(target.Model, place.SpanStart, "Monitor")}.{method}({gate})");
}
