using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>The last of the calls that are followed, where bodies are picked by the words in them: what is called without being named too.</summary>
public sealed class UnnamedCallsTests
{
    [Theory]
    [InlineData("using (_table) { }", "public void Dispose() { lock (Gate) { } }", " : IDisposable")]
    [InlineData("using var held = _table;", "public void Dispose() { lock (Gate) { } }", " : IDisposable")]
    [InlineData("await using var held = _table;", "public ValueTask DisposeAsync() { lock (Gate) { return default; } }", " : IAsyncDisposable")]
    [InlineData("_ = _table[0];", "public int this[int index] { get { lock (Gate) { return index; } } }")]
    [InlineData("_ = _maybe?[0];", "public int this[int index] { get { lock (Gate) { return index; } } }")]
    [InlineData("_ = _table + _table;", "public static Table operator +(Table one, Table other) { lock (Gate) { return one; } }")]
    [InlineData("int number = _table;", "public static implicit operator int(Table table) { lock (Gate) { return 0; } }")]
    [InlineData("_ = new Table();", "public Table() { lock (Gate) { } }")]
    [InlineData("Keep(new());", "public Table() { lock (Gate) { } }")]
    [InlineData("Table made = new();", "public Table() { lock (Gate) { } }")]
    [InlineData("Table made; made = new ();", "public Table() { lock (Gate) { } }")]
    [InlineData("_table.@return();", "public void @return() { lock (Gate) { } }")]
    [InlineData("_ = _table.Count;", "public int Count { get { lock (Gate) { return 0; } } }")]
    [InlineData("_table.Put();", "public void Put() { lock (Gate) { } }")]
    [InlineData("Action put = _table.Put; put();", "public void Put() { lock (Gate) { } }")]
    public Task A_call_without_a_name(string call, string member, string bases = "") => Rule.Reports(
        $$"""
        class Caller
        {
            private static readonly object s_own = new();
            private readonly Table _table = null!;
            private readonly Table? _maybe = null;

            void Start() { lock (s_own) { [|First()|]; } }
            void First() => Second();
            void Second() => Third();
            void Third() => Fourth();
            async void Fourth() { {{call}} }
            void Keep(Table table) { }
            void Other() { lock (Table.Gate) { lock ([|s_own|]) { } } }
        }
        """,
        $$"""
        class Table{{bases}}
        {
            internal static readonly object Gate = new();
            {{member}}
        }
        """);

    [Theory]
    [InlineData("class Special : Table { public Special() : base(1) { } }")]
    [InlineData("partial class Special { public Special() : base(1) { } } partial class Special : Table;")]
    [InlineData("class Special : Generic<int> { public Special() : base(1) { } }")]
    public Task The_constructor_of_the_base_class(string special) => Rule.Reports(
        Through("void Third() => new Special();"),
        special,
        """
        class Table
        {
            internal static readonly object Gate = new();
            public Table(int size) { lock (Gate) { } }
        }

        class Generic<T>
        {
            public Generic(int size) { lock (Table.Gate) { } }
        }
        """);

    [Fact]
    public Task Another_constructor_of_the_same_class() => Rule.Reports(
        Through("void Third() => new Table();"),
        """
        class Table
        {
            internal static readonly object Gate = new();
            public Table() : this(1) { }
            public Table(int size) { lock (Gate) { } }
        }
        """);

    [Fact]
    public Task What_a_method_returns() => Rule.Reports(
        Through("Table Third() { return new(); }"),
        """
        class Table
        {
            internal static readonly object Gate = new();
            public Table() { lock (Gate) { } }
        }
        """);

    /// <param name="third">A method Third, which leads to the gate of the table.</param>
    private static string Through(string third) =>
        $$"""
        class Caller
        {
            private static readonly object s_own = new();

            void Start() { lock (s_own) { [|First()|]; } }
            void First() => Second();
            void Second() => Third();
            {{third}}
            void Other() { lock (Table.Gate) { lock ([|s_own|]) { } } }
        }
        """;

    [Fact]
    public Task One_call_more_is_not_followed() => Rule.IsSilentOn(
        """
        class Caller
        {
            private static readonly object s_own = new();

            void Start() { lock (s_own) { First(); } }
            void First() => Second();
            void Second() => Third();
            void Third() => Fourth();
            void Fourth() => Fifth();
            void Fifth() => Table.Put();
            void Other() { lock (Table.Gate) { lock (s_own) { } } }
        }

        class Table
        {
            internal static readonly object Gate = new();
            public static void Put() { lock (Gate) { } }
        }
        """);
}
