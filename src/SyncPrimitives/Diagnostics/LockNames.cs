namespace SyncPrimitives;

/// <summary>How reports call a primitive.</summary>
internal static class LockNames
{
    public static string KindOf(ILeaseSource source) => source is ILockState state ? state.Kind : source.GetType().Name;

    /// <summary>The name it was given, or else its kind and number.</summary>
    public static string NameOf(ILeaseSource source) =>
        source.Options.Name ?? (source is ILockable { Id: var id } ? $"{KindOf(source)}#{id}" : KindOf(source));
}
