using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<TryAgainAnalyzer>;

public sealed class TryAgainTests
{
    [Theory]
    [InlineData("while (true) { lock (_a) { if ([|Monitor.TryEnter(_b)|]) { Monitor.Exit(_b); return; } } }", "while (true) { lock (_b) { if ([|Monitor.TryEnter(_a)|]) { Monitor.Exit(_a); return; } } }")]
    [InlineData("for (;;) { Monitor.Enter(_a); if ([|Monitor.TryEnter(_b)|]) break; Monitor.Exit(_a); }", "for (;;) { Monitor.Enter(_b); if ([|Monitor.TryEnter(_a)|]) break; Monitor.Exit(_b); }")]
    [InlineData("again: Monitor.Enter(_a); if (![|Monitor.TryEnter(_b, 0)|]) { Monitor.Exit(_a); goto again; }", "again: Monitor.Enter(_b); if (![|Monitor.TryEnter(_a, 0)|]) { Monitor.Exit(_b); goto again; }")]
    [InlineData("while (true) { _s.Wait(); if ([|_t.Wait(0)|]) return; _s.Release(); }", "while (true) { _t.Wait(); if ([|_s.Wait(0)|]) return; _t.Release(); }")]
    [InlineData("var done = false; while (!done) { _s.Wait(); try { if ([|_t.Wait(0)|]) { try { Console.WriteLine(); done = true; } finally { _t.Release(); } } } finally { _s.Release(); } }", "var done = false; while (!done) { _t.Wait(); try { if ([|_s.Wait(0)|]) { try { Console.WriteLine(); done = true; } finally { _s.Release(); } } } finally { _t.Release(); } }")]
    [InlineData("while (true) { lock (_a) { if ([|Monitor.TryEnter(_b)|]) { Monitor.Exit(_b); return; } } Thread.Sleep(5); }", "while (true) { lock (_b) { if ([|Monitor.TryEnter(_a)|]) { Monitor.Exit(_a); return; } } Thread.Sleep(5); }")]
    public Task Both_give_back_and_start_again(string one, string two) => Rule.Reports(Class(one, two));

    [Fact]
    public Task Two_accounts_or_two_parameters() => Rule.Reports(
        """
        class Account
        {
            readonly object _gate = new();
            static void Transfer(Account from, Account to)
            {
                while (true)
                {
                    lock (from._gate)
                    {
                        if ([|Monitor.TryEnter(to._gate)|]) { Monitor.Exit(to._gate); return; }
                    }
                }
            }

            static void Both(object first, object second)
            {
                while (true)
                {
                    Monitor.Enter(first);
                    if ([|Monitor.TryEnter(second)|]) return;
                    Monitor.Exit(first);
                }
            }
        }
        """);

    [Theory]
    [InlineData("while (true) { lock (_a) { if (Monitor.TryEnter(_b)) return; } }", "lock (_b) { lock (_a) { } }")]
    [InlineData("while (true) { lock (_a) { if (Monitor.TryEnter(_b)) return; } }", "while (true) { lock (_a) { if (Monitor.TryEnter(_b)) return; } }")]
    [InlineData("while (true) { lock (_a) { if (Monitor.TryEnter(_b)) return; } Thread.Sleep(Random.Shared.Next(9)); }", "while (true) { lock (_b) { if (Monitor.TryEnter(_a)) return; } Thread.Sleep(Random.Shared.Next(9)); }")]
    [InlineData("while (true) { lock (_a) { if (Monitor.TryEnter(_b)) return; } Thread.Sleep(1); }", "while (true) { lock (_b) { if (Monitor.TryEnter(_a)) return; } Thread.Sleep(8); }")]
    [InlineData("for (var i = 0; i < 3; i++) { lock (_a) { if (Monitor.TryEnter(_b)) return; } }", "for (var i = 0; i < 3; i++) { lock (_b) { if (Monitor.TryEnter(_a)) return; } }")]
    [InlineData("lock (_a) { while (!Monitor.TryEnter(_b)) Thread.Yield(); }", "lock (_b) { while (!Monitor.TryEnter(_a)) Thread.Yield(); }")]
    [InlineData("while (true) { lock (_a) { if (Monitor.TryEnter(_b)) Monitor.Exit(_b); } }", "while (true) { lock (_b) { } }")]
    [InlineData("lock (_a) { if (Monitor.TryEnter(_b)) Monitor.Exit(_b); }", "lock (_b) { if (Monitor.TryEnter(_a)) Monitor.Exit(_a); }")]
    public Task Something_differs_or_nothing_is_given_back(string one, string two) => Rule.IsSilentOn(Class(one, two));

    private static string Class(string one, string two) =>
        $$"""
        class C
        {
            readonly object _a = new(), _b = new(); readonly SemaphoreSlim _s = new(1, 1), _t = new(1, 1);
            void M() { {{one}} }
            void N() { {{two}} }
        }
        """;
}
