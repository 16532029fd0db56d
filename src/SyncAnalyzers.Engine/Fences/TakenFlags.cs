using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>The variables that some waiting loop of a type takes as locks, whichever part of the type the loop is in.</summary>
/// <remarks>Thread-safe. Each type is read once: it may have hundreds of parts, and each of them asks.</remarks>
public sealed class TakenFlags
{
    private static readonly ConditionalWeakTable<CodeModel, TakenFlags> s_models = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<ISymbol>> _flags = new(SymbolEqualityComparer.Default);
    private readonly CodeModel _code;

    private TakenFlags(CodeModel code) => _code = code;

    public static TakenFlags For(CodeModel code) => s_models.GetValue(code, c => new TakenFlags(c));

    public ImmutableArray<ISymbol> In(INamedTypeSymbol type, CancellationToken cancellation) =>
        _flags.TryGetValue(type, out var known) ? known : _flags.GetOrAdd(type, Find(type, cancellation));

    /// <summary>What the loop sets when it is let in.</summary>
    public static IEnumerable<ISymbol> Of(SpinLoop loop) => loop.IsWait ? loop.Deciders.Where(IsAcquisition).Select(decider => decider.Place!.Member) : [];

    private ImmutableArray<ISymbol> Find(INamedTypeSymbol type, CancellationToken cancellation) =>
    [
        .. SyncModel.TreesOf(type)
            .SelectMany(tree => _code.SpinningIn(tree, cancellation))
            .Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol?.ContainingType, type))
            .SelectMany(body => _code.LoopsIn(body))
            .SelectMany(Of)
            .Distinct<ISymbol>(SymbolEqualityComparer.Default),
    ];

    private static bool IsAcquisition(Effect effect) => effect is { Kind: EffectKind.Update, Place: { IsShared: true, IsVolatile: false }, Value: not null };
}
