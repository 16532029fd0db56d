namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>G. L. Peterson's algorithm for n threads; M. Herlihy, N. Shavit, The Art of Multiprocessor Programming, section 2.4.</summary>
internal static class Filter
{
    private static readonly Dictionary<string, string> s_variants = new()
    {
        ["fenced"] = "B=Interlocked.MemoryBarrier();",
        ["none"] = "",
        ["early"] = "A=Interlocked.MemoryBarrier();",
        ["late"] = "C=Interlocked.MemoryBarrier();",
    };

    public static IEnumerable<Algorithm> All =>
    [
        new("Filter", "fields", s_variants, """
            class Lock
            {
                volatile int _level0, _level1, _level2, _victim1, _victim2;
                public void Enter0()
                {
                    _level0 = 1; /*A*/ _victim1 = 0; /*B*/
                    while ((_level1 >= 1 || _level2 >= 1) && _victim1 == 0) Thread.SpinWait(1); // none, early, late: SYNC3003
                    /*C*/ _level0 = 2; /*A*/ _victim2 = 0; /*B*/
                    while ((_level1 >= 2 || _level2 >= 2) && _victim2 == 0) Thread.SpinWait(1);
                }
                public void Enter1()
                {
                    _level1 = 1; /*A*/ _victim1 = 1; /*B*/
                    while ((_level0 >= 1 || _level2 >= 1) && _victim1 == 1) Thread.SpinWait(1); // none, early, late: SYNC3003
                    /*C*/ _level1 = 2; /*A*/ _victim2 = 1; /*B*/
                    while ((_level0 >= 2 || _level2 >= 2) && _victim2 == 1) Thread.SpinWait(1);
                }
                public void Enter2()
                {
                    _level2 = 1; /*A*/ _victim1 = 2; /*B*/
                    while ((_level0 >= 1 || _level1 >= 1) && _victim1 == 2) Thread.SpinWait(1); // none, early, late: SYNC3003
                    /*C*/ _level2 = 2; /*A*/ _victim2 = 2; /*B*/
                    while ((_level0 >= 2 || _level1 >= 2) && _victim2 == 2) Thread.SpinWait(1);
                }
                public void Exit0() => _level0 = 0;
                public void Exit1() => _level1 = 0;
                public void Exit2() => _level2 = 0;
            }
            """),
        new("Filter", "arrays", s_variants, """
            class Lock
            {
                readonly int[] _level = new int[8]; readonly int[] _victim = new int[8];
                public void Enter(int me)
                {
                    for (var l = 1; l < 8; l++)
                    {
                        Volatile.Write(ref _level[me], l); /*A*/ Volatile.Write(ref _victim[l], me); /*B*/
                        for (var k = 0; k < 8; k++)
                            while (k != me && Volatile.Read(ref _level[k]) >= l && Volatile.Read(ref _victim[l]) == me) Thread.Yield(); // none, early, late: SYNC3003
                        /*C*/
                    }
                }
                public void Exit(int me) => Volatile.Write(ref _level[me], 0);
            }
            """),
        new("Filter", "struct", s_variants, """
            struct Seat { public volatile int Level; public volatile int Victim; }
            class Lock
            {
                readonly Seat[] _seats = new Seat[4];
                public void Enter(int me)
                {
                    for (var l = 1; l < _seats.Length; l++)
                    {
                        _seats[me].Level = l; /*A*/ _seats[l].Victim = me; /*B*/
                        for (var k = 0; k < _seats.Length; k++)
                        {
                            if (k == me) continue;
                            while (_seats[k].Level >= l && _seats[l].Victim == me) Thread.SpinWait(1); // none, early, late: SYNC3003
                        }
                        /*C*/
                    }
                }
                public void Exit(int me) => _seats[me].Level = 0;
            }
            """),
        new("Filter", "helpers", s_variants, """
            class Lock
            {
                readonly int[] _level = new int[8]; readonly int[] _victim = new int[8];
                public void Enter(int me)
                {
                    for (var l = 1; l < 8; l++)
                    {
                        GoTo(me, l); /*A*/ GiveWay(l, me); /*B*/
                        while (SomebodyIsAhead(me, l) && IsVictim(l, me)) Thread.SpinWait(1); // none, early, late: SYNC3003
                        /*C*/
                    }
                }
                void GoTo(int me, int level) => Volatile.Write(ref _level[me], level);
                void GiveWay(int level, int me) => Volatile.Write(ref _victim[level], me);
                bool IsVictim(int level, int me) => Volatile.Read(ref _victim[level]) == me;
                bool SomebodyIsAhead(int me, int level)
                {
                    for (var k = 0; k < 8; k++)
                    {
                        if (k != me && Volatile.Read(ref _level[k]) >= level) return true;
                    }
                    return false;
                }
                public void Exit(int me) => GoTo(me, 0);
            }
            """),
    ];
}
