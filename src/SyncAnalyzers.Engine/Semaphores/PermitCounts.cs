using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Counts the permits that a function takes and gives back, where all of it is constant.</summary>
public static class PermitCounts
{
    /// <summary>The release that states a number, and how many permits had been taken, where the two differ.</summary>
    public static (PermitEvent Release, int Taken)? Mismatch(PermitTrace trace, int number, SemanticModel model)
    {
        var stated = trace.Releases(number).Where(StatesNumber).ToList();
        var others = trace.Releases(number).Except(stated).ToList();
        if (stated.Count != 1 || others.Count > 0 || stated[0].Change is not { } change || !trace.Acquires(number).Any())
            return null;

        var release = stated[0];

        var taken = 0;
        foreach (var acquire in trace.Acquires(number))
        {
            if (Times(acquire.Syntax, release.Syntax, model) is not { } times || acquire.Effect.Success == Success.Result)
                return null;

            taken += times * (acquire.Change ?? 1);
        }

        return taken > 0 && Times(release.Syntax, trace.Acquires(number).First().Syntax, model) == 1 && taken != -change ? (release, taken) : null;
    }

    /// <summary>All releases that state a number give back what was taken; the flow cannot count that far.</summary>
    public static bool Matches(PermitTrace trace, int number, SemanticModel model)
    {
        var total = 0;
        foreach (var permit in trace.Events.Where(e => e.Lock == number))
        {
            if (Times(permit.Syntax, permit.Syntax, model) is not { } times || permit.Change is not { } change)
                return false;

            total += times * change;
        }

        return total == 0;
    }

    /// <summary>A loop takes a permit at each turn, and behind it one is given back once.</summary>
    public static bool IsPaidOnce(PermitTrace trace, PermitEvent acquire)
    {
        var loops = SyntaxScope.LoopsAround(acquire.Syntax).ToList();
        return loops.Count > 0 && trace.Releases(acquire.Lock).Any() && trace.Releases(acquire.Lock).All(release => release is { Change: -1, Effect.Sync: not null } && !loops.Exists(loop => loop.Span.Contains(release.Syntax.Span))
            && SyntaxScope.LoopsAround(release.Syntax).All(loops.Contains));
    }

    /// <summary>A loop takes every permit there can be: nobody is inside afterwards, and nobody gets in again.</summary>
    public static bool TakesAll(PermitEvent acquire, ImmutableArray<SemaphoreCreation> creations, SemanticModel model) =>
        SyntaxScope.LoopsAround(acquire.Syntax).ToList() is { Count: 1 } loops && loops[0] is ForStatementSyntax { Condition: BinaryExpressionSyntax { OperatorToken.ValueText: "<", Right: var bound } } loop
        && !creations.IsEmpty && creations.All(creation => creation.Initial is { } initial
            ? initial > 1 && Turns(loop, model) == initial
            : creation.InitialVariable is { } variable && SymbolEqualityComparer.Default.Equals(variable, model.GetSymbolInfo(bound).Symbol));

    private static bool StatesNumber(PermitEvent release) => release.Effect.Call is IInvocationOperation { Arguments.Length: > 0 } call
        && call.Arguments.Any(argument => argument is { IsImplicit: false, Parameter.Type.SpecialType: SpecialType.System_Int32, Value.ConstantValue.HasValue: true });

    /// <summary>How often the call runs: the product of the constant loops around it; unknown under a condition that does not hold for <paramref name="partner"/> too.</summary>
    private static int? Times(SyntaxNode call, SyntaxNode partner, SemanticModel model)
    {
        var times = 1;
        foreach (var outer in SyntaxScope.Within(call))
        {
            switch (outer)
            {
                case IfStatementSyntax or SwitchSectionSyntax or ConditionalExpressionSyntax or CatchClauseSyntax when !outer.Span.Contains(partner.Span) || call == partner:
                    return null;
                case ForStatementSyntax loop when !loop.Span.Contains(partner.Span) || call == partner:
                    if (Turns(loop, model) is not { } turns)
                        return null;

                    times *= turns;
                    break;
                case WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax when !outer.Span.Contains(partner.Span) || call == partner:
                    return null;
            }
        }

        return times;
    }

    /// <summary>for (var i = 0; i &lt; 3; i++)</summary>
    private static int? Turns(ForStatementSyntax loop, SemanticModel model)
    {
        if (loop is not { Declaration.Variables: { Count: 1 } variables, Condition: BinaryExpressionSyntax condition, Incrementors.Count: 1 }
            || variables[0].Initializer is not { Value: { } start }
            || loop.Statement.DescendantNodes().Any(node => node is BreakStatementSyntax or ContinueStatementSyntax or ReturnStatementSyntax or GotoStatementSyntax)
            || model.GetConstantValue(start).Value is not int from
            || model.GetConstantValue(condition.Right).Value is not int to
            || loop.Incrementors[0] is not (PostfixUnaryExpressionSyntax { OperatorToken.ValueText: "++" } or PrefixUnaryExpressionSyntax { OperatorToken.ValueText: "++" }))
        {
            return null;
        }

        return condition.OperatorToken.ValueText switch { "<" => to - from, "<=" => to - from + 1, _ => null };
    }
}
