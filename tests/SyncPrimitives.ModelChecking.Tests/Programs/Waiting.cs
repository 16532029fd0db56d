namespace SyncPrimitives.ModelChecking.Tests.Programs;

/// <summary>Locks whose waiters sleep: the protocols by themselves, in endless rounds, with counters that stay finite.</summary>
internal static class Waiting
{
    /// <summary>
    /// A ticket lock with a parking lot. A waiter announces itself and looks again before it sleeps; who leaves moves on and then
    /// looks for sleepers. Without the fence the waiter may look before its announcement is visible: a lost wake-up.
    /// </summary>
    public static Action<ModelProgram> TicketAndPark(int threads, bool fence) => p =>
    {
        var next = p.Shared("next");
        var serving = p.Shared("serving");
        var parked = p.Shared("parked");
        var monitor = p.Shared("monitor");
        var pulses = p.Shared("pulses");
        p.Threads(threads, rounds: 0, Enter, Exit);

        void Enter(ModelThread t)
        {
            var mine = next.Update(ticket => (ticket + 1) % (threads + 1));
            if (serving.Read() == mine)
                return;
            monitor.Await(0, 1);
            parked.Write(parked.Read() + 1);
            if (fence)
                t.Fence();
            for (var loop = t.Loop(); serving.Read() != mine; loop.Again())
            {
                var seen = pulses.Read();
                monitor.VolatileWrite(0);
                t.SpinUntil(() => pulses.Read() != seen);
                monitor.Await(0, 1);
            }

            parked.Write(parked.Read() - 1);
            monitor.VolatileWrite(0);
        }

        void Exit(ModelThread t)
        {
            serving.Update(now => (now + 1) % (threads + 1));
            if (parked.Read() == 0)
                return;
            monitor.Await(0, 1);
            pulses.Write((pulses.Read() + 1) % 3);
            monitor.VolatileWrite(0);
        }
    };

    /// <summary>
    /// The hand-off of a mutex over one word (1: held, 2: somebody queued) and a queue behind a gate. The bug: a release that sees
    /// no waiter frees the word by a plain store, over the "queued" of one who comes in between.
    /// </summary>
    public static Action<ModelProgram> HandOff(int threads, int rounds, bool plainRelease) => p =>
    {
        var word = p.Shared("word");
        var gate = p.Shared("gate");
        var length = p.Shared("length");
        SharedVariable[] queue = [.. Enumerable.Range(0, threads).Select(i => p.Shared($"queue{i}"))];
        SharedVariable[] granted = [.. Enumerable.Range(0, threads).Select(i => p.Shared($"granted{i}"))];
        p.Threads(threads, rounds, Enter, Exit);

        void Enter(ModelThread t)
        {
            if (word.Read() == 0 && word.CompareExchange(1, 0) == 0)
                return;
            gate.Await(0, 1);
            var old = word.Update(w => w == 0 ? 1 : w | 2);
            if (old != 0)
            {
                var place = length.Read();
                queue[place].Write(t.Index);
                length.Write(place + 1);
            }

            gate.VolatileWrite(0);
            if (old != 0)
                granted[t.Index].Await(1, 0);
        }

        void Exit(ModelThread t)
        {
            if (plainRelease && word.Read() == 1)
            {
                word.Write(0);
                return;
            }

            if (!plainRelease && word.CompareExchange(0, 1) == 1)
                return;
            gate.Await(0, 1);
            var waiting = (int)length.Read();
            word.Exchange(waiting == 0 ? 0 : waiting == 1 ? 1 : 3);
            if (waiting == 0)
            {
                gate.VolatileWrite(0);
                return;
            }

            var first = (int)queue[0].Read();
            for (var i = 1; i < waiting; i++)
                queue[i - 1].Write(queue[i].Read());
            length.Write(waiting - 1);
            gate.VolatileWrite(0);
            granted[first].VolatileWrite(1);
        }
    };
}
