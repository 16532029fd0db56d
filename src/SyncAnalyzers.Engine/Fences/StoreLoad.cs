using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>A thread stores to one place and later loads another: the load may be done first unless a full fence stands between.</summary>
/// <param name="Wait">The wait that the load decides.</param>
/// <param name="IsDeciding">What is loaded decides a branch.</param>
/// <param name="IsFenced">On every path a full fence stands between.</param>
public sealed record StoreLoad(CodeGraph Code, Effect Store, Effect Load, SpinLoop? Wait, bool IsDeciding, bool IsFenced)
{
    /// <summary>The store takes a flag down: false, zero, null.</summary>
    public bool IsLowering => Constants.ValueOf(Store.Value, Store.Frame) is { HasValue: true, Value: var value } && Constants.IsDefault(value);

    public Place Flag => Store.Place!;

    public Place Other => Load.Place!;

    /// <summary>Both parties run the same code, each with its own index or object.</summary>
    /// <remarks>The two differ by who runs the code: elements at fixed places do not.</remarks>
    public bool IsOwnPeer => Flag.IsPeerOf(Other) && Flag.Mentions.Concat(Other.Mentions).Any(IsWho);

    private bool IsWho(ISymbol mentioned) => !new[] { Flag.Member, Other.Member }.Concat(Flag.Owners).Concat(Other.Owners).Contains(mentioned, SymbolEqualityComparer.Default);

    /// <summary>The other party's half: it stores what this one loads and loads what this one stores.</summary>
    public bool IsOtherHalf(StoreLoad peer) => peer.Flag.IsLike(Other) && peer.Other.IsLike(Flag);

    /// <summary>One of the two is inside a lock statement.</summary>
    public bool IsInLock => IsLocked(Store) || IsLocked(Load);

    private static bool IsLocked(Effect effect)
    {
        for (Frame? frame = effect.Frame; frame is not null; frame = frame.Caller)
        {
            var at = frame == effect.Frame ? effect.Operation : null;
            if ((at ?? frame.Call)?.Syntax.AncestorsAndSelf().TakeWhile(node => node is not MemberDeclarationSyntax).Any(node => node is LockStatementSyntax) == true)
                return true;
        }

        return effect.Site.Syntax.Ancestors().TakeWhile(node => node is not MemberDeclarationSyntax).Any(node => node is LockStatementSyntax);
    }
}
