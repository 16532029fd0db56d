namespace SyncAnalyzers.Rules.Tests.Truths;

/// <summary>A lock taken again by its own holder.</summary>
public sealed class OwnerTruths
{
    [Theory]
    [InlineData("SemaphoreSlim", "new(1)", "Wait")]
    [InlineData("SemaphoreSlim", "new(1, 1)", "Wait")]
    [InlineData("Semaphore", "new(1, 1)", "WaitOne")]
    public Task A_semaphore_makes_its_holder_wait_for_itself(string type, string value, string enter) => Truth.Hangs(
        $$"""
        class C
        {
            private readonly {{type}} _s = {{value}};

            void Thread1() { _s.{{enter}}(); {|SYNC1004:_s.{{enter}}()|}; _s.Release(); _s.Release(); }
        }
        """);

    [Fact]
    public Task So_does_one_that_is_awaited() => Truth.Hangs(
        """
        class C
        {
            private readonly SemaphoreSlim _s = new(1, 1);

            async Task Thread1() { await _s.WaitAsync(); await {|SYNC1004:_s.WaitAsync()|}; _s.Release(); _s.Release(); }
        }
        """);

    [Theory]
    [InlineData("SemaphoreSlim _s = new(2);", "_s.Wait(); _s.Wait(); _s.Release(2);")]
    [InlineData("SemaphoreSlim _s = new(1);", "_s.Wait(); if (_s.Wait(0)) _s.Release(); _s.Release();")]
    [InlineData("SemaphoreSlim _s = new(1);", "_s.Wait(); if (_s.Wait(20)) _s.Release(); _s.Release();")]
    [InlineData("object _s = new();", "lock (_s) lock (_s) { }")]
    [InlineData("Lock _s = new();", "lock (_s) lock (_s) { }")]
    [InlineData("Mutex _s = new();", "_s.WaitOne(); _s.WaitOne(); _s.ReleaseMutex(); _s.ReleaseMutex();")]
    [InlineData("ReaderWriterLockSlim _s = new(LockRecursionPolicy.SupportsRecursion);", "_s.EnterReadLock(); _s.EnterReadLock(); _s.ExitReadLock(); _s.ExitReadLock();")]
    [InlineData("ReaderWriterLockSlim _s = new(LockRecursionPolicy.SupportsRecursion);", "_s.EnterWriteLock(); _s.EnterReadLock(); _s.ExitReadLock(); _s.ExitWriteLock();")]
    [InlineData("ReaderWriterLockSlim _s = new();", "_s.EnterUpgradeableReadLock(); _s.EnterReadLock(); _s.ExitReadLock(); _s.ExitUpgradeableReadLock();")]
    [InlineData("ReaderWriterLockSlim _s = new();", "_s.EnterUpgradeableReadLock(); _s.EnterWriteLock(); _s.ExitWriteLock(); _s.ExitUpgradeableReadLock();")]
    [InlineData("ReaderWriterLockSlim _s = new();", "_s.EnterReadLock(); _s.ExitReadLock(); _s.EnterWriteLock(); _s.ExitWriteLock();")]
    public Task Others_let_it_in_or_give_up(string field, string body) => Truth.Completes(
        $$"""
        class C
        {
            private readonly {{field}}

            void Thread1() { {{body}} }
        }
        """);

    [Theory]
    [InlineData("new()", "_rw.EnterReadLock(); {|SYNC1004:_rw.EnterReadLock()|};")]
    [InlineData("new()", "_rw.EnterWriteLock(); {|SYNC1004:_rw.EnterWriteLock()|};")]
    [InlineData("new()", "_rw.EnterWriteLock(); {|SYNC1004:_rw.EnterReadLock()|};")]
    [InlineData("new()", "_rw.EnterReadLock(); {|SYNC1005:_rw.EnterWriteLock()|};")]
    [InlineData("new()", "_rw.EnterReadLock(); {|SYNC1005:_rw.TryEnterWriteLock(10)|};")]
    [InlineData("new(LockRecursionPolicy.SupportsRecursion)", "_rw.EnterReadLock(); {|SYNC1005:_rw.EnterWriteLock()|};")]
    public Task A_reader_writer_lock_throws(string value, string body) => Truth.Throws<LockRecursionException>(
        $$"""
        class C
        {
            private readonly ReaderWriterLockSlim _rw = {{value}};

            void Thread1() { {{body}} }
        }
        """);

    [Fact]
    public Task A_spin_lock_that_tracks_its_owner_throws() => Truth.Throws<LockRecursionException>(
        """
        class C
        {
            private SpinLock _spin = new(true);

            void Thread1() { bool one = false, two = false; _spin.Enter(ref one); {|SYNC1004:_spin.Enter(ref two)|}; }
        }
        """);

    [Fact]
    public Task Upgradeable_readers_take_turns() => Truth.Completes(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _rw = new();

            void Thread1() { _rw.EnterUpgradeableReadLock(); Meet(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); _rw.ExitUpgradeableReadLock(); }
            void Thread2() { _rw.EnterUpgradeableReadLock(); Meet(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); _rw.ExitUpgradeableReadLock(); }
        }
        """);
}
