using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>A loop that takes one lock, tries another, gives the first back when that fails, and starts again.</summary>
/// <param name="Try">The attempt that fails.</param>
public sealed record TryAgain(SpinLoop Loop, Place First, Place Second, Effect Try)
{
    /// <summary>The loops of a body with the one that does the same the other way round; <see langword="null"/> where that is the same code.</summary>
    public static IEnumerable<(TryAgain Own, TryAgain? Peer)> In(CodeBody body, CodeModel code, Handshakes handshakes, CancellationToken cancellation)
    {
        var seen = new HashSet<IOperation>();
        foreach (var own in code.LoopsIn(body).SelectMany(loop => Of(loop, code)))
        {
            if (own.IsSymmetric)
            {
                if (seen.Add(own.Try.Operation))
                    yield return (own, null);
            }
            else if (handshakes.LoopsOn(own.First, own.Second, body, cancellation).SelectMany(loop => Of(loop, code))
                         .FirstOrDefault(other => other.First.IsLike(own.Second) && other.Second.IsLike(own.First) && Pauses.Of(other.Loop) == Pauses.Of(own.Loop)) is { } peer
                     && seen.Add(own.Try.Operation))
            {
                yield return (own, peer);
            }
        }
    }

    /// <summary>Two locks of one kind, or two that the caller chooses: another thread may come with them swapped.</summary>
    private bool IsSymmetric => First.IsPeerOf(Second) || (First.Member is IParameterSymbol && Second.Member is IParameterSymbol);

    private static IEnumerable<TryAgain> Of(SpinLoop loop, CodeModel code)
    {
        if (loop.Flow is null || loop.IsSelfMade || Pauses.Of(loop) is null || loop.Deciders.Any(decider => decider.Kind == EffectKind.Clock))
            yield break;

        var calls = loop.Effects
            .Select(effect => (Effect: effect, Sync: effect is { Operation: IInvocationOperation call, Kind: EffectKind.Block or EffectKind.TryAcquire or EffectKind.Fence } ? code.Sync.Vocabulary.Recognize(call) : null))
            .Where(call => call.Sync is not null)
            .Select(call => (call.Effect, Sync: call.Sync!, Place: code.Reader.Places.Resolve(call.Sync!.Lock, call.Effect.Frame)))
            .Where(call => call.Place is not null)
            .ToList();

        for (var i = 0; i < calls.Count; i++)
        {
            if (calls[i].Sync is not { Effect: SyncEffect.Acquire, Bound: not WaitBound.Unlimited })
                continue;

            // The other lock: taken before in the same round, and given back in it.
            var second = calls[i].Place!;
            foreach (var held in calls.Take(i).Where(call => call.Sync.Effect == SyncEffect.Acquire && call.Place!.Key != second.Key))
            {
                if (calls.Any(call => call.Sync.Effect == SyncEffect.Release && call.Place!.Key == held.Place!.Key) || held.Sync.GivesLease)
                {
                    yield return new TryAgain(loop, held.Place!, second, calls[i].Effect);
                    break;
                }
            }
        }
    }
}
