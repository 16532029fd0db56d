namespace SyncPrimitives;

/// <summary>The method leaves the named locks, which the caller holds. Checked by SyncAnalyzers.</summary>
/// <param name="locks">Members or parameters visible to the caller: <c>nameof(_gate)</c>.</param>
/// <remarks>As Clang's <c>release_capability</c>. Has no effect at run time.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReleasesLockAttribute(params string[] locks) : Attribute
{
    /// <summary>The names of the locks.</summary>
    public IReadOnlyList<string> Locks { get; } = locks;
}
