namespace SyncPrimitives.ModelChecking.Tests.Programs;

/// <summary>Protocols for any number of threads.</summary>
internal static class ManyThreads
{
    public static Action<ModelProgram> TestAndSet(int threads, int rounds) => p =>
    {
        var word = p.Shared("lock");
        p.Threads(threads, rounds, t => t.SpinUntil(() => word.Exchange(1) == 0), t => word.Write(0));
    };

    /// <summary>Tickets count modulo more than the threads, so that endless rounds stay finite.</summary>
    public static Action<ModelProgram> Ticket(int threads, int rounds) => p =>
    {
        var next = p.Shared("next");
        var serving = p.Shared("serving");
        p.Threads(threads, rounds, Enter, t => serving.Write((serving.Read() + 1) % (threads + 1)));

        void Enter(ModelThread t)
        {
            var mine = next.Update(ticket => (ticket + 1) % (threads + 1));
            t.SpinUntil(() => serving.Read() == mine);
        }
    };

    public static Action<ModelProgram> Bakery(int threads, int rounds, bool choosing, bool fences) => p =>
    {
        var number = Each(threads, i => p.Shared($"number{i}"));
        var isChoosing = Each(threads, i => p.Shared($"choosing{i}"));
        p.Threads(threads, rounds, Enter, t => number[t.Index].Write(0));

        void Enter(ModelThread t)
        {
            var me = t.Index;
            if (choosing)
                isChoosing[me].Write(1);
            if (choosing && fences)
                t.Fence();
            var highest = 0L;
            for (var other = 0; other < threads; other++)
                if (other != me)
                    highest = Math.Max(highest, number[other].Read());
            var mine = highest + 1;
            number[me].Write(mine);
            if (choosing)
                isChoosing[me].Write(0);
            if (fences)
                t.Fence();
            for (var other = 0; other < threads; other++)
            {
                if (other == me)
                    continue;
                var his = other;
                if (choosing)
                    t.SpinUntil(() => isChoosing[his].Read() == 0);
                t.SpinUntil(() => !IsBefore(number[his].Read(), his, mine, me));
            }
        }
    };

    public static Action<ModelProgram> Filter(int threads, int rounds, bool fences) => p =>
    {
        var level = Each(threads, i => p.Shared($"level{i}"));
        var victim = Each(threads, i => p.Shared($"victim{i}"));
        p.Threads(threads, rounds, Enter, t => level[t.Index].Write(0));

        void Enter(ModelThread t)
        {
            for (var room = 1; room < threads; room++)
            {
                var here = room;
                level[t.Index].Write(here);
                victim[here].Write(t.Index);
                if (fences)
                    t.Fence();
                t.SpinUntil(() => victim[here].Read() != t.Index || !level.Where((_, i) => i != t.Index).Any(l => l.Read() >= here));
            }
        }
    };

    private static bool IsBefore(long number, int party, long mine, int me) =>
        number != 0 && (number < mine || (number == mine && party < me));

    private static SharedVariable[] Each(int count, Func<int, SharedVariable> create) => [.. Enumerable.Range(0, count).Select(create)];
}
