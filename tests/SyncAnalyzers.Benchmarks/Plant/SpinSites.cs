using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Benchmarks.Plant;

/// <summary>A change of one file that puts a mistake in, or the right form of the same.</summary>
/// <param name="Lines">The reported line, as the position in the old text whose line it is; where empty, lines marked <c>//!</c> are.</param>
internal sealed record SpinPlant(string Mistake, IReadOnlyList<string> Rules, SyntaxTree Tree, IReadOnlyList<TextChange> Wrong, IReadOnlyList<TextChange>? Right, int? Line);

/// <summary>Where in real code a mistake of this family can be made. Found from syntax and symbols, apart from the engine on purpose.</summary>
internal static class SpinSites
{
    /// <summary>Mistakes in what is there: waits and initialisations as people wrote them.</summary>
    public static IEnumerable<SpinPlant> Existing(CSharpCompilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if ((node switch
                {
                    // Where both can be made, every second site gets the one, the others the other.
                    LockStatementSyntax held => (held.SpanStart % 2 == 0 ? FlagBesideTheData(held, model) : null) ?? SecondCheckDropped(held, model),
                    StatementSyntax loop => PauseDropped(loop, model) ?? WaitBecameSpin(loop, model),
                    _ => null,
                }) is { } plant)
                {
                    yield return plant;
                }
            }
        }
    }

    /// <summary>A hand-made lock in the place of lock statements.</summary>
    public static IEnumerable<Func<SpinProtocol, SpinPlant?>> Locks(CSharpCompilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var type in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
            {
                var byField = type.DescendantNodes().OfType<LockStatementSyntax>().Where(held => IsSimple(held, type))
                    .Select(held => (Held: held, Field: model.GetSymbolInfo(held.Expression).Symbol as IFieldSymbol, Method: held.FirstAncestorOrSelf<MethodDeclarationSyntax>()!))
                    .Where(use => use.Field is not null)
                    .GroupBy(use => use.Field!, SymbolEqualityComparer.Default).Select(group => group.DistinctBy(use => use.Method).ToList()).FirstOrDefault();
                if (byField is not null)
                    yield return protocol => Of(protocol, type, byField.ConvertAll(use => use.Held), byField[0].Field!.IsStatic);
            }
        }
    }

    private static SpinPlant? Of(SpinProtocol protocol, ClassDeclarationSyntax type, List<LockStatementSyntax> locks, bool isStatic)
    {
        if (locks.Count < protocol.Sides.Length)
            return null;

        return new SpinPlant(protocol.Mistake, [protocol.Rule], type.SyntaxTree, Changes(isRight: false), Changes(isRight: true), Line: null);

        List<TextChange> Changes(bool isRight) =>
        [
            .. protocol.Sides.Select((_, side) => new TextChange(locks[side].Span, protocol.Around(side, locks[side].Statement.ToString(), isRight))).OrderBy(change => change.Span.Start),
            new(new TextSpan(type.CloseBraceToken.SpanStart, 0), protocol.FieldsFor(isStatic)),
        ];
    }

    private static bool IsSimple(LockStatementSyntax held, ClassDeclarationSyntax type) =>
        held is { Expression: IdentifierNameSyntax, Statement: BlockSyntax, Parent: BlockSyntax }
        && held.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Parent == type
        && !held.Ancestors().Any(node => node is LockStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
        && !held.DescendantNodes().Any(node => node is LockStatementSyntax or YieldStatementSyntax or IdentifierNameSyntax { Identifier.ValueText: "Monitor" });

    /// <summary><c>if (x == null) lock (gate) { if (x == null) ... }</c> without the second test.</summary>
    private static SpinPlant? SecondCheckDropped(LockStatementSyntax held, SemanticModel model) =>
        DoubleCheck(held, model) is var (first, second, _)
            ? new("second check dropped", ["SYNC3006"], held.SyntaxTree, [new(second.Condition.Span, "true")], null, first.Condition.SpanStart)
            : null;

    /// <summary>The first test asks a plain flag that is set after the data.</summary>
    private static SpinPlant? FlagBesideTheData(LockStatementSyntax held, SemanticModel model)
    {
        if (DoubleCheck(held, model) is not var (first, second, field) || !field.Type.IsReferenceType || field.IsVolatile || second.Statement is not BlockSyntax block || held.FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } type)
            return null;

        return new("plain flag beside the data", ["SYNC3006"], held.SyntaxTree,
        [
            new(first.Condition.Span, "!plantedDone"),
            new(second.Condition.Span, "!plantedDone"),
            new(new TextSpan(block.CloseBraceToken.SpanStart, 0), "plantedDone = true; "),
            new(new TextSpan(type.CloseBraceToken.SpanStart, 0), $"private {(field.IsStatic ? "static " : "")}bool plantedDone;\n"),
        ], null, first.Condition.SpanStart);
    }

    private static (IfStatementSyntax First, IfStatementSyntax Second, IFieldSymbol Field)? DoubleCheck(LockStatementSyntax held, SemanticModel model)
    {
        if (held.Statement is not BlockSyntax { Statements: [IfStatementSyntax { Else: null } second] }
            || held.Ancestors().TakeWhile(node => node is BlockSyntax or IfStatementSyntax).OfType<IfStatementSyntax>().FirstOrDefault() is not { Else: null } first
            || !first.Condition.IsEquivalentTo(second.Condition)
            || first.Ancestors().Any(node => node is LockStatementSyntax))
        {
            return null;
        }

        var field = first.Condition.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => model.GetSymbolInfo(name).Symbol).OfType<IFieldSymbol>().FirstOrDefault();
        var sets = second.Statement.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(a => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(a.Left).Symbol, field));
        return field is { IsReadOnly: false } && sets ? (first, second, field) : null;
    }

    /// <summary>A wait that did nothing but pause and look, without the pause.</summary>
    private static SpinPlant? PauseDropped(StatementSyntax loop, SemanticModel model)
    {
        var (condition, body) = loop switch
        {
            WhileStatementSyntax statement => (statement.Condition, statement.Statement),
            DoStatementSyntax statement => (statement.Condition, statement.Statement),
            _ => (null, null),
        };

        var only = body is BlockSyntax { Statements: [var single] } ? single : body;
        if (condition is null || only is not ExpressionStatementSyntax { Expression: var pause } || !IsPause(pause))
            return null;

        var reads = condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => model.GetSymbolInfo(name).Symbol).Where(symbol => symbol is not null).ToList();
        var isWait = reads.Exists(symbol => symbol is IFieldSymbol { IsReadOnly: false, IsConst: false, Type.IsValueType: true } && symbol.Locations.Any(l => l.IsInSource))
            && reads.TrueForAll(symbol => symbol is IFieldSymbol or INamedTypeSymbol || symbol is IMethodSymbol { Name: "Read" or "CompareExchange" or "Exchange" });
        return isWait ? new("pause dropped from a wait", ["SYNC3001", "SYNC3002"], loop.SyntaxTree, [new(only.Span, ";")], null, condition.SpanStart) : null;
    }

    private static bool IsPause(ExpressionSyntax expression) =>
        (expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SpinOnce" or "Sleep" or "Yield" or "SpinWait" or "Delay" } };

    /// <summary><c>while (x) Monitor.Wait(gate)</c> that keeps the gate and spins.</summary>
    private static SpinPlant? WaitBecameSpin(StatementSyntax loop, SemanticModel model)
    {
        if (loop is not WhileStatementSyntax { Condition: var condition, Statement: var body }
            || body.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault(call => call is { ArgumentList.Arguments.Count: 1, Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Monitor" }, Name.Identifier.ValueText: "Wait" } }) is not { } wait
            || !condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => model.GetSymbolInfo(name).Symbol is IFieldSymbol))
        {
            return null;
        }

        return new("Monitor.Wait became a spin under the lock", ["SYNC3009"], loop.SyntaxTree, [new(wait.Span, "global::System.Threading.Thread.Yield()")], null, condition.SpanStart);
    }
}
