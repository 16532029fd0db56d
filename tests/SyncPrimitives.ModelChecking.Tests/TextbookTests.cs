using SyncPrimitives.ModelChecking.Tests.Programs;

namespace SyncPrimitives.ModelChecking.Tests;

public sealed class TextbookTests(ITestOutputHelper output)
{
    [Fact]
    public void Checking_before_setting_lets_both_in() =>
        Expect(Verdict.Violated, TwoThreads.CheckThenSet(0), MemoryModel.SC);

    [Theory]
    [InlineData(MemoryModel.SC)]
    [InlineData(MemoryModel.TSO)]
    public void Naive_flags_deadlock(MemoryModel model) => Expect(Verdict.Deadlock, TwoThreads.NaiveFlags(0), model);

    [Theory]
    [InlineData(MemoryModel.SC)]
    [InlineData(MemoryModel.TSO)]
    public void Retreating_flags_livelock(MemoryModel model) => Expect(Verdict.Livelock, TwoThreads.RetreatingFlags(0), model);

    [Theory]
    [InlineData(MemoryModel.SC, true, Verdict.Holds)]
    [InlineData(MemoryModel.SC, false, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, true, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, false, Verdict.Violated)]
    public void Dekker_is_safe_and_nobody_starves_with_fences_only(MemoryModel model, bool fences, Verdict verdict) =>
        Expect(verdict, TwoThreads.Dekker(0, fences), model);

    [Theory]
    [InlineData(MemoryModel.SC, PetersonVariant.Correct, Verdict.Holds)]
    [InlineData(MemoryModel.SC, PetersonVariant.NoFence, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, PetersonVariant.Correct, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, PetersonVariant.TurnByExchange, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, PetersonVariant.NoFence, Verdict.Violated)]
    [InlineData(MemoryModel.TSO, PetersonVariant.FenceBetweenStores, Verdict.Violated)]
    [InlineData(MemoryModel.TSO, PetersonVariant.StoresSwapped, Verdict.Violated)]
    [InlineData(MemoryModel.PSO, PetersonVariant.Correct, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, PetersonVariant.PlainStores, Verdict.Holds)]
    public void Peterson_needs_its_fence_in_the_right_place(MemoryModel model, PetersonVariant variant, Verdict verdict) =>
        Expect(verdict, TwoThreads.Peterson(0, variant), model);

    private void Expect(Verdict verdict, Action<ModelProgram> program, MemoryModel model)
    {
        var result = Model.Check(program, model);
        output.WriteLine(result.ToString());
        Assert.Equal(verdict, result.Verdict);
    }
}
