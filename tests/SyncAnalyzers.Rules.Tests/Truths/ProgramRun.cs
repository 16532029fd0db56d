using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace SyncAnalyzers.Rules.Tests.Truths;

/// <summary>Runs a program whose threads may never end.</summary>
internal static class ProgramRun
{
    public const string Completed = "completed";
    public const string Hung = "hung";

    // A thread that is expected to hang has to be seen blocked all this time; one that is not may be slow for other reasons.
    private static readonly TimeSpan s_blocked = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // Where the threads cannot meet, one has to give up for the program to go on.
    private static readonly TimeSpan s_meeting = TimeSpan.FromMilliseconds(100);

    /// <returns><see cref="Completed"/>, <see cref="Hung"/>, or the name of the exception that ended a thread.</returns>
    public static async Task<string> Of(Project project, bool isHangExpected)
    {
        var program = Activator.CreateInstance((await Load(project)).GetType("C", throwOnError: true)!)!;
        var thrown = new ConcurrentQueue<Exception>();
        var threads = program.GetType()
            .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => method.Name.StartsWith("Thread", StringComparison.Ordinal))
            .Select(method => new Thread(() => Run(method, program, thrown)) { IsBackground = true })
            .ToList();

        SetMeeting(program, isHangExpected ? s_patience : s_meeting);
        threads.ForEach(thread => thread.Start());
        var isHung = isHangExpected ? StayBlocked(threads) : !threads.TrueForAll(thread => thread.Join(s_patience));
        return thrown.TryPeek(out var exception) ? exception.GetType().Name : isHung ? Hung : Completed;
    }

    private static async Task<Assembly> Load(Project project)
    {
        var compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        return Assembly.Load(image.ToArray());
    }

    private static void SetMeeting(object program, TimeSpan bound)
    {
        var barrier = new Barrier(2);
        program.GetType().Assembly.GetType("Meeting")!.GetField("Meet")!.SetValue(null, (Action)(() => barrier.SignalAndWait(bound)));
    }

    private static void Run(MethodInfo method, object program, ConcurrentQueue<Exception> thrown)
    {
        try
        {
            (method.Invoke(program, null) as Task)?.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            thrown.Enqueue((e as TargetInvocationException)?.InnerException ?? e);
        }
    }

    /// <summary>Whether a state is reached in which every thread that has not ended is blocked, and stays so.</summary>
    private static bool StayBlocked(List<Thread> threads)
    {
        var clock = Stopwatch.StartNew();
        var since = clock.Elapsed;
        while (clock.Elapsed - since < s_blocked)
        {
            if (clock.Elapsed > s_patience || !threads.Exists(thread => thread.IsAlive))
                return false;

            if (threads.Exists(thread => thread.IsAlive && !thread.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin)))
                since = clock.Elapsed;

            Thread.Sleep(5);
        }

        return threads.Exists(thread => thread.IsAlive);
    }
}
