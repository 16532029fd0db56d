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

        var locals = loop.Exits.SelectMany(exit => exit.Condition.DescendantsAndSelf()).OfType<ILocalReferenceOperation>().ToList();
        foreach (var local in locals)
        {
            if (loop.Frame.Code.Body.Locals?.ValueOf(local.Local) is { } value && DrawIn(value, loop.Frame, reader) is (var draw, var frame)
                && reader.Places.Resolve(TargetOf(draw), frame) is { IsShared: true } next && !next.IsSame(serving.Place!) && next.Member is IFieldSymbol or IPropertySymbol
                && !IsSlot(local.Local))
            {
                return new TicketDraw(serving, new Effect(EffectKind.Write, draw, frame, next), draw is IInvocationOperation);
            }
        }

        return null;

        // The number names the slot of a ring and is compared with what lies there: one reader goes from slot to slot.
        bool IsSlot(ILocalSymbol number) => locals.Exists(local => SymbolEqualityComparer.Default.Equals(local.Local, number) && !IsIndex(local))
            && loop.Reads.Any(read => read.Place!.Mentions.Contains(number, SymbolEqualityComparer.Default));
    }

    private static bool IsIndex(IOperation part)
    {
        for (var up = part; up is not null; up = up.Parent)
        {
            if (up.Parent is IArrayElementReferenceOperation element && element.Indices.Contains(up))
                return true;
        }

        return false;
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
