namespace SyncPrimitives.Tests.Behaviour;

public sealed class TicketLockTests
{
    [Fact]
    public void It_excludes_and_counts_its_queue()
    {
        var gate = new TicketLock();
        Assert.Equal(0, gate.QueueLength);
        using (gate.EnterScope())
        {
            Assert.Equal(1, gate.QueueLength);
            Assert.False(gate.TryEnterScope(out _));
        }

        Assert.True(gate.TryEnterScope(out Scope scope));
        Assert.True(scope.IsHeld);
        scope.Dispose();
        Assert.False(scope.IsHeld);
    }

    [Fact]
    public void Threads_are_served_in_the_order_they_came()
    {
        var gate = new TicketLock();
        var order = new List<int>();
        var threads = new List<Thread>();
        Scope scope = gate.EnterScope();
        for (int i = 0; i < 6; i++)
        {
            int number = i;
            var thread = new Thread(() =>
            {
                using (gate.EnterScope())
                    order.Add(number);
            });
            thread.Start();
            threads.Add(thread);
            int expected = i + 2;
            Eventually.True(() => gate.QueueLength == expected);
        }

        scope.Dispose();
        Assert.All(threads, thread => Assert.True(thread.Join(Eventually.Limit)));
        Assert.Equal(Enumerable.Range(0, 6), order);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(uint.MaxValue - 1)]
    [InlineData(uint.MaxValue - 40)]
    public void Tickets_wrap_around_without_losing_exclusion_or_a_sleeper(uint firstTicket)
    {
        var gate = new TicketLock(null, firstTicket);
        int counter = 0;
        Eventually.OnThreads(4, _ =>
        {
            for (int i = 0; i < 50; i++)
            {
                using (gate.EnterScope())
                {
                    counter++;
                    if (i % 10 == 0)
                        Thread.Yield();
                }
            }
        });
        Assert.Equal(200, counter);
        Assert.Equal(0, gate.QueueLength);
    }

    [Fact]
    public void A_stale_scope_releases_nobody()
    {
        var gate = new TicketLock();
        Scope first = gate.EnterScope();
        first.Dispose();
        Scope second = gate.EnterScope();
        first.Dispose();
        Assert.True(second.IsHeld);
        Assert.Equal(1, gate.QueueLength);
        second.Dispose();
        second.Dispose();
        Assert.Equal(0, gate.QueueLength);
    }
}
