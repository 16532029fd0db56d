namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>L. Lamport, A new solution of Dijkstra's concurrent programming problem, 1974.</summary>
internal static class Bakery
{
    private static readonly Dictionary<string, string> s_variants = new()
    {
        ["fenced"] = "F=Interlocked.MemoryBarrier(); // G=Interlocked.MemoryBarrier();",
        ["none"] = "",
        ["doorway"] = "F=Interlocked.MemoryBarrier();",
        ["number"] = "G=Interlocked.MemoryBarrier();",
    };

    public static IEnumerable<Algorithm> All =>
    [
        new("Bakery", "fields", s_variants, """
            class Lock
            {
                volatile bool _choosing0, _choosing1; volatile int _number0, _number1;
                public void Enter0()
                {
                    _choosing0 = true; /*F*/
                    _number0 = 1 + _number1; // number: SYNC3003
                    _choosing0 = false; /*G*/
                    while (_choosing1) Thread.SpinWait(1); // none, doorway: SYNC3003
                    while (_number1 != 0 && _number1 < _number0) Thread.SpinWait(1);
                }
                public void Enter1()
                {
                    _choosing1 = true; /*F*/
                    _number1 = 1 + _number0; // number: SYNC3003
                    _choosing1 = false; /*G*/
                    while (_choosing0) Thread.SpinWait(1); // none, doorway: SYNC3003
                    while (_number0 != 0 && _number0 <= _number1) Thread.SpinWait(1);
                }
                public void Exit0() => _number0 = 0;
                public void Exit1() => _number1 = 0;
            }
            """),
        new("Bakery", "arrays", s_variants, """
            class Lock
            {
                readonly bool[] _choosing = new bool[8]; readonly int[] _number = new int[8];
                public void Enter(int me)
                {
                    Volatile.Write(ref _choosing[me], true); /*F*/
                    var max = 0;
                    for (var k = 0; k < 8; k++) max = Math.Max(max, Volatile.Read(ref _number[k])); // number: SYNC3003
                    Volatile.Write(ref _number[me], max + 1);
                    Volatile.Write(ref _choosing[me], false); /*G*/
                    for (var j = 0; j < 8; j++)
                    {
                        if (j == me) continue;
                        while (Volatile.Read(ref _choosing[j])) Thread.SpinWait(1); // none, doorway: SYNC3003
                        while (true)
                        {
                            var his = Volatile.Read(ref _number[j]);
                            if (his == 0 || his > max + 1 || (his == max + 1 && j > me)) break;
                            Thread.SpinWait(1);
                        }
                    }
                }
                public void Exit(int me) => Volatile.Write(ref _number[me], 0);
            }
            """),
        new("Bakery", "struct", s_variants, """
            struct Customer { public volatile bool Choosing; public volatile int Number; }
            class Lock
            {
                readonly Customer[] _customers = new Customer[8];
                public void Enter(int me)
                {
                    _customers[me].Choosing = true; /*F*/
                    var max = 0;
                    for (var k = 0; k < _customers.Length; k++)
                        if (_customers[k].Number > max) max = _customers[k].Number; // number: SYNC3003
                    _customers[me].Number = max + 1;
                    _customers[me].Choosing = false; /*G*/
                    for (var j = 0; j < _customers.Length; j++)
                    {
                        while (_customers[j].Choosing) Thread.SpinWait(1); // none, doorway: SYNC3003
                        while (j != me && _customers[j].Number != 0 && (_customers[j].Number, j).CompareTo((_customers[me].Number, me)) < 0) Thread.SpinWait(1);
                    }
                }
                public void Exit(int me) => _customers[me].Number = 0;
            }
            """),
        new("Bakery", "helpers", s_variants, """
            class Lock
            {
                readonly int[] _choosing = new int[8]; readonly int[] _number = new int[8];
                public void Enter(int me)
                {
                    SetChoosing(me, 1); /*F*/
                    Take(me, Highest() + 1); // number: SYNC3003
                    SetChoosing(me, 0); /*G*/
                    for (var j = 0; j < 8; j++)
                    {
                        while (IsChoosing(j)) Thread.SpinWait(1); // none, doorway: SYNC3003
                        while (IsBefore(j, me)) Thread.SpinWait(1);
                    }
                }
                int Highest()
                {
                    var max = 0;
                    for (var k = 0; k < 8; k++) max = Math.Max(max, NumberOf(k));
                    return max;
                }
                void SetChoosing(int who, int value) => Volatile.Write(ref _choosing[who], value);
                bool IsChoosing(int who) => Volatile.Read(ref _choosing[who]) == 1;
                void Take(int who, int number) => Volatile.Write(ref _number[who], number);
                int NumberOf(int who) => Volatile.Read(ref _number[who]);
                bool IsBefore(int who, int me)
                {
                    var his = NumberOf(who);
                    var mine = NumberOf(me);
                    return his != 0 && (his < mine || (his == mine && who < me));
                }
                public void Exit(int me) => Take(me, 0);
            }
            """),
    ];
}
