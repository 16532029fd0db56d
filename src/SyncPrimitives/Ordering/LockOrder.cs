using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>
/// Run-time lock-order validator: reports a possible deadlock from one ordinary run, without the deadlock happening.
/// </summary>
/// <remarks>
/// <para>Set by the AppContext value <c>SyncPrimitives.LockOrder</c> to <c>Off</c>, <c>Report</c> or <c>Throw</c>, for
/// example in a test project: <c>&lt;RuntimeHostConfigurationOption Include="SyncPrimitives.LockOrder" Value="Throw" /&gt;</c>.
/// It is read once, before the first lock is made. The locks of this library take part by themselves; objects used with the
/// <c>lock</c> statement through <see cref="Enter(object, string?)"/>.</para>
/// <para>Locks that share one <see cref="LockOptions"/> are one node (a lock class). Two locks of one class may be nested in
/// the order of their creation. An attempt that cannot block (<c>TryEnterScope</c> without a time) is not checked.</para>
/// <para>Thread-safe. Off, a lock pays for a test of a null field; on, for some tens of nanoseconds once the order is
/// known, and a stack trace each time something new is seen.</para>
/// <para>Source: lockdep of the Linux kernel (I. Molnar, A. van de Ven, 2006); Abseil's mutex debugging.</para>
/// </remarks>
public static class LockOrder
{
    /// <summary>Null when the mode is off.</summary>
    internal static readonly LockOrderGraph? Graph = Parse() is not LockOrderMode.Off and var mode ? new LockOrderGraph(mode, Report) : null;

    /// <summary>Raised once per new violation, with both acquisition chains and their stacks, on the thread that violates.</summary>
    public static event EventHandler<LockOrderViolation>? Violated;

    /// <summary>What is done.</summary>
    /// <exception cref="TypeInitializationException">The AppContext value is none of the three words.</exception>
    public static LockOrderMode Mode { get; } = Parse();

    /// <summary>
    /// Enters an object otherwise used with the <c>lock</c> statement, and brings it into the graph:
    /// <c>using (LockOrder.Enter(gate)) { }</c>. It excludes, and is excluded by, <c>lock (gate)</c>.
    /// </summary>
    /// <param name="monitor">The object to enter; not a <c>System.Threading.Lock</c>, which has an overload from .NET 10 on. Recursion is allowed, as with <c>lock</c>.</param>
    /// <param name="name">Its name in the graph.</param>
    /// <exception cref="ArgumentNullException">The object is null.</exception>
    /// <exception cref="LockOrderException">The mode is to throw and the order is violated; the object has not been entered.</exception>
    /// <remarks>Disposing the scope on another thread throws <see cref="SynchronizationLockException"/>, as the monitor does.</remarks>
    public static Scope Enter(object monitor, [CallerArgumentExpression(nameof(monitor))] string? name = null)
    {
        if (monitor is null)
            throw new ArgumentNullException(nameof(monitor));
        return TrackedMonitor.Of(monitor, name).Enter();
    }

#if NET10_0_OR_GREATER
    /// <summary>Enters a <see cref="Lock"/> and brings it into the graph.</summary>
    /// <param name="gate">The lock to enter. Recursion is allowed, as with <c>lock</c>.</param>
    /// <param name="name">Its name in the graph.</param>
    /// <inheritdoc cref="Enter(object, string?)"/>
    public static Scope Enter(Lock gate, [CallerArgumentExpression(nameof(gate))] string? name = null) =>
#pragma warning disable CS9216 // What enters it asks for its type.
        Enter((object)gate, name);
#pragma warning restore CS9216
#endif

    /// <summary>Everything seen so far as Graphviz DOT: violations red, locks of one rank on one level, edges labelled with their first site.</summary>
    /// <remarks>An empty graph while the mode is off.</remarks>
    public static void WriteDot(TextWriter writer)
    {
        if (writer is null)
            throw new ArgumentNullException(nameof(writer));
        (Graph ?? new LockOrderGraph(LockOrderMode.Off, Report)).WriteDot(writer);
    }

    /// <summary>For the last line of a test run.</summary>
    /// <exception cref="LockOrderException">There was a violation since the start of the process.</exception>
    /// <exception cref="InvalidOperationException">The mode is off: nothing was looked at, so nothing can be asserted.</exception>
    public static void AssertAcyclic()
    {
        if (Graph is null)
            throw new InvalidOperationException("Lock order is not validated: set the AppContext value SyncPrimitives.LockOrder to Report or Throw.");
        Graph.AssertAcyclic();
    }

    private static void Report(LockOrderViolation violation)
    {
        SyncEventSource.Log.OrderViolation(violation.Message);
        SyncMetrics.OrderViolated();
        Trace.TraceWarning(violation.ToString());
        Violated?.Invoke(null, violation);
    }

    private static LockOrderMode Parse() => AppContext.GetData("SyncPrimitives.LockOrder") switch
    {
        null => LockOrderMode.Off,
        string text when Enum.TryParse(text, ignoreCase: true, out LockOrderMode mode) && Enum.IsDefined(typeof(LockOrderMode), mode) => mode,
        var other => throw new InvalidOperationException($"The AppContext value SyncPrimitives.LockOrder is '{other}'; it may be Off, Report or Throw."),
    };
}
