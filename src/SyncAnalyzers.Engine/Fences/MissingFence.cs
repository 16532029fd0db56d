using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>A flag is raised and the other's is looked at, and nothing keeps the look from coming first.</summary>
/// <param name="Pair">The first load that decides, with the store that may pass it.</param>
/// <param name="OtherHalf">The other thread's code; <see langword="null"/> where both run the same.</param>
public sealed record MissingFence(StoreLoad Pair, StoreLoad? OtherHalf)
{
    /// <summary>One for each function of the body that lacks a fence.</summary>
    public static IEnumerable<MissingFence> In(CodeBody body, Handshakes handshakes, CodeModel code, CancellationToken cancellation)
    {
        foreach (var function in handshakes.PairsIn(body).GroupBy(pair => pair.Code))
        {
            var pairs = function.ToList();
            if (FirstOf(pairs, handshakes, code.Sync, cancellation) is { } missing && !AreLocked(missing.Pair, missing.OtherHalf ?? missing.Pair, code.Sync, cancellation))
                yield return missing;
        }
    }

    private static MissingFence? FirstOf(List<StoreLoad> pairs, Handshakes handshakes, SyncModel model, CancellationToken cancellation)
    {
        var looks = pairs.Where(pair => pair is { IsFenced: false, IsDeciding: true } && (pair.Wait is not null || AreVolatile(pair))).ToList();
        foreach (var pair in looks.OrderBy(pair => pair.Wait is null))
        {
            if (OtherHalfOf(pair, handshakes, model, cancellation) is not (true, var other))
                continue;

            // The fence belongs before the first look that the store can miss.
            var missed = looks.Where(look => look.Store.Key == pair.Store.Key).ToList();
            var wait = missed.Find(look => look.Wait is not null) ?? pair;
            return new MissingFence(missed.First(look => look.Other.IsLike(wait.Other)), other);
        }

        if (pairs.FirstOrDefault(pair => IsDoorway(pair, pairs)) is { } doorway)
            return new MissingFence(doorway, null);

        foreach (var pair in pairs.Where(pair => pair is { IsFenced: false, IsLowering: false, Wait: null, IsOwnPeer: false } && AreVolatile(pair)))
        {
            // The same by two functions: the other waits until the flag is down, and trusts what it stored before to have been seen.
            if (handshakes.OtherHalvesOf(pair, cancellation).FirstOrDefault(other => other.Wait is { } wait && wait.StaysWhile(other.Other, ValueOf(pair.Store)) == true && !handshakes.FencesAll(other)) is { } waiter)
                return new MissingFence(pair, waiter);
        }

        return null;
    }

    private static (bool Found, StoreLoad? Other) OtherHalfOf(StoreLoad pair, Handshakes handshakes, SyncModel model, CancellationToken cancellation)
    {
        if (pair.IsOwnPeer)
            return (!pair.IsLowering && (pair.Wait is { } own ? own.StaysWhile(pair.Other, ValueOf(pair.Store)) != false : AreVolatile(pair) && IsFlag(pair.Store)), null);

        foreach (var other in handshakes.OtherHalvesOf(pair, cancellation).Where(other => other is { IsDeciding: true, IsLowering: false }))
        {
            if (Excludes(pair, other) && ((Excludes(other, pair) && !pair.IsLowering) || IsTurn(pair, other, handshakes)) && AreAlike(pair, other) && !handshakes.FencesAll(other) && !AreLocked(pair, other, model, cancellation))
                return (true, other);
        }

        return (false, null);
    }

    /// <summary>A turn is written by both: who writes last gives way, so a late store counts as much as a missed one. A flag is taken down by who has raised it.</summary>
    private static bool IsTurn(StoreLoad pair, StoreLoad other, Handshakes handshakes) =>
        handshakes.Overwrites(other.Code, pair.Store) && !(pair.IsLowering && handshakes.Overwrites(pair.Code, pair.Store));

    /// <summary>Locks exclude the two from each other, whatever the flags are for. One alone excludes nobody.</summary>
    private static bool AreLocked(StoreLoad pair, StoreLoad other, SyncModel model, CancellationToken cancellation) => IsLocked(pair, model, cancellation) && IsLocked(other, model, cancellation);

    private static bool IsLocked(StoreLoad pair, SyncModel model, CancellationToken cancellation) => pair.IsInLock || HeldAt.IsLocked(pair.Code.Body, pair.Load.Site.Syntax, model, cancellation);

    /// <summary>Holds the thread back while the other's flag is up. A wait for the flag to go up only comes later if it misses it.</summary>
    private static bool Excludes(StoreLoad pair, StoreLoad other) => pair.Wait is not { } wait || wait.StaysWhile(pair.Other, ValueOf(other.Store)) != false;

    /// <summary>Both wait; or both look once, at variables that are meant for other threads.</summary>
    private static bool AreAlike(StoreLoad pair, StoreLoad other) =>
        (pair.Wait is not null && other.Wait is not null)
        || (AreVolatile(pair) && AreVolatile(other) && (IsFlag(pair.Store) || IsFlag(other.Store)) && !Initializes(pair.Store) && !Initializes(other.Store) && ((pair.Wait is null) == (other.Wait is null) || !pair.Flag.IsElement) && (pair.Wait is not null || (!IsOneOfMany(pair.Flag) && !IsOneOfMany(pair.Other))));

    /// <summary>What lies in an element of an array: the other thread's may be that of another element.</summary>
    private static bool IsOneOfMany(Place place) => !place.IsElement && place.Key.IndexOf('[') >= 0;

    /// <summary>Raises a flag or counts. What two threads only pass on to each other is no handshake.</summary>
    private static bool IsFlag(Effect store) => store.Value is null || Constants.ValueOf(store.Value, store.Frame).HasValue;

    /// <summary>Made once and there for ever after: who misses it makes another, and the exchange decides.</summary>
    private static bool Initializes(Effect store) =>
        store is { Kind: EffectKind.Update, Operation: IInvocationOperation { TargetMethod.Name: "CompareExchange", Arguments: { Length: 3 } arguments } }
        && Constants.ValueOf(arguments[2].Value, store.Frame) is { HasValue: true, Value: null };

    private static bool AreVolatile(StoreLoad pair) => pair.Store.Ordering != Ordering.Plain && pair.Load.Ordering != Ordering.Plain;

    /// <summary>The doorway of the bakery: numbers are read while the own flag says "choosing", for which the others wait.</summary>
    private static bool IsDoorway(StoreLoad pair, List<StoreLoad> pairs) =>
        pair is { IsFenced: false, IsLowering: false, Wait: null, Flag.IsElement: true, Other.IsElement: true } && !pair.Flag.IsLike(pair.Other)
        && pairs.Any(p => p.Store.Place!.IsPeerOf(pair.Other))
        && pairs.Any(p => p.Wait is { } wait && p.Other.IsPeerOf(pair.Flag) && wait.StaysWhile(p.Other, ValueOf(pair.Store)) == true);

    private static object? ValueOf(Effect store) => Constants.ValueOf(store.Value, store.Frame) is { HasValue: true, Value: var value } ? value : Unknown;

    // Equal to no constant and comparable with none, so that no test is judged by it.
    private static readonly object Unknown = new();
}
