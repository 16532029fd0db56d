namespace SyncPrimitives;

/// <summary>This lock is entered after the named ones, wherever both are held. Checked by SyncAnalyzers.</summary>
/// <param name="locks">Other locks: <c>nameof(_other)</c>, or a type and member separated by a dot.</param>
/// <remarks>As Clang's <c>acquired_after</c>. Has no effect at run time.</remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class AcquireAfterAttribute(params string[] locks) : Attribute
{
    /// <summary>The names of the locks.</summary>
    public IReadOnlyList<string> Locks { get; } = locks;
}
