using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>Locks that only the user knows: by attributes, or by a line of configuration.</summary>
public sealed class DeclaredLocksTests
{
    private const string Attributes =
        """
        [AttributeUsage(AttributeTargets.Method)] sealed class AcquiresLockAttribute(string? member = null) : Attribute { public string? Member => member; }
        [AttributeUsage(AttributeTargets.Method)] sealed class ReleasesLockAttribute(string? member = null) : Attribute { public string? Member => member; }
        """;

    private const string AsyncLock =
        """
        namespace Acme;

        class AsyncLock
        {
            public Task<IDisposable> LockAsync() => Task.FromResult<IDisposable>(null!);
        }

        class Gate
        {
            public void Enter() { }
            public bool TryEnter() => true;
            public void Exit() { }
        }
        """;

    [Fact]
    public Task By_attributes() => Rule.Reports(
        Attributes,
        """
        class Native
        {
            [AcquiresLock] public void Begin() { }
            [ReleasesLock] public void End() { }
        }

        class C
        {
            private readonly Native _a = new();
            private readonly object _b = new();

            void M() { _a.Begin(); lock ([|_b|]) { } _a.End(); }
            void N() { lock (_b) { [|_a.Begin()|]; _a.End(); } }
            void O() { _a.Begin(); _a.End(); lock (_b) { } }
        }
        """);

    [Fact]
    public Task By_attributes_alone_whatever_the_methods_are_called() => Rule.Reports(
        Attributes,
        """
        interface INative
        {
            [AcquiresLock] void Grab();
            [ReleasesLockAttribute] void Drop();
        }

        class C(INative one, INative other)
        {
            private readonly INative _one = one;
            private readonly INative _other = other;

            void M() { _one.Grab(); [|_other.Grab()|]; _other.Drop(); _one.Drop(); }
            void N() { _other.Grab(); [|_one.Grab()|]; _one.Drop(); _other.Drop(); }
        }
        """);

    [Fact]
    public Task A_number_handed_out_is_no_timeout() => Rule.Reports(
        Attributes,
        """
        class Native
        {
            [AcquiresLock] public void Begin(out int ticket) => ticket = 0;
            [AcquiresLock] public void Enter(out TimeSpan waited) => waited = default;
            [ReleasesLock] public void End() { }
        }

        class C
        {
            private readonly Native _a = new();
            private readonly object _b = new();
            private readonly Native _c = new();

            void M() { _a.Begin(out _); lock ([|_b|]) { } _a.End(); }
            void N() { lock (_b) { [|_a.Begin(out var ticket)|]; _a.End(); } }
            void O() { _c.Enter(out _); lock ([|_b|]) { } _c.End(); }
            void P() { lock (_b) { [|_c.Enter(out var waited)|]; _c.End(); } }
        }
        """);

    [Fact]
    public Task A_number_handed_in_is_a_timeout_also_next_to_one_handed_out() => Rule.IsSilentOn(
        Attributes,
        """
        class Native
        {
            [AcquiresLock] public bool Begin(out int ticket, int milliseconds) => (ticket = 0) == 0;
            [AcquiresLock] public bool TryBegin(out int ticket) => (ticket = 0) == 0;
            [ReleasesLock] public void End() { }
        }

        class C
        {
            private readonly Native _a = new();
            private readonly object _b = new();
            private readonly Native _c = new();

            void M() { if (_a.Begin(out _, 100)) { lock (_b) { } _a.End(); } }
            void N() { lock (_b) { if (_a.Begin(out _, 100)) _a.End(); } }
            void O() { if (_c.TryBegin(out _)) { lock (_b) { } _c.End(); } }
            void P() { lock (_b) { if (_c.TryBegin(out _)) _c.End(); } }
        }
        """);

    [Fact]
    public Task By_attributes_of_another_project() => Rule.Reports(new Scenario
    {
        Sources =
        [
            """
            class C
            {
                private readonly Native _one = new();
                private readonly Native _other = new();

                void M() { _one.Grab(); [|_other.Grab()|]; _other.Drop(); _one.Drop(); }
                void N() { _other.Grab(); [|_one.Grab()|]; _one.Drop(); _other.Drop(); }
            }
            """,
        ],
        References =
        [
            new Scenario
            {
                Name = "Natives",
                Sources =
                [
                    Attributes,
                    """
                    public class Native
                    {
                        [AcquiresLock] public void Grab() { }
                        [ReleasesLock] public void Drop() { }
                    }
                    """,
                ],
            },
        ],
    });

    [Fact]
    public Task By_a_line_of_configuration() => Rule.Reports(new Scenario
    {
        Sources =
        [
            AsyncLock,
            """
            using Acme;

            class C
            {
                private readonly AsyncLock _a = new();
                private readonly Gate _b = new();

                async Task M() { using (await _a.LockAsync()) { [|_b.Enter()|]; _b.Exit(); } }
                async Task N() { _b.Enter(); using (await [|_a.LockAsync()|]) { } _b.Exit(); }
                async Task O() { if (_b.TryEnter()) { _b.Exit(); } using (await _a.LockAsync()) { } }
            }
            """,
        ],
        EditorConfig = "[*.cs]\nsync_analyzers.additional_locks = Acme.AsyncLock: LockAsync | Acme.Gate: Enter, TryEnter / Exit\n",
    });

    [Theory]
    [InlineData("")]
    [InlineData("sync_analyzers.additional_locks = ||| : / , Acme.AsyncLock : | Acme.Gate")]
    [InlineData("sync_analyzers.additional_locks = Nobody.Knows: Enter / Exit")]
    public Task What_is_not_declared_is_no_lock(string line) => Rule.IsSilentOn(new Scenario
    {
        Sources =
        [
            AsyncLock,
            """
            using Acme;

            class C
            {
                private readonly Gate _a = new();
                private readonly object _b = new();

                void M() { _a.Enter(); lock (_b) { } _a.Exit(); }
                void N() { lock (_b) { _a.Enter(); _a.Exit(); } }
            }
            """,
        ],
        EditorConfig = "[*.cs]\n" + line + "\n",
    });
}
