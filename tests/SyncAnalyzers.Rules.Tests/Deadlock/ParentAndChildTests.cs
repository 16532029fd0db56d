using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>A parent calls the children it keeps under its lock, and a child calls its parent under its own: each locks an object of its own, or itself.</summary>
public sealed class ParentAndChildTests
{
    public static MatrixTheoryData<string, string> Calls => new(
        [
            "foreach (var child in _list) [|child.Update()|];",
            "for (var i = 0; i < _array.Length; i++) [|_array[i].Update()|];",
            "if (_table.TryGetValue(name, out var child)) [|child.Update()|];",
            "[|_table[name].Update()|];",
            "foreach (var (_, child) in _table) [|child.Update()|];",
            "foreach (var pair in _table) [|pair.Value.Update()|];",
            "[|_list.ForEach(child => child.Update())|];",
            "_ = [|_list.Sum(child => child.Take())|];",
            "_ = [|_list.Sum(Child.Take)|];",
            "Action<Child> update = child => child.Update(); foreach (var child in _list) [|update(child)|];",
        ],
        ["_gate", "this"]);

    public static MatrixTheoryData<string, string> Others => new(
        [
            "_ = _list.Select(child => child.Take());",
            "foreach (var child in _list) Task.Run(() => child.Update());",
            "Action<Child> update = child => child.Update(); _later = update;",
            "_list.ForEach(child => child.Read());",
            "_list.ForEach(child => child.TryUpdate());",
        ],
        ["_gate", "this"]);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Each_wants_what_the_other_holds(string call, string locked) => Rule.Reports(Family(call, locked, $"lock ({locked}) [|_parent.Changed()|];"));

    [Theory]
    [MemberData(nameof(Others))]
    public Task The_parent_does_not_wait_for_a_child(string call, string locked) => Rule.IsSilentOn(Family(call, locked, $"lock ({locked}) _parent.Changed();"));

    [Theory]
    [InlineData("lock (_gate) _count++; _parent.Changed();", "_gate")]
    [InlineData("lock (this) _count++; _parent.Changed();", "this")]
    [InlineData("Parent parent; lock (this) parent = _parent; parent.Changed();", "this")]
    [InlineData("lock (_gate) _parent.TryChange();", "_gate")]
    [InlineData("lock (this) _parent.TryChange();", "this")]
    [InlineData("lock (this) new Parent().Changed();", "this")]
    [InlineData("lock (Parent.All) lock (this) _parent.Changed();", "Parent.All) lock (this")]
    [InlineData("lock (this) _other.Changed();", "this")]
    public Task A_child_does_not_wait_for_its_parent(string change, string locked) => Rule.IsSilentOn(Family("foreach (var child in _list) child.Update();", locked, change));

    private static string Family(string call, string locked, string change) =>
        $$"""
        class Parent
        {
            internal static readonly object All = new();
            private readonly object _gate = new();
            private readonly List<Child> _list = [];
            private readonly Child[] _array = [];
            private readonly Dictionary<string, Child> _table = [];
            private Action<Child> _later = _ => { };
            private int _count;

            public void Update(string name) { lock ({{locked}}) { {{call}} } }
            public void Changed() { lock ({{locked}}) _count++; }
            public void TryChange() { if (Monitor.TryEnter({{locked.Split(')')[0]}}, 50)) { _count++; Monitor.Exit({{locked.Split(')')[0]}}); } }
        }

        class Child(Parent parent, Other other)
        {
            private readonly object _gate = new();
            private readonly Parent _parent = parent;
            private readonly Other _other = other;
            private int _count;

            public void Change() { {{change}} }
            public void Update() { lock ({{locked}}) _count++; }
            public void TryUpdate() { if (Monitor.TryEnter({{locked.Split(')')[0]}}, 50)) { _count++; Monitor.Exit({{locked.Split(')')[0]}}); } }
            public int Read() => _count;
            public int Take() { lock ({{locked}}) return _count; }
            public static int Take(Child child) => child.Take();
        }

        class Other
        {
            private readonly object _gate = new();
            private int _count;
            public void Changed() { lock (this) _count++; }
        }
        """;
}
