namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>G. L. Peterson, Myths about the mutual exclusion problem, 1981.</summary>
internal static class Peterson
{
    private static readonly Dictionary<string, string> s_variants = new()
    {
        ["fenced"] = "B=Interlocked.MemoryBarrier();",
        ["none"] = "",
        ["early"] = "A=Interlocked.MemoryBarrier();",
        ["late"] = "C=Interlocked.MemoryBarrier();",
        ["half"] = "B=Volatile.WriteBarrier(); Volatile.ReadBarrier();",
    };

    public static IEnumerable<Algorithm> All =>
    [
        new("Peterson", "fields", s_variants, """
            class Lock
            {
                volatile bool _up0, _up1; volatile int _turn;
                public void Enter0()
                {
                    _up0 = true; /*A*/ _turn = 1; /*B*/
                    while (_up1 && _turn == 1) Thread.SpinWait(1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Enter1()
                {
                    _up1 = true; /*A*/ _turn = 0; /*B*/
                    while (_up0 && _turn == 0) Thread.SpinWait(1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Exit0() => _up0 = false;
                public void Exit1() => _up1 = false;
            }
            """),
        new("Peterson", "arrays", s_variants, """
            class Lock
            {
                readonly int[] _up = new int[2]; int _turn;
                public void Enter(int me)
                {
                    int other = me ^ 1;
                    Volatile.Write(ref _up[me], 1); /*A*/ Volatile.Write(ref _turn, other); /*B*/
                    var spin = new SpinWait();
                    while (Volatile.Read(ref _up[other]) != 0 && Volatile.Read(ref _turn) == other) // none, early, late, half: SYNC3003
                        spin.SpinOnce();
                    /*C*/
                }
                public void Exit(int me) => Volatile.Write(ref _up[me], 0);
            }
            """),
        new("Peterson", "struct", s_variants, """
            struct Party { public volatile bool Up; }
            class Lock
            {
                Party _first, _second; volatile int _turn;
                public void Enter0()
                {
                    _first.Up = true; /*A*/ _turn = 1; /*B*/
                    do { if (!_second.Up) break; Thread.SpinWait(1); } while (_turn == 1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Enter1()
                {
                    _second.Up = true; /*A*/ _turn = 0; /*B*/
                    do { if (!_first.Up) break; Thread.SpinWait(1); } while (_turn == 0); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Exit0() => _first.Up = false;
                public void Exit1() => _second.Up = false;
            }
            """),
        new("Peterson", "array at fixed places", s_variants, """
            class Lock
            {
                readonly bool[] _up = new bool[2]; volatile int _turn;
                public void Enter0()
                {
                    Volatile.Write(ref _up[0], true); /*A*/ _turn = 1; /*B*/
                    while (Volatile.Read(ref _up[1]) && _turn == 1) Thread.SpinWait(1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Enter1()
                {
                    Volatile.Write(ref _up[1], true); /*A*/ _turn = 0; /*B*/
                    while (Volatile.Read(ref _up[0]) && _turn == 0) Thread.SpinWait(1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Exit0() => Volatile.Write(ref _up[0], false);
                public void Exit1() => Volatile.Write(ref _up[1], false);
            }
            """),
        new("Peterson", "helpers", s_variants, """
            class Lock
            {
                volatile bool _up0, _up1; volatile int _turn;
                public void Enter0()
                {
                    Raise0(); /*A*/ GiveWay(1); /*B*/
                    while (MustWait0()) Thread.SpinWait(1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Enter1()
                {
                    Raise1(); /*A*/ GiveWay(0); /*B*/
                    while (MustWait1()) Thread.SpinWait(1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                void Raise0() => _up0 = true;
                void Raise1() => _up1 = true;
                void GiveWay(int other) { _turn = other; }
                bool MustWait0() => _up1 && IsTurn(1);
                bool MustWait1() => _up0 && IsTurn(0);
                bool IsTurn(int who) { return _turn == who; }
                public void Exit0() => _up0 = false;
                public void Exit1() => _up1 = false;
            }
            """),
        new("Peterson", "cells", s_variants, """
            struct Cell
            {
                int _value;
                public int Read() => Volatile.Read(ref _value);
                public void Write(int value) => Volatile.Write(ref _value, value);
            }
            class Lock
            {
                Cell _up0, _up1, _turn;
                public void Enter0()
                {
                    _up0.Write(1); /*A*/ _turn.Write(1); /*B*/
                    while (_up1.Read() == 1 && _turn.Read() == 1) Thread.SpinWait(1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Enter1()
                {
                    _up1.Write(1); /*A*/ _turn.Write(0); /*B*/
                    while (_up0.Read() == 1 && _turn.Read() == 0) Thread.SpinWait(1); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Exit0() => _up0.Write(0);
                public void Exit1() => _up1.Write(0);
            }
            """),
        new("Peterson", "array of structs", s_variants, """
            struct Party { public volatile int Up; }
            class Lock
            {
                readonly Party[] _parties = new Party[2]; volatile int _turn;
                public void Enter(int me)
                {
                    ref var mine = ref _parties[me];
                    ref var other = ref _parties[1 - me];
                    mine.Up = 1; /*A*/ _turn = 1 - me; /*B*/
                    while (other.Up == 1 && _turn != me) Thread.Yield(); // none, early, late, half: SYNC3003
                    /*C*/
                }
                public void Exit(int me) => _parties[me].Up = 0;
            }
            """),
    ];
}
