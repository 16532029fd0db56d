using Microsoft.CodeAnalysis.Editing;
using SyncAnalyzers.CodeFixes.LockFields;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>Makes a flag that is waited for an event, wherever it is raised, lowered, read or waited for.</summary>
internal sealed class EventConversion(FixTarget target, PrivateField flag, FlagEvent @event)
{
    private readonly SyntaxEditor _editor = new(target.Root, target.Document.Project.Solution.Workspace.Services);
    private readonly HashSet<SyntaxNode> _lowered = [];

    /// <summary>Nothing unless the reported loop does nothing but wait for one private flag that only constants are assigned to. The framework's first.</summary>
    public static IEnumerable<FixOffer> Offers(FixTarget target)
    {
        if (FlagLoop.Find(target.Root.FindNode(target.Diagnostic.Location.SourceSpan).FirstAncestorOrSelf<StatementSyntax>(), target) is not { } loop
            || FieldOf(target, loop.Flag) is not { Symbol.Type.SpecialType: SpecialType.System_Boolean, IsUsedAsExpression: true } flag)
        {
            yield break;
        }

        var place = flag.Declaration.SpanStart;
        if (loop.Await is null && Convert(target, flag, FlagEvent.Blocking(target, place)) is { } blocking)
            yield return blocking;

        if (loop.Await is null && !Awaiting.IsAllowedAt(loop.Statement, target.Model))
            yield break;

        if (Convert(target, flag, FlagEvent.Once(target, place)) is { } once)
            yield return once;

        if (Convert(target, flag, FlagEvent.OfLibrary(target, place, "AsyncAutoResetEvent")) is { } handed)
            yield return handed;
        else if (Convert(target, flag, FlagEvent.OfLibrary(target, place, "AsyncManualResetEvent")) is { } opened)
            yield return opened;
    }

    private static FixOffer? Convert(FixTarget target, PrivateField flag, FlagEvent? @event) =>
        @event is not null && new EventConversion(target, flag, @event).Convert() is { } changed ? new FixOffer(@event.Title, changed) { IsFarReaching = true, Key = @event.Library is null ? @event.Title : LibraryType.Key } : null;

    private static PrivateField? FieldOf(FixTarget target, ExpressionSyntax flag)
    {
        var named = flag is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } read && IsVolatile(read, target) ? arguments[0].Expression : flag;
        return PrivateField.Find(target.Model.GetSymbolInfo(named, target.Cancellation).Symbol, target);
    }

    private SyntaxNode? Convert()
    {
        var initial = flag.Variable.Initializer is { } initializer ? target.Model.GetConstantValue(initializer.Value, target.Cancellation).Value : false;
        if ((initial is true ? @event.CreatedSet : initial is false ? @event.Created : null) is not { } created || !flag.Uses.OrderBy(use => use.SpanStart).All(TryConvert))
            return null;

        _editor.ReplaceNode(flag.Declaration, Declare(created));
        var changed = _editor.GetChangedRoot();
        return @event.Library?.ImportedIn(changed, target) ?? changed;
    }

    private bool TryConvert(ExpressionSyntax use)
    {
        // A pause that depends on the flag is gone with its loop.
        if (use.Ancestors().OfType<StatementSyntax>().Any(loop => LoopAt(loop) is { } waiting && !waiting.Flag.Span.Contains(use.Span)))
            return false;

        var whole = use;
        var value = default(ExpressionSyntax);
        if (use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use)
        {
            (whole, value) = (assignment, assignment.RawKind == (int)SyntaxKind.SimpleAssignmentExpression ? assignment.Right : assignment);
        }
        else if (use.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument)
        {
            if (call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" })
                return true;

            if (IsVolatile(call, target))
                (whole, value) = (call, call.ArgumentList.Arguments.Count == 2 ? call.ArgumentList.Arguments[1].Expression : null);
            else if (argument.RefKindKeyword.RawKind != 0)
                return false;
        }

        if (value is not null)
            return TryAssign(use, whole, value);

        if (whole.Parent is PrefixUnaryExpressionSyntax { Parent: StatementSyntax statement } && LoopAt(statement) is { } found && found.Flag == whole)
            return TryWait(use, found);

        _editor.ReplaceNode(whole, Said(use, @event.IsSet).WithTriviaFrom(whole));
        return !@event.IsAutoReset;
    }

    private bool TryAssign(ExpressionSyntax use, ExpressionSyntax whole, ExpressionSyntax value)
    {
        if (_lowered.Contains(whole))
            return true;

        if (target.Model.GetConstantValue(value, target.Cancellation).Value is not bool isRaised || (isRaised ? @event.Set : @event.IsAutoReset ? null : @event.Reset) is not { } said)
            return false;

        _editor.ReplaceNode(whole, Said(use, said).WithTriviaFrom(whole));
        return true;
    }

    private bool TryWait(ExpressionSyntax use, FlagLoop loop)
    {
        // The library's events tell of a cancellation by a more general exception than a delay does.
        var token = loop.Token?.ToString() ?? "";
        if (token.Length > 0 && @event.Library is not null && loop.Statement.Ancestors().OfType<TryStatementSyntax>().SelectMany(@try => @try.Catches).Any(@catch => @catch.Declaration?.Type is { } type && target.Model.GetTypeInfo(type, target.Cancellation).Type?.Name == "TaskCanceledException"))
            return false;

        if (@event.IsAutoReset)
        {
            if (loop.LoweringIn(target) is not { } lowering)
                return false;

            _lowered.Add(lowering.Expression);
            _editor.RemoveNode(lowering, SyntaxRemoveOptions.KeepNoTrivia);
        }

        ExpressionSyntax waiting;
        if (@event.WaitAsync is { } waitAsync && loop.Await is { } awaited)
            waiting = awaited.ReplaceNode(loop.Pause!, Said(use, waitAsync(token)));
        else if (@event.WaitAsync is { } mayWait && Awaiting.IsAllowedAt(loop.Statement, target.Model))
            waiting = Awaiting.Await(Said(use, mayWait(token)), loop.Statement);
        else if (@event.Wait is { } wait)
            waiting = Said(use, wait(token));
        else
            return false;

        _editor.ReplaceNode(loop.Statement, ExpressionStatement(waiting.WithoutTrivia()).WithTriviaFrom(loop.Statement));
        return true;
    }

    /// <summary>A loop of an asynchronous function is none that an event could be waited for in which blocks.</summary>
    private FlagLoop? LoopAt(StatementSyntax statement) => FlagLoop.Find(statement, target) is { } loop && (loop.Await is null || @event.WaitAsync is not null) ? loop : null;

    private static bool IsVolatile(InvocationExpressionSyntax call, FixTarget target) =>
        target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol { Name: "Read" or "Write", ContainingType: { Name: "Volatile", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } };

    private static ExpressionSyntax Said(ExpressionSyntax use, string said) => ParseExpression($"{use.WithoutTrivia()}.{said}");

    private FieldDeclarationSyntax Declare(string created)
    {
        var modifiers = flag.Declaration.Modifiers.Where(modifier => modifier.Kind() is not (SyntaxKind.VolatileKeyword or SyntaxKind.ReadOnlyKeyword));
        var creation = ParseExpression($"new {@event.Type}({created})");
        return flag.Declaration.WithoutLeadingTrivia()
            .WithModifiers(TokenList([.. modifiers, Token(SyntaxKind.ReadOnlyKeyword)]))
            .WithDeclaration(VariableDeclaration(ParseTypeName(@event.Type), SingletonSeparatedList(flag.Variable.WithoutTrivia().WithInitializer(EqualsValueClause(creation)))))
            .WithLeadingTrivia(flag.Declaration.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
