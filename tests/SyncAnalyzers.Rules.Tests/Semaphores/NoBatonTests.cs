using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using VerifyRelease = Verify<ReleaseWithoutAcquireAnalyzer>;
using VerifyWait = Verify<PermitNotReleasedAnalyzer>;

/// <summary>What looks like passing the baton and is not: the permit is lost, or given back twice, all the same.</summary>
public sealed class NoBatonTests
{
    // Who is woken takes the mutex for himself: nobody owes it for the one who signalled.
    [Fact]
    public Task A_signal_alone_hands_nothing_on() => VerifyWait.Reports("""
        class Box
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            private readonly SemaphoreSlim _ready = new(0);
            private int _items;

            public void Put(bool last)
            {
                [|_mutex.Wait()|];
                _items++;
                if (last)
                {
                    _ready.Release();
                    return;
                }

                _mutex.Release();
            }

            public void Take()
            {
                _ready.Wait();
                _mutex.Wait();
                _items--;
                _mutex.Release();
            }
        }
        """);

    // What throws before the signal is given leaves nobody who owes the mutex.
    [Fact]
    public Task Before_the_signal_it_is_ones_own() => VerifyWait.Reports(Pot("""
            public void Eat(Action<int> meal)
            {
                [|_mutex.Wait()|];
                meal(1);
                if (--_servings == 0)
                    _empty.Release();
                else
                    _mutex.Release();
            }
        """));

    // The one who signals keeps nothing, in a finally or without: who was woken has no mutex to give back.
    [Theory]
    [InlineData("_ready.Release(); _mutex.Release();")]
    [InlineData("try { _ready.Release(); } finally { _mutex.Release(); }")]
    [InlineData("SignalAndLeave();")]
    [InlineData("LeaveAndSignal();")]
    public Task Woken_without_the_mutex(string put) => VerifyRelease.Reports($$"""
        class Box
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            private readonly SemaphoreSlim _ready = new(0);
            private int _items;

            public void Put()
            {
                _mutex.Wait();
                _items++;
                {{put}}
            }

            public void Take()
            {
                _mutex.Wait();
                if (_items == 0)
                {
                    _mutex.Release();
                    _ready.Wait();
                }

                _items--;
                [|_mutex.Release()|];
            }

            private void SignalAndLeave()
            {
                _ready.Release();
                _mutex.Release();
            }

            private void LeaveAndSignal()
            {
                _mutex.Release();
                _ready.Release();
            }
        }
        """);

    [Fact]
    public Task A_double_release_beside_a_baton() => VerifyRelease.Reports(Pot("""
            public void Eat(bool enough)
            {
                _mutex.Wait();
                if (--_servings == 0)
                    _empty.Release();
                else
                    _mutex.Release();
            }

            public void Look(bool closely)
            {
                _mutex.Wait();
                if (closely)
                    _mutex.Release();

                [|_mutex.Release()|];
            }
        """));

    private static string Pot(string members) => $$"""
        class Pot
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            private readonly SemaphoreSlim _empty = new(0);
            private int _servings = 5;

            public void Cook()
            {
                _empty.Wait();
                _servings = 5;
                _mutex.Release();
            }

            {{members}}
        }
        """;
}
