namespace SyncAnalyzers.Rules.Tests.Balance;

/// <summary>A class with one lock of each kind, so that a test is no longer than what it is about.</summary>
internal static class Source
{
    /// <param name="body">The statements of a method <c>M</c>.</param>
    /// <param name="type">The return type of <c>M</c>, with <c>async</c> where wanted.</param>
    /// <param name="members">Further members.</param>
    public static string Method(string body, string type = "void", string members = "") =>
        $$"""
        public class C
        {
            private readonly object _gate = new();
            private readonly object _other = new();
            private readonly Lock _lock = new();
            private readonly Mutex _mutex = new();
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly ReaderWriterLock _old = new();
            private SpinLock _spin = new();
            private readonly SemaphoreSlim _slots = new(1);
            private readonly List<int> _items = [];
            private int _count;
            private bool _open;

            public {{type}} M(bool flag, int count, object[] all, Exception error)
            {
                {{body}}
            }

            private void Work() => Console.WriteLine(_count);
            private bool Ready() => _open;
            private Task WorkAsync() => Task.Delay(1);
            {{members}}
        }
        """;
}
