using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<PollingAnalyzer>;

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
    [InlineData("while (!_event.Wait(10)) { }")]
    [InlineData("while (!_token.IsCancellationRequested) Thread.Sleep(10);")]
    [InlineData("while (!_ready) { lock (this) Monitor.Wait(this); }")]
    [InlineData("Thread.Sleep(10); if (!_ready) return;")]
    public Task Works_or_waits_for_somebody_else(string body) => Rule.IsSilentOn(Class(body));

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
