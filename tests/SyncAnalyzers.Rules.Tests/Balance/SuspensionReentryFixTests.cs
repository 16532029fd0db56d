using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

/// <summary>Who is inside and enters again gets an exception from a lock of a thread, and waits for itself at the library's.</summary>
public sealed class SuspensionReentryFixTests
{
    [Theory]
    [InlineData("_lock.EnterReadLock(); try { _count++; } finally { _lock.ExitReadLock(); }")]
    [InlineData("Read();")]
    [InlineData("Write();")]
    [InlineData("Through(3);")]
    [InlineData("_count = Count;")]
    [InlineData("_count = Virtual();")]
    [InlineData("if (_count > 3) [|await M()|];")]
    [InlineData("[|await Later()|];")]
    [InlineData("Run(Read);")]
    [InlineData("Local(); void Local() { _lock.EnterReadLock(); _count++; _lock.ExitReadLock(); }")]
    public async Task Who_enters_again_would_wait_for_ever(string again)
    {
        await Rule.ReportsWithoutFix(WithLibrary(Entered("Read", "[|await Task.Yield()|]; " + again)));
        await Rule.ReportsWithoutFix(WithLibrary(Entered("Write", again + " [|await Task.Yield()|];")));
    }

    [Fact]
    public Task Who_enters_another_one_does_not() => Rule.Fixes(
        WithLibrary("""
        class One
        {
            private readonly ReaderWriterLockSlim _lock = new();
            public async Task M(One other) { _lock.EnterReadLock(); try { [|await Task.Yield()|]; other.Read(); Two.Read(); } finally { _lock.ExitReadLock(); } Read(); }
            public void Read() { _lock.EnterReadLock(); try { _ = nameof(Read); } finally { _lock.ExitReadLock(); } }
        }
        class Two { private static readonly ReaderWriterLockSlim s_lock = new(); public static void Read() { s_lock.EnterReadLock(); s_lock.ExitReadLock(); } }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class One
        {
            private readonly AsyncReaderWriterLock _lock = new();
            public async Task M(One other) { using (await _lock.EnterReadScopeAsync()) { await Task.Yield(); other.Read(); Two.Read(); } Read(); }
            public void Read() { using (_lock.EnterReadScope()) { _ = nameof(Read); } }
        }
        class Two { private static readonly ReaderWriterLockSlim s_lock = new(); public static void Read() { s_lock.EnterReadLock(); s_lock.ExitReadLock(); } }
        """), "Use an AsyncReaderWriterLock as the lock");

    private static string Entered(string mode, string body) =>
        $$"""
        class C
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private int _count;
            public async Task M() { _lock.Enter{{mode}}Lock(); try { {{body}} } finally { _lock.Exit{{mode}}Lock(); } }
            public void Read() { _lock.EnterReadLock(); _count++; _lock.ExitReadLock(); }
            public void Write() { _lock.EnterWriteLock(); try { _count++; } finally { _lock.ExitWriteLock(); } }
            private static void Run(Action read) => read();
            private void Through(int n) { if (n > 0) Read(); }
            public int Count { get { _lock.EnterReadLock(); try { return _count; } finally { _lock.ExitReadLock(); } } }
            protected virtual int Virtual() { _lock.EnterReadLock(); try { return _count; } finally { _lock.ExitReadLock(); } }
            private async Task Later() { _lock.EnterReadLock(); try { _count++; } finally { _lock.ExitReadLock(); } await Task.Yield(); }
        }
        """;
}
