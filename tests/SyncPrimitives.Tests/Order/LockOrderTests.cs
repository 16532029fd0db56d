namespace SyncPrimitives.Tests.Order;

public sealed class LockOrderTests
{
    private const string Switch = "SyncPrimitives.LockOrder";

    [Fact]
    public void Off_nothing_is_seen_and_nothing_can_be_asserted()
    {
        Assert.Equal(LockOrderMode.Off, LockOrder.Mode);
        Assert.Throws<InvalidOperationException>(LockOrder.AssertAcyclic);
        object gate = new();
        using (LockOrder.Enter(gate))
            Assert.True(Monitor.IsEntered(gate));
        Assert.False(Monitor.IsEntered(gate));
        using var text = new StringWriter();
        LockOrder.WriteDot(text);
        Assert.StartsWith("digraph", text.ToString());
    }

    [Fact]
    public void An_inversion_is_reported_once_from_runs_that_never_deadlocked_with_the_stacks_of_both_sides() => Isolated.Run(Switch, "Report", static () =>
    {
        var violations = new List<LockOrderViolation>();
        LockOrder.Violated += (_, violation) => violations.Add(violation);
        var orders = new AsyncMutex(new LockOptions { Name = "Orders" });
        var stock = new AsyncMutex(new LockOptions { Name = "Stock" });
        for (int i = 0; i < 2; i++)
        {
            OrdersThenStock(orders, stock);
            StockThenOrders(orders, stock);
        }

        LockOrderViolation violation = Assert.Single(violations);
        Assert.Equal(LockOrderViolationKind.Cycle, violation.Kind);
        Assert.Equal(("Stock", "Orders"), (violation.Now.From, violation.Now.To));
        Assert.Contains(nameof(StockThenOrders), violation.Now.Stack);
        LockOrderStep before = Assert.Single(violation.Before);
        Assert.Equal(("Orders", "Stock"), (before.From, before.To));
        Assert.Contains(nameof(OrdersThenStock), before.Stack);
        string text = Assert.Throws<LockOrderException>(LockOrder.AssertAcyclic).Message;
        Assert.Contains(nameof(StockThenOrders), text);
        Assert.Contains(nameof(OrdersThenStock), text);
    });

    [Fact]
    public void A_cycle_over_three_locks_names_the_whole_chain() => Isolated.Run(Switch, "Throw", static () =>
    {
        AsyncMutex[] locks = [.. new[] { "A", "B", "C" }.Select(name => new AsyncMutex(new LockOptions { Name = name }))];
        OrdersThenStock(locks[0], locks[1]);
        OrdersThenStock(locks[1], locks[2]);
        LockOrderViolation violation = Assert.Throws<LockOrderException>(() => OrdersThenStock(locks[2], locks[0])).Violation!;
        Assert.Equal(["B", "C"], violation.Before.Select(step => step.To));
        Assert.Contains("'A' -> 'B' -> 'C'", violation.Message);
    });

    [Fact]
    public void Throwing_happens_before_the_lock_is_taken_and_every_time() => Isolated.Run(Switch, "Throw", static () =>
    {
        var orders = new AsyncMutex();
        var stock = new AsyncMutex();
        OrdersThenStock(orders, stock);
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<LockOrderException>(() => StockThenOrders(orders, stock));
            Assert.False(orders.IsHeld || stock.IsHeld);
        }
    });

    [Fact]
    public void Ranks_must_rise_and_unranked_locks_are_free() => Isolated.Run(Switch, "Throw", static () =>
    {
        var low = new TicketLock(new LockOptions { Name = "low", Rank = 1 });
        var high = new AsyncReaderWriterLock(new LockOptions { Name = "high", Rank = 2 });
        var free = new RecursiveMutex();
        using (low.EnterScope())
        using (free.EnterScope())
        using (high.EnterReadScope())
            Assert.Equal(1, high.ReaderCount);
        using (high.EnterWriteScope())
        {
            LockOrderViolation violation = Assert.Throws<LockOrderException>(() => low.EnterScope().Dispose()).Violation!;
            Assert.Contains(violation.Kind, new[] { LockOrderViolationKind.Rank, LockOrderViolationKind.Cycle });
        }

        var other = new TicketLock(new LockOptions { Name = "other", Rank = 2 });
        using (high.EnterWriteScope())
            Assert.Equal(LockOrderViolationKind.Rank, Assert.Throws<LockOrderException>(() => other.EnterScope().Dispose()).Violation!.Kind);
        Assert.Equal(0, low.QueueLength);
    });

    [Fact]
    public void Locks_of_one_class_may_be_nested_in_order_of_creation_only() => Isolated.Run(Switch, "Throw", static () =>
    {
        var account = new LockOptions { Name = "Account" };
        AsyncMutex first = new(account), second = new(account);
        OrdersThenStock(first, second);
        Assert.Equal(LockOrderViolationKind.SameClass, Assert.Throws<LockOrderException>(() => OrdersThenStock(second, first)).Violation!.Kind);
        using (MultiLock.EnterScope(second, first))
            Assert.True(first.IsHeld && second.IsHeld);
    });

    [Fact]
    public void Entering_a_lock_that_is_held_is_reported_instead_of_hanging() => Isolated.Run(Switch, "Throw", static () =>
    {
        var mutex = new AsyncMutex();
        var readers = new AsyncReaderWriterLock();
        using (mutex.EnterScope())
            Assert.Equal(LockOrderViolationKind.Recursion, Assert.Throws<LockOrderException>(() => mutex.EnterScope().Dispose()).Violation!.Kind);
        using (readers.EnterReadScope())
            Assert.Throws<LockOrderException>(() => readers.EnterReadScope().Dispose());
        var recursive = new RecursiveMutex();
        using (recursive.EnterScope())
        using (recursive.EnterScope())
            Assert.Equal(2, recursive.RecursionDepth);
    });

    [Fact]
    public void An_async_flow_carries_what_it_holds_across_threads() => Isolated.Run(Switch, "Throw", static async () =>
    {
        AsyncMutex outer = new(), inner = new();
        using (await outer.EnterScopeAsync())
        {
            await Task.Delay(1);
            using (await inner.EnterScopeAsync())
                await Task.Yield();
            await Assert.ThrowsAsync<LockOrderException>(async () => await outer.EnterScopeAsync());
        }

        using (await inner.EnterScopeAsync())
        {
            await Task.Delay(1);
            await Assert.ThrowsAsync<LockOrderException>(async () => await outer.EnterScopeAsync());
        }

        // A lease that was released is not held any more, although the chain of the flow has known it.
        (await outer.EnterScopeAsync()).Dispose();
        Assert.False(outer.IsHeld || inner.IsHeld);
    });

    [Fact]
    public void A_lease_taken_by_several_locks_at_once_is_held_by_the_flow_that_awaits_it() => Isolated.Run(Switch, "Throw", static async () =>
    {
        AsyncMutex first = new(), second = new(), third = new();
        using (await third.EnterScopeAsync())
            (await first.EnterScopeAsync()).Dispose();
        using (await MultiLock.EnterScopeAsync(first, second))
            await Assert.ThrowsAsync<LockOrderException>(async () => await third.EnterScopeAsync());
    });

    [Fact]
    public void Objects_of_the_program_take_part_and_exclude_the_lock_statement() => Isolated.Run(Switch, "Throw", static () =>
    {
        object a = new();
        var b = new Lock();
        using (LockOrder.Enter(a))
        using (LockOrder.Enter(a))
        using (LockOrder.Enter(b))
        {
            Assert.True(Monitor.IsEntered(a) && b.IsHeldByCurrentThread);
            Eventually.OnThreads(() => Assert.False(Monitor.TryEnter(a) || b.TryEnter()));
        }

        Assert.False(Monitor.IsEntered(a) || b.IsHeldByCurrentThread);
        using (LockOrder.Enter(b))
            Assert.Throws<LockOrderException>(() => LockOrder.Enter(a).Dispose());
        Assert.False(Monitor.IsEntered(a));
        using var text = new StringWriter();
        LockOrder.WriteDot(text);
        Assert.Contains("[label=\"a\"]", text.ToString());
    });

    [Fact]
    public void The_scope_of_an_object_that_is_left_on_another_thread_or_twice_is_refused_or_ignored() => Isolated.Run(Switch, "Report", static () =>
    {
        object gate = new();
        Scope outer = LockOrder.Enter(gate);
        Scope inner = LockOrder.Enter(gate);
        inner.Dispose();
        inner.Dispose();
        Assert.True(Monitor.IsEntered(gate) && outer.IsHeld);
        outer.Dispose();
        Assert.False(Monitor.IsEntered(gate));
    });

    [Fact]
    public void The_graph_is_written_with_ranks_sites_and_red_cycles() => Isolated.Run(Switch, "Report", static () =>
    {
        var orders = new AsyncMutex(new LockOptions { Name = "Orders", Rank = 1 });
        var stock = new AsyncMutex(new LockOptions { Name = "Say \"Stock\"" });
        OrdersThenStock(orders, stock);
        StockThenOrders(orders, stock);
        using var text = new StringWriter();
        LockOrder.WriteDot(text);
        string dot = text.ToString();
        Assert.Contains("[label=\"Orders (rank 1)\"]", dot);
        Assert.Contains("[label=\"Say \\\"Stock\\\"\"]", dot);
        Assert.Contains("{ rank=same; n0; }", dot);
        Assert.Matches("n0 -> n1 .*OrdersThenStock", dot);
        Assert.Matches("n1 -> n0 .*StockThenOrders.*color=red", dot);
    });

    [Fact]
    public void Striped_slots_are_nested_upwards_and_one_slot_is_a_recursion() => Isolated.Run(Switch, "Throw", static () =>
    {
        var striped = new StripedMutex<int>(8, slotOf: key => key);
        using (striped.EnterScope(2))
        using (striped.EnterScope(3))
            Assert.Throws<LockOrderException>(() => striped.EnterScope(1).Dispose());
        using (striped.EnterScope(2))
            Assert.Throws<LockOrderException>(() => striped.EnterScope(10).Dispose());
        using (striped.EnterScope([5, 4, 3]))
            Assert.False(striped.TryEnterScope(4, TimeSpan.Zero, out _));
    });

    [Fact]
    public void A_keyed_lock_is_one_node_and_the_same_key_again_is_a_recursion() => Isolated.Run(Switch, "Throw", static () =>
    {
        var keyed = new KeyedMutex<string>(options: new LockOptions { Name = "keys" });
        var mutex = new AsyncMutex();
        using (keyed.EnterScope("a"))
        {
            Assert.Throws<LockOrderException>(() => keyed.EnterScope("a").Dispose());
            mutex.EnterScope().Dispose();
        }

        using (mutex.EnterScope())
            Assert.Throws<LockOrderException>(() => keyed.EnterScope("b").Dispose());
        Assert.Equal(0, keyed.ActiveKeyCount);
    });

    [Fact]
    public void Consistent_programs_stay_silent_under_load() => Isolated.Run(Switch, "Throw", static () =>
    {
        AsyncMutex a = new(), b = new(), c = new();
        int counter = 0;
        Eventually.OnThreads(4, thread =>
        {
            for (int i = 0; i < 2000; i++)
            {
                using (a.EnterScope())
                using (thread % 2 == 0 ? b.EnterScope() : c.EnterScope())
                    counter++;
            }
        });
        Assert.Equal(8000, counter);
        LockOrder.AssertAcyclic();
    });

    [Fact]
    public void A_word_that_is_no_mode_is_refused() =>
        Assert.Contains("Sometimes", Assert.Throws<TypeInitializationException>(() => Isolated.Run(Switch, "Sometimes", static () => { })).InnerException!.Message);

    private static void OrdersThenStock(AsyncMutex orders, AsyncMutex stock)
    {
        using (orders.EnterScope())
        using (stock.EnterScope())
            Assert.True(orders.IsHeld);
    }

    private static void StockThenOrders(AsyncMutex orders, AsyncMutex stock)
    {
        using (stock.EnterScope())
        using (orders.EnterScope())
            Assert.True(orders.IsHeld);
    }
}
