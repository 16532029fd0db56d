using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>Loops that do nothing but sleep and look.</summary>
public static class Polling
{
    public static bool Is(SpinLoop loop) =>
        !loop.AnyTest(IsLoud) && !loop.AnyEffect(IsLoud) && loop.AnyEffect(IsPause) && loop.Reads.Any() && !loop.Deciders.Any(IsLoud);

    /// <summary>The variable looked at that other code of this compilation sets.</summary>
    public static Place? FlagSetElsewhere(SpinLoop loop, CodeModel code, CancellationToken cancellation)
    {
        foreach (var place in loop.Reads.Select(read => read.Place!))
        {
            var isSet = place.Member switch
            {
                IFieldSymbol or IPropertySymbol => new FieldWrites(code).Of(place.Member, cancellation).Any(write => !write.IsConstruction && !IsInside(write.Node, loop)),
                ILocalSymbol or IParameterSymbol => loop.Frame.Code.Body.Operation?.DescendantsAndSelf().Any(o =>
                    o is IAssignmentOperation { Target: var target } && IsVariable(target, place.Member) && !IsInside(o.Syntax, loop) && o.Syntax.Ancestors().Any(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)) ?? false,
                _ => false,
            };

            if (isSet)
                return place;
        }

        return null;
    }

    /// <summary>Does more than sleep and look.</summary>
    private static bool IsLoud(Effect effect) => effect.Kind switch
    {
        EffectKind.Read or EffectKind.Query or EffectKind.Clock or EffectKind.Sleep or EffectKind.Fence or EffectKind.HalfFence or EffectKind.Call => false,
        EffectKind.Block => effect.Operation is not (IAwaitOperation or IInvocationOperation { Instance: IInvocationOperation { TargetMethod.Name: "Delay" } }),
        EffectKind.Write => effect.Place is not { IsShared: false },
        _ => true,
    };

    /// <summary>Sleep(0) and Yield only let others run: they are backoff, no polling.</summary>
    private static bool IsPause(Effect effect) =>
        effect is { Kind: EffectKind.Sleep, Operation: IInvocationOperation { TargetMethod.Name: not "Yield", Arguments: { Length: > 0 } arguments } }
        && !(Constants.ValueOf(arguments[0].Value, effect.Frame) is { HasValue: true, Value: var time } && Constants.IsDefault(time))
        && arguments[0].Value is not IFieldReferenceOperation { Field.Name: "Zero" };

    private static bool IsInside(SyntaxNode node, SpinLoop loop) =>
        node.SyntaxTree == loop.Condition.SyntaxTree && (loop.Condition.FirstAncestorOrSelf<StatementSyntax>()?.Span.Contains(node.Span) ?? false);

    private static bool IsVariable(IOperation target, ISymbol variable) => target switch
    {
        ILocalReferenceOperation { Local: var local } => SymbolEqualityComparer.Default.Equals(local, variable),
        IParameterReferenceOperation { Parameter: var parameter } => SymbolEqualityComparer.Default.Equals(parameter, variable),
        _ => false,
    };
}
