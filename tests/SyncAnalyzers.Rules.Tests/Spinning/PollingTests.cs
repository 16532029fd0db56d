using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<PollingAnalyzer, PollingFix>;

public sealed class PollingTests
{
    [Theory]
    [InlineData("while ([|!_ready|]) Thread.Sleep(10);")]
    [InlineData("while ([|!_volatile|]) { Thread.Sleep(TimeSpan.FromMilliseconds(50)); }")]
    [InlineData("do { Thread.Sleep(1); } while ([|!_ready|]);")]
    [InlineData("while (true) { if ([|_ready|]) break; Thread.Sleep(100); }")]
    [InlineData("for (var i = 0; [|!_ready && i < 100|]; i++) Thread.Sleep(10);")]
    [InlineData("while ([|!Volatile.Read(ref _ready)|]) Task.Delay(10).Wait();")]
    [InlineData("while ([|!Done|]) Thread.Sleep(5);")]
    [InlineData("while ([|!IsReady()|]) Thread.Sleep(5);")]
    [InlineData("var clock = System.Diagnostics.Stopwatch.StartNew(); while ([|!_ready && clock.ElapsedMilliseconds < 500|]) Thread.Sleep(5);")]
    public Task Sleeps_and_looks(string body) => Rule.Reports(Class(body));

    [Fact]
    public Task Asynchronous_polling_and_locals() => Rule.Reports(
        """
        class C
        {
            bool _ready;
            async Task M() { while ([|!_ready|]) await Task.Delay(10); }
            async Task N() { while ([|!_ready|]) { await Task.Delay(10).ConfigureAwait(false); } }
            void Set() => _ready = true;
            void Local() { var done = false; Task.Run(() => done = true); while ([|!done|]) Thread.Sleep(1); }
        }
        """);

    [Theory]
    [InlineData("while (!_ready) Thread.Sleep(0);")]
    [InlineData("while (!_ready) Thread.Yield();")]
    [InlineData("while (!_ready) { Console.WriteLine(); Thread.Sleep(1000); }")]
    [InlineData("while (!_ready) { Work(); Thread.Sleep(1000); }")]
    [InlineData("while (!System.IO.File.Exists(\"x\")) Thread.Sleep(10);")]
    [InlineData("while (!_nobody) Thread.Sleep(10);")]
    [InlineData("while (!_ready) { Thread.Sleep(10); GC.Collect(); GC.WaitForPendingFinalizers(); }")]
    [InlineData("while (!_event.Wait(10)) { }")]
    [InlineData("while (!_token.IsCancellationRequested) Thread.Sleep(10);")]
    [InlineData("while (!_ready) { lock (this) Monitor.Wait(this); }")]
    [InlineData("Thread.Sleep(10); if (!_ready) return;")]
    public Task Works_or_waits_for_somebody_else(string body) => Rule.IsSilentOn(Class(body));

    [Fact]
    public Task An_event_takes_the_place_of_the_flag() => Rule.Fixes(
        """
        class Download
        {
            // Raised by Finish.
            private volatile bool _done;

            public void Wait()
            {
                // Until it is there.
                while ([|!_done|])
                {
                    Thread.Sleep(100);
                } // now
            }

            public void WaitAgain()
            {
                do Thread.Sleep(TimeSpan.FromSeconds(1)); while ([|!this._done|]);
                while ([|!Volatile.Read(ref _done)|]) Task.Delay(10).Wait();
            }

            public void Finish() => _done = true;
            public void Restart() { this._done = false; Volatile.Write(ref _done, false); }
            public Action Later() => () => _done = true;
            public bool IsDone => _done || Volatile.Read(ref _done);
            public string Name => nameof(_done);
            public void Work(SemaphoreSlim work) { while (!_done) work.Wait(); }
        }
        """,
        """
        class Download
        {
            // Raised by Finish.
            private readonly ManualResetEventSlim _done = new ManualResetEventSlim();

            public void Wait()
            {
                // Until it is there.
                _done.Wait(); // now
            }

            public void WaitAgain()
            {
                this._done.Wait();
                _done.Wait();
            }

            public void Finish() => _done.Set();
            public void Restart() { this._done.Reset(); _done.Reset(); }
            public Action Later() => () => _done.Set();
            public bool IsDone => _done.IsSet || _done.IsSet;
            public string Name => nameof(_done);
            public void Work(SemaphoreSlim work) { while (!_done.IsSet) work.Wait(); }
        }
        """);

    [Fact]
    public Task All_flags_at_once() => Rule.FixAll(
        """
        class A { bool _a, _x; static bool s_b = true; void M() { while ([|!s_b|]) Thread.Sleep(5); } void N() { while ([|!s_b|]) Thread.Sleep(5); } void Set(bool other) { s_b = false; s_b = true; } }
        class B { bool _c = false; void M() { while ([|!_c|]) Thread.Sleep(5); } void Set() => _c = true; }
        """,
        """
        class A { bool _a, _x; static readonly ManualResetEventSlim s_b = new ManualResetEventSlim(true); void M() { s_b.Wait(); } void N() { s_b.Wait(); } void Set(bool other) { s_b.Reset(); s_b.Set(); } }
        class B { readonly ManualResetEventSlim _c = new ManualResetEventSlim(); void M() { _c.Wait(); } void Set() => _c.Set(); }
        """);

    [Theory]
    [InlineData("bool _done; void M() { while ([|!_done|]) Thread.Sleep(5); } void Set(bool value) => _done = value;")]
    [InlineData("bool _done; void M() { while ([|!_done|]) Thread.Sleep(5); } bool Set() => _done = true;")]
    [InlineData("bool _done; void M() { while ([|!_done|]) Thread.Sleep(5); } void Set() { _done |= true; }")]
    [InlineData("bool _done; void M() { while ([|!_done|]) Thread.Sleep(5); } void Set() => Set(ref _done); static void Set(ref bool flag) => flag = true;")]
    [InlineData("internal bool _done; void M() { while ([|!_done|]) Thread.Sleep(5); } void Set() => _done = true;")]
    [InlineData("bool _done; void M() { for (var i = 0; [|!_done && i < 9|]; i++) Thread.Sleep(5); } void Set() => _done = true;")]
    [InlineData("bool _done; async Task M() { while ([|!_done|]) await Task.Delay(5); } void Set() => _done = true; void Reset() => _done = false;")]
    [InlineData("bool _done = true; async Task M() { while ([|!_done|]) await Task.Delay(5); } void Set() => _done = true;")]
    [InlineData("bool _done; async Task M() { while ([|!_done|]) await Task.Delay(_done ? 1 : 5); } void Set() => _done = true;")]
    [InlineData("bool _done; void M(CancellationToken token) { while ([|!_done|]) Task.Delay(5, token).Wait(); } void Set() => _done = true;")]
    [InlineData("bool _done; async Task M(CancellationToken token) { while ([|!_done && !token.IsCancellationRequested|]) await Task.Delay(5); } void Set() => _done = true;")]
    [InlineData("bool _done; void M() { while ([|!_done|]) Thread.Sleep(5 /* short */); } void Set() => _done = true;")]
    [InlineData("bool _done; void M() { while ([|_done|]) Thread.Sleep(5); } void Set() => _done = true;")]
    [InlineData("int _done; void M() { while ([|_done == 0|]) Thread.Sleep(5); } void Set() => _done = 1;")]
    [InlineData("bool _done; C() : this(true) { } C(bool done) => _done = done; void M() { while ([|!_done|]) Thread.Sleep(5); } void Set() => _done = true;")]
    public Task Not_every_flag_is_an_event(string members) => Rule.ReportsWithoutFix("class C { " + members + " }");

    private static string Class(string body) =>
        $$"""
        class C
        {
            bool _ready, _nobody; volatile bool _volatile; int _work; readonly ManualResetEventSlim _event = new(); CancellationToken _token;
            bool Done { get; set; }
            bool IsReady() => _volatile;
            void Work() => _work++;
            void M() { {{body}} }
            void Set() { _ready = true; _volatile = true; Done = true; }
        }
        """;
}
