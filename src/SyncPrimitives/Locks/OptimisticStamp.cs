namespace SyncPrimitives;

/// <summary>What an optimistic read has to be validated against.</summary>
/// <remarks>Immutable. The default value is never valid.</remarks>
public readonly struct OptimisticStamp : IEquatable<OptimisticStamp>
{
    internal OptimisticStamp(long writes) => Writes = writes;

    /// <summary>Whether the read could begin, that is, no writer was inside.</summary>
    public bool IsValid => Writes != 0;

    internal long Writes { get; }

    /// <summary>Whether nothing was written between the two.</summary>
    public bool Equals(OptimisticStamp other) => Writes == other.Writes;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OptimisticStamp other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Writes.GetHashCode();

    /// <summary>Whether nothing was written between the two.</summary>
    public static bool operator ==(OptimisticStamp left, OptimisticStamp right) => left.Equals(right);

    /// <summary>Whether something was written between the two.</summary>
    public static bool operator !=(OptimisticStamp left, OptimisticStamp right) => !left.Equals(right);
}
