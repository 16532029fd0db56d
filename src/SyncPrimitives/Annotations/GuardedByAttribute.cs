namespace SyncPrimitives;

/// <summary>The field or property may be used only while the named locks are held. Checked by SyncAnalyzers.</summary>
/// <param name="locks">Members of the same type, or of an accessible static one: <c>nameof(_gate)</c>.</param>
/// <remarks>As Clang's <c>guarded_by</c> and error-prone's <c>@GuardedBy</c>. Has no effect at run time.</remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class GuardedByAttribute(params string[] locks) : Attribute
{
    /// <summary>The names of the locks.</summary>
    public IReadOnlyList<string> Locks { get; } = locks;
}
