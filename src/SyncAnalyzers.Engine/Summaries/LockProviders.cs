using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Replaces properties and methods on a path that only hand out a lock by the lock they hand out: <c>SyncRoot</c> is <c>_gate</c>.</summary>
public sealed class LockProviders(SyncModel model)
{
    private const int MaxSteps = 4;

    private readonly ConcurrentDictionary<(AccessPath Path, bool IsFinal), AccessPath> _known = new();
    private readonly HandedLocks _handed = new(model);

    /// <summary>The lock by its last name, be it one that only its creator has for it.</summary>
    public AccessPath Resolve(AccessPath path, CancellationToken cancellation) => Resolve(path, isFinal: true, cancellation);

    /// <summary>As far as a caller can still put its own objects in the place of the path's.</summary>
    public AccessPath ResolveWithin(AccessPath path, CancellationToken cancellation) => Resolve(path, isFinal: false, cancellation);

    private AccessPath Resolve(AccessPath path, bool isFinal, CancellationToken cancellation)
    {
        if (!MayProvide(path))
            return path;

        if (_known.TryGetValue((path, isFinal), out var known))
            return known;

        var resolved = path;
        for (var i = 0; i < MaxSteps && Step(resolved, isFinal, cancellation) is { } next; i++)
            resolved = next;

        _known.TryAdd((path, isFinal), resolved);
        return resolved;
    }

    private static bool MayProvide(AccessPath path) => IsProvider(path.Key) || path.Steps.Any(step => IsProvider(step.Key)) || IsHandedOver(path);

    private static bool IsHandedOver(AccessPath path) =>
        path.Root != PathRoot.Fresh && path.Steps.Length > 0 && path.Steps[path.Steps.Length - 1] is { IsElement: false } last && (last.IsFixed || last.Key.StartsWith("p:", StringComparison.Ordinal));

    private static bool IsProvider(string key) => key.Length > 2 && key[1] == ':' && key[0] is 'P' or 'M';

    private AccessPath? Step(AccessPath path, bool isFinal, CancellationToken cancellation)
    {
        if (path.Root == PathRoot.Static && IsProvider(path.Key) && Provided(path.Key, cancellation) is { Root: PathRoot.Static or PathRoot.Type } global)
            return global.Append(path.Steps);

        for (var i = 0; i < path.Steps.Length; i++)
        {
            if (!IsProvider(path.Steps[i].Key) || Provided(path.Steps[i].Key, cancellation) is not { } provided)
                continue;

            var receiver = new AccessPath(path.Root, path.Key, path.Name, path.RootType, path.Steps.RemoveRange(i, path.Steps.Length - i));
            var rest = path.Steps.RemoveRange(0, i + 1);
            return new Substitution(path.Steps[i].Key, receiver, [], IsNested: false).Apply(provided)?.Append(rest);
        }

        return IsHandedOver(path) && _handed.OriginOf(path.Steps[path.Steps.Length - 1].Key, cancellation) is { } origin
            ? OfOwnCreator(path, origin, cancellation) ?? (isFinal || origin.Root is PathRoot.Static or PathRoot.Type ? origin : null)
            : null;
    }

    /// <summary>Who keeps in a readonly field what it created with a lock of its own, has that lock: <c>x._channel._io</c> is <c>x._io</c>.</summary>
    private AccessPath? OfOwnCreator(AccessPath path, AccessPath origin, CancellationToken cancellation)
    {
        if (!origin.Key.StartsWith(HandedLocks.Creator, StringComparison.Ordinal) || path.Steps.Length < 2 || path.Steps[path.Steps.Length - 2] is not { IsFixed: true } keeper)
            return null;

        return model.Names.Find(keeper.Key) is IFieldSymbol { IsStatic: false } field && model.Names.IdOf(field.ContainingType) == origin.RootType && !model.Creations.Of(path.Owner(), cancellation).IsEmpty
            ? path.Owner().Owner().Append(origin.Steps)
            : null;
    }

    /// <summary>The one thing the member returns, in its own terms.</summary>
    private AccessPath? Provided(string id, CancellationToken cancellation)
    {
        var symbol = model.Names.Find(id);
        var method = symbol switch { IPropertySymbol property => property.GetMethod, IMethodSymbol direct => direct, _ => null };
        if (method is null or { IsAbstract: true } or { IsVirtual: true } or { IsOverride: true, IsSealed: false })
            return null;

        return model.Facts.Find(model.Names.IdOf(method), cancellation) is { Returns: { Length: 1 } returns } ? returns[0] : null;
    }
}
