using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>Locks on <c>this</c>: taken by a base class and by a class derived from it, they are one lock under two names.</summary>
/// <param name="held">The classes of locks under which something happens.</param>
public sealed class OwnLocks(SyncModel model, IReadOnlyCollection<string> held)
{
    private const string Prefix = "this ";

    private readonly ConcurrentDictionary<(string, string), bool> _related = new();

    // Only when asked: the index is still being filled when this is made.
    private readonly Lazy<ImmutableArray<string>> _own = new(() => [.. held.Where(IsOwn).OrderBy(name => name, StringComparer.Ordinal)]);

    /// <summary>There are such locks at all.</summary>
    public bool Any => !_own.Value.IsEmpty;

    /// <summary>One name, or two of what may be one object.</summary>
    public bool MayBeOne(string one, string other) => one == other || (IsOwn(one) && IsOwn(other) && AreRelated(one, other));

    /// <summary>All names under which the lock is held, its own first.</summary>
    public IEnumerable<string> NamesOf(string lockClass) => IsOwn(lockClass) ? _own.Value.Where(other => other != lockClass && AreRelated(lockClass, other)).Prepend(lockClass) : [lockClass];

    /// <summary>The inner lock of the one is the outer lock of the other: by name, or both lock their own object, and what the base class does there a derived object does too.</summary>
    public bool Meet(LockOrderEdge waiting, LockOrderEdge holding, CancellationToken cancellation)
    {
        if (waiting.To == holding.From || waiting.ToItself == holding.From)
            return true;

        if (!IsBare(waiting.Inner.Path) || !IsBare(holding.Outer.Path) || TypeOf(waiting.To) is not { } one || TypeOf(holding.From) is not { } other)
            return false;

        return IsBase(one, other) ? !IsReplaced(waiting, one, other, cancellation) : IsBase(other, one) && !IsReplaced(holding, other, one, cancellation);
    }

    private static bool IsBare(AccessPath path) => path is { Root: PathRoot.This, Steps.IsEmpty: true };

    internal static bool IsOwn(string lockClass) => lockClass.StartsWith(Prefix, StringComparison.Ordinal);

    private bool AreRelated(string one, string other) => _related.TryGetValue((one, other), out var known)
        ? known
        : _related.GetOrAdd((one, other), TypeOf(one) is { } first && TypeOf(other) is { } second && (IsBase(first, second) || IsBase(second, first)));

    private INamedTypeSymbol? TypeOf(string lockClass) => IsOwn(lockClass) ? model.Names.Find(lockClass.Substring(Prefix.Length)) as INamedTypeSymbol : null;

    private static bool IsBase(INamedTypeSymbol type, INamedTypeSymbol derived) => derived.SelfAndBaseDefinitions().Skip(1).Contains(type, SymbolEqualityComparer.Default);

    /// <summary>A derived object does something else in the place of what the base class does: an override that does not call it.</summary>
    private bool IsReplaced(LockOrderEdge edge, INamedTypeSymbol type, INamedTypeSymbol derived, CancellationToken cancellation)
    {
        var id = NestedBody.OuterOf(edge.Holder.Id);
        return model.Names.Find(id) is IMethodSymbol { IsVirtual: true } or IMethodSymbol { IsOverride: true }
            && derived.SelfAndBaseDefinitions().TakeWhile(between => !SymbolEqualityComparer.Default.Equals(between, type))
                .SelectMany(between => between.GetMembers().OfType<IMethodSymbol>())
                .Where(member => member.Overridden().Any(overridden => model.Names.IdOf(overridden) == id))
                .Any(member => model.Facts.Find(model.Names.IdOf(member), cancellation)?.Calls.Any(call => member.Overridden().Any(overridden => model.Names.IdOf(overridden) == call.Target)) != true);
    }
}
