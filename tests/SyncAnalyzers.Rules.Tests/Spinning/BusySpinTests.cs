using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<BusySpinAnalyzer>;

public sealed class BusySpinTests
{
    [Theory]
    [InlineData("while ([|!_ready|]) { }")]
    [InlineData("while ([|!_volatile|]) { }")]
    [InlineData("while ([|!Volatile.Read(ref _ready)|]) ;")]
    [InlineData("do { } while ([|!_volatile|]);")]
    [InlineData("for (; [|!_volatile|]; ) { }")]
    [InlineData("again: if ([|!_volatile|]) goto again;")]
    [InlineData("while (true) { if ([|_volatile|]) break; }")]
    [InlineData("while ([|!_volatile|]) Interlocked.MemoryBarrier();")]
    [InlineData("while ([|Interlocked.CompareExchange(ref _lock, 1, 0) != 0|]) { }")]
    [InlineData("while ([|Interlocked.Exchange(ref _lock, 1) == 1|]) { }")]
    [InlineData("while (true) { while ([|_volatileLock == 1|]) { } if (Interlocked.Exchange(ref _volatileLock, 1) == 0) break; }")]
    [InlineData("while ([|!Monitor.TryEnter(_gate)|]) { }")]
    [InlineData("var taken = false; while ([|!taken|]) { Monitor.TryEnter(_gate, ref taken); }")]
    [InlineData("var taken = false; do Monitor.TryEnter(_gate, 0, ref taken); while ([|!taken|]);")]
    [InlineData("while ([|!_task.IsCompleted|]) { }")]
    [InlineData("while ([|_queue.IsEmpty|]) { }")]
    [InlineData("while ([|!_token.IsCancellationRequested|]) { }")]
    [InlineData("var t = new Thread(() => { }); t.Start(); while ([|!t.IsAlive|]) ;")]
    [InlineData("while ([|!IsReady()|]) { }")]
    [InlineData("while ([|!IsReadySlow()|]) { }")]
    [InlineData("while ([|!_volatile|]) { Nothing(); }")]
    [InlineData("var seen = false; while ([|!seen|]) { seen = _volatile; }")]
    [InlineData("var my = Interlocked.Increment(ref _next); while ([|Volatile.Read(ref _serving) != my|]) { }")]
    [InlineData("while ([|!_queue.TryDequeue(out var item)|]) { }")]
    [InlineData("int item; while ([|!_queue.TryDequeue(out item)|]) { } _work = item;")]
    [InlineData("while (true) { if ([|_queue.TryDequeue(out var item)|]) return; }")]
    [InlineData("while (!_volatile) { while ([|!_queue.TryDequeue(out _)|]) { } Work(); }")]
    [InlineData("while ([|!_queue.TryDequeue(out _) && !_token.IsCancellationRequested|]) { }")]
    [InlineData("while ([|!_bag.TryTake(out _)|]) ;")]
    [InlineData("while ([|!_stack.TryPop(out _)|]) ;")]
    [InlineData("while ([|!_items.TryTake(out _)|]) ;")]
    [InlineData("while ([|!_reader.TryRead(out _)|]) ;")]
    [InlineData("while (true) { int item; while ([|!_queue.TryDequeue(out item)|]) { } Console.WriteLine(item); }")]
    [InlineData("while (true) { int item; do { } while ([|!_queue.TryDequeue(out item)|]); Console.WriteLine(item); }")]
    [InlineData("do { int item; while ([|!_queue.TryDequeue(out item)|]) { } Console.WriteLine(item); } while (true);")]
    [InlineData("again: while ([|!_queue.TryDequeue(out _)|]) { } Work(); goto again;")]
    [InlineData("for (; ; ) { for (; [|!_queue.TryDequeue(out _)|]; ) ; Work(); }")]
    [InlineData("while (true) { while ([|!_queue.TryDequeue(out _)|]) { } Work(); Thread.Sleep(10); }")]
    [InlineData("while (true) { while ([|!_queue.TryDequeue(out _)|]) { } if (_work > 3) Work(); }")]
    [InlineData("while (true) { while ([|!_queue.TryDequeue(out _)|]) { } if (_volatile) return; Work(); }")]
    public Task Looks_and_does_nothing_else(string body) => Rule.Reports(Class(body));

    [Theory]
    [InlineData("var spin = new SpinWait(); while (!_volatile) spin.SpinOnce();")]
    [InlineData("while (_queue.TryDequeue(out _)) { }")]
    [InlineData("var taken = false; while (!taken) Monitor.TryEnter(_gate, 50, ref taken);")]
    [InlineData("var taken = false; while (!taken) { Monitor.TryEnter(_gate, ref taken); Thread.Yield(); }")]
    [InlineData("var left = 0; while (left == 0) int.TryParse(Console.In.ReadLine(), out left);")]
    [InlineData("while (!_volatile) Thread.SpinWait(20);")]
    [InlineData("while (!_volatile) Thread.Yield();")]
    [InlineData("while (!_volatile) Thread.Sleep(0);")]
    [InlineData("while (!_volatile) Backoff();")]
    [InlineData("while (!_volatile) { lock (_gate) { } }")]
    [InlineData("while (!_volatile) _event.Wait();")]
    [InlineData("while (!_event.Wait(10)) { }")]
    [InlineData("while (!Monitor.TryEnter(_gate, 100)) { }")]
    [InlineData("SpinWait.SpinUntil(() => _volatile);")]
    [InlineData("int seen; do { seen = _lock; } while (Interlocked.CompareExchange(ref _lock, seen + 1, seen) != seen);")]
    [InlineData("while (true) { var seen = _lock; if (Interlocked.CompareExchange(ref _lock, seen + 1, seen) == seen) break; }")]
    [InlineData("int seen = _lock, was; while ((was = Interlocked.CompareExchange(ref _lock, seen * 2, seen)) != seen) seen = was;")]
    [InlineData("while (!_volatile) { if (_queue.TryDequeue(out var item)) Console.WriteLine(item); }")]
    [InlineData("var n = 0; while (!_volatile) n++;")]
    [InlineData("while (!_volatile) { Work(); }")]
    [InlineData("var clock = System.Diagnostics.Stopwatch.StartNew(); while (!_volatile && clock.ElapsedMilliseconds < 5) { }")]
    [InlineData("var end = DateTime.UtcNow.AddSeconds(1); while (DateTime.UtcNow < end) { }")]
    [InlineData("var end = Environment.TickCount + 5; while (!_volatile) { if (Environment.TickCount > end) break; }")]
    [InlineData("var i = 0; while (i < _lock) i++;")]
    [InlineData("while (Interlocked.Increment(ref _lock) < 10) { }")]
    [InlineData("object? next = _gate; while (next is Node { Kind: 1 or 2 } node) next = node.Inner;")]
    [InlineData("while (true) { }")]
    [InlineData("while (Step()) { }")]
    [InlineData("using var e = new List<int>().GetEnumerator(); while (e.MoveNext()) { }")]
    [InlineData("while (!_volatile) { if (_queue.TryDequeue(out var item)) Nothing(); }")]
    [InlineData("while (true) { if (_queue.TryDequeue(out var item)) Console.WriteLine(item); }")]
    [InlineData("while (true) { if (_queue.TryDequeue(out var item)) Nothing(); if (_volatile) break; }")]
    [InlineData("while (!_queue.TryDequeue(out _)) Thread.Yield();")]
    [InlineData("while (!_queue.TryDequeue(out _)) _event.Wait();")]
    [InlineData("while (!_queue.TryDequeue(out _)) _queue.Enqueue(1);")]
    [InlineData("while (!_queue.IsEmpty) { if (_queue.TryDequeue(out _)) return; }")]
    [InlineData("while (_queue.Count > 0) { if (_queue.TryDequeue(out _)) return; }")]
    [InlineData("while (!_queue.TryDequeue(out _) && !_queue.IsEmpty) { }")]
    [InlineData("while (!_queue.TryDequeue(out var item) || item < 0) { }")]
    [InlineData("while (true) { if (!_queue.TryDequeue(out var item)) break; }")]
    [InlineData("var more = true; while (more) more = _queue.TryDequeue(out _);")]
    [InlineData("while (Took()) { }")]
    [InlineData("while (true) { while (!_queue.TryDequeue(out _)) Thread.Yield(); Work(); }")]
    [InlineData("while (true) { while (!_queue.TryDequeue(out _)) Thread.Sleep(1); Work(); }")]
    [InlineData("while (true) { var spin = new SpinWait(); while (!_queue.TryDequeue(out _)) spin.SpinOnce(); Work(); }")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var item)) Console.WriteLine(item); }")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var item)) Console.WriteLine(item); _event.Wait(); }")]
    [InlineData("while (true) { if (!_queue.TryDequeue(out var item)) continue; Console.WriteLine(item); }")]
    [InlineData("while (true) { while (!_queue.TryDequeue(out _) && !_queue.IsEmpty) { } Work(); }")]
    [InlineData("while (!_items.TryTake(out _, 100)) { }")]
    [InlineData("while (!_plain.TryDequeue(out _)) { }")]
    public Task Backs_off_or_makes_progress(string body) => Rule.IsSilentOn(Class(body));

    [Fact]
    public Task Async_code_gives_its_thread_back() => Rule.IsSilentOn(
        """
        class C
        {
            volatile bool _ready;
            async Task M() { while (!_ready) await Task.Yield(); }
            async Task N() { while (!_ready) await Task.Delay(5).ConfigureAwait(false); }
        }
        """);

    private static string Class(string body) =>
        $$"""
        sealed class Node { public readonly int Kind; public readonly object? Inner; }
        class C
        {
            bool _ready; volatile bool _volatile; int _lock; volatile int _volatileLock; int _next, _serving; readonly object _gate = new(); int _work;
            readonly ManualResetEventSlim _event = new(); readonly ConcurrentQueue<int> _queue = new(); Task _task = Task.CompletedTask; CancellationToken _token;
            readonly ConcurrentBag<int> _bag = []; readonly ConcurrentStack<int> _stack = new(); readonly BlockingCollection<int> _items = []; readonly Queue<int> _plain = new();
            readonly System.Threading.Channels.ChannelReader<int> _reader = System.Threading.Channels.Channel.CreateUnbounded<int>().Reader;
            bool Took() => _queue.TryDequeue(out _);
            bool IsReady() => _volatile;
            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] bool IsReadySlow() => _volatile;
            static void Nothing() { }
            static void Backoff() => Thread.SpinWait(30);
            void Work() { for (var i = 0; i < 10; i++) _work += i; }
            bool Step() => ++_work < 100;
            void M() { {{body}} }
            void Set() { _ready = true; _volatile = true; }
        }
        """;
}
