namespace SyncAnalyzers.Package.Tests;

/// <summary><c>dotnet format</c> in a fresh project applies the fixes that came with the package.</summary>
public sealed class Formatting
{
    private const string Balance =
        """
        class Balance
        {
            private readonly object _gate = new();
            private readonly object _other = new();
            private readonly ReaderWriterLockSlim _lock = new();
            private int _count;

            // Slow.
            public async Task Save(Stream stream)
            {
                Monitor.Enter(_gate);
                try { await stream.FlushAsync(); } finally { Monitor.Exit(_gate); }
            }

            public bool TryCount(bool more)
            {
                Monitor.Enter(_other);
                if (!more)
                    return false;

                _count++;
                Monitor.Exit(_other);
                return true;
            }

            public void Write()
            {
                Monitor.Enter(_other);
                Console.WriteLine(_count); // may throw
                Monitor.Exit(_other);
            }

            public void Reset()
            {
                Monitor.Enter(_other);
                try
                {
                    _count = 0;
                    Monitor.Exit(_other);
                }
                finally
                {
                    Monitor.Exit(_other);
                }
            }

            public int Count()
            {
                _lock.EnterReadLock();
                try { return _count; } finally { _lock.ExitWriteLock(); }
            }
        }
        """;

    private const string Spinning =
        """
        class Peterson
        {
            private volatile bool _up0, _up1;
            private volatile int _turn;

            public void Enter0()
            {
                _up0 = true;
                _turn = 1;
                while (_up1 && _turn == 1)
                {
                }
            }

            public void Enter1()
            {
                _up1 = true;
                _turn = 0;
                while (_up0 && _turn == 0)
                {
                }
            }

            public void Exit0() => _up0 = false;

            public void Exit1() => _up1 = false;
        }

        class Worker
        {
            private readonly object _gate = new();
            private List<int>? _items;
            private bool _stop;

            public List<int> Items()
            {
                if (_items == null)
                {
                    lock (_gate)
                    {
                        _items = new List<int>();
                    }
                }

                return _items;
            }

            public void Stop() => _stop = true;

            public void Run()
            {
                // Until somebody stops it.
                while (!_stop)
                {
                }
            }
        }
        """;

    private const string Semaphores =
        """
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1);
            private readonly SemaphoreSlim _disks = new(5, 5);

            public async Task Save(string text)
            {
                await _gate.WaitAsync();
                await File.WriteAllTextAsync("a", text);
                _gate.Release();
            }

            public async Task Load(CancellationToken token)
            {
                try
                {
                    await _gate.WaitAsync(token);
                    await File.ReadAllTextAsync("a", token);
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task Wait()
            {
                await _gate.WaitAsync(100);
                try { await Task.Yield(); } finally { _gate.Release(); }
            }

            public async Task Copy()
            {
                await _disks.WaitAsync();
                await _disks.WaitAsync();
                try { await Task.Yield(); } finally { _disks.Release(2); }
            }
        }
        """;

    private static readonly string[] s_rules =
    [
        "SYNC2001", "SYNC2002", "SYNC2003", "SYNC2005", "SYNC2006", "SYNC3001", "SYNC3002", "SYNC3003", "SYNC3006", "SYNC4001", "SYNC4002", "SYNC4003", "SYNC4004", "SYNC4010",
    ];

    [Fact]
    public async Task Fixes_what_it_is_told_to_and_the_project_builds()
    {
        using var project = new FreshProject(("Balance.cs", Balance), ("Spinning.cs", Spinning), ("Semaphores.cs", Semaphores));
        Assert.Equal(s_rules, (await project.Build()).Select(report => report.Rule).Distinct().Order(StringComparer.Ordinal));

        var (exitCode, output) = await project.Dotnet(["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. s_rules]);
        Assert.True(exitCode == 0, output);
        Assert.Empty(await project.Build());

        var text = project.Read("Balance.cs") + project.Read("Spinning.cs") + project.Read("Semaphores.cs");
        Assert.All(["// Slow.", "// may throw", "// Until somebody stops it.", "await _gate.WaitAsync();", "lock (_other)", "Interlocked.MemoryBarrier();", "_items ??= "], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }
}
