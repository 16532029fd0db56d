using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary><c>var mine = next++; while (serving != mine) { }</c>: a number is drawn, and waited for.</summary>
/// <param name="Serving">The look at whose turn it is.</param>
/// <param name="IsAtomic">No two threads can draw the same number.</param>
public sealed record TicketDraw(Effect Serving, Effect Draw, bool IsAtomic)
{
    public static TicketDraw? Of(SpinLoop loop, MemoryReader reader)
    {
        if (loop.Reads.FirstOrDefault() is not { } serving)
            return null;

        foreach (var local in loop.Exits.SelectMany(exit => exit.Condition.DescendantsAndSelf()).OfType<ILocalReferenceOperation>())
        {
            if (loop.Frame.Code.Body.Locals?.ValueOf(local.Local) is { } value && DrawIn(value, loop.Frame, reader) is (var draw, var frame)
                && reader.Places.Resolve(TargetOf(draw), frame) is { IsShared: true } next && !next.IsSame(serving.Place!) && next.Member is IFieldSymbol or IPropertySymbol
                // The next slot of a ring, which only its one reader goes to.
                && !serving.Place!.Mentions.Contains(local.Local, SymbolEqualityComparer.Default))
            {
                return new TicketDraw(serving, new Effect(EffectKind.Write, draw, frame, next), draw is IInvocationOperation);
            }
        }

        return null;
    }

    private static (IOperation Draw, Frame Frame)? DrawIn(IOperation? value, Frame frame, MemoryReader reader) => value switch
    {
        IIncrementOrDecrementOperation => (value, frame),
        IInvocationOperation { TargetMethod: { Name: "Increment" or "Add" } method } when KnownCalls.IsInterlocked(method) => (value, frame),
        IConversionOperation conversion => DrawIn(conversion.Operand, frame, reader),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, RightOperand.ConstantValue.HasValue: true } shifted => DrawIn(shifted.LeftOperand, frame, reader),
        IInvocationOperation when reader.Places.Returned(value, frame) is var (returned, callee) => DrawIn(returned, callee, reader),
        _ => null,
    };

    private static IOperation? TargetOf(IOperation draw) => draw switch
    {
        IIncrementOrDecrementOperation increment => increment.Target,
        IInvocationOperation { Arguments: { IsEmpty: false } arguments } => arguments[0].Value,
        _ => null,
    };
}
