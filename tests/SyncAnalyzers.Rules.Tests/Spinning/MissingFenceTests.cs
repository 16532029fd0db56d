using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<MissingFenceAnalyzer>;

public sealed class MissingFenceTests
{
    [Fact]
    public Task Sleep_and_wake() => Rule.Reports(
        """
        class Worker
        {
            volatile bool _work, _asleep; readonly AutoResetEvent _wake = new(false);
            void Consumer() { _asleep = true; if (![|_work|]) _wake.WaitOne(); _asleep = false; }
            void Producer() { _work = true; if ([|_asleep|]) _wake.Set(); }
        }
        """);

    [Fact]
    public Task Sleep_and_wake_through_helpers() => Rule.Reports(
        """
        class Worker
        {
            bool _work, _asleep; readonly AutoResetEvent _wake = new(false);
            bool IsAsleep => Volatile.Read(ref _asleep);
            void SetAsleep(bool value) => Volatile.Write(ref _asleep, value);
            void Consumer() { SetAsleep(true); var busy = [|Volatile.Read(ref _work)|]; if (!busy) _wake.WaitOne(); SetAsleep(false); }
            void Producer() { Volatile.Write(ref _work, true); if ([|IsAsleep|]) _wake.Set(); }
        }
        """);

    [Fact]
    public Task Sleep_and_wake_with_a_fence_on_both_sides() => Rule.IsSilentOn(
        """
        class Worker
        {
            volatile bool _work, _asleep; readonly AutoResetEvent _wake = new(false);
            void Consumer() { _asleep = true; Interlocked.MemoryBarrier(); if (!_work) _wake.WaitOne(); _asleep = false; }
            void Producer() { _work = true; Interlocked.MemoryBarrier(); if (_asleep) _wake.Set(); }
        }
        """);

    /// <summary>A lock that one thread is favoured by: the others exclude each other, but not that one.</summary>
    [Fact]
    public Task One_side_alone_takes_a_lock() => Rule.Reports(
        """
        class Biased
        {
            readonly object _others = new(); volatile bool _inside, _recall;
            void Favoured(Action action)
            {
                _inside = true;
                if ([|_recall|]) { _inside = false; lock (_others) action(); return; }
                try { action(); } finally { _inside = false; }
            }
            void Other(Action action)
            {
                lock (_others)
                {
                    _recall = true;
                    try { while ([|_inside|]) Thread.Yield(); action(); } finally { _recall = false; }
                }
            }
        }
        """);

    /// <summary>The rare side pays for both: the barrier is one for all threads.</summary>
    [Fact]
    public Task A_barrier_for_the_whole_process_on_one_side() => Rule.IsSilentOn(
        """
        class Biased
        {
            readonly object _others = new(); volatile bool _inside, _recall, _here, _there;
            void Favoured(Action action) { _inside = true; if (_recall) { _inside = false; return; } action(); _inside = false; }
            void Other(Action action)
            {
                lock (_others)
                {
                    _recall = true;
                    Interlocked.MemoryBarrierProcessWide();
                    while (_inside) Thread.Yield();
                    action();
                    _recall = false;
                }
            }
            void Here(Action action) { _here = true; if (_there) { _here = false; return; } action(); _here = false; }
            void There(Action action) { _there = true; Interlocked.MemoryBarrierProcessWide(); while (_here) Thread.Yield(); action(); _there = false; }
        }
        """);

    [Fact]
    public Task Both_sides_take_a_lock() => Rule.IsSilentOn(
        """
        class Locked
        {
            readonly object _gate = new(); volatile bool _inside, _recall;
            void Favoured(Action action) { lock (_gate) { _inside = true; if (_recall) return; action(); _inside = false; } }
            void Other(Action action) { lock (_gate) { _recall = true; while (_inside) Monitor.Wait(_gate); action(); _recall = false; } }
        }
        """);

    /// <summary>Both sides take the flag down. Who does it late has looked again behind a fence before.</summary>
    [Fact]
    public Task A_flag_that_both_only_take_down() => Rule.IsSilentOn(
        """
        class Doorbell
        {
            readonly AutoResetEvent _bell = new(false); readonly int[] _items = new int[64]; int _head, _tail, _asleep;
            void Put(int item)
            {
                _items[_tail & 63] = item;
                Volatile.Write(ref _tail, _tail + 1);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1) _bell.Set();
            }
            void Pump(Action<int> deliver)
            {
                while (true)
                {
                    while (Volatile.Read(ref _tail) != _head) deliver(_items[_head++ & 63]);
                    Interlocked.Exchange(ref _asleep, 1);
                    if (Volatile.Read(ref _tail) == _head) _bell.WaitOne();
                    Volatile.Write(ref _asleep, 0);
                }
            }
        }
        """);

    /// <summary>Lamport, "A fast mutual exclusion algorithm", 1987: who takes the flag down waits, and raises it again behind a fence.</summary>
    [Fact]
    public Task A_flag_of_its_own_that_is_taken_down_before_a_wait() => Rule.IsSilentOn(
        """
        class FastMutex
        {
            readonly int[] _busy = new int[8]; int _first = -1, _second = -1;
            void Enter(int me)
            {
                while (true)
                {
                    Volatile.Write(ref _busy[me], 1);
                    Volatile.Write(ref _first, me);
                    Interlocked.MemoryBarrier();
                    if (Volatile.Read(ref _second) != -1)
                    {
                        Volatile.Write(ref _busy[me], 0);
                        while (Volatile.Read(ref _second) != -1) Thread.Yield();
                        continue;
                    }
                    Volatile.Write(ref _second, me);
                    Interlocked.MemoryBarrier();
                    if (Volatile.Read(ref _first) == me) return;
                    Volatile.Write(ref _busy[me], 0);
                    Interlocked.MemoryBarrier();
                    for (var other = 0; other < _busy.Length; other++) while (Volatile.Read(ref _busy[other]) != 0) Thread.Yield();
                    if (Volatile.Read(ref _second) == me) return;
                    while (Volatile.Read(ref _second) != -1) Thread.Yield();
                }
            }
            void Exit(int me) { Volatile.Write(ref _second, -1); Volatile.Write(ref _busy[me], 0); }
        }
        """);

    [Fact]
    public Task Flags_raised_and_not_answered_by_another() => Rule.IsSilentOn(
        """
        class Ordinary
        {
            volatile bool _disposed, _started; bool _head, _body; volatile bool _ready, _request, _response; volatile int _data;
            void Dispose() { _disposed = true; if (_started) Stop(); }
            void Start() { if (_disposed) return; _started = true; }
            void Stop() { }
            void Header() { _head = true; if (_body) Stop(); }
            void Body() { _body = true; if (_head) Stop(); }
            void Publish() { _data = 1; _ready = true; }
            void Consume() { while (!_ready) Thread.Yield(); Console.WriteLine(_data); }
            void Ask() { _request = true; while (!_response) Thread.Yield(); }
            void Answer() { while (!_request) Thread.Yield(); _response = true; }
        }
        """);

    [Fact]
    public Task Fields_of_two_structs_are_two_variables() => Rule.IsSilentOn(
        """
        struct Cell
        {
            int _value;
            public int Read() => Volatile.Read(ref _value);
            public void Write(int value) => Volatile.Write(ref _value, value);
        }
        class Counts
        {
            Cell _free, _waiting, _closed;
            public bool IsOpen() { _free.Write(1); return _waiting.Read() == 0; }
            public void Close() { _closed.Write(1); if (_free.Read() == 0) Wake(); }
            public void Await() { _waiting.Write(1); while (_closed.Read() == 0) Thread.Yield(); }
            void Wake() { }
        }
        """);

    [Fact]
    public Task Fields_of_two_structs_are_two_flags() => Rule.Reports(
        """
        struct Cell
        {
            int _value;
            public int Read() => Volatile.Read(ref _value);
            public void Write(int value) => Volatile.Write(ref _value, value);
        }
        class Worker
        {
            Cell _work, _asleep; readonly AutoResetEvent _wake = new(false);
            void Consumer() { _asleep.Write(1); if ([|_work.Read()|] == 0) _wake.WaitOne(); _asleep.Write(0); }
            void Producer() { _work.Write(1); if ([|_asleep.Read()|] == 1) _wake.Set(); }
        }
        """);

    [Fact]
    public Task Sorting_is_no_handshake() => Rule.IsSilentOn(
        """
        class Sort
        {
            readonly int[] _a = new int[9];
            void Insert(int i) { var x = _a[i]; var j = i - 1; while (j >= 0 && _a[j] > x) { _a[j + 1] = _a[j]; j--; } _a[j + 1] = x; }
            void Sift(int i) { _a[0] = 5; while (_a[i] > _a[i * 2]) { (_a[i], _a[i * 2]) = (_a[i * 2], _a[i]); i *= 2; } }
        }
        """);
}
