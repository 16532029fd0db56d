namespace SyncAnalyzers.Package.Tests;

/// <summary><c>dotnet format</c> in a project that installs the library: where the framework has no fix, the library's is taken.</summary>
public sealed class LibraryFormatting
{
    private const string Program =
        """
        using System.Collections.Concurrent;

        var cache = new Cache();
        var pings = Task.Run(() => cache.Serve(3));
        await Task.WhenAll(Enumerable.Range(0, 9).Select(number => cache.Put("key" + (number % 2), number)));
        for (var i = 0; i < 3; i++)
            await cache.Ping();
        await pings;
        Console.WriteLine($"{cache.Count} put, {cache.Served} served");

        class Cache
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private readonly ConcurrentDictionary<string, object> _locks = new();
            private readonly Dictionary<string, int> _values = [];
            private volatile bool _ping;
            private volatile bool _pong = true;

            public int Served { get; private set; }

            public int Count
            {
                get
                {
                    _lock.EnterReadLock();
                    try
                    {
                        return _values.Values.Sum();
                    }
                    finally
                    {
                        _lock.ExitReadLock();
                    }
                }
            }

            public async Task Put(string key, int number)
            {
                var gate = _locks.GetOrAdd(key, _ => new object());
                Monitor.Enter(gate);
                try
                {
                    await Add(key, number); // one after the other
                }
                finally
                {
                    Monitor.Exit(gate);
                }
            }

            public async Task Serve(int count)
            {
                for (var i = 0; i < count; i++)
                {
                    // Until somebody asks.
                    while (!_ping)
                        await Task.Delay(1);

                    _ping = false;
                    Served++;
                    _pong = true;
                }
            }

            public async Task Ping()
            {
                while (!_pong)
                    await Task.Delay(1);

                _pong = false;
                _ping = true;
            }

            private async Task Add(string key, int number)
            {
                _lock.EnterWriteLock();
                try
                {
                    await Task.Yield();
                    _values.TryGetValue(key, out var sum);
                    await Task.Yield();
                    _values[key] = sum + 1;
                }
                finally
                {
                    _lock.ExitWriteLock();
                }
            }
        }
        """;

    [Fact]
    public async Task Takes_what_only_the_library_has_and_the_program_works()
    {
        using var project = FreshProject.WithLibrary(("Program.cs", Program));
        Assert.Equal(["SYNC2005", "SYNC3008"], (await project.Build()).Select(report => report.Rule).Where(rule => rule is "SYNC2005" or "SYNC3008").Distinct().Order(StringComparer.Ordinal));

        var (formatted, messages) = await project.Dotnet("format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", "SYNC2005", "SYNC3008");
        Assert.True(formatted == 0, messages);
        Assert.Empty(await project.Build());

        var text = project.Read("Program.cs");
        Assert.All(
            ["AsyncReaderWriterLock _lock", "using (await _lock.EnterWriteScopeAsync())", "KeyedMutex<string> _locks", "await Add(key, number); // one after the other", "// Until somebody asks.", "await _ping.WaitAsync();", "AsyncAutoResetEvent(true)"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));

        var (exitCode, output) = await project.Dotnet("run", "--no-build");
        Assert.Equal((0, "9 put, 3 served"), (exitCode, output.Trim()));
    }
}
