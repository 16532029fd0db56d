namespace SyncPrimitives.ModelChecking.Tests;

/// <summary>The exploration leaves out orders of steps that commute. Here is every order, and the same is found.</summary>
public sealed class ReductionTests
{
    [Theory]
    [InlineData(MemoryModel.SC)]
    [InlineData(MemoryModel.TSO)]
    [InlineData(MemoryModel.PSO)]
    public void Random_programs_have_the_same_outcomes_in_every_order(MemoryModel model)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var all = Check(seed, model, reduce: false);
            var reduced = Check(seed, model, reduce: true);
            Assert.True(all.Outcomes.SequenceEqual(reduced.Outcomes), $"seed {seed}: {string.Join(" | ", all.Outcomes.Except(reduced.Outcomes))} is missing");
            Assert.True(reduced.States <= all.States);
        }
    }

    [Fact]
    public void The_reduction_leaves_states_out() =>
        Assert.True(Check(1, MemoryModel.TSO, reduce: true).States < Check(1, MemoryModel.TSO, reduce: false).States);

    [Theory]
    [InlineData(Kind.Safe, Verdict.Holds)]
    [InlineData(Kind.Unfenced, Verdict.Violated)]
    [InlineData(Kind.Livelock, Verdict.Livelock)]
    [InlineData(Kind.Deadlock, Verdict.Deadlock)]
    [InlineData(Kind.Starvation, Verdict.Starvation)]
    public void Endless_programs_have_the_same_verdict_in_every_order(Kind program, Verdict verdict)
    {
        Action<ModelProgram> build = program switch
        {
            Kind.Safe => Programs.TwoThreads.Peterson(0, Programs.PetersonVariant.Correct),
            Kind.Unfenced => Programs.TwoThreads.Dekker(0, fences: false),
            Kind.Livelock => Programs.TwoThreads.RetreatingFlags(0),
            Kind.Deadlock => Programs.Waiting.TicketAndPark(2, fence: false),
            _ => Programs.ManyThreads.TestAndSet(3, 0),
        };
        Assert.Equal(verdict, Model.Check(build, MemoryModel.TSO, new() { Reduce = false }).Verdict);
        Assert.Equal(verdict, Model.Check(build, MemoryModel.TSO).Verdict);
    }

    public enum Kind
    {
        Safe,
        Unfenced,
        Livelock,
        Deadlock,
        Starvation,
    }

    /// <summary>Two or three threads of up to four random accesses to two variables; every value read is part of the outcome.</summary>
    private static CheckResult Check(int seed, MemoryModel model, bool reduce) => Model.Check(
        p =>
        {
            var random = new Random(seed);
            SharedVariable[] variables = [p.Shared("x"), p.Shared("y")];
            var threads = random.Next(2, 4);
            for (var i = 0; i < threads; i++)
            {
                var steps = Enumerable.Range(0, threads == 2 ? 4 : 3).Select(_ => (Kind: random.Next(7), Variable: random.Next(2), Value: random.Next(1, 4))).ToArray();
                p.Thread($"{i}", t =>
                {
                    for (var s = 0; s < steps.Length; s++)
                        Do(t, steps[s].Kind, variables[steps[s].Variable], steps[s].Value, $"t{t.Index}s{s}");
                });
            }

            foreach (var variable in variables)
                p.ObserveAtEnd(variable);
        },
        model,
        new() { Reduce = reduce });

    private static void Do(ModelThread t, int kind, SharedVariable variable, int value, string name)
    {
        switch (kind)
        {
            case 0 or 1:
                t.Observe(name, variable.Read());
                break;
            case 2 or 3:
                variable.Write(value);
                break;
            case 4:
                variable.VolatileWrite(value);
                break;
            case 5:
                t.Observe(name, variable.CompareExchange(value, 0));
                break;
            default:
                t.Fence();
                break;
        }
    }
}
