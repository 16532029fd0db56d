using SyncPrimitives.Classic;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>The classic locks: endless rounds also show that nobody starves, two rounds show lost updates.</summary>
internal static class ClassicScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Peterson(0),
        Peterson(2),
        Dekker(0),
        Dekker(2),
        Filter(2, 0),
        Filter(3, 0) with { IsSmall = false },
        Bakery(2, 2),
        Bakery(3, 1) with { IsSmall = false },
        Register(),
        Claim(),
    ];

    private static Scenario Peterson(int rounds) =>
        Scenario.Lock($"PetersonLock, 2 threads, {Rounds(rounds)}", 2, rounds, () => new PetersonLock(), (l, i) => l.Enter(i), (l, i) => l.Exit(i));

    private static Scenario Dekker(int rounds) =>
        Scenario.Lock($"DekkerLock, 2 threads, {Rounds(rounds)}", 2, rounds, () => new DekkerLock(), (l, i) => l.Enter(i), (l, i) => l.Exit(i));

    private static Scenario Filter(int threads, int rounds) =>
        Scenario.Lock($"FilterLock, {threads} threads, {Rounds(rounds)}", threads, rounds, () => new FilterLock(threads), (l, i) => l.Enter(i), (l, i) => l.Exit(i));

    // Numbers grow as long as somebody waits, so endless rounds have no end of states.
    private static Scenario Bakery(int threads, int rounds) =>
        Scenario.Lock($"BakeryLock, {threads} threads, {Rounds(rounds)}", threads, rounds, () => new BakeryLock(threads), (l, i) => l.Enter(i), (l, i) => l.Exit(i));

    /// <summary>Two threads that register at the same time get different seats.</summary>
    private static Scenario Register() => new("Register, 2 threads", p =>
    {
        var gate = new PetersonLock();
        var sum = p.Shared("sum of indices");
        for (var i = 0; i < 2; i++)
            p.Thread($"{i}", _ => sum.Add(gate.Register().Index));
        p.AtEnd(check => check(sum.Read() == 1, "two parties have the same index"));
    });

    /// <summary>Two threads that want the same seat: one is refused.</summary>
    private static Scenario Claim() => new("Party claimed by 2 threads", p =>
    {
        var gate = new PetersonLock();
        var party = gate.Register();
        var claimed = p.Shared("claimed");
        for (var i = 0; i < 2; i++)
            p.Thread($"{i}", _ =>
            {
                try
                {
                    party.BeforeEnter(gate);
                    claimed.Add(1);
                }
                catch (InvalidOperationException)
                {
                }
            });
        p.AtEnd(check => check(claimed.Read() == 1, $"{claimed.Read()} threads have the party"));
    });

    private static string Rounds(int rounds) => rounds switch { 0 => "endless", 1 => "1 round", _ => $"{rounds} rounds" };
}
