using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Busy = Verify<BusySpinAnalyzer, BusySpinFix>;

/// <summary>Loops that burn a core get a pause, or become a wait.</summary>
public sealed class PauseFixTests
{
    [Fact]
    public Task Spin_loops_get_a_spin_wait() => Busy.FixAll(
        """
        class C
        {
            volatile bool _ready;

            void M()
            {
                // Until somebody is ready.
                while ([|!_ready|])
                {
                }

                while ([|!_ready|]) ;
            }

            void N(int spin)
            {
                while (true)
                {
                    if ([|_ready|])
                        break;
                }
            }
        }
        """,
        """
        class C
        {
            volatile bool _ready;

            void M()
            {
                // Until somebody is ready.
                var spin = new SpinWait();
                while (!_ready)
                {
                    spin.SpinOnce();
                }

                var spin2 = new SpinWait();
                while (!_ready)
                    spin2.SpinOnce();
            }

            void N(int spin)
            {
                var spin2 = new SpinWait();
                while (true)
                {
                    if (_ready)
                        break;
                    spin2.SpinOnce();
                }
            }
        }
        """);

    [Fact]
    public Task A_loop_that_tries_to_take_gets_a_spin_wait() => Busy.Fixes(
        """
        class C
        {
            readonly ConcurrentQueue<int> _items = new();

            int M()
            {
                int item;
                while ([|!_items.TryDequeue(out item)|])
                {
                }

                return item;
            }
        }
        """,
        """
        class C
        {
            readonly ConcurrentQueue<int> _items = new();

            int M()
            {
                int item;
                var spin = new SpinWait();
                while (!_items.TryDequeue(out item))
                {
                    spin.SpinOnce();
                }

                return item;
            }
        }
        """,
        "Call SpinWait.SpinOnce in the loop");

    [Fact]
    public Task Loops_that_only_look_become_a_call() => Busy.FixAll(
        """
        class C
        {
            volatile bool _ready; volatile int _count; volatile object? _item; volatile float _size;

            void M(int wanted, bool other)
            {
                // Until somebody is ready.
                while ([|!_ready|])
                {
                } // now

                if (other)
                    while ([|_ready|]) ;

                while ([|!(_ready && other)|]) ;
                do { } while ([|_count != wanted|]);
                for (; [|_count < wanted|];) ;
                while ([|_size < 1f|]) ;
                while ([|_item is null|]) ;
                while ([|!_ready || _count == 0|]) { }
            }
        }
        """,
        """
        class C
        {
            volatile bool _ready; volatile int _count; volatile object? _item; volatile float _size;

            void M(int wanted, bool other)
            {
                // Until somebody is ready.
                SpinWait.SpinUntil(() => _ready); // now

                if (other)
                    SpinWait.SpinUntil(() => !_ready);

                SpinWait.SpinUntil(() => _ready && other);
                SpinWait.SpinUntil(() => _count == wanted);
                SpinWait.SpinUntil(() => _count >= wanted);
                SpinWait.SpinUntil(() => !(_size < 1f));
                SpinWait.SpinUntil(() => !(_item is null));
                SpinWait.SpinUntil(() => !(!_ready || _count == 0));
            }
        }
        """,
        "Wait with SpinWait.SpinUntil");

    [Theory]
    [InlineData("class C { volatile bool _ready; void M() { while ([|!_ready|]) { /* until it is */ } } }")]
    [InlineData("class C { volatile bool _ready; void M() { while (true) { if ([|_ready|]) break; } } }")]
    [InlineData("class C { void M(ref bool ready) { while ([|!Volatile.Read(ref ready)|]) { } } }")]
    [InlineData("struct S { volatile bool _ready; void M() { while ([|!_ready|]) { } } }")]
    [InlineData("class C { readonly ConcurrentQueue<int> _items = new(); int M() { int item; while ([|!_items.TryDequeue(out item)|]) { } return item; } }")]
    [InlineData("class C { readonly ConcurrentQueue<int> _items = new(); int M() { while (true) { if ([|_items.TryDequeue(out var item)|]) return item; } } }")]
    public Task A_lambda_cannot_look_at_everything(string source) => Busy.DoesNotOffer(source, "Wait with SpinWait.SpinUntil");

    [Fact]
    public Task A_loop_that_spins_for_a_flag_waits_for_an_event() => Busy.Fixes(
        """
        class Gate
        {
            private volatile bool _open;
            public void Pass() { while ([|!_open|]) { } }
            public void Open() => _open = true;
        }
        """,
        """
        class Gate
        {
            private readonly ManualResetEventSlim _open = new ManualResetEventSlim();
            public void Pass() { _open.Wait(); }
            public void Open() => _open.Set();
        }
        """,
        "Wait on a ManualResetEventSlim");

    [Theory]
    [InlineData("bool Peek(C? other) => other?._ready == true;")]
    [InlineData("bool Peek(object other) => other is C { _ready: true };")]
    [InlineData("void N() { while (!_ready) Thread.Sleep(_ready ? 1 : 2); }")]
    public Task A_flag_that_is_named_where_no_event_can_be_asked_stays(string member) =>
        Busy.DoesNotOffer("class C { volatile bool _ready; void M() { while ([|!_ready|]) { } } " + member + " }", "Wait on a ManualResetEventSlim");
}
