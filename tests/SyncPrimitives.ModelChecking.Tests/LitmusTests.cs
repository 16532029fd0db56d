namespace SyncPrimitives.ModelChecking.Tests;

/// <summary>The checker itself on trial: the classic litmus tests have exactly the outcomes that the memory models are defined by.</summary>
public sealed class LitmusTests
{
    private const string AllOf2 = "r0=0 r1=0|r0=0 r1=1|r0=1 r1=0|r0=1 r1=1";
    private const string NotBothZero = "r0=0 r1=1|r0=1 r1=0|r0=1 r1=1";
    private const string NotFlagWithoutData = "r0=0 r1=0|r0=0 r1=1|r0=1 r1=1";
    private const string NotBothOne = "r0=0 r1=0|r0=0 r1=1|r0=1 r1=0";

    [Theory]
    [InlineData(MemoryModel.SC, NotBothZero)]
    [InlineData(MemoryModel.TSO, AllOf2)]
    [InlineData(MemoryModel.PSO, AllOf2)]
    public void Store_buffering_is_seen_from_TSO_on(MemoryModel model, string outcomes) =>
        Expect(model, outcomes, (p, x, y) =>
        {
            p.Thread("A", t => { x.Write(1); t.Observe("r0", y.Read()); });
            p.Thread("B", t => { y.Write(1); t.Observe("r1", x.Read()); });
        });

    [Theory]
    [InlineData(MemoryModel.SC)]
    [InlineData(MemoryModel.TSO)]
    [InlineData(MemoryModel.PSO)]
    public void Fences_forbid_store_buffering(MemoryModel model) =>
        Expect(model, NotBothZero, (p, x, y) =>
        {
            p.Thread("A", t => { x.Write(1); t.Fence(); t.Observe("r0", y.Read()); });
            p.Thread("B", t => { y.Write(1); t.Fence(); t.Observe("r1", x.Read()); });
        });

    [Theory]
    [InlineData(MemoryModel.SC, NotFlagWithoutData)]
    [InlineData(MemoryModel.TSO, NotFlagWithoutData)]
    [InlineData(MemoryModel.PSO, AllOf2)]
    public void Message_passing_breaks_with_plain_stores_under_PSO_only(MemoryModel model, string outcomes) =>
        Expect(model, outcomes, (p, x, y) =>
        {
            p.Thread("A", t => { x.Write(1); y.Write(1); });
            p.Thread("B", t => { t.Observe("r0", y.Read()); t.Observe("r1", x.Read()); });
        });

    [Fact]
    public void A_volatile_store_repairs_message_passing_under_PSO() =>
        Expect(MemoryModel.PSO, NotFlagWithoutData, (p, x, y) =>
        {
            p.Thread("A", t => { x.Write(1); y.VolatileWrite(1); });
            p.Thread("B", t => { t.Observe("r0", y.Read()); t.Observe("r1", x.Read()); });
        });

    [Theory]
    [InlineData(MemoryModel.SC)]
    [InlineData(MemoryModel.TSO)]
    [InlineData(MemoryModel.PSO)]
    public void Loads_are_never_buffered(MemoryModel model) =>
        Expect(model, NotBothOne, (p, x, y) =>
        {
            p.Thread("A", t => { t.Observe("r0", y.Read()); x.Write(1); });
            p.Thread("B", t => { t.Observe("r1", x.Read()); y.Write(1); });
        });

    [Theory]
    [InlineData(MemoryModel.SC, false)]
    [InlineData(MemoryModel.TSO, true)]
    [InlineData(MemoryModel.PSO, true)]
    public void A_thread_reads_its_own_store_early_in_n6(MemoryModel model, bool isSeen)
    {
        var outcomes = Outcomes(model, (p, x, y) =>
        {
            p.Thread("A", t => { x.Write(1); t.Observe("r0", x.Read()); t.Observe("r1", y.Read()); });
            p.Thread("B", t => { y.Write(1); x.Write(2); });
            p.ObserveAtEnd(x);
        });
        Assert.Equal(isSeen, outcomes.Contains("r0=1 r1=0 x=1"));
        string[] common = ["r0=1 r1=0 x=2", "r0=1 r1=1 x=1", "r0=1 r1=1 x=2", "r0=2 r1=1 x=2"];
        string[] expected = model switch
        {
            MemoryModel.SC => common,
            MemoryModel.TSO => [.. common, "r0=1 r1=0 x=1"],
            _ => [.. common, "r0=1 r1=0 x=1", "r0=2 r1=0 x=2"],
        };
        Assert.Equal(expected.Order(), outcomes);
    }

    [Theory]
    [InlineData(MemoryModel.SC, "x=1 y=2|x=2 y=1|x=2 y=2")]
    [InlineData(MemoryModel.TSO, "x=1 y=2|x=2 y=1|x=2 y=2")]
    [InlineData(MemoryModel.PSO, "x=1 y=1|x=1 y=2|x=2 y=1|x=2 y=2")]
    public void Two_plus_two_writes_end_crossed_under_PSO_only(MemoryModel model, string outcomes) =>
        Expect(model, outcomes, (p, x, y) =>
        {
            p.Thread("A", t => { x.Write(1); y.Write(2); });
            p.Thread("B", t => { y.Write(1); x.Write(2); });
            p.ObserveAtEnd(x);
            p.ObserveAtEnd(y);
        });

    [Theory]
    [InlineData(MemoryModel.SC)]
    [InlineData(MemoryModel.TSO)]
    [InlineData(MemoryModel.PSO)]
    public void All_readers_see_independent_writes_in_one_order(MemoryModel model)
    {
        var outcomes = Outcomes(model, (p, x, y) =>
        {
            p.Thread("A", t => x.Write(1));
            p.Thread("B", t => y.Write(1));
            p.Thread("C", t => { t.Observe("r0", x.Read()); t.Observe("r1", y.Read()); });
            p.Thread("D", t => { t.Observe("r2", y.Read()); t.Observe("r3", x.Read()); });
        });
        Assert.Equal(15, outcomes.Count);
        Assert.DoesNotContain("r0=1 r1=0 r2=1 r3=0", outcomes);
    }

    private static void Expect(MemoryModel model, string outcomes, Action<ModelProgram, SharedVariable, SharedVariable> build) =>
        Assert.Equal(outcomes.Split('|'), Outcomes(model, build));

    private static IReadOnlyList<string> Outcomes(MemoryModel model, Action<ModelProgram, SharedVariable, SharedVariable> build) =>
        Model.Check(p => build(p, p.Shared("x"), p.Shared("y")), model).Outcomes;
}
