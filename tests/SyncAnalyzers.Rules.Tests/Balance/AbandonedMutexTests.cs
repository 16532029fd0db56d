using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Held = Verify<HeldAtReturnAnalyzer>;
using Unheld = Verify<ReleasedUnheldAnalyzer>;

/// <summary>Who is told that a mutex was abandoned has it.</summary>
public sealed class AbandonedMutexTests
{
    private const string Wait = "try { if (!_mutex.WaitOne(TimeSpan.FromSeconds(2))) return false; } catch (AbandonedMutexException) { } ";

    [Theory]
    [InlineData(Wait + "_open = true; try { Work(); return true; } catch { _open = false; _mutex.ReleaseMutex(); throw; }")]
    [InlineData(Wait + "if (flag) { _mutex.ReleaseMutex(); return false; } return true;")]
    [InlineData("var taken = false; try { Work(); taken = _mutex.WaitOne(500); } catch (AbandonedMutexException) { taken = true; } if (taken && flag) { _mutex.ReleaseMutex(); taken = false; } return taken;")]
    [InlineData("try { Work(); _mutex.WaitOne(); Work(); } catch (AbandonedMutexException) { } try { return Ready(); } finally { _mutex.ReleaseMutex(); }")]
    public async Task Only_the_wait_tells_that_it_was_abandoned(string body)
    {
        await Held.IsSilentOn(Source.Method(body, "bool"));
        await Unheld.IsSilentOn(Source.Method(body, "bool"));
    }

    [Theory]
    [InlineData("try { if (![|_mutex.WaitOne(TimeSpan.FromSeconds(2))|]) return false; } catch (AbandonedMutexException) { } if (flag) return false; return true;")]
    [InlineData("try { if (![|_mutex.WaitOne(TimeSpan.FromSeconds(2))|]) return false; } catch (AbandonedMutexException) { return false; } return true;")]
    [InlineData("try { [|_mutex.WaitOne()|]; } catch (AbandonedMutexException) { return false; } _mutex.ReleaseMutex(); return true;")]
    public Task Who_is_told_so_and_says_no_keeps_it(string body) => Held.Reports(Source.Method(body, "bool"));

    [Theory]
    [InlineData("_mutex.WaitOne(); try { if (flag) _mutex.ReleaseMutex(); Work(); } catch (AbandonedMutexException) { } [|_mutex.ReleaseMutex()|]; return true;")]
    [InlineData("try { if (_mutex.WaitOne(9)) _mutex.ReleaseMutex(); } catch (AbandonedMutexException) { _mutex.ReleaseMutex(); [|_mutex.ReleaseMutex()|]; } return true;")]
    public Task Released_once_too_often(string body) => Unheld.Reports(Source.Method(body, "bool"));
}
