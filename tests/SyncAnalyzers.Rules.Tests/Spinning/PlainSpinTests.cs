using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<PlainSpinAnalyzer>;

public sealed class PlainSpinTests
{
    [Theory]
    [InlineData("while ([|!_stop|]) { }")]
    [InlineData("while ([|!_stop|]) ;")]
    [InlineData("do { } while ([|!_stop|]);")]
    [InlineData("for (; [|!_stop|]; ) { }")]
    [InlineData("for (var n = 0; [|!_stop|]; n++) { }")]
    [InlineData("again: if ([|!_stop|]) goto again;")]
    [InlineData("while (true) { if ([|_stop|]) break; }")]
    [InlineData("for (;;) { if ([|_stop|]) return; }")]
    [InlineData("while (true) { if ([|!_stop|]) continue; break; }")]
    [InlineData("var n = 0L; while ([|!_stop|]) n++;")]
    [InlineData("double x = 1; while ([|!_stop|]) { x = Math.Sqrt(x + 1); }")]
    [InlineData("while ([|!s_stop|]) { }")]
    [InlineData("while ([|!Done|]) { }")]
    [InlineData("while ([|!IsDone()|]) { }")]
    [InlineData("while ([|!IsOver|]) { }")]
    [InlineData("while ([|_state != 2|]) { }")]
    [InlineData("while ([|_peer._stop == false|]) { }")]
    [InlineData("while ([|_flags[1] == 0|]) { }")]
    [InlineData("while ([|!_slots[0].Up|]) { }")]
    [InlineData("ref var flag = ref _flags[1]; while ([|flag == 0|]) { }")]
    [InlineData("var seen = false; while ([|!seen|]) seen = _stop;")]
    [InlineData("while ([|!_stop && !s_stop|]) { }")]
    [InlineData("while ([|!_stop|]) { _count++; }")]
    [InlineData("while ([|!_stop|]) { Nothing(); }")]
    [InlineData("while ([|_task == null|]) { }")]
    [InlineData("while ([|_task is null|]) { }")]
    [InlineData("lock (_gate) { } while ([|!_stop|]) { }")]
    public Task Reads_a_plain_variable_that_nothing_makes_it_read_again(string body) => Rule.Reports(Class(body));

    [Fact]
    public Task Captured_locals_are_fields_of_the_closure() => Rule.Reports(
        """
        class C
        {
            void M()
            {
                var stop = false;
                new Thread(() => { while ([|!stop|]) { } }).Start();
                stop = true;
            }

            void N()
            {
                var ready = false;
                Task.Run(() => ready = true);
                while ([|!ready|]) { }
            }

            void F()
            {
                var done = false;
                new Thread(Set).Start();
                while ([|!done|]) { }
                void Set() => done = true;
            }
        }
        """);

    [Fact]
    public Task Parameters_can_be_references_to_shared_variables() => Rule.Reports(
        """
        class C(bool stop)
        {
            static void Wait(ref bool flag) { while ([|!flag|]) { } }
            static void WaitFor(int[] flags, int i) { while ([|flags[i] == 0|]) { } }
            void Primary() { while ([|!stop|]) { } }
            void Stop() => stop = true;
        }
        """);

    [Fact]
    public Task Lambdas_in_fields_and_top_level_statements_are_code_too() => Rule.Reports(
        """
        class C
        {
            static bool s_stop;
            static readonly Action s_wait = () => { while ([|!s_stop|]) { } };
            Action Wait { get; } = () => { while ([|!s_stop|]) { } };
            static void Stop() => s_stop = true;
        }
        """);

    [Theory]
    [InlineData("while (!_volatile) { }")]
    [InlineData("while (!Volatile.Read(ref _stop)) { }")]
    [InlineData("while (!_stop) Thread.Sleep(1);")]
    [InlineData("while (!_stop) Thread.Yield();")]
    [InlineData("while (!_stop) Thread.SpinWait(10);")]
    [InlineData("var spin = new SpinWait(); while (!_stop) spin.SpinOnce();")]
    [InlineData("while (!_stop) Interlocked.MemoryBarrier();")]
    [InlineData("while (!_stop) Thread.MemoryBarrier();")]
    [InlineData("while (!_stop) { _ = _volatile; }")]
    [InlineData("while (!_stop && !_volatile) { }")]
    [InlineData("while (!_stop) { lock (_gate) { _count++; } }")]
    [InlineData("while (!_stop) { Opaque(); }")]
    [InlineData("while (!_stop) { Virtual(); }")]
    [InlineData("while (!_stop) { Console.WriteLine(); }")]
    [InlineData("while (!IsDoneVirtual()) { }")]
    [InlineData("SpinWait.SpinUntil(() => _stop);")]
    [InlineData("while (!_stop) { if (_count++ > 10) _stop = true; }")]
    [InlineData("for (var i = 0; i < _count; i++) { }")]
    [InlineData("var i = 0; while (i < _count) i++;")]
    [InlineData("var i = 0; while (!_stop && i < 1000) i++;")]
    [InlineData("var i = 0; while (_flags[i] != 0) i++;")]
    [InlineData("var node = _peer; while (node._peer != null) node = node._peer;")]
    [InlineData("while (_count > 0) _count--;")]
    [InlineData("while (_count > 0) { Decrement(); }")]
    [InlineData("while (_readonly == 0) { }")]
    [InlineData("var done = false; while (!done) { }")]
    [InlineData("while (_peer != null) _peer = _peer._peer;")]
    [InlineData("while (Interlocked.CompareExchange(ref _state, 1, 0) != 0) { }")]
    [InlineData("while (Interlocked.Read(ref _long) == 0) { }")]
    [InlineData("while (true) { if (_stop) break; Opaque(); }")]
    [InlineData("while (!_volatileFlags[0]) { }")]
    [InlineData("while (!t_stop) { }")]
    public Task Looks_again_or_needs_nobody_else(string body) => Rule.IsSilentOn(Class(body));

    [Fact]
    public Task An_await_comes_back_with_fresh_values() => Rule.IsSilentOn(
        """
        class C
        {
            bool _stop;
            async Task M() { while (!_stop) await Task.Delay(1); }
            IEnumerable<int> N() { while (!_stop) yield return 1; }
            void Stop() => _stop = true;
        }
        """);

    private static string Class(string body) =>
        $$"""
        struct Slot { public bool Up; }

        class C
        {
            bool _stop; static bool s_stop; volatile bool _volatile; int _state; int _count; long _long; readonly int _readonly;
            [ThreadStatic] static bool t_stop;
            C? _peer; int[] _flags = new int[2]; Slot[] _slots = new Slot[2]; volatile bool[] _volatileFlags = new bool[2]; Task? _task; readonly object _gate = new();
            bool Done { get; set; }
            bool IsOver => _stop;
            bool IsDone() => _stop;
            public virtual bool IsDoneVirtual() => _stop;
            static void Nothing() { }
            public virtual void Virtual() { }
            void Decrement() => _count--;
            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] void Opaque() { }

            void M() { {{body}} }

            void Stop() { _stop = true; s_stop = true; Done = true; _state = 2; _flags[1] = 1; _slots[0].Up = true; _peer = null; _volatile = true; _task = Task.CompletedTask; t_stop = true; }
        }
        """;
}
