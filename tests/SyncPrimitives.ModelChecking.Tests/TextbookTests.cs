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

    [Fact]
    public void Peterson_with_plain_stores_breaks_under_PSO_in_spite_of_its_fence() =>
        Expect(Verdict.Violated, TwoThreads.Peterson(2, PetersonVariant.PlainStores), MemoryModel.PSO);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Test_and_set_is_safe_and_lets_threads_starve(int threads)
    {
        Expect(Verdict.Starvation, ManyThreads.TestAndSet(threads, 0), MemoryModel.TSO);
        Expect(Verdict.Holds, ManyThreads.TestAndSet(threads, 2), MemoryModel.TSO);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Tickets_serve_everybody(int threads) => Expect(Verdict.Holds, ManyThreads.Ticket(threads, 0), MemoryModel.TSO);

    [Theory]
    [InlineData(MemoryModel.SC, 2, true, false, Verdict.Holds)]
    [InlineData(MemoryModel.SC, 2, false, false, Verdict.Violated)]
    [InlineData(MemoryModel.TSO, 2, true, false, Verdict.Violated)]
    [InlineData(MemoryModel.TSO, 2, true, true, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, 3, true, true, Verdict.Holds)]
    public void The_bakery_needs_choosing_and_fences(MemoryModel model, int threads, bool choosing, bool fences, Verdict verdict) =>
        Expect(verdict, ManyThreads.Bakery(threads, rounds: threads == 3 ? 1 : 2, choosing, fences), model);

    [Theory]
    [InlineData(MemoryModel.SC, 3, false, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, 2, true, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, 3, false, Verdict.Violated)]
    [InlineData(MemoryModel.TSO, 3, true, Verdict.Holds)]
    public void The_filter_needs_a_fence_in_each_room(MemoryModel model, int threads, bool fences, Verdict verdict) =>
        Expect(verdict, ManyThreads.Filter(threads, 0, fences), model);

    [Theory]
    [InlineData(MemoryModel.SC, false, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, true, Verdict.Holds)]
    [InlineData(MemoryModel.TSO, false, Verdict.Deadlock)]
    public void Parking_without_a_fence_loses_a_wake_up(MemoryModel model, bool fence, Verdict verdict) =>
        Expect(verdict, Waiting.TicketAndPark(2, fence), model);

    [Theory]
    [InlineData(2, true, Verdict.Deadlock)]
    [InlineData(2, false, Verdict.Holds)]
    [InlineData(3, false, Verdict.Holds)]
    public void A_hand_off_must_not_free_the_lock_by_a_plain_store(int threads, bool plainRelease, Verdict verdict) =>
        Expect(verdict, Waiting.HandOff(threads, rounds: threads == 3 ? 1 : 2, plainRelease), MemoryModel.TSO);

    private void Expect(Verdict verdict, Action<ModelProgram> program, MemoryModel model)
    {
        var result = Model.Check(program, model);
        output.WriteLine(result.ToString());
        Assert.Equal(verdict, result.Verdict);
    }
}
