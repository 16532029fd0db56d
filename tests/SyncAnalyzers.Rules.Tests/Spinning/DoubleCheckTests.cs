using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<DoubleCheckAnalyzer>;

public sealed class DoubleCheckTests
{
    [Theory]
    [InlineData("if ([|_x == null|]) { lock (_gate) { _x = new List<int>(); } } return _x;")]
    [InlineData("if ([|_x is null|]) lock (_gate) _x = new List<int>(); return _x;")]
    [InlineData("if ([|_x != null|]) return _x; lock (_gate) { _x = new List<int>(); return _x; }")]
    [InlineData("if ([|_x == null|]) Create(); return _x;")]
    [InlineData("return [|_x == null|] ? CreateAndReturn() : _x;")]
    [InlineData("if ([|_x == null|]) { lock (_lock) { _x = new List<int>(); } } return _x;")]
    [InlineData("if ([|_x == null|]) { using (_lock.EnterScope()) { _x = new List<int>(); } } return _x;")]
    [InlineData("if ([|_x == null|]) { Monitor.Enter(_gate); try { _x = new List<int>(); } finally { Monitor.Exit(_gate); } } return _x;")]
    [InlineData("if ([|_x == null|]) { var taken = false; try { Monitor.Enter(_gate, ref taken); _x = new List<int>(); } finally { if (taken) Monitor.Exit(_gate); } } return _x;")]
    public Task Not_repeated_under_the_lock(string body) => Rule.Reports(Class(body));

    [Theory]
    [InlineData("if ([|!_done|]) { lock (_gate) { if (!_done) { _x = new List<int>(); _done = true; } } } return _x;")]
    [InlineData("if ([|_done|]) return _x; lock (_gate) { if (_done) return _x; _x = new List<int> { 1 }; _done = true; } return _x;")]
    [InlineData("if ([|!_done|]) { lock (_gate) { if (!_done) { Load(); _done = true; } } } return _x;")]
    [InlineData("if ([|_state != 2|]) { lock (_gate) { if (_state != 2) { _x = new List<int>(); _state = 2; } } } return _x;")]
    [InlineData("if ([|!_done|]) { lock (_gate) { if (!_done) { _table.Add(1, 2); _done = true; } } } return _table.Count > 0 ? _x : null;")]
    [InlineData("if ([|_x == null|]) { lock (_gate) { if (_x == null) { _y = new List<int>(); _x = new List<int>(); } } } return _y;")]
    [InlineData("if ([|!_done|]) { Monitor.Enter(_gate); try { if (!_done) { _x = new List<int>(); _done = true; } } finally { Monitor.Exit(_gate); } } return _x;")]
    [InlineData("if ([|!_done|]) { _lock.Enter(); try { if (!_done) { _x = new List<int>(); _done = true; } } finally { _lock.Exit(); } } return _x;")]
    [InlineData("if ([|!_done|]) { _rw.EnterWriteLock(); try { if (!_done) { Load(); _done = true; } } finally { _rw.ExitWriteLock(); } } return _x;")]
    public Task A_plain_flag_beside_the_data(string body) => Rule.Reports(Class(body));

    [Theory]
    [InlineData("if ([|_x == null|]) { lock (_gate) { if (_x == null) { _x = new List<int>(); _x.Add(1); } } } return _x;")]
    [InlineData("if ([|_x == null|]) { lock (_gate) { if (_x == null) { var x = new List<int>(); _x = x; x.Add(1); } } } return _x;")]
    [InlineData("if ([|_x == null|]) { lock (_gate) { if (_x == null) { _x = new List<int>(); _x.Capacity = 5; } } } return _x;")]
    [InlineData("if ([|!_volatileDone|]) { lock (_gate) { if (!_volatileDone) { _volatileDone = true; _x = new List<int>(); } } } return _x;")]
    [InlineData("if ([|_volatileX == null|]) { lock (_gate) { if (_volatileX == null) { _volatileX = new List<int>(); _volatileX.Add(1); } } } return _volatileX;")]
    [InlineData("if ([|_x == null|]) { lock (_gate) { if (_x == null) { _x = new List<int>(); _y = new List<int>(); } } } return _y;")]
    [InlineData("if ([|_c == null|]) { lock (_gate) { if (_c == null) { _c = new D(); _c.Load(); } } } return _x;")]
    public Task Published_before_it_is_complete(string body) => Rule.Reports(Class(body));

    [Theory]
    [InlineData("if ([|_when == null|]) { lock (_gate) { if (_when == null) _when = DateTime.Now; } } return _x;")]
    [InlineData("if ([|!_when.HasValue|]) { lock (_gate) { if (!_when.HasValue) _when = DateTime.Now; } } return _x;")]
    [InlineData("if ([|_id == Guid.Empty|]) { lock (_gate) { if (_id == Guid.Empty) _id = Guid.NewGuid(); } } return _x;")]
    [InlineData("if ([|_size.Width == 0|]) { lock (_gate) { if (_size.Width == 0) _size = (3, 4); } } return _x;")]
    [InlineData("if ([|_size.Width == 0|]) { lock (_gate) { _size = (3, 4); } } return _x;")]
    public Task A_struct_that_can_be_half_read(string body) => Rule.Reports(Class(body));

    [Theory]
    [InlineData("if (_x == null) { lock (_gate) { if (_x == null) _x = new List<int>(); } } return _x;")]
    [InlineData("if (_x == null) { lock (_gate) { if (_x == null) { var x = new List<int>(); x.Add(1); _x = x; } } } return _x;")]
    [InlineData("if (_x == null) { lock (_gate) { if (_x == null) _x = new List<int> { 1, 2 }; } } return _x;")]
    [InlineData("if (_x == null) { lock (_gate) { _x ??= new List<int>(); } } return _x;")]
    [InlineData("if (_x is null) lock (_gate) _x ??= Make(); return _x;")]
    [InlineData("if (_x is null) using (_lock.EnterScope()) { _x ??= Make(); } return _x;")]
    [InlineData("if (_x != null) return _x; lock (_gate) { if (_x != null) return _x; _x = Make(); } return _x;")]
    [InlineData("if (_c == null) { lock (_gate) { if (_c == null) { var c = new D(); c.Load(); _c = c; } } } return _x;")]
    [InlineData("if (_c == null) { lock (_gate) { if (_c == null) { _c = new D(); Note(); } } } return _x;")]
    [InlineData("if (_size.Width > 5) { lock (_gate) { _size = (3, 4); } } return _x;")]
    [InlineData("if (_x == null) Safe(); return _x;")]
    [InlineData("if (_volatileX == null) { lock (_gate) { if (_volatileX == null) _volatileX = Make(); } } return _volatileX;")]
    [InlineData("if (!_volatileDone) { lock (_gate) { if (!_volatileDone) { _x = Make(); _volatileDone = true; } } } return _x;")]
    [InlineData("if (!Volatile.Read(ref _done)) { lock (_gate) { if (!_done) { _x = Make(); Volatile.Write(ref _done, true); } } } return _x;")]
    [InlineData("if (_x == null) { Monitor.Enter(_gate); try { if (_x == null) _x = Make(); } finally { Monitor.Exit(_gate); } } return _x;")]
    [InlineData("if (!_volatileDone) { Monitor.Enter(_gate); try { if (!_volatileDone) { _x = Make(); _volatileDone = true; } } finally { Monitor.Exit(_gate); } } return _x;")]
    [InlineData("lock (_gate) { if (_x == null) { lock (_lock2) { _x = Make(); } } } return _x;")]
    [InlineData("lock (_gate) { if (_x == null) Create(); } return _x;")]
    [InlineData("Monitor.Enter(_gate); try { if (_x == null) Create(); } finally { Monitor.Exit(_gate); } return _x;")]
    [InlineData("if (_phase != Phase.Created) return null; Load(); lock (_gate) { if (_phase == Phase.Starting) { _y = Make(); _phase = Phase.Running; } } return _y;")]
    [InlineData("if (_done) return null; lock (_gate) { _done = true; foreach (var other in _others) other.Close(); } return null;")]
    [InlineData("if (_isBusy) return null; lock (_gate) { if (_x == null) { _isBusy = true; _x = Make(); } } _isBusy = false; return _x;")]
    [InlineData("lock (_gate) { if (_x == null) _x = Make(); } return _x;")]
    [InlineData("lock (_gate) { if (!_done) { _x = Make(); _done = true; } } return _x;")]
    [InlineData("if (_x != null) { lock (_gate) { if (_x != null) { _x.Clear(); _x = null; } } } return null;")]
    [InlineData("if (!_done) { lock (_gate) { if (!_done) { _done = true; } } } return null;")]
    [InlineData("if (_state == 1) { lock (_gate) { _state = 2; } } return null;")]
    [InlineData("if (_done) return null; lock (_gate) { if (_done) return null; _table.Clear(); _done = true; } return null;")]
    [InlineData("if (_done) return null; _lock.Enter(); try { if (_done) return null; _table.Clear(); _done = true; } finally { _lock.Exit(); } return null;")]
    [InlineData("if (_done) return null; Monitor.Enter(_gate); try { if (_done) return null; _rw.EnterWriteLock(); try { _x = null; } finally { _rw.ExitWriteLock(); _done = true; _rw.Dispose(); } } finally { Monitor.Exit(_gate); } return null;")]
    [InlineData("if (_x == null) { Interlocked.CompareExchange(ref _x, Make(), null); } return _x;")]
    [InlineData("if (_flag) { lock (_gate) { _x = Make(); } } return _x;")]
    [InlineData("var y = _y; if (y == null) { lock (_gate) { y = _y; if (y == null) { y = Make(); _y = y; } } } return y;")]
    public Task The_memory_model_makes_it_right_or_it_is_something_else(string body) => Rule.IsSilentOn(Class(body));

    [Theory]
    [InlineData("struct Version { public long Value; public static bool operator <(Version a, Version b) => a.Value < b.Value; public static bool operator >(Version a, Version b) => b < a; }", false)]
    [InlineData("struct Version { public int Value { get; init; } public static bool operator <(Version a, Version b) => a.Value < b.Value; public static bool operator >(Version a, Version b) => b < a; }", false)]
    [InlineData("struct Version { public long Value, Part; public static bool operator <(Version a, Version b) => a.Value < b.Value; public static bool operator >(Version a, Version b) => b < a; }", true)]
    public Task A_struct_around_one_word_is_read_at_once(string version, bool isTorn)
    {
        var source = version + $$"""
            class Routes
            {
                private readonly object _gate = new();
                private readonly Dictionary<int, int> _table = new();
                private Version _seen;
                public void Refresh(Version newest)
                {
                    if ({{(isTorn ? "[|_seen < newest|]" : "_seen < newest")}}) { lock (_gate) { if (_seen < newest) { _table.Clear(); _seen = newest; } } }
                }
            }
            """;
        return isTorn ? Rule.Reports(source) : Rule.IsSilentOn(source);
    }

    private static string Class(string body) =>
        $$"""
        enum Phase { Created, Starting, Running }
        class C
        {
            Phase _phase; bool _isClosed, _isBusy; readonly List<C> _others = []; readonly object _lock2 = new(); readonly ReaderWriterLockSlim _rw = new();
            void Close() => _isClosed = true;
            readonly object _gate = new(); readonly Lock _lock = new(); readonly Dictionary<int, int> _table = new();
            List<int>? _x, _y; volatile List<int>? _volatileX; bool _done, _flag; volatile bool _volatileDone; int _state; DateTime? _when; Guid _id;
            sealed class D { private readonly List<int> _all = []; public void Load() => _all.Add(1); }
            D? _c; (int Width, int Height) _size; void Note() => _flag = true;
            static List<int> Make() => new();
            void Create() { lock (_gate) { _x = new List<int>(); } }
            List<int> CreateAndReturn() { lock (_gate) { _x = new List<int>(); return _x; } }
            void Safe() { lock (_gate) { if (_x == null) _x = new List<int>(); } }
            void Load() => _x = new List<int>();
            List<int>? M() { {{body}} }
        }
        """;
}
