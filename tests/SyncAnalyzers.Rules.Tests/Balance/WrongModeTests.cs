using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<WrongModeAnalyzer, WrongModeFix>;

public sealed class WrongModeTests
{
    [Theory]
    [InlineData("_rw.EnterWriteLock(); try { Work(); } finally { [|_rw.ExitReadLock()|]; }")]
    [InlineData("_rw.EnterReadLock(); try { Work(); } finally { [|_rw.ExitWriteLock()|]; }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); Work(); [|_rw.ExitReadLock()|];")]
    [InlineData("_rw.EnterReadLock(); try { Work(); } finally { [|_rw.ExitUpgradeableReadLock()|]; }")]
    [InlineData("if (!_rw.TryEnterWriteLock(10)) return; try { Work(); } finally { [|_rw.ExitReadLock()|]; }")]
    [InlineData("_old.AcquireReaderLock(-1); try { Work(); } finally { [|_old.ReleaseWriterLock()|]; }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { _rw.EnterWriteLock(); Work(); [|_rw.ExitReadLock()|]; } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("BeginWrite(); try { Work(); } finally { [|EndRead()|]; }")]
    [InlineData("if (flag) _rw.EnterWriteLock(); else _rw.EnterReadLock(); _count++; [|_rw.ExitReadLock()|];")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { _rw.EnterWriteLock(); try { Work(); } finally { [|_rw.ExitUpgradeableReadLock()|]; } } finally { _rw.ExitUpgradeableReadLock(); }")]
    public Task Another_mode_is_released(string body) => Rule.Reports(Source.Method(
        body, members: "private void BeginWrite() => _rw.EnterWriteLock(); private void EndRead() => _rw.ExitReadLock();"));

    [Theory]
    [InlineData("_rw.EnterWriteLock(); try { Work(); } finally { _rw.ExitWriteLock(); }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); _rw.EnterWriteLock(); Work(); _rw.ExitWriteLock(); _rw.ExitUpgradeableReadLock();")]
    [InlineData("_rw.EnterUpgradeableReadLock(); _rw.EnterReadLock(); _rw.ExitUpgradeableReadLock(); Work(); _rw.ExitReadLock();")]
    [InlineData("if (flag) _rw.EnterWriteLock(); else _rw.EnterReadLock(); try { Work(); } finally { if (flag) _rw.ExitWriteLock(); else _rw.ExitReadLock(); }")]
    [InlineData("_old.AcquireWriterLock(-1); try { Work(); } finally { _old.ReleaseReaderLock(); }")]
    [InlineData("_old.AcquireReaderLock(-1); _old.UpgradeToWriterLock(-1); Work(); _old.ReleaseWriterLock();")]
    [InlineData("_rw.EnterReadLock(); try { Work(); } finally { if (_rw.IsWriteLockHeld) _rw.ExitWriteLock(); if (_rw.IsReadLockHeld) _rw.ExitReadLock(); }")]
    [InlineData("var writes = Ready(); if (writes) _rw.EnterWriteLock(); else _rw.EnterReadLock(); Work(); if (writes) _rw.ExitWriteLock(); else _rw.ExitReadLock();")]
    [InlineData("_rw.ExitReadLock(); _rw.EnterWriteLock(); try { Work(); } finally { _rw.ExitWriteLock(); _rw.EnterReadLock(); }")]
    [InlineData("if (Ready()) _rw.EnterWriteLock(); else _rw.EnterReadLock(); Work(); if (_open) _rw.ExitWriteLock(); else _rw.ExitReadLock();")]
    public Task The_same_mode_is_released(string body) => Rule.IsSilentOn(Source.Method(body));

    [Fact]
    public Task The_story_names_both_modes() => Rule.Explains(
        Source.Method("_rw.EnterWriteLock();\nWork();\n[|_rw.ExitReadLock()|];"),
        """
        Test0.cs(19): '_rw' is held as a write lock, but this gives back a read lock
            Test0.cs(17): _rw.EnterWriteLock()
        """);

    [Fact]
    public async Task Nothing_else_is_said_of_the_lock() => Assert.Equal(
        ["SYNC2006"],
        (await TestProject.Analyze(TestProject.Create(Source.Method("_rw.EnterWriteLock(); Work(); _rw.ExitReadLock();")), [.. Repository.Analyzers])).Select(d => d.Id).Where(id => id.StartsWith("SYNC2", StringComparison.Ordinal)));

    [Fact]
    public Task The_mode_that_was_acquired_is_released() => Rule.Fixes(
        Source.Method("_rw.EnterWriteLock();\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            [|_rw.ExitReadLock()|];\n        }"),
        Source.Method("_rw.EnterWriteLock();\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            _rw.ExitWriteLock();\n        }"));

    [Fact]
    public Task All_at_once() => Rule.FixAll(
        Source.Method("_rw.EnterReadLock();\n        [|_rw.ExitWriteLock()|];\n        _old.AcquireReaderLock(10);\n        [|_old.ReleaseWriterLock()|];"),
        Source.Method("_rw.EnterReadLock();\n        _rw.ExitReadLock();\n        _old.AcquireReaderLock(10);\n        _old.ReleaseReaderLock();"));

    [Fact]
    public Task A_wrapper_does_not_tell_its_counterpart() => Rule.ReportsWithoutFix(Source.Method(
        "BeginWrite(); [|_rw.ExitReadLock()|];", members: "private void BeginWrite() => _rw.EnterWriteLock();"));
}
