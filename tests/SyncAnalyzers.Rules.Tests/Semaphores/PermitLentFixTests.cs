using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>;

/// <summary>SYNC4001 where the caller is lent the permit on other ways out: a finally block would take it back.</summary>
public sealed class PermitLentFixTests
{
    [Fact]
    public Task Who_is_told_no_is_lent_nothing() => Verify.Fixes(Pool("""
                if (_free.TryPop(out item))
                    return true;

                if (Interlocked.Increment(ref _made) > 9)
                {
                    _made = 9;
                    return false;
                }

                item = new object();
                return true;
        """), Pool("""
                if (_free.TryPop(out item))
                    return true;

                if (Interlocked.Increment(ref _made) > 9)
                {
                    _made = 9;
                    _slots.Release();
                    return false;
                }

                item = new object();
                return true;
        """).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

    [Fact]
    public Task Who_is_told_no_without_braces_is_lent_nothing() => Verify.Fixes(Pool("""
                if (!_free.TryPop(out item))
                    return false; // All out.

                return true;
        """), Pool("""
                if (!_free.TryPop(out item))
                {
                    _slots.Release();
                    return false; // All out.
                }

                return true;
        """).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

    [Fact]
    public Task A_finally_would_take_back_what_is_lent() => Verify.DoesNotOffer(Pool("""
                if (_free.TryPop(out item))
                    return true;

                return false;
        """), "Release in a finally block");

    [Fact]
    public Task A_finally_would_take_back_what_is_lent_where_something_throws() => Verify.ReportsWithoutFix("""
        class Pool(Func<object> make)
        {
            private readonly SemaphoreSlim _slots = new(9, 9);

            public object Rent()
            {
                [|_slots.Wait()|];
                return make();
            }

            public void Return() => _slots.Release();
        }
        """);

    [Fact]
    public Task A_finally_would_take_back_what_is_lent_where_a_refusal_releases() => Verify.ReportsWithoutFix(Pool("""
                if (!_free.TryPop(out item))
                {
                    _slots.Release();
                    return false;
                }

                File.WriteAllText("last", item?.ToString());
                return true;
        """));

    private static string Pool(string rest) => $$"""
        class Pool
        {
            private readonly SemaphoreSlim _slots = new(9, 9);
            private readonly ConcurrentStack<object> _free = [];
            private int _made;

            public bool TryRent(out object? item)
            {
                item = null;
                if (![|_slots.Wait(100)|])
                    return false;

        {{rest}}
            }

            public void Return(object item)
            {
                _free.Push(item);
                _slots.Release();
            }
        }
        """;
}
