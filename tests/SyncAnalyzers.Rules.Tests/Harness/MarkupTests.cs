using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Rules.Tests.Harness;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("a[|b|]c", "abc")]
    [InlineData("a{|SYNC1001:b|}c", "abc")]
    [InlineData("a{|SYNC1001:b[|c|]|}", "abc")]
    [InlineData("a || b; x[0] | y; new[] { 1 }", "a || b; x[0] | y; new[] { 1 }")]
    public void Stripping_leaves_the_code(string marked, string source) => Assert.Equal(source, Markup.Strip(marked));

    [Theory]
    [InlineData("[|a|]b")]
    [InlineData("[|a|][|b|]")]
    [InlineData("[|a[|b|]c|]d")]
    [InlineData("[|[|a|]b|]")]
    [InlineData("[|a[|b|]|]")]
    [InlineData("a[||]b")]
    [InlineData("{|SYNC2001:a[|b|]|]c")]
    public void Marks_put_back_stand_where_they_stood(string marked)
    {
        var source = Markup.Strip(marked);
        Assert.Equal(marked, Markup.Apply(source, Spans(marked), "SYNC1001"));
    }

    [Fact]
    public void Every_way_of_writing_a_mark_is_the_same() =>
        Assert.Equal("[|a|] {|SYNC1002:b|]", Markup.Normalize("{|SYNC1001:a|} {|SYNC1002:b|}", "SYNC1001"));

    /// <summary>Reads marks by counting, apart from what <see cref="Markup"/> does.</summary>
    private static List<(string, TextSpan)> Spans(string marked)
    {
        List<(string, TextSpan)> spans = [];
        Stack<(string Id, int Start)> open = new();
        for (int i = 0, position = 0; i < marked.Length;)
        {
            var rest = marked[i..];
            if (rest.StartsWith("[|", StringComparison.Ordinal)) { open.Push(("SYNC1001", position)); i += 2; }
            else if (rest.StartsWith("{|", StringComparison.Ordinal)) { open.Push((rest[2..10], position)); i += 11; }
            else if (rest.StartsWith("|]", StringComparison.Ordinal)) { var (id, start) = open.Pop(); spans.Add((id, TextSpan.FromBounds(start, position))); i += 2; }
            else { i++; position++; }
        }

        return spans;
    }
}
