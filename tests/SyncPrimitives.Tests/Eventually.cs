namespace SyncPrimitives.Tests;

/// <summary>Waiting in tests: bounded, so that a lost wake-up fails and does not hang; generous, so that a busy machine passes.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static void True(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, Limit), "It did not come about.");

    public static Task<T> Done<T>(Task<T> task) => task.WaitAsync(Limit);

    public static Task Done(Task task) => task.WaitAsync(Limit);

    /// <summary>Runs on threads of its own, at once, and waits for all; the first exception fails the test.</summary>
    public static void OnThreads(params Action[] actions)
    {
        var errors = new List<Exception>();
        Thread[] threads = [.. actions.Select(action => new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                lock (errors)
                    errors.Add(error);
            }
        }) { IsBackground = true })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            Assert.True(thread.Join(Limit), "A thread did not end.");
        if (errors.Count != 0)
            throw new AggregateException(errors);
    }

    public static void OnThreads(int count, Action<int> action) =>
        OnThreads([.. Enumerable.Range(0, count).Select(i => (Action)(() => action(i)))]);
}
