using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<AcquiredInsideTryAnalyzer>;

public sealed class AcquiredInsideTryTests
{
    [Theory]
    [InlineData("try { [|Monitor.Enter(_gate)|]; Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { [|_rw.EnterReadLock()|]; Work(); } finally { _rw.ExitReadLock(); }")]
    [InlineData("try { Work(); [|_mutex.WaitOne()|]; _count++; } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("try { [|_lock.Enter()|]; Work(); } catch (IOException) { Console.WriteLine(); } finally { _lock.Exit(); }")]
    [InlineData("try { if (![|_rw.TryEnterWriteLock(10)|]) return; Work(); } finally { _rw.ExitWriteLock(); }")]
    [InlineData("var taken = false; try { [|Monitor.Enter(_gate, ref taken)|]; Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { if (flag) [|Monitor.Enter(_gate)|]; Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { [|Begin()|]; Work(); } finally { End(); }")]
    [InlineData("try { [|_old.AcquireReaderLock(100)|]; Work(); } finally { _old.ReleaseReaderLock(); }")]
    public Task A_failed_acquire_is_released(string body) => Rule.Reports(Source.Method(
        body, members: "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate);"));

    [Theory]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("var taken = false; try { Monitor.Enter(_gate, ref taken); Work(); } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("try { _rw.EnterWriteLock(); Work(); } finally { if (_rw.IsWriteLockHeld) _rw.ExitWriteLock(); }")]
    [InlineData("try { Monitor.Enter(_gate); Work(); } finally { if (Monitor.IsEntered(_gate)) Monitor.Exit(_gate); }")]
    [InlineData("try { _lock.Enter(); Work(); } finally { if (_lock.IsHeldByCurrentThread) _lock.Exit(); }")]
    [InlineData("try { _old.AcquireReaderLock(100); Work(); } finally { _old.ReleaseLock(); }")]
    [InlineData("try { _slots.Wait(); Work(); } finally { _slots.Release(); }")]
    [InlineData("var held = false; try { _rw.EnterReadLock(); held = true; Work(); } finally { if (held) _rw.ExitReadLock(); }")]
    [InlineData("try { Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } } finally { Work(); }")]
    [InlineData("try { try { _mutex.WaitOne(); } catch (AbandonedMutexException) { } Work(); } finally { Console.WriteLine(); }")]
    [InlineData("try { _mutex.WaitOne(); Work(); } catch (AbandonedMutexException) { Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("Monitor.Enter(_gate); try { Monitor.Exit(_gate); Work(); Monitor.Enter(_gate); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { lock (_gate) Work(); } finally { Work(); }")]
    public Task Only_what_was_acquired_is_released(string body) => Rule.IsSilentOn(Source.Method(body));

    [Fact]
    public Task The_story_names_the_release() => Rule.Explains(
        Source.Method("try\n{\n    [|_rw.EnterReadLock()|];\n    Work();\n}\nfinally\n{\n    _rw.ExitReadLock();\n}"),
        """
        Test0.cs(19): '_rw' is acquired inside the try whose finally releases it: if that fails, a lock that is not held is released
            Test0.cs(24): _rw.ExitReadLock()
        """);
}
