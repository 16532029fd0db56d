using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Each side raises its flag and waits for the other's to go down: when both have raised theirs, both wait for ever.</summary>
public sealed record MutualWait(StoreLoad Pair, StoreLoad? OtherHalf)
{
    public static IEnumerable<MutualWait> In(CodeBody body, Handshakes handshakes, CancellationToken cancellation)
    {
        foreach (var pair in handshakes.PairsIn(body).Where(IsStubborn))
        {
            if (pair.IsOwnPeer)
            {
                if (Waits(pair, pair))
                    yield return new MutualWait(pair, null);
            }
            else if (handshakes.OtherHalvesOf(pair, cancellation).FirstOrDefault(other => IsStubborn(other) && Waits(pair, other) && Waits(other, pair)) is { } other)
            {
                yield return new MutualWait(pair, other);
            }
        }
    }

    /// <summary>Looks at nothing but the other's flag, and keeps its own up meanwhile.</summary>
    private static bool IsStubborn(StoreLoad pair) =>
        pair is { IsLowering: false, Wait: { IsWait: true } wait }
        && wait.Deciders.All(decider => decider is { Kind: EffectKind.Read, Place: { } place } && (place.IsSame(pair.Other) || pair.Other.Mentions.Contains(place.Member, SymbolEqualityComparer.Default)))
        && !wait.Effects.Any(effect => effect is { Kind: EffectKind.Write or EffectKind.Update, Place: { } place } && place.IsSame(pair.Flag));

    private static bool Waits(StoreLoad pair, StoreLoad other) =>
        Constants.ValueOf(other.Store.Value, other.Store.Frame) is { HasValue: true, Value: var raised } && pair.Wait!.StaysWhile(pair.Other, raised) == true;
}
