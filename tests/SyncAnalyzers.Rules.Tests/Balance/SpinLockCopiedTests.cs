using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<SpinLockCopiedAnalyzer, SpinLockFieldFix>;

public sealed class SpinLockCopiedTests
{
    [Theory]
    [InlineData("private readonly SpinLock [|_spin|];")]
    [InlineData("private static readonly SpinLock [|s_spin = new(false)|];")]
    [InlineData("private readonly Counter [|_counter|]; struct Counter { public SpinLock Lock; }")]
    [InlineData("void Use([|SpinLock spin|]) { }")]
    [InlineData("void Use([|in SpinLock spin|]) { }")]
    [InlineData("SpinLock _spin; void M() { var copy = [|_spin|]; }")]
    [InlineData("SpinLock _spin; SpinLock Spin => [|_spin|];")]
    [InlineData("SpinLock Spin { get; set; } void M() { var taken = false; [|Spin|].Enter(ref taken); }")]
    [InlineData("List<SpinLock> _all = []; void M() { var taken = false; [|_all[0]|].Enter(ref taken); }")]
    [InlineData("SpinLock _spin; object M() => [|_spin|];")]
    [InlineData("SpinLock _spin; void M(List<SpinLock> all) => all.Add([|_spin|]);")]
    [InlineData("SpinLock _spin, _other; void M() => _other = [|_spin|];")]
    public Task The_copy_is_another_lock(string members) => Rule.Reports("class C { " + members + " }");

    [Theory]
    [InlineData("private SpinLock _spin; void M() { var taken = false; _spin.Enter(ref taken); _spin.Exit(); }")]
    [InlineData("void Use(ref SpinLock spin) { } SpinLock _spin; void M() => Use(ref _spin);")]
    [InlineData("SpinLock _spin = new(false);")]
    [InlineData("SpinLock[] _all = new SpinLock[4]; void M() { var taken = false; _all[1].Enter(ref taken); }")]
    [InlineData("SpinLock _spin; ref SpinLock Spin => ref _spin; void M() { var taken = false; Spin.Enter(ref taken); }")]
    [InlineData("SpinLock _spin; void M() { ref var same = ref _spin; same.Exit(); }")]
    [InlineData("private readonly Holder _holder = new(); class Holder { public SpinLock Lock; }")]
    [InlineData("void M() { var spin = new SpinLock(true); var taken = false; spin.Enter(ref taken); }")]
    [InlineData("private readonly SpinWait _wait; private readonly object _gate = new();")]
    [InlineData("Counter _counter; void M() => _counter.Add(); struct Counter { SpinLock _lock; public void Add() { var taken = false; _lock.Enter(ref taken); } }")]
    public Task One_lock_stays_one(string members) => Rule.IsSilentOn("class C { " + members + " }");

    [Fact]
    public Task A_field_loses_readonly() => Rule.Fixes(
        "class C { /* spins */ private readonly SpinLock [|_spin|]; void M() { var taken = false; _spin.Enter(ref taken); } }",
        "class C { /* spins */ private SpinLock _spin; void M() { var taken = false; _spin.Enter(ref taken); } }");

    [Fact]
    public Task All_at_once() => Rule.FixAll(
        "class C { readonly SpinLock [|_spin = new()|]; static readonly SpinLock [|s_spin = new()|]; }",
        "class C { SpinLock _spin = new(); static SpinLock s_spin = new(); }");

    [Fact]
    public Task A_parameter_has_callers() => Rule.ReportsWithoutFix("class C { void Use([|SpinLock spin|]) { } }");
}
