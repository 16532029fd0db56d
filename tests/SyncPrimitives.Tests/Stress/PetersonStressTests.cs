using System.Diagnostics;
using SyncPrimitives.Classic;

namespace SyncPrimitives.Tests.Stress;

/// <summary>The fence seen at work, and the harness seen to find what it looks for.</summary>
[Collection(nameof(Alone))]
public sealed class PetersonStressTests
{
    [Fact]
    public void Peterson_with_its_fence_loses_nothing_where_without_it_updates_are_lost()
    {
        if (Environment.ProcessorCount == 1)
            Assert.Skip("On one processor the store buffer is never seen from outside.");
        var gate = new PetersonLock();
        Party[] parties = [gate.Register(), gate.Register()];
        long lostWithout = 0, rounds = 0;
        var watch = Stopwatch.StartNew();
        var unfenced = new UnfencedPeterson();

        // The control: as long as this harness cannot see the fault, it says nothing about the lock that has none.
        while (lostWithout == 0 && watch.Elapsed < TimeSpan.FromSeconds(15))
        {
            lostWithout += Lost(me => unfenced.Enter(me), unfenced.Exit);
            rounds++;
        }

        for (int i = 0; i < Math.Min(rounds * 2, 40); i++)
        {
            long lost = LostScoped(gate, parties);
            Assert.Equal(0, lost);
        }

        if (lostWithout == 0)
            Assert.Skip("The processors were too busy: in 15 s the unfenced lock failed nowhere, so the run proves nothing.");
    }

    private static long Lost(Action<int> enter, Action<int> exit)
    {
        const int Rounds = 20000;
        int counter = 0;
        using var start = new Barrier(2);
        Eventually.OnThreads(2, me =>
        {
            start.SignalAndWait();
            for (int i = 0; i < Rounds; i++)
            {
                enter(me);
                counter++;
                exit(me);
            }
        });
        return (2 * Rounds) - counter;
    }

    private static long LostScoped(PetersonLock gate, Party[] parties)
    {
        const int Rounds = 20000;
        int counter = 0;
        using var start = new Barrier(2);
        Eventually.OnThreads(2, me =>
        {
            start.SignalAndWait();
            for (int i = 0; i < Rounds; i++)
            {
                using (gate.EnterScope(parties[me]))
                    counter++;
            }

            parties[me].Leave();
        });
        return (2 * Rounds) - counter;
    }

    /// <summary>What the text book prints, on a machine with store buffers.</summary>
    private sealed class UnfencedPeterson
    {
        private readonly int[] _flag = new int[64];
        private int _turn;

        public void Enter(int me)
        {
            int other = 1 - me;
            Volatile.Write(ref _flag[me * 32], 1);
            Volatile.Write(ref _turn, other);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _flag[other * 32]) == 1 && Volatile.Read(ref _turn) == other)
                spinner.SpinOnce(-1);
        }

        public void Exit(int me) => Volatile.Write(ref _flag[me * 32], 0);
    }
}
