using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>What the report tells.</summary>
public sealed class LockOrderStoryTests
{
    [Fact]
    public Task The_story_names_both_locks_both_places_and_the_way() => Rule.Explains(
        Scenario.FromSources(
        [
            """
            class Bank
            {
                internal readonly object Gate = new();
                private readonly Ledger _ledger = new();

                void Pay() { lock (Gate) { [|_ledger.Write()|]; } }

                internal void Audit() { lock (Gate) { } }
                internal Ledger Ledger => _ledger;
            }
            """,
            """
            class Ledger
            {
                private static readonly object s_pages = new();

                internal void Write() { lock (s_pages) { } }
                internal void Check(Bank bank) { lock (s_pages) { [|bank.Audit()|]; } }
            }
            """,
        ]),
        BothWays(
            """
            Test0.cs(6): 'Ledger.s_pages' is acquired through Ledger.Write while 'Gate' is held, but Ledger.Check (Test1.cs:6) acquires 'bank.Gate' through Bank.Audit while it holds 'Ledger.s_pages': each thread can wait for ever for the lock the other holds
            """,
            """
            Test0.cs(6): Gate
            Test0.cs(6): _ledger.Write()
            Test1.cs(5): s_pages
            """,
            """
            Test1.cs(6): 'bank.Gate' is acquired through Bank.Audit while 'Ledger.s_pages' is held, but Bank.Pay (Test0.cs:6) acquires 'Ledger.s_pages' through Ledger.Write while it holds 'Gate': each thread can wait for ever for the lock the other holds
            """,
            """
            Test1.cs(6): s_pages
            Test1.cs(6): bank.Audit()
            Test0.cs(8): Gate
            """));

    [Fact]
    public Task Locks_named_alike_are_told_apart() => Rule.Explains(
        Scenario.FromSources(
        [
            """
            class Bank
            {
                readonly object _gate = new(); readonly Ledger _ledger;
                Bank(Ledger ledger) { _ledger = ledger; ledger.Bank = this; }
                void Pay() { lock (_gate) { [|_ledger.Write()|]; } }
                internal void Audit() { lock (_gate) { } }
            }
            class Ledger
            {
                readonly object _gate = new(); internal Bank? Bank;
                internal void Write() { lock (_gate) { } }
                void Check() { lock (_gate) { [|Bank!.Audit()|]; } }
            }
            """,
        ]),
        BothWays(
            """
            Test0.cs(5): '_ledger._gate' is acquired through Ledger.Write while '_gate' is held, but Ledger.Check (line 12) acquires 'Bank._gate' through Bank.Audit while it holds 'Ledger._gate': each thread can wait for ever for the lock the other holds
            """,
            """
            Test0.cs(5): _gate
            Test0.cs(5): _ledger.Write()
            Test0.cs(11): _gate
            """,
            """
            Test0.cs(12): 'Bank._gate' is acquired through Bank.Audit while '_gate' is held, but Bank.Pay (line 5) acquires '_ledger._gate' through Ledger.Write while it holds 'Bank._gate': each thread can wait for ever for the lock the other holds
            """,
            """
            Test0.cs(12): _gate
            Test0.cs(12): Bank!.Audit()
            Test0.cs(6): _gate
            """));

    /// <summary>Two reports of one cycle: each tells its own way first, then the other's.</summary>
    private static string BothWays(string report, string way, string otherReport, string otherWay) =>
        string.Join('\n', [report, .. Steps(way), .. Steps(otherWay), otherReport, .. Steps(otherWay), .. Steps(way)]);

    private static IEnumerable<string> Steps(string way) => way.Split('\n').Select(step => "    " + step);
}
