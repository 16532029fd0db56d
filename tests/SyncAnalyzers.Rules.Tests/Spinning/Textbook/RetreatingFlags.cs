namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>Up, look, down, and again: the two can keep stepping aside for each other. A delay of random length ends that.</summary>
internal static class RetreatingFlags
{
    private static readonly Dictionary<string, string> s_variants = new()
    {
        ["random"] = "F=Interlocked.MemoryBarrier(); // D=Thread.Sleep(Random.Shared.Next(5));",
        ["none"] = "D=Thread.Yield();",
        ["fenced"] = "F=Interlocked.MemoryBarrier(); // D=Thread.Yield();",
        ["oneFence"] = "E=Interlocked.MemoryBarrier(); // D=Thread.Yield();",
    };

    public static IEnumerable<Algorithm> All =>
    [
        new("Retreating flags", "fields", s_variants, """
            class Lock
            {
                volatile bool _up0, _up1;
                public void Enter0()
                {
                    _up0 = true; /*F*/ /*E*/
                    while (_up1) // none, oneFence: SYNC3003
                    {
                        _up0 = false; // none, fenced, oneFence: SYNC3005
                        /*D*/
                        _up0 = true; /*F*/
                    }
                }
                public void Enter1()
                {
                    _up1 = true; /*F*/ /*E*/
                    while (_up0) // none, oneFence: SYNC3003
                    {
                        _up1 = false; // none, fenced, oneFence: SYNC3005
                        /*D*/
                        _up1 = true; /*F*/
                    }
                }
                public void Exit0() => _up0 = false;
                public void Exit1() => _up1 = false;
            }
            """),
        new("Retreating flags", "arrays", s_variants, """
            class Lock
            {
                readonly bool[] _up = new bool[2];
                public void Enter(int me)
                {
                    Volatile.Write(ref _up[me], true); /*F*/ /*E*/
                    while (Volatile.Read(ref _up[1 - me])) // none, oneFence: SYNC3003
                    {
                        Volatile.Write(ref _up[me], false); // none, fenced, oneFence: SYNC3005
                        /*D*/
                        Volatile.Write(ref _up[me], true); /*F*/
                    }
                }
                public void Exit(int me) => Volatile.Write(ref _up[me], false);
            }
            """),
        new("Retreating flags", "struct", s_variants, """
            struct Party { public volatile int Up; }
            class Lock
            {
                Party _first, _second;
                public void Enter0()
                {
                    _first.Up = 1; /*F*/ /*E*/
                    while (true)
                    {
                        if (_second.Up == 0) break; // none, oneFence: SYNC3003
                        _first.Up = 0; // none, fenced, oneFence: SYNC3005
                        /*D*/
                        _first.Up = 1; /*F*/
                    }
                }
                public void Enter1()
                {
                    _second.Up = 1; /*F*/ /*E*/
                    while (true)
                    {
                        if (_first.Up == 0) break; // none, oneFence: SYNC3003
                        _second.Up = 0; // none, fenced, oneFence: SYNC3005
                        /*D*/
                        _second.Up = 1; /*F*/
                    }
                }
                public void Exit0() => _first.Up = 0;
                public void Exit1() => _second.Up = 0;
            }
            """),
        new("Retreating flags", "helpers", s_variants, """
            class Lock
            {
                volatile bool _up0, _up1;
                public void Enter0()
                {
                    Raise0(); /*F*/ /*E*/
                    while (IsUp1()) // none, oneFence: SYNC3003
                    {
                        Lower0();
                        Delay();
                        Raise0(); /*F*/
                    }
                }
                public void Enter1()
                {
                    Raise1(); /*F*/ /*E*/
                    while (IsUp0()) // none, oneFence: SYNC3003
                    {
                        Lower1();
                        Delay();
                        Raise1(); /*F*/
                    }
                }
                void Delay() { /*D*/ }
                void Raise0() => _up0 = true;
                void Raise1() => _up1 = true;
                bool IsUp0() => _up0;
                bool IsUp1() => _up1;
                void Lower0() => _up0 = false; // none, fenced, oneFence: SYNC3005
                void Lower1() => _up1 = false; // none, fenced, oneFence: SYNC3005
                public void Exit0() => Lower0();
                public void Exit1() => Lower1();
            }
            """),
    ];
}
