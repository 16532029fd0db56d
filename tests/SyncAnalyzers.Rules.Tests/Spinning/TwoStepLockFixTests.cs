using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using TwoSteps = Verify<TwoStepLockAnalyzer, TwoStepLockFix>;

public sealed class TwoStepLockFixTests
{
    [Fact]
    public Task Locks_are_taken_in_one_step_and_released_by_a_release()
    {
        return TwoSteps.Fixes(
            With("while (_held != 0)\n            Thread.Yield();\n        [|_held = 1|];"),
            With("while (Interlocked.CompareExchange(ref _held, 1, 0) != 0)\n            Thread.Yield();"));

        static string With(string enterPlain) =>
            $$"""
            class C
            {
                int _held;

                void Enter()
                {
                    while (Volatile.Read(ref _held) != 0)
                        Thread.Yield();
                    [|_held = 1|];
                }

                void EnterPlain()
                {
                    {{enterPlain}}
                }
            }
            """;
    }

    [Fact]
    public Task Plain_releases_become_volatile_writes() => TwoSteps.FixAll(
        """
        class C
        {
            int _held;
            void Enter() { while (Interlocked.Exchange(ref _held, 1) == 1) Thread.Yield(); }
            void Exit() => [|_held = 0|];
        }
        """,
        """
        class C
        {
            int _held;
            void Enter() { while (Interlocked.Exchange(ref _held, 1) == 1) Thread.Yield(); }
            void Exit() => Volatile.Write(ref _held, 0);
        }
        """);

    [Fact]
    public Task A_lock_takes_the_place_of_one_in_two_steps() => TwoSteps.Fixes(
        """
        class Gate
        {
            private volatile bool _held;

            public void Enter()
            {
                while (_held)
                    Thread.Yield();
                [|_held = true|];
            }

            public void Exit() => _held = false;
        }
        """,
        """
        class Gate
        {
            private readonly object _gate = new object();

            public void Enter()
            {
                Monitor.Enter(_gate);
            }

            public void Exit() => Monitor.Exit(_gate);
        }
        """,
        "Use a lock instead");
}
