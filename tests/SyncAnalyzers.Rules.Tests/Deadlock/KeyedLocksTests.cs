namespace SyncAnalyzers.Rules.Tests.Deadlock;

/// <summary>
/// Locks that are many in one object, one for each key. Equal keys are one lock, other keys are other locks, and where nobody
/// can tell, nothing is said. All rules together; a line ends in the ids that are reported on it.
/// </summary>
public sealed class KeyedLocksTests
{
    private static readonly string[] s_types = ["KeyedMutex", "StripedMutex", "AsyncKeyedLocker"];

    public static TheoryData<string, string> Reported => Each(
        // Leases: whose they are does not depend on the key.
        """
        void M(string id)
        {
            _locks.EnterScope(id); // SYNC2012
            Work();
        }
        """,
        """
        void M(string id)
        {
            var scope = _locks.EnterScope(id); // SYNC2012
            Work();
        }
        """,
        """
        async Task M(string id)
        {
            await _locks.EnterScopeAsync(id); // SYNC2012
            Work();
        }
        """,
        """
        async Task M(Order order)
        {
            _ = await _locks.EnterScopeAsync(order.Id); // SYNC2012
            Work();
        }
        """,
        """
        async Task M(string id, bool flag)
        {
            var lease = await _locks.EnterScopeAsync(id); // SYNC2001
            if (flag)
                return;
            lease.Dispose();
        }
        """,
        """
        async Task M(string id)
        {
            var lease = await _locks.EnterScopeAsync(id); // SYNC2002
            Work();
            lease.Dispose();
        }
        """,
        """
        async Task M(Order order)
        {
            var lease = await _locks.EnterScopeAsync(order.Id); // SYNC2002
            Work();
            lease.Dispose();
        }
        """,

        // One lock, entered by who holds it.
        """
        void M(string id)
        {
            using (_locks.EnterScope(id))
            using (_locks.EnterScope(id)) // SYNC1004
                Work();
        }
        """,
        """
        async Task M(string id)
        {
            var same = id;
            using (await _locks.EnterScopeAsync(id))
            using (await _locks.EnterScopeAsync(same)) // SYNC1004
                Work();
        }
        """,
        """
        void M()
        {
            using (_locks.EnterScope("all"))
            using (_locks.EnterScope(All)) // SYNC1004
                Work();
        }
        """,
        """
        void M()
        {
            using (_numbers.EnterScope(5))
            using (_numbers.EnterScope(5)) // SYNC1004
                Work();
        }
        """,
        """
        void M()
        {
            using (_locks.EnterScope(_own))
            using (_locks.EnterScope(_own)) // SYNC1004
                Work();
        }
        """,
        """
        void M()
        {
            using (_locks.EnterScope("all"))
                Inner(); // SYNC1004
        }
        void Inner()
        {
            using (_locks.EnterScope("all"))
                Work();
        }
        """,

        // Two orders.
        """
        void M()
        {
            using (_locks.EnterScope("a"))
            using (_locks.EnterScope("b")) // SYNC1001
                Work();
        }
        void N()
        {
            using (_locks.EnterScope("b"))
            using (_locks.EnterScope("a")) // SYNC1001
                Work();
        }
        """,
        WithGate("_locks"),
        WithGate("s_locks"),
        """
        public void M(string from, string to)
        {
            using (_locks.EnterScope(from))
            using (_locks.EnterScope(to)) // SYNC1002
                Work();
        }
        """);

    public static TheoryData<string, string> Silent => Each(
        // Leases in good hands.
        "async Task M(string id) { using (await _locks.EnterScopeAsync(id)) { await Task.Yield(); } }",
        "void M(string id) { using var scope = _locks.EnterScope(id); Work(); }",
        "async Task M(string id) { var lease = await _locks.EnterScopeAsync(id); try { Work(); } finally { lease.Dispose(); } }",
        "async Task<Lease> M(string id) => await _locks.EnterScopeAsync(id);",
        "async Task M(string id) { _kept = await _locks.EnterScopeAsync(id); }",
        "async Task M(string[] ids) { var all = new List<Lease>(); foreach (var id in ids) all.Add(await _locks.EnterScopeAsync(id)); foreach (var lease in all) lease.Dispose(); }",
        "async Task M(string[] ids) { foreach (var id in ids) { using (await _locks.EnterScopeAsync(id)) await Task.Yield(); } }",
        "async Task M(string id) { var a = await _locks.EnterScopeAsync(id); try { id += id; var b = await _locks.EnterScopeAsync(id); try { Work(); } finally { b.Dispose(); } } finally { a.Dispose(); } }",

        // Leases whose key changes while they are held, or from turn to turn.
        "async Task M(string id) { while (id.Length < 9) { var lease = await _locks.EnterScopeAsync(id); try { id = Next(); } finally { lease.Dispose(); } } }",
        "async Task M(string id) { var lease = await _locks.EnterScopeAsync(id); try { while (id.Length < 9) { id = Next(); var next = await _locks.EnterScopeAsync(id); lease.Dispose(); lease = next; } } finally { lease.Dispose(); } }",
        "async Task M(string id) { while (true) { var lease = await _locks.EnterScopeAsync(id); if (id.Length > 9) { lease.Dispose(); return; } lease.Dispose(); id = Next(); } }",
        "async Task<Lease> M(string id) { while (true) { var lease = await _locks.EnterScopeAsync(id); if (id.Length > 9) return lease; lease.Dispose(); id = Next(); } }",
        "async Task M(string id) { for (var i = 0; i < 3; i++) { using (await _locks.EnterScopeAsync(id)) { id = Next(); using (await _locks.EnterScopeAsync(id)) Work(); } } }",

        // Other keys are other locks.
        "void M() { using (_locks.EnterScope(\"a\")) using (_locks.EnterScope(\"b\")) Work(); }",
        "void M(string id) { using (_locks.EnterScope(id)) using (_locks.EnterScope(\"all\")) Work(); }",
        "void M(string id) { using (_locks.EnterScope(id)) { id = id + 1; using (_locks.EnterScope(id)) Work(); } }",
        "void M() { using (_locks.EnterScope(\"a\")) Inner(\"b\"); } void Inner(string id) { using (_locks.EnterScope(id)) Work(); }",
        "void M() { using (_numbers.EnterScope(1)) using (_numbers.EnterScope(2)) Work(); }",
        "void M() { using (_numbers.EnterScope(0)) Work(); }",
        "void M(string id) { using (_locks.EnterScope(id)) using (_others.EnterScope(id)) Work(); }",

        "void M(string id) { using (_locks.EnterScope(id)) { Advance(ref id); using (_locks.EnterScope(id)) Work(); } } static void Advance(ref string id) => id += 1;",
        "void M(string id) { Action next = () => id += 1; using (_locks.EnterScope(id)) { next(); using (_locks.EnterScope(id)) Work(); } }",

        // The same text need not be the same key.
        "void M(Order a, Order b) { using (_locks.EnterScope(a.Id)) using (_locks.EnterScope(b.Id)) Work(); }",
        "void M() { using (_locks.EnterScope(Next())) using (_locks.EnterScope(Next())) Work(); }",
        "void M(Order order) { using (_locks.EnterScope(order.Id)) { order.Id = Next(); using (_locks.EnterScope(order.Id)) Work(); } }",
        "void M() { using (_locks.EnterScope(_current)) using (_locks.EnterScope(_current)) Work(); }",
        "void M(string id) { using (_locks.EnterScope(\"user \" + id)) using (_locks.EnterScope(\"order \" + id)) Work(); }",
        "void M(C other) { using (_locks.EnterScope(_own)) other.Inner(); } void Inner() { using (_locks.EnterScope(_own)) Work(); }",
        "void M(C other) { using (_locks.EnterScope(_own)) using (_locks.EnterScope(other._own)) Work(); }",
        "void M(C other) { using (s_locks.EnterScope(_own)) other.Inner(); } void Inner() { using (s_locks.EnterScope(_own)) Work(); }",

        // Orders of locks that are never the same, or of which nobody knows.
        "void M() { using (_locks.EnterScope(\"a\")) lock (_gate) Work(); } void N() { lock (_gate) using (_locks.EnterScope(\"b\")) Work(); }",
        "void M(string id) { using (_locks.EnterScope(\"user \" + id)) lock (_gate) Work(); } void N(string id) { lock (_gate) using (_locks.EnterScope(\"order \" + id)) Work(); }",
        "void M(string id) { using (_locks.EnterScope(id)) lock (_gate) Work(); } void N(string id) { lock (_gate) using (_locks.EnterScope(id)) Work(); }",
        "void M(string id) { using (s_locks.EnterScope(id)) lock (s_gate) Work(); } void N(string id) { lock (s_gate) using (s_locks.EnterScope(id)) Work(); }",
        "void M(Order order) { using (s_locks.EnterScope(order.Id)) lock (s_gate) Work(); } void N(Order order) { lock (s_gate) using (s_locks.EnterScope(order.Id)) Work(); }",
        "void M(string from, string to) { if (string.CompareOrdinal(from, to) > 0) (from, to) = (to, from); using (_locks.EnterScope(from)) using (_locks.EnterScope(to)) Work(); }");

    public static TheoryData<string> SeveralAtOnce =>
    [
        "async Task M(string[] ids) { using (await _locks.EnterScopeAsync(ids)) await Task.Yield(); }",
        "void M(string[] ids, string[] more) { using (_locks.EnterScope(ids)) Work(); using (_locks.EnterScope(more)) Work(); }",
        "void M(string[] ids) { using (_locks.EnterScope(ids)) { ids[0] = Next(); using (_locks.EnterScope(ids)) Work(); } }",
        "void M(string[] ids) { using (_locks.EnterScope(ids)) lock (_gate) Work(); } void N(string[] ids) { lock (_gate) using (_locks.EnterScope(ids)) Work(); }",
    ];

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Is_reported(string type, string members) => Judge(type, members);

    [Theory]
    [MemberData(nameof(Silent))]
    public Task Is_not_reported(string type, string members) => Judge(type, members);

    [Theory]
    [MemberData(nameof(SeveralAtOnce))]
    public Task Several_keys_at_once_are_not_reported(string members) => Judge("StripedMutex", members);

    [Theory]
    [InlineData("KeyedMutex")]
    [InlineData("StripedMutex")]
    public Task A_try_is_not_reported(string type) => Judge(type,
        "bool M(string id) { if (!_locks.TryEnterScope(id, TimeSpan.Zero, out var scope)) return false; using (scope) Work(); return true; }");

    [Fact]
    public Task A_dropped_lease_of_several_keys_is_reported() => Judge("StripedMutex",
        """
        async Task M(string[] ids)
        {
            await _locks.EnterScopeAsync(ids); // SYNC2012
            Work();
        }
        """);

    private static TheoryData<string, string> Each(params string[] sources) => [.. sources.SelectMany(source => s_types.Select(type => (type, source)))];

    private static Task Judge(string type, string members) => KeyedLocks.Judge(type, members);

    /// <summary>The order of one lock of these with a lock that is always the same.</summary>
    private static string WithGate(string locks) =>
        $$"""
        void M()
        {
            using ({{locks}}.EnterScope("all"))
                lock (_gate) // SYNC1001
                    Work();
        }
        void N()
        {
            lock (_gate)
                using ({{locks}}.EnterScope("all")) // SYNC1001
                    Work();
        }
        """;
}
