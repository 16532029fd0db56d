namespace SyncAnalyzers.Engine.Identity;

/// <summary>Turns a callee's paths into the caller's: its <c>this</c> is the receiver, its parameters are the arguments.</summary>
/// <param name="Body">The callee, whose parameters these are. Parameters of other bodies (captured ones) stay as they are.</param>
/// <param name="IsNested">A local function or lambda: its <c>this</c> and its captured variables are the caller's own.</param>
public sealed record Substitution(string Body, AccessPath? Receiver, ImmutableArray<AccessPath?> Arguments, bool IsNested)
{
    /// <summary>The number of the parameter that a block of extension members has in the place of <c>this</c>.</summary>
    public const int ReceiverOrdinal = -1;

    /// <summary>The arguments as they pick elements: what is <c>_locks[key]</c> to the callee is <c>_locks[id]</c> to the caller.</summary>
    public ImmutableArray<PathStep?> Indices { get; init; } = [];

    /// <summary>The same object as the caller reaches it; <see langword="null"/> where the caller has no name for it.</summary>
    public AccessPath? Apply(AccessPath path) => FromRoot(Picked(path));

    private AccessPath? FromRoot(AccessPath path) => path.Root switch
    {
        PathRoot.Static or PathRoot.Type => path,
        PathRoot.This => IsNested ? path : Receiver?.Append(path.Steps),
        PathRoot.Parameter => IsOwnParameter(path.Key, out var ordinal)
            ? Argument(ordinal)?.Append(path.Steps)
            : IsNested ? path : null,
        _ => IsNested && !path.Key.StartsWith(Body + "|", StringComparison.Ordinal) ? path : null,
    };

    /// <summary>What the caller has in the place of a parameter.</summary>
    public AccessPath? Argument(int ordinal) => ordinal == ReceiverOrdinal ? Receiver : ordinal < Arguments.Length ? Arguments[ordinal] : null;

    private AccessPath Picked(AccessPath path)
    {
        var steps = path.Steps;
        for (var i = 0; i < steps.Length && !Indices.IsEmpty; i++)
        {
            if (steps[i] is { IsElement: true, IsKey: false, Index: var index } && IsOwnParameter(index, out var ordinal) && ordinal >= 0 && ordinal < Indices.Length && Indices[ordinal] is { } given)
                steps = steps.SetItem(i, given);
        }

        return steps == path.Steps ? path : new AccessPath(path.Root, path.Key, path.Name, path.RootType, steps) { IsCaptured = path.IsCaptured };
    }

    private bool IsOwnParameter(string key, out int ordinal)
    {
        ordinal = -1;
        return key.Length > Body.Length + 1
            && key[Body.Length] == '|'
            && key.StartsWith(Body, StringComparison.Ordinal)
            && int.TryParse(key.Substring(Body.Length + 1), out ordinal);
    }
}
