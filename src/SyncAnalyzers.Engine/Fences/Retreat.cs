using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>A loop that lowers the own flag because the other's is up, and raises it again: two of them can keep stepping aside for each other.</summary>
/// <param name="Lowering">The store that steps back.</param>
/// <param name="Other">The flag that made it step back.</param>
public sealed record Retreat(SpinLoop Loop, Effect Lowering, Place Other)
{
    public Place Flag => Lowering.Place!;

    public static IEnumerable<(Retreat Own, Retreat? OtherHalf)> In(CodeBody body, CodeModel code, Handshakes handshakes, CancellationToken cancellation)
    {
        var seen = new HashSet<IOperation>();
        foreach (var retreat in code.LoopsIn(body).Select(Of).OfType<Retreat>())
        {
            if (retreat.Flag.IsPeerOf(retreat.Other))
            {
                if (seen.Add(retreat.Lowering.Operation))
                    yield return (retreat, null);
            }
            else if (handshakes.LoopsOn(retreat.Flag, retreat.Other, body, cancellation).Select(Of).FirstOrDefault(other =>
                         other is not null && other.Flag.IsLike(retreat.Other) && other.Other.IsLike(retreat.Flag) && other.Delay == retreat.Delay) is { } half
                     && seen.Add(retreat.Lowering.Operation))
            {
                yield return (retreat, half);
            }
        }
    }

    private string? Delay => Pauses.Of(Loop);

    public static Retreat? Of(SpinLoop loop)
    {
        if (loop.AnyTest(IsForeign) || loop.IsSelfMade || loop.Deciders.Any(IsForeign))
            return null;

        foreach (var lowering in loop.Effects.Where(effect => Sets(effect, isRaised: false)))
        {
            if (!loop.Effects.Any(effect => Sets(effect, isRaised: true) && effect.Place!.IsSame(lowering.Place!)))
                continue;

            // Whatever else it looks at can break the tie: a turn, a priority.
            var others = loop.Effects.Where(effect => effect is { Kind: EffectKind.Read, IsShared: true } && !effect.Place!.IsSame(lowering.Place!)).Select(effect => effect.Place!).ToList();
            if (others.Count > 0 && others.All(place => place.IsSame(others[0])) && loop.Deciders.Any(d => d.Place is { } place && place.IsSame(others[0]))
                && new Retreat(loop, lowering, others[0]) is { Delay: not null } retreat && !retreat.TakesSides())
            {
                return retreat;
            }
        }

        return null;
    }

    /// <summary>A branch inside that does not depend on shared variables treats the parties differently.</summary>
    private bool TakesSides() => Loop.Flow is { } flow && flow.Blocks
        .Select(ordinal => Loop.Frame.Code.Graph.Blocks[ordinal])
        .Any(block => block is { ConditionalSuccessor: not null, BranchValue: { ConstantValue.HasValue: false } value }
            && !Loop.Deciders.Any(decider => decider.Site == value || value.DescendantsAndSelf().Contains(decider.Site)));

    private static bool IsForeign(Effect decider) => decider.Kind is EffectKind.Clock or EffectKind.Opaque or EffectKind.Query;

    private static bool Sets(Effect effect, bool isRaised) =>
        effect is { Kind: EffectKind.Write or EffectKind.Update, IsShared: true, Value: not null }
        && Constants.ValueOf(effect.Value, effect.Frame) is { HasValue: true, Value: var value }
        && Constants.IsDefault(value) != isRaised;
}
