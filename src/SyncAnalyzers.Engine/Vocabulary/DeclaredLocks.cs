namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>Locks the user declares: by attributes on methods, or by type in <c>.editorconfig</c>.</summary>
public static class DeclaredLocks
{
    /// <summary>The <c>.editorconfig</c> key.</summary>
    public const string OptionKey = "sync_analyzers.additional_locks";

    // Attributes are matched by name, so that a project can declare its own and needs no reference to ours.
    private static readonly SyncPrimitive s_byAttribute = new("") { Owner = LockOwner.Nobody, Recursion = Recursion.Counts, IsForeign = true };

    /// <summary>
    /// Reads <c>Acme.AsyncLock: LockAsync | Acme.Gate: Enter, TryEnter / Exit</c>: per type the acquiring members, then the releasing
    /// ones. Without releasing members the result of an acquiring one is a lease, released by <c>Dispose</c>.
    /// A malformed entry is left out; the others count. (A semicolon would start a comment in an <c>.editorconfig</c>.)
    /// </summary>
    public static ImmutableArray<SyncPrimitive> Parse(string text)
    {
        var rows = ImmutableArray.CreateBuilder<SyncPrimitive>();
        foreach (var entry in text.Split(['|'], StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = entry.IndexOf(':');
            var type = colon < 0 ? "" : entry.Substring(0, colon).Trim();
            if (type.Length == 0)
                continue;

            var members = entry.Substring(colon + 1).Split('/');
            var operations = ImmutableArray.CreateBuilder<SyncOperation>();
            Add(operations, SyncEffect.Acquire, members[0]);
            if (members.Length > 1)
                Add(operations, SyncEffect.Release, members[1]);

            if (operations.Count > 0)
                rows.Add(new SyncPrimitive(type) { Owner = LockOwner.Nobody, Operations = operations.ToImmutable(), IsForeign = true });
        }

        return rows.ToImmutable();
    }

    /// <summary>What <c>[AcquiresLock]</c> or <c>[ReleasesLock]</c> on the called method says it does to its receiver or first argument.</summary>
    public static SyncCall? Recognize(IInvocationOperation call)
    {
        var method = call.TargetMethod.OriginalDefinition;
        foreach (var attribute in method.GetAttributes())
        {
            SyncEffect? effect = attribute.AttributeClass?.Name switch
            {
                AttributedMethods.AcquiresType => SyncEffect.Acquire,
                AttributedMethods.ReleasesType => SyncEffect.Release,
                _ => null,
            };

            if (effect is { } known && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } receiver)
            {
                var operation = new SyncOperation(known, LockMode.Exclusive, [method.Name]);
                return SyncCall.Create(s_byAttribute with { Operations = [operation] }, call) is { } sync
                    ? sync with { Lock = receiver, Member = MemberOf(attribute) }
                    : null;
            }
        }

        return null;
    }

    private static string? MemberOf(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string member } && member is not ("" or "this") ? member : null;

    private static void Add(ImmutableArray<SyncOperation>.Builder operations, SyncEffect effect, string members)
    {
        ImmutableArray<string> names = [.. members.Split(',').Select(name => name.Trim()).Where(name => name.Length > 0)];
        if (!names.IsEmpty)
            operations.Add(new SyncOperation(effect, LockMode.Exclusive, names));
    }
}
