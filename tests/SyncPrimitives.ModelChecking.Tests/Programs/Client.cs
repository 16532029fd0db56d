namespace SyncPrimitives.ModelChecking.Tests.Programs;

/// <summary>What the threads do with the protocol on trial.</summary>
internal static class Client
{
    /// <summary>Endless rounds (0) show deadlock, livelock and starvation; a finite number also shows lost updates of a plain counter.</summary>
    public static void Threads(this ModelProgram program, int threads, int rounds, Action<ModelThread> enter, Action<ModelThread> exit)
    {
        var counter = rounds == 0 ? null : program.Shared("counter");
        for (var i = 0; i < threads; i++)
            program.Thread(((char)('A' + i)).ToString(), t =>
            {
                if (rounds == 0)
                    t.Forever(() => Round(t));
                else
                    t.Repeat(rounds, _ => Round(t));
            });
        program.AtEnd(check =>
            check(counter is null || counter.Read() == threads * rounds, $"a lost update: the counter is {counter?.Read()}, not {threads * rounds}"));

        void Round(ModelThread t)
        {
            t.Request();
            enter(t);
            t.Critical(() => counter?.Write(counter.Read() + 1));
            exit(t);
        }
    }
}
