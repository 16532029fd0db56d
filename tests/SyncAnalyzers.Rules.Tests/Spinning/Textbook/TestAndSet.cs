namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>M. Herlihy, N. Shavit, The Art of Multiprocessor Programming, section 7.2.</summary>
internal static class TestAndSet
{
    private static Algorithm Of(string coding, string held, string source) => new("Test and set", coding, new Dictionary<string, string>
    {
        ["exchange"] = $"T=Interlocked.Exchange(ref {held}, 1) != 0 // R=Volatile.Write(ref {held}, 0)",
        ["compareExchange"] = $"T=Interlocked.CompareExchange(ref {held}, 1, 0) != 0 // R=Interlocked.Exchange(ref {held}, 0)",
        ["twice"] = $"T=Volatile.Read(ref {held}) != 0 || Interlocked.Exchange(ref {held}, 1) != 0 // R=Volatile.Write(ref {held}, 0)",
        ["twoSteps"] = $"T=Volatile.Read(ref {held}) != 0 // S=Volatile.Write(ref {held}, 1); // R=Volatile.Write(ref {held}, 0)",
        ["plainRelease"] = $"T=Interlocked.Exchange(ref {held}, 1) != 0 // R={held} = 0",
    }, source);

    public static IEnumerable<Algorithm> All =>
    [
        Of("fields", "_held", """
            class Lock
            {
                int _held;
                public void Enter()
                {
                    while (/*T*/) Thread.SpinWait(1);
                    /*S*/ // twoSteps: SYNC3007
                }
                public void Exit()
                {
                    /*R*/; // plainRelease: SYNC3007
                }
            }
            """),
        Of("arrays", "_held[slot]", """
            class Lock
            {
                readonly int[] _held = new int[16];
                public void Enter(int slot)
                {
                    do { if (!(/*T*/)) break; Thread.SpinWait(1); } while (true);
                    /*S*/ // twoSteps: SYNC3007
                }
                public void Exit(int slot)
                {
                    /*R*/; // plainRelease: SYNC3007
                }
            }
            """),
        Of("struct", "_slot.Held", """
            struct Slot { public int Held; }
            class Lock
            {
                Slot _slot;
                public void Enter()
                {
                    var spin = new SpinWait();
                    while (/*T*/) spin.SpinOnce();
                    /*S*/ // twoSteps: SYNC3007
                }
                public void Exit()
                {
                    /*R*/; // plainRelease: SYNC3007
                }
            }
            """),
        Of("helpers", "_held", """
            class Lock
            {
                int _held;
                public void Enter() { while (!TryEnter()) Thread.SpinWait(1); }
                bool TryEnter()
                {
                    if (/*T*/) return false;
                    /*S*/ // twoSteps: SYNC3007
                    return true;
                }
                void Release() => /*R*/; // plainRelease: SYNC3007
                public void Exit() => Release();
            }
            """),
        Of("cells", "_value", """
            struct Cell
            {
                int _value;
                public bool TrySet()
                {
                    if (/*T*/) return false;
                    /*S*/ // twoSteps: SYNC3007
                    return true;
                }
                public void Clear()
                {
                    /*R*/; // plainRelease: SYNC3007
                }
            }
            class Lock
            {
                Cell _held;
                public void Enter() { while (!_held.TrySet()) Thread.SpinWait(1); }
                public void Exit() => _held.Clear();
            }
            """),
    ];
}
