using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Waits until the other's flag is down and then raises its own, as the other does: both may have looked before either raised.</summary>
/// <param name="Raise">The second step.</param>
public sealed record LookBeforeRaise(SpinLoop Loop, Effect Look, Effect Raise)
{
    /// <summary>The loops of a body with the one that does the same the other way round; <see langword="null"/> where that is the same code.</summary>
    public static IEnumerable<(LookBeforeRaise Own, LookBeforeRaise? OtherHalf)> In(CodeBody body, CodeModel code, Handshakes handshakes, CancellationToken cancellation)
    {
        foreach (var own in code.LoopsIn(body).SelectMany(loop => Of(loop, code.Reader)))
        {
            // It looks again, now with its flag up.
            if (handshakes.PairsIn(body).Any(pair => pair.Store.Key == own.Raise.Key && pair.Other.IsLike(own.Look.Place!)))
                continue;

            if (new StoreLoad(own.Loop.Frame.Code, own.Raise, own.Look, own.Loop, IsDeciding: true, IsFenced: true).IsOwnPeer)
            {
                if (own.IsHeldBackBy(own))
                    yield return (own, null);
            }
            else if (handshakes.LoopsOn(own.Raise.Place!, own.Look.Place!, body, cancellation).SelectMany(loop => Of(loop, code.Reader)).FirstOrDefault(other =>
                         other.Raise.Place!.IsLike(own.Look.Place!) && other.Look.Place!.IsLike(own.Raise.Place!) && own.IsHeldBackBy(other) && other.IsHeldBackBy(own)) is { } half)
            {
                yield return (own, half);
            }
        }
    }

    private bool IsHeldBackBy(LookBeforeRaise other) =>
        Constants.ValueOf(other.Raise.Value, other.Raise.Frame) is { HasValue: true, Value: var raised } && Loop.StaysWhile(Look.Place!, raised) == true;

    private static IEnumerable<LookBeforeRaise> Of(SpinLoop loop, MemoryReader reader)
    {
        if (!loop.IsWait || loop.Flow is null || TwoStepLock.OnlyReadOf(loop) is not { } look)
            yield break;

        foreach (var exit in loop.Exits)
        {
            if (TwoStepLock.FirstWrite(exit.Out?.Destination, loop.Frame, place => !place.IsSame(look.Place!), look.Place!, reader) is { IsShared: true } raise
                && Constants.ValueOf(raise.Value, raise.Frame) is { HasValue: true, Value: var raised } && !Constants.IsDefault(raised))
            {
                yield return new LookBeforeRaise(loop, look, raise);
            }
        }
    }
}
