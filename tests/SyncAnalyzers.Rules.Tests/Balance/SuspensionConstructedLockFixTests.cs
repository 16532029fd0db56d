using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

/// <summary>A lock that only the constructor makes is converted like one made in place.</summary>
public sealed class SuspensionConstructedLockFixTests
{
    [Fact]
    public Task A_lock_that_the_constructor_makes_and_a_try_enters() => Rule.Fixes(
        WithLibrary("""
        class Sockets : IAsyncDisposable
        {
            private readonly List<Stream> _open = [];
            private readonly ReaderWriterLockSlim _lock;
            private readonly Timer _timer;

            public Sockets(TimerCallback tick)
            {
                // Not recursive.
                _lock = new ReaderWriterLockSlim(); // for all of them
                _timer = new(tick);
            }

            public void Add(Stream stream)
            {
                try
                {
                    _lock.EnterWriteLock();
                    _open.Add(stream);
                }
                finally
                {
                    _lock.ExitWriteLock();
                }
            }

            public async ValueTask DisposeAsync()
            {
                try
                {
                    _lock.EnterWriteLock();

                    foreach (var stream in _open)
                        [|await stream.DisposeAsync().ConfigureAwait(false)|];

                    _open.Clear();
                }
                finally
                {
                    _lock.ExitWriteLock();
                }

                _lock.Dispose();
                _timer.Dispose();
            }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class Sockets : IAsyncDisposable
        {
            private readonly List<Stream> _open = [];
            private readonly AsyncReaderWriterLock _lock;
            private readonly Timer _timer;

            public Sockets(TimerCallback tick)
            {
                // Not recursive.
                _lock = new AsyncReaderWriterLock(); // for all of them
                _timer = new(tick);
            }

            public void Add(Stream stream)
            {
                using (_lock.EnterWriteScope())
                {
                    _open.Add(stream);
                }
            }

            public async ValueTask DisposeAsync()
            {
                using (await _lock.EnterWriteScopeAsync().ConfigureAwait(false))
                {
                    foreach (var stream in _open)
                        await stream.DisposeAsync().ConfigureAwait(false);

                    _open.Clear();
                }
                _timer.Dispose();
            }
        }
        """));
}
