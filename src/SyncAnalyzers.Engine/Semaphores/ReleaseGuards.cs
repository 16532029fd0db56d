using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>The conditions under which a release runs and the acquisition does not stand.</summary>
public static class ReleaseGuards
{
    /// <summary>
    /// A condition around the release may be true exactly when a permit is held, for reasons the flow does not understand.
    /// A test of the semaphore for null is no such condition, and one that the scenario knows the value of has been judged.
    /// </summary>
    public static bool MayExcuse(PermitTrace trace, PermitEvent release, Scenario scenario)
    {
        var acquires = trace.Acquires(release.Lock).Select(a => a.Syntax.Span).ToList();
        var written = new Lazy<HashSet<string>>(() => Written(release.Syntax));
        SyntaxNode inner = release.Syntax;
        foreach (var outer in SyntaxScope.Within(release.Syntax))
        {
            var branch = inner;
            inner = outer;
            if (acquires.Exists(span => branch.Span.Contains(span)))
                return false;

            switch (outer)
            {
                case IfStatementSyntax @if when branch != @if.Condition && !IsUnderstood(@if.Condition, branch == @if.Statement):
                case ConditionalExpressionSyntax choice when branch != choice.Condition && !IsUnderstood(choice.Condition, branch == choice.WhenTrue):
                case CatchClauseSyntax { Filter: not null }:
                case SwitchSectionSyntax or SwitchExpressionArmSyntax:
                    return true;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } logical when branch == logical.Right && !IsUnderstood(logical.Left, logical.IsKind(SyntaxKind.LogicalAndExpression)):
                    return true;
            }
        }

        return false;

        // What is known here and now may have been written since: then it is not what let the release run.
        bool IsUnderstood(ExpressionSyntax condition, bool expected)
        {
            foreach (var block in trace.Function.Scope.Graph?.Blocks ?? [])
            {
                if (block is not { ConditionKind: not ControlFlowConditionKind.None, BranchValue: { } value } || !condition.Span.Contains(value.Syntax.Span))
                    continue;

                if (value is IIsNullOperation || value.Syntax is BinaryExpressionSyntax { Right.RawKind: (int)SyntaxKind.NullLiteralExpression } || value is IIsPatternOperation { Syntax: IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax or ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } } })
                {
                    if (TestsSemaphore(value))
                        continue;
                }

                var known = trace.Flow.ConditionOf(value).Evaluate(scenario.Conditions);
                var isWhole = value.Syntax == condition || (condition is PrefixUnaryExpressionSyntax not && value.Syntax == not.Operand);
                if ((known is null || (isWhole && known != (value.Syntax == condition ? expected : !expected))) && MayTell(value))
                    return false;
            }

            return true;
        }

        // What this member never writes cannot tell whether its own wait succeeded, unless it decided whether to wait at all.
        bool MayTell(IOperation condition) =>
            trace.Acquires(release.Lock).Any(acquire => SyntaxScope.Within(acquire.Syntax).Any(up => up is IfStatementSyntax or ConditionalExpressionSyntax or SwitchSectionSyntax && !up.Span.Contains(release.Syntax.Span)))
            || condition.DescendantsAndSelf().Any(part => part switch
            {
                IFieldReferenceOperation { Field: var field } => written.Value.Contains(field.Name),
                IParameterReferenceOperation { Parameter: var parameter } => written.Value.Contains(parameter.Name),
                ILocalReferenceOperation or IPropertyReferenceOperation or IInvocationOperation or IFlowCaptureReferenceOperation or IAwaitOperation => true,
                _ => false,
            });

        bool TestsSemaphore(IOperation test) => test.DescendantsAndSelf().Any(operation =>
            trace.Function.Scope.Paths.Resolve(operation) is { } path && path.Equals(trace.Flow.Locks[release.Lock].Path));
    }

    /// <summary>The names of all variables that the member around <paramref name="node"/> may write.</summary>
    private static HashSet<string> Written(SyntaxNode node)
    {
        var member = node.AncestorsAndSelf().FirstOrDefault(up => up is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? node.SyntaxTree.GetRoot();
        var targets = member.DescendantNodes().Select(inner => inner switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left,
            PrefixUnaryExpressionSyntax { OperatorToken.ValueText: "++" or "--" } change => change.Operand,
            PostfixUnaryExpressionSyntax { OperatorToken.ValueText: "++" or "--" } change => change.Operand,
            ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.Expression,
            _ => null,
        });
        return new HashSet<string>(targets.Select(target => (target is MemberAccessExpressionSyntax access ? access.Name : target) is SimpleNameSyntax name ? name.Identifier.ValueText : ""), StringComparer.Ordinal);
    }
}
