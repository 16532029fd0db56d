using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<TwoStepLockAnalyzer>;

public sealed class TwoStepLockTests
{
    [Theory]
    [InlineData("while (_held) { } [|_held = true|]; _n++; _held = false;")]
    [InlineData("while (_held) Thread.Yield(); [|_held = true|];")]
    [InlineData("while (Volatile.Read(ref _lock) == 1) { } [|Volatile.Write(ref _lock, 1)|];")]
    [InlineData("while (_lock != 0) Thread.SpinWait(1); [|_lock = 1|];")]
    [InlineData("while (true) { if (!_held) { [|_held = true|]; break; } }")]
    [InlineData("do { Thread.Yield(); } while (_held); [|_held = true|];")]
    [InlineData("SpinWait.SpinUntil(() => !_held); _n++; while (_lock == 1) { } [|_lock = 1|];")]
    [InlineData("SpinWait.SpinUntil(() => !_held); [|_held = true|];")]
    [InlineData("var me = Environment.CurrentManagedThreadId; if (_lock != me) { while (_lock != 0) Thread.Yield(); [|_lock = me|]; }")]
    [InlineData("var slot = [|_next++|]; while (!_flags[slot]) Thread.Yield();")]
    [InlineData("while (Volatile.Read(ref _lock) != 0) { } [|Volatile.Write(ref _lock, Thread.CurrentThread.ManagedThreadId)|];")]
    [InlineData("while (!TryEnter()) Thread.Yield();")]
    [InlineData("var mine = [|_next++|]; while (_serving != mine) { } _n++; _serving++;")]
    [InlineData("again: if (_held) goto again; [|_held = true|];")]
    [InlineData("while (!_held) Thread.Yield(); [|_held = false|];")]
    public Task Tests_and_sets_in_two_steps(string body) =>
        Rule.Reports(Class(body).Replace("SET", body.Contains("TryEnter", StringComparison.Ordinal) ? "[|_lock = 1|]" : "_lock = 1", StringComparison.Ordinal));

    [Theory]
    [InlineData("while (Interlocked.CompareExchange(ref _lock, 1, 0) != 0) Thread.Yield(); _n++; [|_lock = 0|];")]
    [InlineData("while (Interlocked.Exchange(ref _lock, 1) == 1) { } try { _n++; } finally { [|_lock = 0|]; }")]
    [InlineData("for (;;) { if (Interlocked.CompareExchange(ref _lock, 1, 0) == 0) break; Thread.Yield(); } [|_lock = 0|];")]
    [InlineData("while (!TryAtomic()) Thread.SpinWait(1); [|_lock = 0|];")]
    [InlineData("while (true) { while (Volatile.Read(ref _lock) == 1) { } if (Interlocked.Exchange(ref _lock, 1) == 0) break; } [|_lock = 0|];")]
    public Task Releases_by_a_plain_store(string body) => Rule.Reports(Class(body).Replace("SET", "_ = 1", StringComparison.Ordinal));

    [Theory]
    [InlineData("while (Interlocked.CompareExchange(ref _lock, 1, 0) != 0) { } _n++; Volatile.Write(ref _lock, 0);")]
    [InlineData("while (Interlocked.CompareExchange(ref _volatileLock, 1, 0) != 0) { } _n++; _volatileLock = 0;")]
    [InlineData("while (Interlocked.Exchange(ref _lock, 1) != 0) { } _n++; Interlocked.Exchange(ref _lock, 0);")]
    [InlineData("while (_held) Thread.Yield(); _n++;")]
    [InlineData("while (_held) { } Interlocked.Exchange(ref _lock, 1);")]
    [InlineData("while (_held) Thread.Yield(); _lock = 1;")]
    [InlineData("if (!_held) { _held = true; _n++; _held = false; }")]
    [InlineData("lock (this) { while (!_held) Monitor.Wait(this); _held = true; }")]
    [InlineData("var mine = Interlocked.Increment(ref _next) - 1; while (_serving != mine) { } _n++; _serving++;")]
    [InlineData("while (_turn != 0) { } _n++; _turn = 1; while (_turn != 1) { } _turn = 0;")]
    [InlineData("SpinWait.SpinUntil(() => _held); _held = true;")]
    [InlineData("SpinWait.SpinUntil(() => Interlocked.CompareExchange(ref _lock, 1, 0) == 0); _n = 1;")]
    [InlineData("SpinWait.SpinUntil(() => !_held); Interlocked.MemoryBarrier(); if (!_held) _n++;")]
    [InlineData("while (_lock != 0) Thread.Yield(); _lock = _n;")]
    [InlineData("while (_lock != 7) Thread.Yield(); _lock = Environment.CurrentManagedThreadId;")]
    [InlineData("var next = _n++; while (_slots[next & 7] != next) { }")]
    [InlineData("var i = 0; while (_n > 3) { _n--; i++; } _n = 10;")]
    public Task Decides_in_one_step_or_is_no_lock(string body) => Rule.IsSilentOn(Class(body).Replace("SET", "_ = 1", StringComparison.Ordinal));

    [Fact]
    public Task A_mailbox_waits_for_the_opposite_on_the_other_side() => Rule.IsSilentOn(
        """
        class Mailbox
        {
            volatile bool _full; int _item;
            void Put(int item) { while (_full) Thread.Yield(); _item = item; _full = true; }
            int Take() { while (!_full) Thread.Yield(); var item = _item; _full = false; return item; }
        }
        """);

    [Theory]
    [InlineData("bool _up;", false)]
    [InlineData("volatile int _up;", false)]
    [InlineData("bool _up = true;", true)]
    [InlineData("bool _up; public Signal() { _up = true; }", true)]
    public Task A_flag_that_starts_down_is_a_signal_for_one(string field, bool isLock)
    {
        var (up, down) = field.Contains("int", StringComparison.Ordinal) ? ("1", "0") : ("true", "false");
        var code = $$"""
            class Signal
            {
                {{field}}
                public void Set() => Volatile.Write(ref _up, {{up}});
                public void Wait() { while (Volatile.Read(ref _up) == {{down}}) Thread.Yield(); [|Volatile.Write(ref _up, {{down}})|]; }
            }
            """;
        return isLock ? Rule.Reports(code) : Rule.IsSilentOn(code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    [Fact]
    public Task Two_steps_under_a_lock_are_one() => Rule.IsSilentOn(
        """
        class Queue
        {
            readonly object _gate = new(); int _count, _state;
            public bool TryTake()
            {
                lock (_gate)
                {
                    while (_count == 0)
                    {
                        if (_state == 1) { _state = 2; return false; }
                        Monitor.Wait(_gate);
                    }
                    if (_state == 1) { _state = 2; throw new TimeoutException(); }
                    _count--;
                    return true;
                }
            }
            public void Run() { while (TryTake()) { } }
            public void Stop() { lock (_gate) { _state = 1; Monitor.PulseAll(_gate); } }
        }
        """);

    [Fact]
    public Task A_wait_for_the_others_before_an_own_flag_that_nobody_waits_for() => Rule.IsSilentOn(
        """
        class Stages
        {
            volatile bool _loaded, _parsed, _busy;
            void Load() { while (_busy) Thread.Yield(); _loaded = true; }
            void Parse() { while (!_loaded) Thread.Yield(); _parsed = true; }
            void Show() { while (!_parsed) Thread.Yield(); _busy = true; }
        }
        """);

    /// <summary>T. Anderson's array lock: each draws a place, and takes back what let him in.</summary>
    [Fact]
    public Task An_element_that_is_drawn() => Rule.IsSilentOn(
        """
        class C
        {
            readonly bool[] _open = new bool[64]; readonly int[] _may = new int[64]; int _tail;
            C() { _open[0] = true; _may[0] = 1; }
            int Draw() => (int)((uint)Interlocked.Increment(ref _tail) % 64);
            int Enter()
            {
                int place = Interlocked.Increment(ref _tail) & 63;
                ref bool open = ref _open[place];
                while (!Volatile.Read(ref open)) Thread.SpinWait(1);
                Volatile.Write(ref open, false);
                return place;
            }
            void Exit(int place) => Volatile.Write(ref _open[(place + 1) & 63], true);
            int EnterOther() { var mine = Draw(); while (Volatile.Read(ref _may[mine]) == 0) Thread.SpinWait(1); _may[mine] = 0; return mine; }
            void ExitOther(int mine) => Volatile.Write(ref _may[(mine + 1) % 64], 1);
        }
        """);

    [Fact]
    public Task An_element_that_others_choose_too() => Rule.Reports(
        """
        class C
        {
            readonly int[] _locks = new int[64]; int _count;
            void Enter(string key) { _count++; var place = key.Length & 63; while (Volatile.Read(ref _locks[place]) != 0) Thread.SpinWait(1); [|_locks[place] = 1|]; }
        }
        """);

    [Fact]
    public Task Arrays_structs_and_statics() => Rule.Reports(
        """
        struct Slot { public volatile bool Held; }
        class C
        {
            static volatile bool s_held; readonly int[] _locks = new int[4]; Slot _slot;
            static void Enter() { while (s_held) { } [|s_held = true|]; }
            void EnterOne(int i) { while (Volatile.Read(ref _locks[i]) != 0) Thread.Yield(); [|_locks[i] = 1|]; }
            void EnterSlot() { while (_slot.Held) Thread.Yield(); [|_slot.Held = true|]; }
        }
        """);

    [Fact]
    public Task Taken_in_one_file_and_given_back_in_another() => Rule.Reports(
        """
        partial class Pages
        {
            private int _latch;
            void Latch() { while (Interlocked.CompareExchange(ref _latch, 1, 0) != 0) Thread.Yield(); }
        }
        """,
        """
        partial class Pages
        {
            private int _count;
            void Add() { Latch(); try { _count++; } finally { [|_latch = 0|]; } }
            void AddSafely() { Latch(); try { _count = 0; } finally { Volatile.Write(ref _latch, 0); } }
        }
        """);

    private static string Class(string body) =>
        $$"""
        class C
        {
            volatile bool _held; int _lock; volatile int _volatileLock; int _next; volatile int _serving, _turn; int _n; bool[] _flags; readonly int[] _slots;
            bool TryEnter() { if (Volatile.Read(ref _lock) == 1) return false; SET; return true; }
            bool TryAtomic() => Interlocked.CompareExchange(ref _lock, 1, 0) == 0;
            void M() { {{body}} }
        }
        """;
}
