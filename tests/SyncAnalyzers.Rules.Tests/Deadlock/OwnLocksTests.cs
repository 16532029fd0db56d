using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

/// <summary>The locks of SyncPrimitives are locks like the framework's.</summary>
public sealed class OwnLocksTests
{
    public static TheoryData<string, string> Locks =>
    [
        ("AsyncMutex", "EnterScope()"),
        ("TicketLock", "EnterScope()"),
        ("AsyncReaderWriterLock", "EnterWriteScope()"),
        ("Classic.PetersonLock", "EnterScope(me)"),
        ("Classic.DekkerLock", "EnterScope(me)"),
        ("Classic.FilterLock", "EnterScope(me)"),
        ("Classic.BakeryLock", "EnterScope(me)"),
    ];

    [Theory]
    [MemberData(nameof(Locks))]
    public Task Entered_twice(string type, string enter) => Verify<SelfDeadlockAnalyzer>.Reports(WithLibrary(
        $"class C(SyncPrimitives.{type} gate) {{ readonly SyncPrimitives.{type} _gate = gate; void M(SyncPrimitives.Classic.Party me) {{ using (_gate.{enter}) {{ using ([|_gate.{enter}|]) {{ }} }} }} }}"));

    [Fact]
    public Task A_recursive_mutex_counts() => Verify<SelfDeadlockAnalyzer>.IsSilentOn(WithLibrary(
        "class C { readonly RecursiveMutex _gate = new(); void M() { using (_gate.EnterScope()) { using (_gate.EnterScope()) { } } } }"));

    [Fact]
    public Task Taken_in_two_orders() => Verify<LockOrderInversionAnalyzer>.Reports(WithLibrary(
        """
        class C
        {
            readonly RecursiveMutex _a = new(); readonly AsyncReaderWriterLock _b = new();
            void M() { using (_a.EnterScope()) { using ([|_b.EnterWriteScope()|]) { } } }
            void N() { using (_b.EnterWriteScope()) { using ([|_a.EnterScope()|]) { } } }
        }
        """));

    private static Scenario WithLibrary(string source) =>
        Scenario.FromSources(["using SyncPrimitives;\n" + source]) with { Libraries = [typeof(SyncPrimitives.Classic.PetersonLock).Assembly] };
}
