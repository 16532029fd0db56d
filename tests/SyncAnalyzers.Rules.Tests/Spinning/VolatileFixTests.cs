using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Plain = Verify<PlainSpinAnalyzer, PlainSpinFix>;
using Check = Verify<DoubleCheckAnalyzer, DoubleCheckFix>;

/// <summary>Reads, stores and fields become volatile.</summary>
public sealed class VolatileFixTests
{
    [Fact]
    public Task Plain_reads_become_volatile_reads() => Plain.FixAll(
        """
        class C
        {
            bool _a; static int s_b; readonly int[] _c = new int[2];
            bool IsA => _a;
            void M() { while ([|!_a|]) { } while ([|s_b != 2|]) { } while ([|_c[1] == 0|]) { } while ([|!IsA|]) { } }
            void N() { var stop = false; Task.Run(() => stop = true); while ([|!stop|]) { } }
        }
        """,
        """
        class C
        {
            bool _a; static int s_b; readonly int[] _c = new int[2];
            bool IsA => Volatile.Read(ref _a);
            void M() { while (!Volatile.Read(ref _a)) { } while (Volatile.Read(ref s_b) != 2) { } while (Volatile.Read(ref _c[1]) == 0) { } while (!IsA) { } }
            void N() { var stop = false; Task.Run(() => stop = true); while (!Volatile.Read(ref stop)) { } }
        }
        """);

    [Fact]
    public Task The_field_becomes_volatile() => Plain.Fixes(
        """
        class C
        {
            // Set by Stop.
            private bool _stop;
            void M() { while ([|!_stop|]) { } }
        }
        """,
        """
        class C
        {
            // Set by Stop.
            private volatile bool _stop;
            void M() { while (!_stop) { } }
        }
        """,
        "Make the field volatile");

    [Fact]
    public Task A_loop_that_does_nothing_but_wait_waits_for_an_event() => Plain.Fixes(
        """
        class C
        {
            private bool _open;
            public void Pass() { while ([|!_open|]) { } }
            public void Open() => _open = true;
        }
        """,
        """
        class C
        {
            private readonly ManualResetEventSlim _open = new ManualResetEventSlim();
            public void Pass() { _open.Wait(); }
            public void Open() => _open.Set();
        }
        """,
        "Wait on a ManualResetEventSlim");

    [Fact]
    public Task With_the_library_asynchronous_code_awaits_its_event() => Plain.Fixes(
        WithLibrary("class C { bool _open; async Task Pass() { await Task.Yield(); while ([|!_open|]) { } } void Open() => _open = true; void Close() => _open = false; }"),
        WithLibrary("using SyncPrimitives;\n\nclass C { readonly AsyncManualResetEvent _open = new AsyncManualResetEvent(); async Task Pass() { await Task.Yield(); await _open.WaitAsync(); } void Open() => _open.Set(); void Close() => _open.Reset(); }"),
        "Await an AsyncManualResetEvent");

    [Theory]
    [InlineData("while ([|!_stop|]) rounds++;")]
    [InlineData("while ([|!_stop && rounds < 9|]) { }")]
    public Task A_loop_that_does_more_waits_for_no_event(string loop) =>
        Plain.DoesNotOffer("class C { bool _stop; void M() { var rounds = 0; " + loop + " Console.WriteLine(rounds); } void Stop() => _stop = true; }", "Wait on a ManualResetEventSlim");

    [Fact]
    public Task Properties_and_enums_have_no_volatile_read() => Plain.ReportsWithoutFix(
        """
        class C
        {
            bool Done { get; set; } DayOfWeek _a, _day;
            void M() { while ([|!Done|]) { } while ([|_day == DayOfWeek.Monday|]) { } }
        }
        """);

    [Fact]
    public Task The_check_is_repeated_and_the_flag_becomes_volatile() => Check.FixAll(
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x;
            List<int> M() { if ([|_x == null|]) { lock (_gate) { _x = new List<int>(); } } return _x; }
        }
        """,
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x;
            List<int> M() { if (_x == null) { lock (_gate) { _x ??= new List<int>(); } } return _x; }
        }
        """);

    [Fact]
    public Task A_flag_that_is_set_last_becomes_volatile() => Check.Fixes(
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x;
            bool _done;
            List<int>? M() { if ([|!_done|]) { lock (_gate) { if (!_done) { _x = new List<int>(); _done = true; } } } return _x; }
        }
        """,
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x;
            volatile bool _done;
            List<int>? M() { if (!_done) { lock (_gate) { if (!_done) { _x = new List<int>(); _done = true; } } } return _x; }
        }
        """);

    [Fact]
    public Task A_field_that_is_passed_by_reference_stays() => Plain.DoesNotOffer(
        """
        class C
        {
            private bool _stop;
            void M() { while ([|!_stop|]) { } }
            void N() { while (!Volatile.Read(ref _stop)) Thread.Yield(); }
            void Stop() => _stop = true;
        }
        """,
        "Make the field volatile");

    [Fact]
    public Task The_check_is_repeated_where_the_value_is_returned() => Check.Fixes(
        """
        class C
        {
            private readonly object _gate = new(); private Task? _x;
            Task M() { if ([|_x != null|]) return _x; lock (_gate) return _x = Task.Delay(1); }
        }
        """,
        """
        class C
        {
            private readonly object _gate = new(); private Task? _x;
            Task M() { if (_x != null) return _x; lock (_gate) return _x ??= Task.Delay(1); }
        }
        """);
}
