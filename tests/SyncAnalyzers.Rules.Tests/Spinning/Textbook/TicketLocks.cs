namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>J. M. Mellor-Crummey, M. L. Scott, Algorithms for scalable synchronization, 1991, section 2.2.</summary>
internal static class TicketLocks
{

    private static Algorithm Of(string coding, string next, string serving, string source) => new("Ticket lock", coding, new Dictionary<string, string>
    {
        ["right"] = $"D=Interlocked.Increment(ref {next}) - 1 // R=Volatile.Read(ref {serving}) // W=Volatile.Write(ref {serving}, {serving} + 1)",
        ["countsUp"] = $"D=Interlocked.Increment(ref {next}) - 1 // R=Volatile.Read(ref {serving}) // W=Interlocked.Increment(ref {serving})",
        ["plainDraw"] = $"D={next}++ // R=Volatile.Read(ref {serving}) // W=Volatile.Write(ref {serving}, {serving} + 1)",
        ["plainLook"] = $"D=Interlocked.Increment(ref {next}) - 1 // R={serving} // W=Volatile.Write(ref {serving}, {serving} + 1)",
        ["plainRelease"] = $"D=Interlocked.Increment(ref {next}) - 1 // R=Volatile.Read(ref {serving}) // W={serving}++",
    }, source);

    public static IEnumerable<Algorithm> All =>
    [
        Of("fields", "_next", "_serving", """
            class Lock
            {
                int _next, _serving;
                public void Enter()
                {
                    var mine = /*D*/; // plainDraw: SYNC3007
            #if plainLook
                    while (/*R*/ != mine) { } // plainLook: SYNC3001 SYNC3002
            #else
                    while (/*R*/ != mine) Thread.SpinWait(1);
            #endif
                }
                public void Exit()
                {
                    /*W*/; // plainRelease: SYNC3007
                }
            }
            """),
        Of("arrays", "_counters[0]", "_counters[1]", """
            class Lock
            {
                readonly int[] _counters = new int[2];
                public void Enter()
                {
                    int mine = /*D*/; // plainDraw: SYNC3007
            #if plainLook
                    while (/*R*/ != mine) { } // plainLook: SYNC3001 SYNC3002
            #else
                    var spin = new SpinWait();
                    while (true)
                    {
                        if (/*R*/ == mine) return;
                        spin.SpinOnce();
                    }
            #endif
                }
                public void Exit()
                {
                    /*W*/; // plainRelease: SYNC3007
                }
            }
            """),
        Of("struct", "_state.Next", "_state.Serving", """
            struct State { public int Next, Serving; }
            class Lock
            {
                State _state;
                public void Enter()
                {
                    var mine = /*D*/; // plainDraw: SYNC3007
            #if plainLook
                    for (; /*R*/ != mine; ) { } // plainLook: SYNC3001 SYNC3002
            #else
                    for (; /*R*/ != mine; ) Thread.Yield();
            #endif
                }
                public void Exit()
                {
                    /*W*/; // plainRelease: SYNC3007
                }
            }
            """),
        Of("helpers", "_next", "_serving", """
            class Lock
            {
                int _next, _serving;
                public void Enter()
                {
                    var mine = Draw();
            #if plainLook
                    while (!IsServed(mine)) { } // plainLook: SYNC3001 SYNC3002
            #else
                    while (!IsServed(mine)) Thread.SpinWait(1);
            #endif
                }
                int Draw() => /*D*/; // plainDraw: SYNC3007
                bool IsServed(int ticket) => /*R*/ == ticket;
                void CallNext() => /*W*/; // plainRelease: SYNC3007
                public void Exit() => CallNext();
            }
            """),
    ];
}
