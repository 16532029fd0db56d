using System.Diagnostics;
using SyncPrimitives.Classic;

namespace SyncPrimitives.Benchmarks;

/// <summary>
/// A number of operations on all primitives with more threads than processors, checked on the way and at the end. Each
/// primitive gets its share; the classic locks, which spin, a small one.
/// </summary>
internal static class StressRun
{
    private const int Threads = 4;

    public static int Run(int operations)
    {
        long total = 0, violations = 0;
        var watch = Stopwatch.StartNew();
        Console.WriteLine("| | operations | seconds | violations |\n|---|---|---|---|");
        foreach ((string name, double share, Func<int, Action<int, long>> subject, Func<long, bool> end) in Subjects(() => Interlocked.Increment(ref violations)))
        {
            long each = (long)(operations * share / Threads), done = 0, before = violations;
            var part = Stopwatch.StartNew();
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(me => new Thread(() =>
            {
                Action<int, long> operation = subject(me);
                for (long i = 0; i < each; i++)
                    operation(me, i);
                Interlocked.Add(ref done, each);
            }))];
            foreach (Thread thread in threads)
                thread.Start();
            foreach (Thread thread in threads)
                thread.Join();
            if (!end(done))
                violations++;
            total += done;
            Console.WriteLine($"| {name} | {done:N0} | {part.Elapsed.TotalSeconds:F1} | {violations - before} |");
        }

        Console.WriteLine($"| all | {total:N0} | {watch.Elapsed.TotalSeconds:F1} | {violations} |");
        return violations == 0 ? 0 : 1;
    }

    private static IEnumerable<(string Name, double Share, Func<int, Action<int, long>> Subject, Func<long, bool> End)> Subjects(Action violation)
    {
        var mutex = new AsyncMutex();
        long counter = 0;
        yield return ("AsyncMutex: threads, attempts, stale releases", 0.3, _ =>
        {
            Lease stale = default;
            return (_, i) =>
            {
                if (i % 16 == 0)
                {
                    stale.Dispose();
                    stale = mutex.EnterScopeAsync().GetAwaiter().GetResult();
                    counter++;
                    stale.Release();
                }
                else
                {
                    using (mutex.EnterScope())
                        counter++;
                }
            };
        }, done => Ended(ref counter, done) && !mutex.IsHeld && mutex.WaiterCount == 0);

        yield return ("AsyncMutex: flows, cancellation", 0.05, _ =>
        {
            return (_, i) =>
            {
                using var source = i % 8 == 0 ? new CancellationTokenSource() : null;
                LeaseAwaitable entering = mutex.EnterScopeAsync(source?.Token ?? default);
                source?.Cancel();
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
            };
        }, done => Ended(ref counter, done) && !mutex.IsHeld && mutex.WaiterCount == 0);

        var semaphore = new CountingSemaphore(3);
        int taken = 0;
        yield return ("CountingSemaphore(3), one to three permits", 0.2, _ => (_, i) =>
        {
            int wanted = i % 8 == 0 ? 1 + (int)(i / 8 % 3) : 1;
            using (semaphore.AcquireScopeAsync(wanted).GetAwaiter().GetResult())
            {
                if (Interlocked.Add(ref taken, wanted) > 3)
                    violation();
                Interlocked.Add(ref taken, -wanted);
            }
        }, _ => semaphore.AvailablePermits == 3 && semaphore.WaiterCount == 0);

        var readers = new AsyncReaderWriterLock();
        long left = 0, right = 0;
        yield return ("AsyncReaderWriterLock, one write in eight, optimistic reads", 0.2, me => (_, i) =>
        {
            if (i % 8 == me)
            {
                using (readers.EnterWriteScope())
                {
                    left++;
                    right++;
                }
            }
            else if (i % 8 < 4)
            {
                using (readers.EnterReadScope())
                {
                    if (left != right)
                        violation();
                }
            }
            else
            {
                OptimisticStamp stamp = readers.TryOptimisticRead();
                long a = Volatile.Read(ref left), b = Volatile.Read(ref right);
                if (readers.Validate(stamp) && a != b)
                    violation();
            }
        }, _ => readers.ReaderCount == 0 && !readers.IsWriteHeld && readers.WaiterCount == 0);

        var keyed = new KeyedMutex<long>();
        long[] perKey = new long[16];
        yield return ("KeyedMutex, 16 keys", 0.1, _ => (_, i) =>
        {
            using (keyed.EnterScope(i & 15))
                perKey[i & 15]++;
        }, done => perKey.Sum() == done && keyed.ActiveKeyCount == 0);

        var striped = new StripedMutex<long>(16);
        long[] perSlot = new long[16];
        yield return ("StripedMutex, 16 slots", 0.1, _ => (_, i) =>
        {
            using (striped.EnterScope(i))
                perSlot[striped.SlotOf(i)]++;
        }, done => perSlot.Sum() == done);

        var cell = new MvccCell<(long A, long B)>((0, 0));
        yield return ("MvccCell", 0.04, _ => (_, _) =>
        {
            cell.Update(static pair => (pair.A + 1, pair.B + 1));
            (long a, long b) = cell.Value;
            if (a != b)
                violation();
        }, done => cell.Value.A == done);

        var ticket = new TicketLock(null);
        yield return ("TicketLock", 0.005, _ => (_, _) =>
        {
            using (ticket.EnterScope())
                counter++;
        }, done => Ended(ref counter, done) && ticket.QueueLength == 0);

        var bakery = new BakeryLock(Threads);
        Party[] parties = [.. Enumerable.Range(0, Threads).Select(_ => bakery.Register())];
        yield return ("BakeryLock(4)", 0.005, _ => (me, _) =>
        {
            using (bakery.EnterScope(parties[me]))
                counter++;
        }, done => Ended(ref counter, done));
    }

    private static bool Ended(ref long counter, long expected)
    {
        bool right = counter == expected;
        counter = 0;
        return right;
    }
}
