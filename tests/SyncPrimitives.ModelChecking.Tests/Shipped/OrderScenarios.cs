using SyncPrimitives.Machine;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>
/// The lock-order graph: whoever nests what, each inversion is found once, no edge is lost, and no order is called an inversion
/// that is none. And what takes several locks in one order.
/// </summary>
internal static class OrderScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Order("LockOrder, opposite orders", 1, 1, ["ab"], ["ba"]),
        Order("LockOrder, one order twice", 1, 0, ["ab"], ["ab"]),
        Order("LockOrder, two edges of one node", 2, 0, ["ab", "ac"], ["ac", "ab"]),
        Order("LockOrder, circle of three", 2, 1, ["ab"], ["bc"], ["ca"]),
        Order("LockOrder, no circle of three", 3, 0, ["ab"], ["bc"], ["ac"]),
        Order("LockOrder, one inversion met twice", 1, 1, ["ab", "ba"], ["ba", "ab"]),
        Order("LockOrder, ranks met twice", 0, 1, ["zy"], ["zy"]),
        Order("LockOrder, recursion met twice", 0, 1, ["aa"], ["aa"]),
        Throwing(),
        OppositeOrders(),
        Multi(),
        Philosophers(),
        Flows(),
        Canceled(),
    ];

    /// <summary>Threads that nest locks, each pair as "the second inside the first"; y and z have ranks.</summary>
    private static Scenario Order(string name, int edges, int violations, params string[][] nestings) => new(name, p =>
    {
        var reported = p.Shared("reported");
        var graph = new LockOrderGraph(LockOrderMode.Report, _ => reported.Add(1), maxNodes: 5);
        var nodes = Nodes(graph);
        for (var i = 0; i < nestings.Length; i++)
            p.Thread($"{(char)('A' + i)}", t => t.Repeat(nestings[t.Index].Length, round =>
                Nest(graph, nodes[nestings[t.Index][round][0]], nodes[nestings[t.Index][round][1]])));
        p.AtEnd(check =>
        {
            check(graph.Edges.Count() == edges, $"there are {graph.Edges.Count()} edges");
            check(graph.Violations.Count() == violations, $"there are {graph.Violations.Count()} violations");
            check(reported.Read() == violations, $"{reported.Read()} violations are reported");
            foreach (var violation in graph.Violations.Where(v => v.Kind == LockOrderViolationKind.Cycle))
                check(violation.Before[0].From == violation.Now.To && violation.Before[^1].To == violation.Now.From, "the chain of a violation does not lead back");
        });
    });

    /// <summary>What throws does so each time, and the one order stays possible.</summary>
    private static Scenario Throwing() => new("LockOrder, one inversion thrown twice", p =>
    {
        var graph = new LockOrderGraph(LockOrderMode.Throw, static _ => { }, maxNodes: 5);
        var nodes = Nodes(graph);
        Nest(graph, nodes['a'], nodes['b']);
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                t.Assert(IsRefused(graph, nodes['b'], nodes['a']), "an inversion is not refused");
                t.Assert(!IsRefused(graph, nodes['a'], nodes['b']), "the known order is refused");
            });
        p.AtEnd(check => check(graph.Violations.Count() == 1, $"there are {graph.Violations.Count()} violations"));
    });

    /// <summary>What the order is for: the positive control of the scenarios below.</summary>
    private static Scenario OppositeOrders() => new("AsyncMutex, 2 nested in opposite orders", p =>
    {
        ILockable[] locks = [Mutex(), Mutex()];
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                var outer = locks[t.Index].Enter(default);
                var inner = locks[1 - t.Index].Enter(default);
                inner.Release();
                outer.Release();
            });
    }, Verdict.Deadlock);

    private static Scenario Multi() => new("MultiLock, 2 locks named in opposite orders", p =>
    {
        AsyncMutex[] locks = [Mutex(), Mutex()];
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                var scope = MultiLock.EnterScope(locks[t.Index], locks[1 - t.Index]);
                t.Critical(() => { });
                scope.Dispose();
            });
        p.AtEnd(check => Free(locks, check));
    });

    private static Scenario Philosophers() => new("MultiLock, 3 philosophers", p =>
    {
        AsyncMutex[] forks = [Mutex(), Mutex(), Mutex()];
        Section[] sections = [p.Section("fork 0"), p.Section("fork 1"), p.Section("fork 2")];
        for (var i = 0; i < 3; i++)
            p.Thread($"{i}", t =>
            {
                var right = (t.Index + 1) % 3;
                var scope = MultiLock.EnterScope(forks[t.Index], forks[right]);
                t.Enter(sections[t.Index]);
                t.Enter(sections[right]);
                t.Leave(sections[right]);
                t.Leave(sections[t.Index]);
                scope.Dispose();
            });
        p.AtEnd(check => Free(forks, check));
    }, MaxPreemptions: 2) { IsSmall = false };

    private static Scenario Flows() => new("MultiLock, 2 flows name 2 locks in opposite orders", p =>
    {
        AsyncMutex[] locks = [Mutex(), Mutex()];
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                var lease = EnterBoth(new(locks[t.Index], null), new(locks[1 - t.Index], null));
                t.Critical(() => { });
                lease.Release();
            });
        p.AtEnd(check => Free(locks, check));
    });

    private static Lease EnterBoth(StandingStill a, StandingStill b) =>
        MultiLock.EnterScopeAsync(a, b).ConfigureAwait(false).GetAwaiter().GetResult();

    /// <summary>A flow that has the first lock gives up the second: it gives back the first.</summary>
    private static Scenario Canceled() => new("MultiLock, flow cancelled at the second lock", p =>
    {
        AsyncMutex first = Mutex(), second = Mutex();
        var held = ((ILockable)second).Enter(default);
        var cancellation = new Cancellation();
        p.Thread("A", _ =>
        {
            try
            {
                EnterBoth(new(second, cancellation), new(first, cancellation: null)).Release();
            }
            catch (OperationCanceledException)
            {
            }
        });
        p.Thread("B", _ => held.Release());
        p.Thread("Token", _ => cancellation.Cancel());
        p.AtEnd(check => Free([first, second], check));
    });

    private static Dictionary<char, LockNode> Nodes(LockOrderGraph graph) => "abcyz".ToDictionary(
        name => name,
        name => graph.NodeOf(new LockOptions { Name = $"{name}", Rank = name switch { 'y' => 1, 'z' => 2, _ => 0 } }, () => $"{name}")!);

    private static void Nest(LockOrderGraph graph, LockNode outer, LockNode inner)
    {
        var held = new HeldLocks();
        held.Add(new HeldLock(outer, part: 0, order: 0, default));
        graph.Entering(held, null, inner, null!, part: 0, order: 0);
    }

    private static bool IsRefused(LockOrderGraph graph, LockNode outer, LockNode inner)
    {
        try
        {
            Nest(graph, outer, inner);
            return false;
        }
        catch (LockOrderException)
        {
            return true;
        }
    }

    /// <summary>
    /// A lock at which a flow stands still as a thread would. The compiler's flow cannot be left and entered again, which is how
    /// threads are explored; this way it is never left.
    /// </summary>
    private sealed class StandingStill(AsyncMutex inner, Cancellation? cancellation) : ILockable
    {
        public long Id => inner.Id;

        public LockOptions Options => inner.Options;

        bool ILockable.SupportsAsync => true;

        Lease ILockable.Enter(CancellationToken cancellationToken) => ((ILockable)inner).Enter(cancellationToken);

        LeaseAwaitable ILockable.EnterAsync(CancellationToken cancellationToken)
        {
            var result = inner.EnterScopeAsync(cancellationToken);
            if (cancellation is null)
                return new(result.Await());
            return cancellation.TryAwait(result, out var lease) ? new(lease) : LeaseAwaitable.Canceled(default);
        }
    }

    // With its queue: the race for making one is another scenario's.
    private static AsyncMutex Mutex()
    {
        var mutex = new AsyncMutex();
        ((IMutexOwner)mutex).QueueOf(0);
        return mutex;
    }

    private static void Free(IEnumerable<AsyncMutex> locks, Action<bool, string> check)
    {
        foreach (var one in locks)
            check(!one.IsHeld && one.WaiterCount == 0, "a lock is still held or waited for");
    }
}
