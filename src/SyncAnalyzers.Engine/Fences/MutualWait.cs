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
                if (Waits(pair, pair) && !IsOrdered(pair))
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
        pair is { IsLowering: false, IsInLock: false, Wait: { IsWait: true } wait }
        && wait.Deciders.All(decider => decider is { Kind: EffectKind.Read, Place: { } place } && (place.IsSame(pair.Other) || pair.Other.Mentions.Contains(place.Member, SymbolEqualityComparer.Default)))
        && !wait.Effects.Any(effect => effect is { Kind: EffectKind.Write or EffectKind.Update, Place: { } place } && place.IsSame(pair.Flag));

    /// <summary>Who waits depends on who comes first in an order: the wait is for those above, or below, only.</summary>
    private static bool IsOrdered(StoreLoad pair)
    {
        var (own, others) = (IndexesOf(pair.Flag), IndexesOf(pair.Other));
        return pair.Wait!.Frame.Code.Body.Operation?.DescendantsAndSelf().Any(operation => operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } compared =>
                Mentions(compared, own) && Mentions(compared, others),
            IVariableDeclaratorOperation { Symbol: var declared } declarator when others.Contains(declared, SymbolEqualityComparer.Default) && pair.Wait.Frame.Code.Body.Locals?.Varies(declared) == true =>
                declarator.GetVariableInitializer() is { } initializer && Mentions(initializer, own),
            _ => false,
        }) ?? false;

        static List<ISymbol> IndexesOf(Place place) => [.. place.Mentions.Where(mentioned => mentioned is ILocalSymbol or IParameterSymbol)];

        static bool Mentions(IOperation operation, List<ISymbol> symbols) => operation.Descendants().Any(o => o switch
        {
            ILocalReferenceOperation { Local: var local } => symbols.Contains(local, SymbolEqualityComparer.Default),
            IParameterReferenceOperation { Parameter: var parameter } => symbols.Contains(parameter, SymbolEqualityComparer.Default),
            _ => false,
        });
    }

    private static bool Waits(StoreLoad pair, StoreLoad other) =>
        Constants.ValueOf(other.Store.Value, other.Store.Frame) is { HasValue: true, Value: var raised } && pair.Wait!.StaysWhile(pair.Other, raised) == true;
}
