using System.Diagnostics;
using SyncPrimitives.Classic;

namespace SyncPrimitives.Benchmarks;

/// <summary>
/// A number of operations on all primitives with more threads than processors, checked on the way and at the end. The larger
/// part goes to many instances, chosen at random, where threads meet now and then and every way through the code is taken;
/// a smaller part saturates one instance, where every operation waits for another.
/// </summary>
internal static class StressRun
{
    private const int Threads = 4;
    private const int Instances = 16;

    public static int Run(int operations)
    {
        long total = 0, violations = 0;
        var watch = Stopwatch.StartNew();
        Console.WriteLine("| | operations | seconds | violations |\n|---|---|---|---|");
        foreach (StressSubject subject in StressSubject.All(Instances, Threads, () => Interlocked.Increment(ref violations)))
        {
            long each = (long)(operations * subject.Share / Threads), before = violations;
            var part = Stopwatch.StartNew();
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(me => new Thread(() =>
            {
                uint random = 2463534242u + (uint)me;
                for (long i = 0; i < each; i++)
                {
                    // Xorshift (G. Marsaglia, 2003).
                    random ^= random << 13;
                    random ^= random >> 17;
                    random ^= random << 5;
                    subject.Operate(me, (int)(random % (uint)subject.Instances), random >> 8);
                }
            }))];
            foreach (Thread thread in threads)
                thread.Start();
            foreach (Thread thread in threads)
                thread.Join();
            if (!subject.IsRight(each * Threads))
                violations++;
            total += each * Threads;
            Console.WriteLine($"| {subject.Name} | {each * Threads:N0} | {part.Elapsed.TotalSeconds:F1} | {violations - before} |");
        }

        Console.WriteLine($"| all | {total:N0} | {watch.Elapsed.TotalSeconds:F1} | {violations} |");
        return violations == 0 ? 0 : 1;
    }
}

/// <summary>What is stressed.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Share">Its share of the operations.</param>
/// <param name="Instances">How many there are to choose from.</param>
/// <param name="Operate">One operation of a thread on an instance, with some random bits.</param>
/// <param name="IsRight">Whether everything is as it must be after so many operations.</param>
internal sealed record StressSubject(string Name, double Share, int Instances, Action<int, int, uint> Operate, Func<long, bool> IsRight)
{
    public static IEnumerable<StressSubject> All(int many, int threads, Action violation)
    {
        yield return Mutex("AsyncMutex, many", 0.35, many);
        yield return Mutex("AsyncMutex, one, saturated", 0.0002, 1);
        yield return Semaphore("CountingSemaphore(3), many, one to three permits", 0.15, many, violation);
        yield return Semaphore("CountingSemaphore(3), one, saturated", 0.0002, 1, violation);
        yield return Readers("AsyncReaderWriterLock, many, writes, reads, optimistic reads", 0.2, many, violation);
        yield return Readers("AsyncReaderWriterLock, one, saturated", 0.0002, 1, violation);

        var keyed = new KeyedMutex<int>();
        long[] perKey = new long[many];
        yield return new("KeyedMutex", 0.1, many, (_, key, _) =>
        {
            using (keyed.EnterScope(key))
                perKey[key]++;
        }, done => perKey.Sum() == done && keyed.ActiveKeyCount == 0);

        RecursiveMutex[] recursive = [.. Enumerable.Range(0, many).Select(_ => new RecursiveMutex())];
        long[] perRecursive = new long[many];
        yield return new("RecursiveMutex, entered twice", 0.05, many, (_, key, _) =>
        {
            using (recursive[key].EnterScope())
            using (recursive[key].EnterScope())
            {
                perRecursive[key]++;
                if (recursive[key].RecursionDepth != 2)
                    violation();
            }
        }, done => perRecursive.Sum() == done);

        var striped = new StripedMutex<int>(many, slotOf: key => key);
        long[] perSlot = new long[many];
        yield return new("StripedMutex", 0.1, many, (_, key, _) =>
        {
            using (striped.EnterScope(key))
                perSlot[key]++;
        }, done => perSlot.Sum() == done);

        var cell = new MvccCell<(long A, long B)>((0, 0));
        yield return new("MvccCell", 0.0493, 1, (_, _, _) =>
        {
            cell.Update(static pair => (pair.A + 1, pair.B + 1));
            (long a, long b) = cell.Value;
            if (a != b)
                violation();
        }, done => cell.Value.A == done);

        var ticket = new TicketLock();
        long counter = 0;
        yield return new("TicketLock, one, saturated", 0.0001, 1, (_, _, _) =>
        {
            using (ticket.EnterScope())
                counter++;
        }, done => counter == done && ticket.QueueLength == 0);

        var bakery = new BakeryLock(threads);
        Party[] parties = [.. Enumerable.Range(0, threads).Select(_ => bakery.Register())];
        long bread = 0;
        yield return new("BakeryLock(4), one, saturated", 0.0001, 1, (me, _, _) =>
        {
            using (bakery.EnterScope(parties[me]))
                bread++;
        }, done => bread == done);
    }

    private static StressSubject Mutex(string name, double share, int count)
    {
        AsyncMutex[] mutexes = [.. Enumerable.Range(0, count).Select(_ => new AsyncMutex())];
        long[] counters = new long[count];
        return new(name, share, count, (_, which, random) =>
        {
            AsyncMutex mutex = mutexes[which];
            switch (random % 64)
            {
                case 0:
                    // A stale copy, released while somebody else may be inside.
                    Lease lease = mutex.EnterScopeAsync().GetAwaiter().GetResult();
                    counters[which]++;
                    lease.Release();
                    lease.Dispose();
                    break;
                case 1:
                    using (var source = new CancellationTokenSource())
                        Cancelled(mutex, source, ref counters[which]);
                    break;
                default:
                    using (mutex.EnterScope())
                        counters[which]++;
                    break;
            }
        }, done => counters.Sum() == done && mutexes.All(mutex => !mutex.IsHeld && mutex.WaiterCount == 0));
    }

    private static void Cancelled(AsyncMutex mutex, CancellationTokenSource source, ref long counter)
    {
        LeaseAwaitable entering = mutex.EnterScopeAsync(source.Token);
        source.Cancel();
        try
        {
            using (entering.GetAwaiter().GetResult())
                counter++;
        }
        catch (OperationCanceledException)
        {
            using (mutex.EnterScope())
                counter++;
        }
    }

    private static StressSubject Semaphore(string name, double share, int count, Action violation)
    {
        CountingSemaphore[] semaphores = [.. Enumerable.Range(0, count).Select(_ => new CountingSemaphore(3))];
        int[] taken = new int[count];
        return new(name, share, count, (_, which, random) =>
        {
            int wanted = random % 8 == 0 ? 1 + (int)(random / 8 % 3) : 1;
            using (semaphores[which].AcquireScopeAsync(wanted).GetAwaiter().GetResult())
            {
                if (Interlocked.Add(ref taken[which], wanted) > 3)
                    violation();
                Interlocked.Add(ref taken[which], -wanted);
            }
        }, _ => semaphores.All(semaphore => semaphore.AvailablePermits == 3 && semaphore.WaiterCount == 0));
    }

    private static StressSubject Readers(string name, double share, int count, Action violation)
    {
        AsyncReaderWriterLock[] locks = [.. Enumerable.Range(0, count).Select(_ => new AsyncReaderWriterLock())];
        long[] left = new long[count], right = new long[count];
        return new(name, share, count, (_, which, random) =>
        {
            AsyncReaderWriterLock gate = locks[which];
            if (random % 8 == 0)
            {
                using (gate.EnterWriteScope())
                {
                    left[which]++;
                    right[which]++;
                }
            }
            else if (random % 8 < 5)
            {
                using (gate.EnterReadScope())
                {
                    if (left[which] != right[which])
                        violation();
                }
            }
            else
            {
                OptimisticStamp stamp = gate.TryOptimisticRead();
                long a = Volatile.Read(ref left[which]), b = Volatile.Read(ref right[which]);
                if (gate.Validate(stamp) && a != b)
                    violation();
            }
        }, _ => left.SequenceEqual(right) && locks.All(gate => gate.ReaderCount == 0 && !gate.IsWriteHeld && gate.WaiterCount == 0));
    }
}
