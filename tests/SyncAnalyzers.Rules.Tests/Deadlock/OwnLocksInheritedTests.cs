using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>An object that is locked by its base class and by its own class is one lock.</summary>
public sealed class OwnLocksInheritedTests
{
    [Theory]
    [InlineData("public void Add() { lock (_items) { lock ([|this|]) { } } }", "public void Clear() { lock (this) { lock ([|_items|]) { } } }")]
    [InlineData("public void Add() { lock (_items) { lock ([|this|]) { } } } protected void Empty() { lock (_items) { } }", "public void Clear() { lock (this) { [|Empty()|]; } }")]
    [InlineData("public void Add() { lock (_items) { [|Note()|]; } } private void Note() { lock (this) { } }", "public void Clear() { Monitor.Enter(this); try { lock ([|_items|]) { } } finally { Monitor.Exit(this); } }")]
    [InlineData("public void Add() { lock (s_all) { lock ([|this|]) { } } }", "public void Clear() { lock (this) { lock ([|s_all|]) { } } }")]
    [InlineData("public virtual void Add() { lock (_items) { lock ([|this|]) { } } }", "public void Clear() { lock (this) { lock ([|_items|]) { } } }")]
    [InlineData("public virtual void Add() { lock (_items) { lock (_items) { } } }", "public override void Add() { lock (_items) { lock ([|this|]) { } } } public void Clear() { lock (this) { lock ([|_items|]) { } } }")]
    [InlineData("public virtual bool Add() { lock (_items) { lock ([|this|]) { return true; } } } public virtual void Empty() { lock (_items) { } }", "public override bool Add() { Console.WriteLine(); return base.Add(); } public override void Empty() { lock (this) [|base.Empty()|]; }")]
    public Task The_base_class_takes_it_the_other_way_round(string basic, string derived) => Rule.Reports(Source(basic, derived));

    [Fact]
    public Task A_class_in_between_changes_nothing() => Rule.Reports(
        Source("public void Add() { lock (_items) { lock ([|this|]) { } } }", "", "class Last : Derived { public void Clear() { lock (this) { lock ([|_items|]) { } } } }"));

    [Fact]
    public Task A_generic_base_class_is_a_base_class_too() => Rule.Reports(
        """
        abstract class Bus<T>
        {
            private readonly Dictionary<int, T> _items = [];

            public virtual bool Subscribe(T item) { lock (_items) { lock ([|this|]) { return _items.TryAdd(0, item); } } }
            public void Unsubscribe() { lock (_items) _items.Clear(); }
        }

        class Stream : Bus<string>
        {
            public void Start() { lock (this) { [|Unsubscribe()|]; } }
        }
        """);

    [Theory]
    [InlineData("public void Add() { lock (_items) { lock (this) { } } }", "public void Clear() { lock (_items) { lock (this) { } } }")]
    [InlineData("public virtual void Add() { lock (_items) { lock (this) { } } }", "public override void Add() { } public void Clear() { lock (this) { lock (_items) { } } }")]
    [InlineData("public void Add() { lock (_gate) { lock (_items) { lock (this) { } } } }", "public void Clear() { lock (_gate) { lock (this) { lock (_items) { } } } }")]
    [InlineData("public void Add() { lock (_items) { lock (this) { } } }", "public void Clear() { lock (this) { if (Monitor.TryEnter(_items, 10)) Monitor.Exit(_items); } }")]
    [InlineData("public void Add() { lock (s_all) { lock (this) { } } }", "public void Clear(Derived other) { lock (other) { lock (s_all) { } } }")]
    [InlineData("public void Add(Basic other) { lock (s_all) { lock (other) { } } }", "public void Clear() { lock (this) { lock (s_all) { } } }")]
    [InlineData("", "public void Add() { lock (s_all) { lock (this) { } } }", "class Sister : Basic { public void Clear() { lock (this) { lock (s_all) { } } } }")]
    [InlineData("public void Add() { lock (this) { lock (_items) { } } }", "public void Clear() { lock (this) { lock (s_all) { lock (_items) { } } } }", "class Sister : Basic { public void Clear() { lock (s_all) { lock (_items) { lock (s_all) { } } } } }")]
    public Task These_may_be_two_objects_or_one_order(string basic, string derived, string more = "") => Rule.IsSilentOn(Source(basic, derived, more));

    [Fact]
    public Task Under_one_object_the_inner_orders_do_not_matter() => Rule.IsSilentOn(
        Source("protected readonly object _other = new(); public void Add() { lock (this) { lock (_items) { lock (_other) { } } } }", "public void Clear() { lock (this) { lock (_other) { lock (_items) { } } } }"));

    private static string Source(string basic, string derived, string more = "") =>
        $$"""
        class Basic
        {
            protected static readonly object s_all = new();
            protected readonly object _gate = new();
            protected readonly List<int> _items = [];
            {{basic}}
        }

        class Derived : Basic
        {
            {{derived}}
        }

        {{more}}
        """;
}
