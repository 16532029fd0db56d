using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using VerifyRelease = Verify<ReleaseWithoutAcquireAnalyzer>;
using VerifyWait = Verify<PermitNotReleasedAnalyzer>;

/// <summary>Passing the baton: a holder wakes a waiter, who owes the mutex from then on.</summary>
public sealed class BatonTests
{
    private const string SavagesAndCook = """
        class Pot
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            private readonly SemaphoreSlim _empty = new(0);
            private int _servings = 5;

            public void Cook()
            {
                while (true)
                {
                    _empty.Wait();
                    _servings = 5;
                    _mutex.Release();
                }
            }

            public void Eat(Action<int> meal)
            {
                while (true)
                {
                    _mutex.Wait();
                    if (--_servings == 0)
                        _empty.Release();
                    else
                        _mutex.Release();

                    meal(1);
                }
            }
        }
        """;

    private const string SignalsOnAllWaysOut = """
        class Room
        {
            private readonly SemaphoreSlim _entry = new(1, 1);
            private readonly SemaphoreSlim _readers = new(0);
            private readonly SemaphoreSlim _writers = new(0);
            private int _reading, _writing, _delayedReaders, _delayedWriters;

            public async Task Read(Func<Task> read)
            {
                await _entry.WaitAsync();
                if (_writing > 0 || _delayedWriters > 0)
                {
                    _delayedReaders++;
                    _entry.Release();
                    await _readers.WaitAsync();
                }

                _reading++;
                if (_delayedReaders > 0)
                {
                    _delayedReaders--;
                    _readers.Release();
                }
                else
                {
                    _entry.Release();
                }

                await read();
                await _entry.WaitAsync();
                _reading--;
                Signal();
            }

            public async Task Write(Func<Task> write)
            {
                await _entry.WaitAsync();
                if (_reading > 0 || _writing > 0)
                {
                    _delayedWriters++;
                    _entry.Release();
                    await _writers.WaitAsync();
                }

                _writing++;
                _entry.Release();
                await write();
                await _entry.WaitAsync();
                _writing--;
                Signal();
            }

            private void Signal()
            {
                if (_reading == 0 && _writing == 0 && _delayedWriters > 0)
                {
                    _delayedWriters--;
                    _writers.Release();
                }
                else if (_writing == 0 && _delayedReaders > 0)
                {
                    _delayedReaders--;
                    _readers.Release();
                }
                else
                {
                    _entry.Release();
                }
            }
        }
        """;

    private const string HandedOnByCallee = """
        class Pairs
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            private readonly SemaphoreSlim _left = new(0);
            private readonly SemaphoreSlim _right = new(0);
            private int _lefts, _rights;

            public void Left(Action meet)
            {
                _mutex.Wait();
                _lefts++;
                if (!TryPair())
                    _mutex.Release();

                _left.Wait();
                meet();
                _mutex.Release();
            }

            public void Right(Action meet)
            {
                _mutex.Wait();
                _rights++;
                if (!TryPair())
                    _mutex.Release();

                _right.Wait();
                meet();
            }

            private bool TryPair()
            {
                if (_lefts == 0 || _rights == 0)
                    return false;

                _lefts--;
                _rights--;
                _left.Release();
                _right.Release();
                return true;
            }
        }
        """;

    private const string PrivateSemaphores = """
        class Resource
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            private readonly SemaphoreSlim[] _turns = new SemaphoreSlim[8];
            private int _next = -1;
            private bool _isFree = true;

            public Resource()
            {
                for (var i = 0; i < _turns.Length; i++)
                    _turns[i] = new SemaphoreSlim(0);
            }

            public void Request(int me)
            {
                _mutex.Wait();
                if (!_isFree)
                {
                    _next = me;
                    _mutex.Release();
                    _turns[me].Wait();
                    _next = -1;
                }

                _isFree = false;
                _mutex.Release();
            }

            public void Return()
            {
                _mutex.Wait();
                _isFree = true;
                if (_next >= 0)
                    _turns[_next].Release();
                else
                    _mutex.Release();
            }
        }
        """;

    [Theory]
    [InlineData(SavagesAndCook)]
    [InlineData(SignalsOnAllWaysOut)]
    [InlineData(HandedOnByCallee)]
    [InlineData(PrivateSemaphores)]
    public async Task One_who_was_woken_gives_it_back(string code)
    {
        await VerifyWait.IsSilentOn(code);
        await VerifyRelease.IsSilentOn(code);
    }
}
