using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<SpinLockCopiedAnalyzer, SpinLockCopiedFix>;

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
    public Task A_parameter_is_passed_by_reference() => Rule.Fixes(
        """
        class Counter
        {
            private SpinLock _spin;
            private readonly SpinLock[] _all = new SpinLock[2];
            private int _count;

            public void Add()
            {
                // Together.
                Add(_spin, 1);
                this.Add(by: 2, spin: /* the second */ _all[1]);
                Leave(in _spin);
                Local(ref _count, _spin);
                void Local(ref int count, [|SpinLock spin|]) { var taken = false; spin.Enter(ref taken); count++; Add(spin, 3); }
            }

            private void Add([|SpinLock spin|], int by)
            {
                var taken = false;
                spin.Enter(ref taken);
                _count += by;
                if (taken) spin.Exit();
            }

            private static void Leave(/* the lock */ [|in SpinLock spin|]) => spin.Exit();
        }
        """,
        """
        class Counter
        {
            private SpinLock _spin;
            private readonly SpinLock[] _all = new SpinLock[2];
            private int _count;

            public void Add()
            {
                // Together.
                Add(ref _spin, 1);
                this.Add(by: 2, spin: /* the second */ ref _all[1]);
                Leave(ref _spin);
                Local(ref _count, ref _spin);
                void Local(ref int count, ref SpinLock spin) { var taken = false; spin.Enter(ref taken); count++; Add(ref spin, 3); }
            }

            private void Add(ref SpinLock spin, int by)
            {
                var taken = false;
                spin.Enter(ref taken);
                _count += by;
                if (taken) spin.Exit();
            }

            private static void Leave(/* the lock */ ref SpinLock spin) => spin.Exit();
        }
        """,
        "Pass it by ref");

    [Fact]
    public Task All_parameters_at_once() => Rule.FixAll(
        """
        struct Cell { public SpinLock Lock; public int Value; }
        class C
        {
            Cell _one, _other;
            void M() { Swap(_one, _other); }
            void Swap([|Cell a|], [|in Cell b|]) { Console.WriteLine(a.Value + b.Value); }
        }
        """,
        """
        struct Cell { public SpinLock Lock; public int Value; }
        class C
        {
            Cell _one, _other;
            void M() { Swap(ref _one, ref _other); }
            void Swap(ref Cell a, ref Cell b) { Console.WriteLine(a.Value + b.Value); }
        }
        """,
        "Pass it by ref");

    [Theory]
    [InlineData("public void Use([|SpinLock spin|]) { }")]
    [InlineData("void Use([|SpinLock spin|]) { } Action<SpinLock> M() => Use;")]
    [InlineData("void Use([|SpinLock spin = default|]) { }")]
    [InlineData("async Task Use([|SpinLock spin|]) { await Task.Yield(); }")]
    [InlineData("IEnumerable<int> Use([|SpinLock spin|]) { yield return 1; }")]
    [InlineData("void Use([|SpinLock spin|]) { } void M() => Use(new SpinLock());")]
    [InlineData("void Use([|SpinLock spin|]) { } SpinLock Spin { get; set; } void M() => Use([|Spin|]);")]
    [InlineData("void Use([|SpinLock spin|]) { Action later = () => spin.Exit(); }")]
    [InlineData("C([|SpinLock spin|]) { }")]
    public Task A_parameter_has_other_callers(string members) => Rule.ReportsWithoutFix("class C { " + members.Replace("Use([|Spin|])", "Use(Spin)", StringComparison.Ordinal) + " }");
}
