using SyncAnalyzers.CodeFixes.Deadlock;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Fix = Verify<LockOrderInversionAnalyzer, LockOrderInversionFix>;

public sealed class LockOrderFixTests
{
    [Fact]
    public Task The_minority_is_swapped() => Fix.Fixes(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() { lock (_a) { lock ([|_b|]) { } } }
            void N() { lock (_a) { lock ([|_b|]) { } } }

            void O()
            {
                lock (_b) // statistics
                {
                    // entries
                    lock ([|_a|])
                    {
                        Console.WriteLine();
                    }
                }
            }
        }
        """,
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() { lock (_a) { lock (_b) { } } }
            void N() { lock (_a) { lock (_b) { } } }

            void O()
            {
                lock (_a)
                {
                    // entries
                    lock (_b) // statistics
                    {
                        Console.WriteLine();
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { } } }")]
    [InlineData("void N() { lock (_a) { lock ([|_b|]) { } } } void O() { lock (_b) { Console.WriteLine(); lock ([|_a|]) { } } }")]
    [InlineData("void N() { lock (_a) { lock ([|_b|]) { } } } void O() { lock (_b) { [|Take()|]; } } void Take() { lock (_a) { } }")]
    public Task Nothing_is_swapped_where_something_stands_between_or_nobody_is_the_majority(string members) => Fix.ReportsWithoutFix(
        $$"""
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() { lock (_a) { lock ([|_b|]) { } } }
            {{members}}
        }
        """);

    [Fact]
    public Task Both_locks_of_the_library_are_taken_at_once() => Fix.Fixes(
        WithLibrary("""
        using System.Text;
        using Xunit = System.Object;

        class Ledger
        {
            private static readonly object s_books = new(); // first
            private readonly Lock _page = new Lock();
            private int _count;

            public void Add()
            {
                lock (s_books)
                {
                    lock ([|_page|])
                    {
                        _count++;
                    }
                }
            }

            public void Remove()
            {
                lock (_page)
                lock ([|s_books|])
                {
                    _count--;
                }
            }

            public int Count() { using (_page.EnterScope()) return _count; }
        }
        """),
        WithLibrary("""
        using System.Text;
        using SyncPrimitives;
        using Xunit = System.Object;

        class Ledger
        {
            private static readonly AsyncMutex s_books = new(); // first
            private readonly AsyncMutex _page = new AsyncMutex();
            private int _count;

            public void Add()
            {
                using (MultiLock.EnterScope(s_books, _page))
                {
                    _count++;
                }
            }

            public void Remove()
            {
                using (MultiLock.EnterScope(_page, s_books))
                {
                    _count--;
                }
            }

            public int Count() { using (_page.EnterScope()) return _count; }
        }
        """), "Take both locks with MultiLock");

    [Fact]
    public Task All_pairs_of_the_library_at_once() => Fix.FixAll(
        WithLibrary("""
        class A { readonly object _a = new(), _x = new(); readonly object _b = new(); readonly object _c = new(); void M() { lock (_b) { lock ([|_c|]) { } } } void N() { lock (_c) { lock ([|_b|]) { } } } }
        class B { readonly object _b = new(); readonly object _c = new(); void M() { lock (_b) { lock ([|_c|]) { } } } void N() { lock (_c) { lock ([|_b|]) { } } } }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class A { readonly object _a = new(), _x = new(); readonly AsyncMutex _b = new(); readonly AsyncMutex _c = new(); void M() { using (MultiLock.EnterScope(_b, _c)) { } } void N() { using (MultiLock.EnterScope(_c, _b)) { } } }
        class B { readonly AsyncMutex _b = new(); readonly AsyncMutex _c = new(); void M() { using (MultiLock.EnterScope(_b, _c)) { } } void N() { using (MultiLock.EnterScope(_c, _b)) { } } }
        """), "Take both locks with MultiLock");

    [Theory]
    [InlineData("void N() { lock (_b) { [|Take()|]; } } void Take() { lock (_a) { } }")]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { lock (_c) { } } } }")]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { Monitor.Wait(_a); } } }")]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { Take(); } } } void Take() { lock (_b) { } }")]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { } } } public object A => _a;")]
    public Task The_locks_are_not_replaced_where_more_is_done_with_them(string members) => Fix.DoesNotOffer(
        WithLibrary("class C { readonly object _a = new(); readonly object _b = new(); readonly object _c = new(); void M() { lock (_a) { lock ([|_b|]) { } } } " + members + " }"),
        "Take both locks with MultiLock");
}
