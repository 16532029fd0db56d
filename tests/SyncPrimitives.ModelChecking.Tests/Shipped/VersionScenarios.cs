using SyncPrimitives.Machine;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>Values changed without a lock: no update is lost, and none is made of a value that nobody stored.</summary>
internal static class VersionScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Cell(),
        CellTry(),
        Counter(),
        Long(2, 2),
        Long(3, 1),
        Int(),
        Reference(),
    ];

    private static Scenario Cell() => new("MvccCell, 2 updates", p =>
    {
        var cell = new MvccCell<long>(0);
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => cell.Update(value => value + 1));
        p.AtEnd(check => check(cell.Value == 2 && cell.Version == 3, $"value {cell.Value}, version {cell.Version}"));
    });

    private static Scenario CellTry() => new("MvccCell, 2 updates of one version", p =>
    {
        var cell = new MvccCell<long>(0);
        var done = p.Shared("done");
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t => done.Add(cell.TryUpdate(1, t.Index) ? 1 : 0));
        p.AtEnd(check => check(done.Read() == 1, $"{done.Read()} updates of one version"));
    });

    private static Scenario Counter() => new("StripedCounter, 2 increments", p =>
    {
        var counter = new StripedCounter();
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => counter.Increment());
        p.AtEnd(check => check(counter.Sum() == 2, $"the sum is {counter.Sum()}"));
    });

    private static Scenario Long(int threads, int rounds) => new($"Atomic, {threads} threads, {rounds} round{(rounds == 1 ? "" : "s")}", p =>
    {
        var field = new FieldOf<long>(0, "field");
        for (var i = 0; i < threads; i++)
            p.Thread($"{(char)('A' + i)}", t => t.Repeat(rounds, _ => Atomic.Update(ref field.Value, value => value + 1)));
        p.AtEnd(check => check(field.Cell.Read() == threads * rounds, $"the field is {field.Cell.Read()}"));
    });

    /// <summary>Functions that do not commute: the result is that of one order, and each is told what it stored.</summary>
    private static Scenario Int() => new("Atomic, doubling and adding", p =>
    {
        var field = new FieldOf<int>(1, "field");
        p.Thread("A", t =>
        {
            var stored = Atomic.Update(ref field.Value, value => value * 2);
            t.Assert(stored is 2 or 8, $"doubling stored {stored}");
        });
        p.Thread("B", t =>
        {
            var stored = Atomic.Update(ref field.Value, value => value + 3);
            t.Assert(stored is 4 or 5, $"adding stored {stored}");
        });
        p.AtEnd(check => check(field.Cell.Read() is 8 or 5, $"the field is {field.Cell.Read()}"));
    });

    private static Scenario Reference() => new("Atomic, 2 threads push on a list", p =>
    {
        var field = new FieldOf<Link?>(0, "field");
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t => Atomic.Update(ref field.Value, rest => new Link(t.Index, rest)));
        p.AtEnd(check =>
        {
            var list = (Link?)Field.Read(ref field.Value);
            check(list?.Rest is { Rest: null } && list.Item + list.Rest.Item == 1, "a link is lost");
        });
    });

    private sealed class Link(int item, Link? rest)
    {
        public readonly int Item = item;
        public readonly Link? Rest = rest;
    }
}
