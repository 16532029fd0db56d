namespace SyncAnalyzers.Rules.Tests.Deadlock;

/// <summary>A class that has locks with keys, and what all rules together say about its members. A line ends in the id that is reported on it.</summary>
internal static class KeyedLocks
{
    /// <summary>As AsyncKeyedLock 8 declares its locks, which the vocabulary knows by name.</summary>
    private const string Community =
        """
        #nullable enable
        namespace AsyncKeyedLock;
        public sealed class AsyncKeyedLockOptions { public int MaxCount { get; set; } = 1; }
        public sealed class AsyncKeyedLocker<TKey> : IDisposable where TKey : notnull
        {
            public AsyncKeyedLocker() { }
            public AsyncKeyedLocker(AsyncKeyedLockOptions options) => _ = options;
            public AsyncKeyedLocker(Action<AsyncKeyedLockOptions> options) => _ = options;
            public AsyncKeyedLocker(IEqualityComparer<TKey> comparer) => _ = comparer;
            public AsyncKeyedLocker(int concurrencyLevel, int capacity) => _ = concurrencyLevel + capacity;
            public IDisposable Lock(TKey key) => default!;
            public IDisposable? LockOrNull(TKey key, int millisecondsTimeout) => default!;
            public ValueTask<IDisposable> LockAsync(TKey key, bool continueOnCapturedContext = false) => default!;
            public ValueTask<IDisposable?> LockOrNullAsync(TKey key, int millisecondsTimeout, bool continueOnCapturedContext = false) => default!;
            public ValueTask<IDisposable?> LockOrNullAsync(TKey key, TimeSpan timeout, bool continueOnCapturedContext = false) => default!;
            public void Dispose() { }
        }
        public sealed class StripedAsyncKeyedLocker<TKey>(int numberOfStripes = 4049, int maxCount = 1) : IDisposable where TKey : notnull
        {
            public int Counts { get; } = numberOfStripes + maxCount;
            public IDisposable Lock(TKey key) => default!;
            public ValueTask<IDisposable> LockAsync(TKey key, bool continueOnCapturedContext = false) => default!;
            public void Dispose() { }
        }
        """;

    /// <param name="type">One of the library's types, or the community's, which has the same verbs under other names.</param>
    /// <param name="created">How the locks are made.</param>
    public static async Task Judge(string type, string members, string created = "new()")
    {
        var isCommunity = type.Contains("Async", StringComparison.Ordinal);
        var source =
            $$"""
            using {{(isCommunity ? "AsyncKeyedLock" : "SyncPrimitives")}};
            public sealed class Order { public string Id { get; set; } = ""; }
            public sealed class C(string own)
            {
                private const string All = "all";
                private readonly {{type}}<string> _locks = {{created}};
                private readonly {{type}}<string> _others = new();
                private readonly {{type}}<int> _numbers = new();
                private static readonly {{type}}<string> s_locks = new();
                private static readonly object s_gate = new();
                private readonly object _gate = new();
                private readonly string _own = own;
                private string _current = own;
                private {{(isCommunity ? "IDisposable?" : "Lease")}} _kept;
                private int _count;
                public void Use() { _kept{{(isCommunity ? "?" : "")}}.Dispose(); _current = Next(); _ = All; }
                private string Next() => _current + _count;
                private void Work() { _count++; Console.WriteLine(_count); }
                private static {{type}}<string> Shared() => s_locks;
            {{(isCommunity ? members.Replace("EnterScope", "Lock", StringComparison.Ordinal).Replace("Lease>", "IDisposable>", StringComparison.Ordinal) : members)}}
            }
            """;
        var project = TestProject.Create(Scenario.FromSources(isCommunity ? [source, Community] : [source]) with { Libraries = [typeof(SyncPrimitives.KeyedMutex<>).Assembly] });
        var reported = (await TestProject.Analyze(project, [.. Repository.Analyzers]))
            .Where(d => d.Severity >= DiagnosticSeverity.Warning)
            .Select(d => $"{d.Location.GetLineSpan().StartLinePosition.Line + 1} {d.Id}");
        var expected = source.Split('\n').Select((line, i) => (Line: i + 1, At: line.IndexOf("// SYNC", StringComparison.Ordinal), Text: line))
            .Where(line => line.At >= 0).Select(line => $"{line.Line} {line.Text[(line.At + 3)..].Trim()}");
        Assert.Equal(expected, reported.Order(StringComparer.Ordinal));
    }
}
