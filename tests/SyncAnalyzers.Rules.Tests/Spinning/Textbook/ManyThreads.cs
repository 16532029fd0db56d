namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>Locks for many threads from the papers, each in the coding that its paper has.</summary>
internal static class ManyThreads
{
    private static readonly Dictionary<string, string> s_fences = new() { ["fenced"] = "F=Interlocked.MemoryBarrier();", ["none"] = "" };

    public static IEnumerable<Algorithm> All =>
    [
        // L. Lamport, A fast mutual exclusion algorithm, 1987.
        new("Fast mutex", "arrays", s_fences, """
            class Lock
            {
                readonly int[] _busy = new int[8]; int _first = -1, _second = -1;
                public void Enter(int me)
                {
                    while (true)
                    {
                        Volatile.Write(ref _busy[me], 1);
                        Volatile.Write(ref _first, me); /*F*/
                        if (Volatile.Read(ref _second) != -1) // none: SYNC3003
                        {
                            Volatile.Write(ref _busy[me], 0);
                            while (Volatile.Read(ref _second) != -1) Thread.Yield();
                            continue;
                        }
                        Volatile.Write(ref _second, me); /*F*/
                        if (Volatile.Read(ref _first) != me)
                        {
                            Volatile.Write(ref _busy[me], 0); /*F*/
                            for (var other = 0; other < _busy.Length; other++)
                                while (Volatile.Read(ref _busy[other]) != 0) Thread.Yield();
                            if (Volatile.Read(ref _second) != me)
                            {
                                while (Volatile.Read(ref _second) != -1) Thread.Yield();
                                continue;
                            }
                        }
                        return;
                    }
                }
                public void Exit(int me) { Volatile.Write(ref _second, -1); Volatile.Write(ref _busy[me], 0); }
            }
            """),

        // J. Burns and N. Lynch, Mutual exclusion using indivisible reads and writes, 1980.
        new("One bit", "arrays", s_fences, """
            class Lock
            {
                readonly int[] _flag = new int[8];
                public void Enter(int me)
                {
                again:
                    Volatile.Write(ref _flag[me], 0);
                    for (var j = 0; j < me; j++)
                        while (Volatile.Read(ref _flag[j]) == 1) Thread.Yield();
                    Volatile.Write(ref _flag[me], 1); /*F*/
                    for (var j = 0; j < me; j++)
                        if (Volatile.Read(ref _flag[j]) == 1) goto again; // none: SYNC3003
                    for (var j = me + 1; j < _flag.Length; j++)
                        while (Volatile.Read(ref _flag[j]) == 1) Thread.Yield();
                }
                public void Exit(int me) => Volatile.Write(ref _flag[me], 0);
            }
            """),

        // M. Eisenberg and M. McGuire, Further comments on Dijkstra's concurrent programming control problem, 1972.
        new("Eisenberg and McGuire", "arrays", s_fences, """
            class Lock
            {
                readonly int[] _state = new int[8]; int _turn;
                public void Enter(int me)
                {
                    int index;
                    do
                    {
                        Volatile.Write(ref _state[me], 1); /*F*/
                        index = Volatile.Read(ref _turn);
                        while (index != me)
                        {
                            if (Volatile.Read(ref _state[index]) != 0) { index = Volatile.Read(ref _turn); Thread.SpinWait(1); } // none: SYNC3003
                            else index = (index + 1) % _state.Length;
                        }
                        Volatile.Write(ref _state[me], 2); /*F*/
                        index = 0;
                        while (index < _state.Length && (index == me || Volatile.Read(ref _state[index]) != 2)) index++;
                    }
                    while (index < _state.Length || (Volatile.Read(ref _turn) != me && Volatile.Read(ref _state[Volatile.Read(ref _turn)]) != 0));
                    Volatile.Write(ref _turn, me);
                }
                public void Exit(int me)
                {
                    var index = (Volatile.Read(ref _turn) + 1) % _state.Length;
                    while (Volatile.Read(ref _state[index]) == 0) index = (index + 1) % _state.Length;
                    Volatile.Write(ref _turn, index);
                    Volatile.Write(ref _state[me], 0);
                }
            }
            """),

        // J. Mellor-Crummey and M. Scott, Algorithms for scalable synchronization on shared-memory multiprocessors, 1991.
        new("MCS", "objects", new Dictionary<string, string> { ["exchanged"] = "" }, """
            class Lock
            {
                public class Node { public Node Next; public bool IsLocked; }
                Node _tail;
                public void Enter(Node node)
                {
                    node.Next = null;
                    Volatile.Write(ref node.IsLocked, true);
                    var before = Interlocked.Exchange(ref _tail, node);
                    if (before is null) return;
                    Volatile.Write(ref before.Next, node);
                    while (Volatile.Read(ref node.IsLocked)) Thread.SpinWait(1);
                }
                public void Exit(Node node)
                {
                    if (Volatile.Read(ref node.Next) is null)
                    {
                        if (Interlocked.CompareExchange(ref _tail, null, node) == node) return;
                        while (Volatile.Read(ref node.Next) is null) Thread.SpinWait(1);
                    }
                    Volatile.Write(ref node.Next.IsLocked, false);
                }
            }
            """),

        // B. Brandenburg and J. Anderson, Reader-writer synchronization for shared-memory multiprocessor real-time systems, 2009.
        new("Phase-fair", "fields", new Dictionary<string, string> { ["interlocked"] = "" }, """
            class Lock
            {
                int _in, _out, _drawn, _served;
                public void EnterRead() { var phase = (Interlocked.Add(ref _in, 0x100) - 0x100) & 3; if (phase != 0) while (phase == (Volatile.Read(ref _in) & 3)) Thread.SpinWait(1); }
                public void ExitRead() => Interlocked.Add(ref _out, 0x100);
                public void EnterWrite()
                {
                    var ticket = Interlocked.Increment(ref _drawn) - 1;
                    while (Volatile.Read(ref _served) != ticket) Thread.SpinWait(1);
                    var phase = 2 | (ticket & 1);
                    var readers = Interlocked.Add(ref _in, phase) - phase;
                    while ((Volatile.Read(ref _out) & ~0xFF) != (readers & ~0xFF)) Thread.SpinWait(1);
                }
                public void ExitWrite() { Interlocked.And(ref _in, ~0xFF); Interlocked.Increment(ref _served); }
            }
            """),
    ];
}
