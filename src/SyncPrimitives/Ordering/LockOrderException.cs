namespace SyncPrimitives;

/// <summary>An acquisition against the lock order, refused before it could block.</summary>
public sealed class LockOrderException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public LockOrderException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public LockOrderException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public LockOrderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal LockOrderException(LockOrderViolation violation)
        : base(violation.ToString()) => Violation = violation;

    /// <summary>The violation, with the stacks of both sides; null in an exception made elsewhere.</summary>
    public LockOrderViolation? Violation { get; }
}
