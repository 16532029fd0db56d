namespace SyncPrimitives;

/// <summary>The caller must not hold the named locks: the method takes them itself. Checked by SyncAnalyzers.</summary>
/// <param name="locks">Members or parameters visible to the caller: <c>nameof(_gate)</c>.</param>
/// <remarks>As Clang's <c>locks_excluded</c>. Has no effect at run time.</remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property)]
public sealed class ExcludesLockAttribute(params string[] locks) : Attribute
{
    /// <summary>The names of the locks.</summary>
    public IReadOnlyList<string> Locks { get; } = locks;
}
