using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Check = Verify<DoubleCheckAnalyzer, DoubleCheckFix>;

/// <summary>The framework initializes lazily.</summary>
public sealed class InitializationFixTests
{
    [Fact]
    public Task The_framework_initializes_lazily() => Check.FixAll(
        """
        class C
        {
            private readonly object _gate = new();

            // Made when first wanted.
            private List<int>? _items;
            private volatile string? _name;
            private bool _done;

            List<int> Items()
            {
                // The first one makes it.
                if ([|_items == null|])
                {
                    lock (_gate)
                    {
                        _items = new List<int> { 1, 2 };
                    }
                }

                _items.Add(3);
                return _items;
            }

            string? Name
            {
                get
                {
                    // Once.
                    if ([|!_done|])
                    {
                        lock (_gate)
                        {
                            if (!_done)
                            {
                                _name = Environment.MachineName;
                                _done = true;
                            }
                        }
                    }

                    // By now it is there.
                    return _name;
                }
            }
        }
        class D
        {
            static readonly Lock s_lock = new();
            static DateTime? s_when;
            static int Year() { if ([|s_when == null|]) { using (s_lock.EnterScope()) { if (s_when == null) s_when = DateTime.Now; } } return s_when.Value.Year; }
        }
        """,
        """
        class C
        {
            // Made when first wanted.
            private readonly Lazy<List<int>> _items = new(() => new List<int> { 1, 2 });
            private readonly Lazy<string> _name = new(() => Environment.MachineName);

            List<int> Items()
            {
                // The first one makes it.
                _items.Value.Add(3);
                return _items.Value;
            }

            string? Name
            {
                get
                {
                    // Once.
                    // By now it is there.
                    return _name.Value;
                }
            }
        }
        class D
        {
            static readonly Lazy<DateTime> s_when = new(() => DateTime.Now);
            static int Year() { return s_when.Value.Year; }
        }
        """,
        "Use Lazy<T>");

    [Theory]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } return _x; } bool IsMade => _x != null;")]
    [InlineData("List<int>? _x; List<int>? M(int size) { if ([|_x == null|]) { lock (_gate) { _x = new(size); } } return _x; }")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = Make(); } } return _x; } List<int> Make() => new();")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); _x.Add(1); } } return _x; }")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } var x = _x; _x = null; return x; }")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } /* made */ } return _x; }")]
    [InlineData("List<int>? _x; bool _done; List<int>? M() { if ([|!_done|]) { lock (_gate) { if (!_done) { _x = new(); _done = true; } } } return _x; } void Again() => _done = false;")]
    [InlineData("internal List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } return _x; }")]
    [InlineData("List<int>? _x; object? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } return this is { _x: var x } ? x : null; }")]
    [InlineData("List<int>? _x; object? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } return Self?._x; } C? Self => this;")]
    [InlineData("List<int>? _x; ref List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } return ref _x; }")]
    public Task A_lazy_value_would_be_another(string members) => Check.DoesNotOffer("class C { readonly object _gate = new(); " + members + " }", "Use Lazy<T>");

    [Fact]
    public Task The_framework_ensures_that_one_is_published() => Check.FixAll(
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x; int[]? _y; static object? s_z;
            bool IsMade => _x != null;

            List<int> M(int size)
            {
                // The first one makes it.
                if ([|_x == null|])
                {
                    lock (_gate) { _x = new List<int>(size); }
                } // made

                return _x;
            }

            object N() { if ([|s_z is null|]) lock (_gate) s_z = new object(); return s_z; }
        }
        """,
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x; int[]? _y; static object? s_z;
            bool IsMade => _x != null;

            List<int> M(int size)
            {
                // The first one makes it.
                LazyInitializer.EnsureInitialized(ref _x, () => new List<int>(size)); // made

                return _x;
            }

            object N() { LazyInitializer.EnsureInitialized(ref s_z, () => new object()); return s_z; }
        }
        """,
        "Use LazyInitializer.EnsureInitialized");

    [Theory]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = Make(); } } return _x; } List<int> Make() => new();")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new List<int> { Next() }; } } return _x; } int _next; int Next() => _next++;")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new List<int>(Next()); } } return _x; } int _next; int Next() => _next++;")]
    [InlineData("volatile List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new List<int>(); } } return _x; }")]
    [InlineData("List<int>? _x; List<int>? M(ref int size) { if ([|_x == null|]) { lock (_gate) { _x = new List<int>(size); } } return _x; }")]
    [InlineData("List<int>? _x; bool _done; List<int>? M() { if ([|!_done|]) { lock (_gate) { if (!_done) { _x = new(); _done = true; } } } return _x; }")]
    public Task Making_two_must_do_nothing_else(string members) => Check.DoesNotOffer("class C { readonly object _gate = new(); " + members + " }", "Use LazyInitializer.EnsureInitialized");
}
