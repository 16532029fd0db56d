namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>Th. J. Dekker's algorithm, in E. W. Dijkstra, Cooperating sequential processes, 1965.</summary>
internal static class Dekker
{
    private static readonly Dictionary<string, string> s_variants = new()
    {
        ["fenced"] = "F=Interlocked.MemoryBarrier(); // G=Interlocked.MemoryBarrier();",
        ["none"] = "",
        ["onlyFirst"] = "F=Interlocked.MemoryBarrier();",
        ["onlyAgain"] = "G=Interlocked.MemoryBarrier();",
    };

    public static IEnumerable<Algorithm> All =>
    [
        new("Dekker", "fields", s_variants, """
            class Lock
            {
                volatile bool _wants0, _wants1; volatile int _turn;
                public void Enter0()
                {
                    _wants0 = true; /*F*/
                    while (_wants1) // none, onlyFirst, onlyAgain: SYNC3003
                    {
                        if (_turn == 0) { Thread.SpinWait(1); continue; }
                        _wants0 = false;
                        while (_turn != 0) Thread.SpinWait(1);
                        _wants0 = true; /*G*/
                    }
                }
                public void Enter1()
                {
                    _wants1 = true; /*F*/
                    while (_wants0) // none, onlyFirst, onlyAgain: SYNC3003
                    {
                        if (_turn == 1) { Thread.SpinWait(1); continue; }
                        _wants1 = false;
                        while (_turn != 1) Thread.SpinWait(1);
                        _wants1 = true; /*G*/
                    }
                }
                public void Exit0() { _turn = 1; _wants0 = false; }
                public void Exit1() { _turn = 0; _wants1 = false; }
            }
            """),
        new("Dekker", "arrays", s_variants, """
            class Lock
            {
                readonly int[] _wants = new int[2]; volatile int _turn;
                public void Enter(int me)
                {
                    Volatile.Write(ref _wants[me], 1); /*F*/
                    while (Volatile.Read(ref _wants[1 - me]) == 1) // none, onlyFirst, onlyAgain: SYNC3003
                    {
                        if (_turn != me)
                        {
                            Volatile.Write(ref _wants[me], 0);
                            while (_turn != me) Thread.Yield();
                            Volatile.Write(ref _wants[me], 1); /*G*/
                        }
                        else Thread.SpinWait(1);
                    }
                }
                public void Exit(int me) { _turn = 1 - me; Volatile.Write(ref _wants[me], 0); }
            }
            """),
        new("Dekker", "struct", s_variants, """
            struct Party { public volatile bool Wants; }
            class Lock
            {
                Party _first, _second; volatile bool _isSecondsTurn;
                public void Enter0()
                {
                    _first.Wants = true; /*F*/
                    while (_second.Wants) // none, onlyFirst, onlyAgain: SYNC3003
                    {
                        if (_isSecondsTurn)
                        {
                            _first.Wants = false;
                            while (_isSecondsTurn) Thread.SpinWait(1);
                            _first.Wants = true; /*G*/
                        }
                        Thread.SpinWait(1);
                    }
                }
                public void Enter1()
                {
                    _second.Wants = true; /*F*/
                    while (_first.Wants) // none, onlyFirst, onlyAgain: SYNC3003
                    {
                        if (!_isSecondsTurn)
                        {
                            _second.Wants = false;
                            while (!_isSecondsTurn) Thread.SpinWait(1);
                            _second.Wants = true; /*G*/
                        }
                        Thread.SpinWait(1);
                    }
                }
                public void Exit0() { _isSecondsTurn = true; _first.Wants = false; }
                public void Exit1() { _isSecondsTurn = false; _second.Wants = false; }
            }
            """),
        new("Dekker", "helpers", s_variants, """
            class Lock
            {
                bool _wants0, _wants1; volatile int _turn;
                public void Enter0()
                {
                    Set(ref _wants0, true); /*F*/
                    while (Get(ref _wants1)) // none, onlyFirst, onlyAgain: SYNC3003
                        if (!IsTurnOf(0)) StandBack(ref _wants0, 0); else Thread.SpinWait(1);
                }
                public void Enter1()
                {
                    Set(ref _wants1, true); /*F*/
                    while (Get(ref _wants0)) // none, onlyFirst, onlyAgain: SYNC3003
                        if (!IsTurnOf(1)) StandBack(ref _wants1, 1); else Thread.SpinWait(1);
                }
                void StandBack(ref bool mine, int me)
                {
                    Set(ref mine, false);
                    while (!IsTurnOf(me)) Thread.SpinWait(1);
                    Set(ref mine, true); /*G*/
                }
                static void Set(ref bool flag, bool value) => Volatile.Write(ref flag, value);
                static bool Get(ref bool flag) => Volatile.Read(ref flag);
                bool IsTurnOf(int who) => _turn == who;
                public void Exit0() { _turn = 1; Set(ref _wants0, false); }
                public void Exit1() { _turn = 0; Set(ref _wants1, false); }
            }
            """),
        new("Dekker", "cells", s_variants, """
            struct Cell
            {
                int _value;
                public int Read() => Volatile.Read(ref _value);
                public void Write(int value) => Volatile.Write(ref _value, value);
            }
            class Lock
            {
                Cell _wants0, _wants1, _turn;
                public void Enter(int me)
                {
                    if (me == 0) { _wants0.Write(1); /*F*/ Wait(ref _wants0, ref _wants1, 0); } // none, onlyFirst, onlyAgain: SYNC3003
                    else { _wants1.Write(1); /*F*/ Wait(ref _wants1, ref _wants0, 1); }
                }
                void Wait(ref Cell mine, ref Cell other, int me)
                {
                    while (other.Read() != 0)
                    {
                        if (_turn.Read() == me) { Thread.SpinWait(1); continue; }
                        mine.Write(0);
                        while (_turn.Read() != me) Thread.SpinWait(1);
                        mine.Write(1); /*G*/
                    }
                }
                public void Exit(int me) { _turn.Write(1 - me); if (me == 0) _wants0.Write(0); else _wants1.Write(0); }
            }
            """),
    ];
}
