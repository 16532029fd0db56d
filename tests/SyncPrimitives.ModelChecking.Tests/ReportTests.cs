using SyncPrimitives.ModelChecking.Tests.Programs;

namespace SyncPrimitives.ModelChecking.Tests;

/// <summary>What the user of the checker sees, also after mistakes.</summary>
public sealed class ReportTests
{
    [Fact]
    public void The_trace_shows_both_stores_in_their_buffers_while_both_read()
    {
        var result = Model.Check(TwoThreads.Peterson(0, PetersonVariant.NoFence), MemoryModel.TSO);
        Assert.Equal(8, result.Trace.Count);
        Assert.Equal("reads flagB = 0, enters the critical section", result.Trace[6].Text);
        Assert.Equal("reads flagA = 0, enters the critical section", result.Trace[7].Text);
        Assert.Equal("A holds flagA=1, turn=1; B holds flagB=1, turn=0", result.Trace[7].StoreBuffers);
        Assert.StartsWith("VIOLATED under TSO: 2 threads are in 'the critical section' at once", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_update_is_told_with_the_steps_that_lose_it()
    {
        var result = Model.Check(
            p =>
            {
                var counter = p.Shared("counter");
                for (var i = 0; i < 2; i++)
                    p.Thread($"{i}", _ => counter.Write(counter.Read() + 1));
                p.AtEnd(check => check(counter.Read() == 2, $"the counter is {counter.Read()}"));
            },
            MemoryModel.SC);
        Assert.Equal(Verdict.Violated, result.Verdict);
        Assert.Equal("at the end: the counter is 1", result.Message);
        Assert.Equal(4, result.Trace.Count);
    }

    [Fact]
    public void A_starving_thread_is_shown_with_the_steps_that_repeat()
    {
        var result = Model.Check(ManyThreads.TestAndSet(2, 0), MemoryModel.TSO);
        Assert.Equal("A can wait for ever while others get in", result.Message);
        Assert.Contains(result.Cycle, s => s.Thread == "B" && s.Text.Contains("enters", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Cycle, s => s.Thread == "A" && s.Text.Contains("enters", StringComparison.Ordinal));
        Assert.Contains(result.Cycle, s => s.Thread == "A");
    }

    [Fact]
    public void Sleeping_threads_are_named_with_what_they_wait_for()
    {
        var result = Model.Check(p =>
        {
            SharedVariable[] fork = [p.Shared("left"), p.Shared("right")];
            for (var i = 0; i < 2; i++)
                p.Thread($"philosopher {i}", t =>
                {
                    fork[t.Index].Await(0, 1);
                    fork[1 - t.Index].Await(0, 1);
                    fork[t.Index].VolatileWrite(0);
                    fork[1 - t.Index].VolatileWrite(0);
                });
        });
        Assert.Equal(Verdict.Deadlock, result.Verdict);
        Assert.Equal("philosopher 0 waits for right; philosopher 1 waits for left", result.Message);
        Assert.Equal(2, result.Trace.Count);
    }

    [Fact]
    public void An_exception_in_a_thread_is_a_finding() =>
        Assert.Equal(
            "A: unhandled DivideByZeroException: Attempted to divide by zero.",
            Model.Check(p =>
            {
                var x = p.Shared("x");
                p.Thread("A", t => t.Observe("q", 1 / x.Read()));
            }).Message);

    [Fact]
    public void A_thread_that_loops_alone_never_finishes() =>
        Assert.Equal(Verdict.Deadlock, Model.Check(p => p.Thread("A", t => t.SpinUntil(() => false))).Verdict);

    [Fact]
    public void Every_way_of_a_choice_is_taken() =>
        Assert.Equal(["way=0", "way=1", "way=2"], Model.Check(p => p.Thread("A", t => t.Observe("way", t.Choose(3)))).Outcomes);

    [Fact]
    public void Too_many_states_prove_nothing()
    {
        var result = Model.Check(ManyThreads.Bakery(3, 1, true, true), MemoryModel.TSO, new() { MaxStates = 100 });
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.False(result.Holds);
    }

    [Fact]
    public void With_no_preemption_the_unfenced_Peterson_fails_already() =>
        Assert.Equal(
            Verdict.Violated,
            Model.Check(TwoThreads.Peterson(1, PetersonVariant.NoFence), MemoryModel.TSO, new() { MaxPreemptions = 0 }).Verdict);

    [Fact]
    public void A_background_thread_need_not_finish()
    {
        var result = Model.Check(p =>
        {
            var request = p.Shared("request");
            p.Thread("client", _ =>
            {
                request.Write(1);
                request.Await(2, 0);
            });
            p.Background("server", _ => request.Await(1, 2));
            p.Background("idle", _ => request.Await(7, 0));
        });
        Assert.Equal(Verdict.Holds, result.Verdict);
    }

    [Fact]
    public void Mistakes_in_the_program_are_said()
    {
        Assert.Contains("no thread", Throws(_ => { }), StringComparison.Ordinal);
        Assert.Contains("eight", Throws(p =>
        {
            for (var i = 0; i < 9; i++)
                p.Thread($"{i}", _ => { });
        }), StringComparison.Ordinal);
        SharedVariable? outside = null;
        Model.Check(p =>
        {
            outside = p.Shared("x");
            p.Thread("A", _ => { });
        });
        Assert.Contains("only while", Assert.Throws<InvalidOperationException>(() => outside!.Read()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Model.Check(null!));

        static string Throws(Action<ModelProgram> build) => Assert.Throws<InvalidOperationException>(() => Model.Check(build)).Message;
    }
}
