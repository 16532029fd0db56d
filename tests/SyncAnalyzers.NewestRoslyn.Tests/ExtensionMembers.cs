using SyncAnalyzers.Rules.Balance;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.NewestRoslyn.Tests;

/// <summary>Members in a block of extensions have the block's parameter in the place of <c>this</c>. The oldest compiler that is supported knows no such blocks.</summary>
public sealed class ExtensionMembers
{
    private const string Locks =
        """
        readonly struct Lease : IDisposable
        {
            private readonly ReaderWriterLockSlim _rw;
            public Lease(ReaderWriterLockSlim rw) { rw.EnterReadLock(); _rw = rw; }
            public void Dispose() => _rw.ExitReadLock();
        }

        static class Extensions
        {
            extension(ReaderWriterLockSlim rw)
            {
                public Lease Reading() => new(rw);
                public Lease Now => new(rw);
                public void Write(Action<int> body, int value) { rw.EnterWriteLock(); try { body(value); } finally { rw.ExitWriteLock(); } }
                public bool TryWrite(int patience) => rw.TryEnterWriteLock(patience);
            }

            extension(object gate)
            {
                public void Under(Action body) { lock (gate) body(); }
                public void Both(object other) { lock (gate) lock (other) GC.KeepAlive(gate); }
            }
        }
        """;

    [Theory]
    [InlineData("[|_rw.Reading()|]; _n++;")]
    [InlineData("var lease = [|_rw.Reading()|]; _n++;")]
    public Task A_lease_that_nobody_disposes(string body) => Verify<LeaseDroppedAnalyzer>.Reports(Using(body));

    [Theory]
    [InlineData("using (_rw.Reading()) _n++;")]
    [InlineData("using var lease = _rw.Reading(); _n++;")]
    [InlineData("var lease = _rw.Now; try { _n++; } finally { lease.Dispose(); }")]
    public Task A_lease_that_is_disposed(string body) => Verify<LeaseDroppedAnalyzer>.IsSilentOn(Using(body));

    [Theory]
    [InlineData("using (_rw.Reading()) { [|_rw.EnterReadLock()|]; _rw.ExitReadLock(); }")]
    [InlineData("using (_rw.Reading()) { using ([|_rw.Reading()|]) _n++; }")]
    public Task Read_while_reading(string body) => Verify<SelfDeadlockAnalyzer>.Reports(Using(body));

    [Fact]
    public Task The_story_goes_through_the_class_around_the_block() => Verify<UpgradedReadLockAnalyzer>.Explains(Using("using (_rw.Reading()) { [|_rw.Write(n => _n = n, 1)|]; }"), """
        Test0.cs(29): The write lock of '_rw' is acquired through Extensions.Write while its read lock is held: the writer waits for all readers, itself among them
            Test0.cs(29): _rw.Reading()
            Test0.cs(29): _rw.Write(n => _n = n, 1)
            Test0.cs(14): rw.EnterWriteLock()
        """);

    [Fact]
    public Task Read_while_reading_another() => Verify<SelfDeadlockAnalyzer>.IsSilentOn(Using("using (_rw.Reading()) { using (_other.Reading()) _n++; }"));

    [Fact]
    public Task Written_while_reading() => Verify<UpgradedReadLockAnalyzer>.Reports(Using("using (_rw.Reading()) { [|_rw.Write(n => _n = n, 1)|]; }"));

    [Fact]
    public Task Written_after_reading() => Verify<UpgradedReadLockAnalyzer>.IsSilentOn(Using("using (_rw.Reading()) { _n++; } _rw.Write(n => _n = n, 1);"));

    [Theory]
    [InlineData("[|_rw.TryWrite(5)|]; _n++; _rw.ExitWriteLock();")]
    public Task Tried_and_not_looked_at(string body) => Verify<ResultIgnoredAnalyzer>.Reports(Using(body));

    [Theory]
    [InlineData("if (_rw.TryWrite(5)) { _n++; _rw.ExitWriteLock(); }")]
    public Task Tried_and_looked_at(string body) => Verify<ResultIgnoredAnalyzer>.IsSilentOn(Using(body));

    [Fact]
    public Task Across_an_await() => Verify<HeldAcrossSuspensionAnalyzer>.Reports(Using("using (_rw.Reading()) { [|await Task.Yield()|]; }", "async Task"));

    [Fact]
    public Task In_opposite_orders_where_a_lambda_is_run_under_the_receiver() => Verify<LockOrderInversionAnalyzer>.Reports(Using(
        "lock (_a) { [|_b.Under(() => _n++)|]; }", members: "void Other() { [|_b.Under(() => { lock (_a) _n++; })|]; }"));

    [Fact]
    public Task In_one_order_where_a_lambda_is_run_under_the_receiver() => Verify<LockOrderInversionAnalyzer>.IsSilentOn(Using(
        "lock (_a) { _b.Under(() => _n++); }", members: "void Other() { _a.Under(() => { lock (_b) _n++; }); }"));

    [Fact]
    public Task In_opposite_orders_as_the_callers_name_them() => Verify<LockOrderInversionAnalyzer>.Reports(Using("[|_a.Both(_b)|];", members: "void Other() { [|_b.Both(_a)|]; }"));

    [Fact]
    public Task In_one_order_as_the_callers_name_them() => Verify<LockOrderInversionAnalyzer>.IsSilentOn(Using("_a.Both(_b);", members: "void Other() { _a.Both(_b); }"));

    private static string Using(string body, string type = "void", string members = "") => Locks + $$"""

        class C
        {
            private readonly ReaderWriterLockSlim _rw = new(), _other = new();
            private readonly object _a = new(), _b = new();
            private int _n;
            public {{type}} M() { {{body}} }
            {{members}}
        }
        """;
}
