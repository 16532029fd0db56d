using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SyncPrimitives;

/// <summary>What kind of order was violated.</summary>
public enum LockOrderViolationKind
{
    /// <summary>The locks have been taken in the opposite order before: two threads doing so at once deadlock.</summary>
    Cycle,

    /// <summary>A ranked lock was taken while one of the same or a higher rank was held.</summary>
    Rank,

    /// <summary>A lock was taken by who holds it: a deadlock of one.</summary>
    Recursion,

    /// <summary>Two locks of one class were taken against the order of their creation, the order of <see cref="MultiLock"/>.</summary>
    SameClass,
}

/// <summary>One acquisition of a second lock under a first: an edge of the lock-order graph.</summary>
/// <remarks>Immutable.</remarks>
public sealed class LockOrderStep
{
    internal LockOrderStep(LockNode from, LockNode to, string stack)
    {
        FromNode = from;
        ToNode = to;
        Stack = stack;
    }

    /// <summary>The lock that was held.</summary>
    public string From => FromNode.Name;

    /// <summary>The lock that was taken.</summary>
    public string To => ToNode.Name;

    /// <summary>The stack of the first time it was.</summary>
    public string Stack { get; }

    internal LockNode FromNode { get; }

    internal LockNode ToNode { get; }

    /// <summary>The first line of the stack outside of this library and the runtime's own.</summary>
    internal string Site
    {
        get
        {
            foreach (string line in Stack.Split('\n'))
            {
                string frame = line.Trim();
                if (frame.Length != 0 && !frame.StartsWith("at System.", StringComparison.Ordinal) && !IsOurs(frame))
                    return frame;
            }

            return "";
        }
    }

    // "at SyncPrimitives.Type.Method(": our namespace itself, not one that a program has below it; and our machine.
    private static bool IsOurs(string frame) =>
        frame.StartsWith("at SyncPrimitives.Machine.", StringComparison.Ordinal)
        || (frame.StartsWith("at SyncPrimitives.", StringComparison.Ordinal) && frame.Split('(')[0].Split('.').Length == 3);
}

/// <summary>A possible deadlock, found without the deadlock happening.</summary>
/// <remarks>Immutable.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is more than the arguments of an event: exceptions carry it too.")]
public sealed class LockOrderViolation : EventArgs
{
    internal LockOrderViolation(LockOrderViolationKind kind, LockOrderStep now, IReadOnlyList<LockOrderStep> before)
    {
        Kind = kind;
        Now = now;
        Before = before;
    }

    /// <summary>What kind of order was violated.</summary>
    public LockOrderViolationKind Kind { get; }

    /// <summary>The acquisition that violates the order, with its stack.</summary>
    public LockOrderStep Now { get; }

    /// <summary>
    /// For a cycle, the acquisitions seen before that lead from the lock now taken back to the lock held, each with its
    /// stack. Otherwise empty.
    /// </summary>
    public IReadOnlyList<LockOrderStep> Before { get; }

    /// <summary>One line.</summary>
    public string Message => Kind switch
    {
        LockOrderViolationKind.Cycle =>
            $"Lock-order inversion: '{Now.To}' is taken while '{Now.From}' is held, but the order {Chain()} was seen before.",
        LockOrderViolationKind.Rank =>
            $"Lock rank violated: '{Now.To}' (rank {Now.ToNode.Rank}) is taken while '{Now.From}' (rank {Now.FromNode.Rank}) is held.",
        LockOrderViolationKind.Recursion => $"Recursion: '{Now.To}' is taken by who holds it already.",
        _ => $"Two locks of the class '{Now.To}' are taken against the order of their creation; MultiLock takes them in it.",
    };

    /// <summary>The message and all stacks.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Message).AppendLine();
        Append(text, Now, "now");
        foreach (LockOrderStep step in Before)
            Append(text, step, "before");
        return text.ToString();
    }

    private static void Append(StringBuilder text, LockOrderStep step, string when) =>
        text.Append("  ").Append(when).Append(", '").Append(step.From).Append("' then '").Append(step.To).AppendLine("':").AppendLine(step.Stack);

    private string Chain()
    {
        var text = new StringBuilder().Append('\'').Append(Now.To).Append('\'');
        foreach (LockOrderStep step in Before)
            text.Append(" -> '").Append(step.To).Append('\'');
        return text.ToString();
    }
}
