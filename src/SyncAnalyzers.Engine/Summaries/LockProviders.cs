using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Replaces properties and methods on a path that only hand out a lock by the lock they hand out: <c>SyncRoot</c> is <c>_gate</c>.</summary>
public sealed class LockProviders(SyncModel model)
{
    private const int MaxSteps = 4;

    private readonly ConcurrentDictionary<AccessPath, AccessPath> _known = new();
    private readonly HandedLocks _handed = new(model);

    public AccessPath Resolve(AccessPath path, CancellationToken cancellation)
    {
        if (!MayProvide(path))
            return path;

        if (_known.TryGetValue(path, out var known))
            return known;

        var resolved = path;
        for (var i = 0; i < MaxSteps && Step(resolved, cancellation) is { } next; i++)
            resolved = next;

        _known.TryAdd(path, resolved);
        return resolved;
    }

    private static bool MayProvide(AccessPath path) => IsProvider(path.Key) || path.Steps.Any(step => IsProvider(step.Key)) || IsHandedOver(path);

    private static bool IsHandedOver(AccessPath path) =>
        path.Root != PathRoot.Fresh && path.Steps.Length > 0 && path.Steps[path.Steps.Length - 1] is { IsElement: false } last && (last.IsFixed || last.Key.StartsWith("p:", StringComparison.Ordinal));

    private static bool IsProvider(string key) => key.Length > 2 && key[1] == ':' && key[0] is 'P' or 'M';

    private AccessPath? Step(AccessPath path, CancellationToken cancellation)
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

        return IsHandedOver(path) ? _handed.OriginOf(path.Steps[path.Steps.Length - 1].Key, cancellation) : null;
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
