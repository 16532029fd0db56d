using System.Globalization;
using BenchmarkDotNet.Running;
using SyncPrimitives.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args.FirstOrDefault())
{
    case "uncontended":
        Uncontended.Run(rounds: Number(1, 400));
        break;
    case "nested":
        AppContext.SetData("SyncPrimitives.LockOrder", args.ElementAtOrDefault(1) ?? "Off");
        Uncontended.NestedLocks(rounds: 2000);
        break;
    case "contended":
        Contended.Run(rounds: Number(1, 5));
        break;
    case "stress":
        return StressRun.Run(operations: Number(1, 100_000_000));
    case "bdn":
        BenchmarkSwitcher.FromAssembly(typeof(MutexBenchmarks).Assembly).Run(args[1..]);
        break;
    default:
        Console.WriteLine("""
            uncontended [rounds]   enter and leave by one thread: quantiles, and ratios to Monitor in the same run
            nested [Off|Report]    two nested locks, with and without validation of their order
            contended [rounds]     two threads on one lock, and readers beside a writer
            stress [operations]    operations on all primitives, until a violation or the number is reached
            bdn [arguments]        the same by BenchmarkDotNet
            """);
        return 1;
}

return 0;

int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
