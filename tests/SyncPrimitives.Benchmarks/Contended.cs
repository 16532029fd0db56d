using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SyncPrimitives.Benchmarks;

/// <summary>Two threads, each on a processor of its own (on Linux), one measured while the other keeps at it for the whole window.</summary>
internal static class Contended
{
    private const int Batch = 2000;
    private const int Windows = 12;

    public static void Run(int rounds)
    {
        var subjects = new Subjects();
        Console.WriteLine("Two threads on one lock, per operation of the pair:\n");
        var results = new Quantiles("lock(Lock)");
        for (int round = 0; round <= rounds; round++)
        {
            foreach ((string name, Action<int, int> loop) in subjects.Contended())
                Measure(subjects, name, loop, round == 0 ? null : results);
        }

        results.Print();
        Console.WriteLine("\nReads beside a writer, per read:\n");
        results = new Quantiles("lock(Lock)");
        for (int round = 0; round <= rounds; round++)
        {
            foreach ((string name, Action<int> read, Action write) in subjects.ReadMostly())
                MeasureReads(name, read, write, round == 0 ? null : results);
        }

        results.Print();
    }

    private static void Measure(Subjects subjects, string name, Action<int, int> loop, Quantiles? results)
    {
        long others = 0;
        bool stop = false;
        using var started = new ManualResetEventSlim();
        long before = subjects.X;
        var partner = new Thread(() =>
        {
            Pin(1);
            started.Set();
            while (!Volatile.Read(ref stop))
            {
                loop(1, 32);
                Volatile.Write(ref others, others + 32);
            }
        });
        var meter = new Thread(() =>
        {
            Pin(0);
            started.Wait();
            long mine = 0;
            for (int i = 0; i < Windows; i++)
            {
                long otherStart = Volatile.Read(ref others), start = Stopwatch.GetTimestamp();
                loop(0, Batch);
                double nanoseconds = (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency;
                mine += Batch;
                long together = Batch + Volatile.Read(ref others) - otherStart;

                // A window in which the partner did not run says nothing about competition.
                if (together > Batch + (Batch / 20))
                    results?.Add(name, nanoseconds / together);
            }

            Volatile.Write(ref stop, true);
            partner.Join();
            long lost = mine + others - (subjects.X - before);
            if (lost != 0)
                Console.WriteLine($"{name}: LOST {lost} of {mine + others}");
        });
        partner.Start();
        meter.Start();
        meter.Join();
    }

    private static void MeasureReads(string name, Action<int> read, Action write, Quantiles? results)
    {
        long reads = 0, writes = 0;
        bool stop = false;
        var writer = new Thread(() =>
        {
            Pin(1);
            while (!Volatile.Read(ref stop))
            {
                if (writes * 100 < Volatile.Read(ref reads))
                {
                    write();
                    writes++;
                }
                else
                {
                    Thread.SpinWait(20);
                }
            }
        });
        var reader = new Thread(() =>
        {
            Pin(0);
            for (int i = 0; i < Windows * 4; i++)
            {
                long start = Stopwatch.GetTimestamp();
                read(Batch);
                results?.Add(name, (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency / Batch);
                Volatile.Write(ref reads, reads + Batch);
            }

            Volatile.Write(ref stop, true);
        });
        writer.Start();
        reader.Start();
        reader.Join();
        writer.Join();
    }

    private static void Pin(int processor)
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
            return;
        ulong mask = 1UL << processor;
        _ = sched_setaffinity(0, sizeof(ulong), ref mask);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int sched_setaffinity(int pid, nint size, ref ulong mask);
}
