using SyncAnalyzers.CodeFixes.Deadlock;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<UpgradedReadLockAnalyzer>;
using Fix = Verify<UpgradedReadLockAnalyzer, UpgradedReadLockFix>;

public sealed class UpgradedReadLockTests
{
    [Theory]
    [InlineData("_rw.EnterReadLock(); [|_rw.EnterWriteLock()|]; _rw.ExitWriteLock(); _rw.ExitReadLock();")]
    [InlineData("_rw.EnterReadLock(); try { if (f) { [|_rw.EnterWriteLock()|]; try { } finally { _rw.ExitWriteLock(); } } } finally { _rw.ExitReadLock(); }")]
    [InlineData("_rw.EnterReadLock(); if ([|_rw.TryEnterWriteLock(100)|]) _rw.ExitWriteLock(); _rw.ExitReadLock();")]
    [InlineData("_recursive.EnterReadLock(); [|_recursive.EnterWriteLock()|]; _recursive.ExitWriteLock(); _recursive.ExitReadLock();")]
    [InlineData("_rw.EnterReadLock(); try { [|Write()|]; } finally { _rw.ExitReadLock(); }")]
    [InlineData("if (_rw.TryEnterReadLock(10)) { [|_rw.EnterWriteLock()|]; _rw.ExitWriteLock(); _rw.ExitReadLock(); }")]
    [InlineData("_old.AcquireReaderLock(-1); [|_old.AcquireWriterLock(-1)|]; _old.ReleaseWriterLock(); _old.ReleaseReaderLock();")]
    public Task Reader_that_wants_to_write(string body) => Rule.Reports(Members(body));

    [Theory]
    [InlineData("_rw.EnterReadLock(); _rw.ExitReadLock(); _rw.EnterWriteLock(); _rw.ExitWriteLock();")]
    [InlineData("_rw.EnterUpgradeableReadLock(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); _rw.ExitUpgradeableReadLock();")]
    [InlineData("_rw.EnterUpgradeableReadLock(); _rw.EnterReadLock(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); _rw.ExitReadLock(); _rw.ExitUpgradeableReadLock();")]
    [InlineData("_old.AcquireReaderLock(-1); var cookie = _old.UpgradeToWriterLock(-1); _old.DowngradeFromWriterLock(ref cookie); _old.ReleaseReaderLock();")]
    [InlineData("_rw.EnterReadLock(); try { if (f) { _rw.ExitReadLock(); _rw.EnterWriteLock(); try { } finally { _rw.ExitWriteLock(); } _rw.EnterReadLock(); } } finally { _rw.ExitReadLock(); }")]
    [InlineData("_rw.EnterReadLock(); _other.EnterWriteLock(); _other.ExitWriteLock(); _rw.ExitReadLock();")]
    [InlineData("_rw.EnterReadLock(); Task.Run(Write); _rw.ExitReadLock();")]
    public Task Upgradeable_or_left_first(string body) => Rule.IsSilentOn(Members(body));

    [Fact]
    public Task Read_mode_becomes_upgradeable_mode() => Fix.Fixes(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _rw = new();

            int Get(bool f)
            {
                _rw.EnterReadLock(); // look first
                try
                {
                    if (f)
                    {
                        [|_rw.EnterWriteLock()|];
                        _rw.ExitWriteLock();
                    }

                    return 1;
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }
        }
        """,
        """
        class C
        {
            private readonly ReaderWriterLockSlim _rw = new();

            int Get(bool f)
            {
                _rw.EnterUpgradeableReadLock(); // look first
                try
                {
                    if (f)
                    {
                        _rw.EnterWriteLock();
                        _rw.ExitWriteLock();
                    }

                    return 1;
                }
                finally
                {
                    _rw.ExitUpgradeableReadLock();
                }
            }
        }
        """);

    [Theory]
    [InlineData("_old.AcquireReaderLock(-1); [|_old.AcquireWriterLock(-1)|]; _old.ReleaseWriterLock(); _old.ReleaseReaderLock();")]
    [InlineData("if (f) _rw.EnterReadLock(); else _rw.EnterReadLock(); [|_rw.EnterWriteLock()|]; _rw.ExitWriteLock(); _rw.ExitReadLock();")]
    public Task Other_locks_and_several_entries_are_left_alone(string body) => Fix.ReportsWithoutFix(Members(body));

    private static string Members(string body) =>
        $$"""
        class C
        {
            private readonly ReaderWriterLockSlim _rw = new(), _other = new(), _recursive = new(LockRecursionPolicy.SupportsRecursion);
            private readonly ReaderWriterLock _old = new();

            public void M(bool f) { {{body}} }

            private void Write() { _rw.EnterWriteLock(); try { } finally { _rw.ExitWriteLock(); } }
        }
        """;
}
