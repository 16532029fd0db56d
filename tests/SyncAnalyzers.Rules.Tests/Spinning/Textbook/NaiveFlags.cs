namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>Flags alone: look and then raise, and both enter; raise and then wait, and both wait for ever.</summary>
/// <remarks>Right is the one-bit algorithm, in which one of the two gives way (J. E. Burns, N. A. Lynch, Bounds on shared memory for mutual exclusion, 1993).</remarks>
internal static class NaiveFlags
{
    private static readonly Dictionary<string, string> s_variants = new()
    {
        ["givesWay"] = "F=Interlocked.MemoryBarrier();",
        ["none"] = "",
        ["fenced"] = "F=Interlocked.MemoryBarrier();",
        ["looksFirst"] = "",
    };

    public static IEnumerable<Algorithm> All =>
    [
        new("Naive flags", "fields", s_variants, """
            class Lock
            {
                volatile bool _up0, _up1;
                public void Enter0()
                {
            #if looksFirst
                    while (_up1) Thread.SpinWait(1);
                    _up0 = true; // looksFirst: SYNC3007
            #else
                    _up0 = true; /*F*/
                    while (_up1) Thread.SpinWait(1); // none: SYNC3003 SYNC3004; fenced: SYNC3004
            #endif
                }
                public void Enter1()
                {
            #if looksFirst
                    while (_up0) Thread.SpinWait(1);
                    _up1 = true; // looksFirst: SYNC3007
            #elif givesWay
                    again:
                    _up1 = true; /*F*/
                    if (_up0) { _up1 = false; while (_up0) Thread.SpinWait(1); goto again; }
            #else
                    _up1 = true; /*F*/
                    while (_up0) Thread.SpinWait(1); // none: SYNC3003 SYNC3004; fenced: SYNC3004
            #endif
                }
                public void Exit0() => _up0 = false;
                public void Exit1() => _up1 = false;
            }
            """),
        new("Naive flags", "arrays", s_variants, """
            class Lock
            {
                readonly int[] _up = new int[8];
                public void Enter(int me)
                {
            #if looksFirst
                    while (Volatile.Read(ref _up[1 - me]) != 0) Thread.SpinWait(1);
                    Volatile.Write(ref _up[me], 1); // looksFirst: SYNC3007
            #elif givesWay
                    again:
                    Volatile.Write(ref _up[me], 1); /*F*/
                    for (var k = 0; k < me; k++)
                    {
                        if (Volatile.Read(ref _up[k]) == 0) continue;
                        Volatile.Write(ref _up[me], 0);
                        while (Volatile.Read(ref _up[k]) != 0) Thread.SpinWait(1);
                        goto again;
                    }
                    for (var k = me + 1; k < _up.Length; k++)
                        while (Volatile.Read(ref _up[k]) != 0) Thread.SpinWait(1);
            #else
                    Volatile.Write(ref _up[me], 1); /*F*/
                    for (var k = 0; k < _up.Length; k++)
                        while (k != me && Volatile.Read(ref _up[k]) != 0) Thread.SpinWait(1); // none: SYNC3003 SYNC3004; fenced: SYNC3004
            #endif
                }
                public void Exit(int me) => Volatile.Write(ref _up[me], 0);
            }
            """),
        new("Naive flags", "struct", s_variants, """
            struct Party { public volatile bool Up; }
            class Lock
            {
                Party _first, _second;
                public void Enter0()
                {
            #if looksFirst
                    while (_second.Up) Thread.SpinWait(1);
                    _first.Up = true; // looksFirst: SYNC3007
            #else
                    _first.Up = true; /*F*/
                    while (_second.Up) Thread.SpinWait(1); // none: SYNC3003 SYNC3004; fenced: SYNC3004
            #endif
                }
                public void Enter1()
                {
            #if looksFirst
                    do { if (!_first.Up) break; Thread.SpinWait(1); } while (true);
                    _second.Up = true; // looksFirst: SYNC3007
            #elif givesWay
                    while (true)
                    {
                        _second.Up = true; /*F*/
                        if (!_first.Up) break;
                        _second.Up = false;
                        while (_first.Up) Thread.SpinWait(1);
                    }
            #else
                    _second.Up = true; /*F*/
                    do { if (!_first.Up) break; Thread.SpinWait(1); } while (true); // none: SYNC3003 SYNC3004; fenced: SYNC3004
            #endif
                }
                public void Exit0() => _first.Up = false;
                public void Exit1() => _second.Up = false;
            }
            """),
        new("Naive flags", "helpers", s_variants, """
            class Lock
            {
                volatile bool _up0, _up1;
                void Raise0(bool value) => _up0 = value;
                void Raise1(bool value) => _up1 = value;
                bool IsUp0 => _up0;
                bool IsUp1() { return _up1; }
                public void Enter0()
                {
            #if looksFirst
                    while (IsUp1()) Thread.SpinWait(1);
                    Raise0(true); // looksFirst: SYNC3007
            #else
                    Raise0(true); /*F*/
                    while (IsUp1()) Thread.SpinWait(1); // none: SYNC3003 SYNC3004; fenced: SYNC3004
            #endif
                }
                public void Enter1()
                {
            #if looksFirst
                    while (IsUp0) Thread.SpinWait(1);
                    Raise1(true); // looksFirst: SYNC3007
            #elif givesWay
                    again:
                    Raise1(true); /*F*/
                    if (IsUp0) { Raise1(false); while (IsUp0) Thread.SpinWait(1); goto again; }
            #else
                    Raise1(true); /*F*/
                    while (IsUp0) Thread.SpinWait(1); // none: SYNC3003 SYNC3004; fenced: SYNC3004
            #endif
                }
                public void Exit0() => Raise0(false);
                public void Exit1() => Raise1(false);
            }
            """),
    ];
}
