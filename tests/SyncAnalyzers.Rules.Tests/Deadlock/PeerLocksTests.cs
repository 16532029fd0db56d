using SyncAnalyzers.CodeFixes.Deadlock;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<PeerLocksAnalyzer>;
using Fix = Verify<PeerLocksAnalyzer, PeerLocksFix>;

public sealed class PeerLocksTests
{
    [Fact]
    public Task Transfer_is_the_textbook_case() => Rule.Explains(
        """
        class Account
        {
            private readonly object _gate = new();

            void Transfer(Account to)
            {
                lock (_gate)
                {
                    lock ([|to._gate|]) { }
                }
            }
        }
        """,
        """
        Test0.cs(9): 'to._gate' is acquired while '_gate' is held, and nothing fixes which of the two comes first: a call with the objects exchanged deadlocks with this one
            Test0.cs(7): _gate
            Test0.cs(9): to._gate
        """);

    [Theory]
    [InlineData("void M(C a, C b) { lock (a._gate) { lock ([|b._gate|]) { } } }")]
    [InlineData("static void M(C a, C b) { Monitor.Enter(a._gate); [|Monitor.Enter(b._gate)|]; Monitor.Exit(b._gate); Monitor.Exit(a._gate); }")]
    [InlineData("void M(C b) { lock (_gate) { [|b.Take()|]; } }")]
    [InlineData("void M(C b) { using (_lock.EnterScope()) using ([|b._lock.EnterScope()|]) { } }")]
    [InlineData("async Task M(C b) { await _slot.WaitAsync(); await [|b._slot.WaitAsync()|]; b._slot.Release(); _slot.Release(); }")]
    [InlineData("void M(int i, int j) { lock (_gates[i]) { lock ([|_gates[j]|]) { } } }")]
    [InlineData("void M(int i, int j) { lock (_all[i]._gate) { lock ([|_all[j]._gate|]) { } } }")]
    [InlineData("void M(string i, string j) { lock (_named[i]._gate) { lock ([|_named[j]._gate|]) { } } }")]
    [InlineData("void M(C a, C b) { lock (a) { lock ([|b|]) { } } }")]
    [InlineData("void M(C b) { lock (this) { lock ([|b|]) { } } }")]
    [InlineData("void M(C a, C b) { if (a != b) { lock (a._gate) { lock ([|b._gate|]) { } } } }")]
    [InlineData("void M(C a, C b) { if (ReferenceEquals(a, b)) return; lock (a._gate) { lock ([|b._gate|]) { } } }")]
    [InlineData("void M(C a, C b) { [|Nest(a._gate, b._gate)|]; } static void Nest(object x, object y) { lock (x) { lock (y) { } } }")]
    [InlineData("void M(C b) { _rw.EnterWriteLock(); [|b._rw.EnterWriteLock()|]; b._rw.ExitWriteLock(); _rw.ExitWriteLock(); }")]
    [InlineData("void M(int i, int j) { var (a, b) = (i, j); lock (_gates[a]) { lock ([|_gates[b]|]) { } } }")]
    public Task No_order(string member) => Rule.Reports(Members(member));

    [Theory]
    [InlineData("void M(C a, C b) { if (a._id < b._id) { lock (a._gate) { lock (b._gate) { } } } else { lock (b._gate) { lock (a._gate) { } } } }")]
    [InlineData("void M(C b) { if (_id.CompareTo(b._id) < 0) { lock (_gate) { lock (b._gate) { } } } else { lock (b._gate) { lock (_gate) { } } } }")]
    [InlineData("void M(C a, C b) { var first = a._id < b._id ? a : b; var second = a._id < b._id ? b : a; lock (first._gate) { lock (second._gate) { } } }")]
    [InlineData("void M(C a, C b) { if (a._id > b._id) (a, b) = (b, a); lock (a._gate) { lock (b._gate) { } } }")]
    [InlineData("void M(C a, C b) { if (RuntimeHelpers.GetHashCode(a) > RuntimeHelpers.GetHashCode(b)) { var t = a; a = b; b = t; } lock (a._gate) { lock (b._gate) { } } }")]
    [InlineData("void M(int i, int j) { lock (_gates[Math.Min(i, j)]) { lock (_gates[Math.Max(i, j)]) { } } }")]
    [InlineData("void M(int i, int j) { var lo = Math.Min(i, j); var hi = Math.Max(i, j); lock (_gates[lo]) { lock (_gates[hi]) { } } }")]
    [InlineData("void M(C a, C b) { lock (s_order) { lock (a._gate) { lock (b._gate) { } } } }")]
    [InlineData("void M(C a, C b) { lock (a._gate) { if (Monitor.TryEnter(b._gate, 50)) Monitor.Exit(b._gate); } }")]
    [InlineData("void M() { lock (_gate) { lock (_child._gate) { } } }")]
    [InlineData("void M() { var b = new C(); lock (_gate) { lock (b._gate) { } } }")]
    [InlineData("void M(C a) { lock (a._gate) { lock (a._gate) { } } }")]
    [InlineData("void M(C a, C b) { lock (a._gate) { } lock (b._gate) { } }")]
    [InlineData("void M(C a, C b) { a._rw.EnterReadLock(); b._other.EnterReadLock(); b._other.ExitReadLock(); a._rw.ExitReadLock(); }")]
    [InlineData("void M() { lock (_gates[0]) { lock (_gates[1]) { } } }")]
    [InlineData("public void M(C a, C b) { if (a._id < b._id) Nest(a, b); else Nest(b, a); } private static void Nest(C x, C y) { lock (x._gate) { lock (y._gate) { } } }")]
    [InlineData("void M(int i, int j) { var (lo, hi) = i <= j ? (i, j) : (j, i); lock (_gates[lo]) { lock (_gates[hi]) { } } }")]
    [InlineData("void M(string i, string j) { var lo = string.CompareOrdinal(i, j) < 0 ? i : j; var hi = lo == i ? j : i; lock (_named[lo]._gate) { lock (_named[hi]._gate) { } } }")]
    public Task An_order_or_no_peers(string member) => Rule.IsSilentOn(Members(member));

    [Theory]
    [InlineData("[new(1, 1), new(1, 1)]", "[|_slots[to].WaitAsync()|]")]
    [InlineData("new SemaphoreSlim[] { new(1, 1), new(1, 1) }", "[|_slots[to].WaitAsync()|]")]
    [InlineData("[new(2, 2), new(2, 2)]", "_slots[to].WaitAsync()")]
    [InlineData("[new(1, 1), new(2, 2)]", "_slots[to].WaitAsync()")]
    public Task Semaphores_of_one_permit_in_an_array(string creation, string inner) => Rule.Reports(
        $$"""
        class C
        {
            private readonly SemaphoreSlim[] _slots = {{creation}};

            async Task Move(int from, int to)
            {
                await _slots[from].WaitAsync();
                try { await {{inner}}; _slots[to].Release(); } finally { _slots[from].Release(); }
            }
        }
        """);

    [Fact]
    public Task The_two_are_ordered_by_their_id() => Fix.Fixes(
        """
        class Account(int id)
        {
            private readonly object _gate = new();
            private readonly int _id = id;
            private decimal _balance;

            void Transfer(Account to, decimal amount)
            {
                // both at once
                lock (_gate)
                {
                    lock ([|to._gate|])
                    {
                        _balance -= amount;
                        to._balance += amount;
                    }
                }
            }
        }
        """,
        """
        class Account(int id)
        {
            private readonly object _gate = new();
            private readonly int _id = id;
            private decimal _balance;

            void Transfer(Account to, decimal amount)
            {
                // both at once
                var first = _id < to._id ? this : to;
                var second = _id < to._id ? to : this;
                lock (first._gate)
                {
                    lock (second._gate)
                    {
                        _balance -= amount;
                        to._balance += amount;
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Two_types_have_no_variable_in_common() => Fix.ReportsWithoutFix(
        """
        abstract class Node(int id) { internal readonly object Gate = new(); public int Id { get; } = id; }
        class Leaf(int id) : Node(id) { void M(Branch b) { lock (Gate) lock ([|b.Gate|]) { } } }
        class Branch(int id) : Node(id) { void M(Leaf b) { lock (Gate) lock ([|b.Gate|]) { } } }
        """);

    [Theory]
    [InlineData("private int _id;")]
    [InlineData("private readonly int _id, _version;")]
    [InlineData("private readonly object _id = new();")]
    public Task Without_an_obvious_key_there_is_no_fix(string key) => Fix.ReportsWithoutFix(
        $$"""
        class C
        {
            private readonly object _gate = new();
            {{key}}

            void M(C b) { lock (_gate) { lock ([|b._gate|]) { } } }
        }
        """);

    private static string Members(string member) =>
        $$"""
        using System.Runtime.CompilerServices;

        class C
        {
            private static readonly object s_order = new();
            private readonly object _gate = new();
            private readonly Lock _lock = new();
            private readonly SemaphoreSlim _slot = new(1, 1);
            private readonly ReaderWriterLockSlim _rw = new(), _other = new();
            private readonly object[] _gates = new object[8];
            private readonly C[] _all = new C[8];
            private readonly Dictionary<string, C> _named = new();
            private readonly C _child = null!;
            private readonly int _id;

            private void Take() { lock (_gate) { } }

            {{member}}
        }
        """;

    [Fact]
    public Task Both_locks_of_the_library_are_taken_at_once() => Fix.Fixes(
        WithLibrary("""
        class Account
        {
            // Guards the balance.
            private readonly object _gate = new();
            private decimal _balance;

            public decimal Balance { get { lock (_gate) return _balance; } }

            public void Transfer(Account to, decimal amount)
            {
                // Both or none.
                lock (_gate)
                {
                    lock ([|to._gate|]) // the other
                    {
                        _balance -= amount; // here
                        to._balance += amount;
                    }
                } // done
            }

            public static async Task Merge(Account one, Account other)
            {
                lock (one._gate)
                    lock ([|other._gate|])
                        one._balance += other._balance;

                await Task.Yield();
            }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class Account
        {
            // Guards the balance.
            private readonly AsyncMutex _gate = new();
            private decimal _balance;

            public decimal Balance { get { using (_gate.EnterScope()) return _balance; } }

            public void Transfer(Account to, decimal amount)
            {
                // Both or none.
                using (MultiLock.EnterScope(_gate, to._gate)) // the other
                {
                    _balance -= amount; // here
                    to._balance += amount;
                } // done
            }

            public static async Task Merge(Account one, Account other)
            {
                using (await MultiLock.EnterScopeAsync(one._gate, other._gate))
                    one._balance += other._balance;

                await Task.Yield();
            }
        }
        """), Multi);

    [Fact]
    public Task All_locks_of_the_library_at_once() => Fix.FixAll(
        WithLibrary("""
        class A { readonly Lock _gate = new Lock(); void M(A other) { lock (_gate) lock ([|other._gate|]) { } } void N(A other) { lock (_gate) { lock ([|other._gate|]) { } } } }
        class B { readonly object _gate = new object(); void M(B other) { lock (_gate) lock ([|other._gate|]) { } } }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class A { readonly AsyncMutex _gate = new AsyncMutex(); void M(A other) { using (MultiLock.EnterScope(_gate, other._gate)) { } } void N(A other) { using (MultiLock.EnterScope(_gate, other._gate)) { } } }
        class B { readonly AsyncMutex _gate = new AsyncMutex(); void M(B other) { using (MultiLock.EnterScope(_gate, other._gate)) { } } }
        """), Multi);

    [Theory]
    [InlineData("void N() { lock (_gate) Monitor.Pulse(_gate); }")]
    [InlineData("void N(C other) { lock (_gate) [|other.Take()|]; } void Take() { lock (_gate) { } }")]
    [InlineData("readonly object _third = new(); void N() { lock (_gate) { lock (_third) { } } }")]
    [InlineData("void N(C other) { lock (_gate) { Console.WriteLine(); lock ([|other._gate|]) { } } }")]
    [InlineData("void N() { lock (_gate) { Take(); } } void Take() { lock (_gate) { } }")]
    [InlineData("void N(C other) { lock (_gate) { lock ([|other._gate|]) { Take(); } } } void Take() { lock (_gate) { } }")]
    [InlineData("void N(C other) { lock (_gate) { /* and */ lock ([|other._gate|]) { } } }")]
    [InlineData("public object Gate => _gate;")]
    public Task The_locks_are_not_replaced_where_more_is_done_with_them(string member) => Fix.DoesNotOffer(
        WithLibrary("class C { private readonly object _gate = new(); void M(C other) { lock (_gate) lock ([|other._gate|]) { } } " + member + " }"), Multi);

    [Fact]
    public Task Without_the_library_they_stay() => Fix.DoesNotOffer(
        "class C { private readonly object _gate = new(); void M(C other) { lock (_gate) lock ([|other._gate|]) { } } }", Multi);

    private const string Multi = "Take both locks with MultiLock";
}
