using Microsoft.CodeAnalysis.CSharp;

namespace SyncAnalyzers.Rules.Tests.Robustness;

public sealed class MutatorTests
{
    private const string Source = "class C { int a; int b; void M() { lock (this) { a = b; } } }";

    [Fact]
    public void The_same_seed_gives_the_same_text() => Assert.Equal(Mutate(7, 5), Mutate(7, 5));

    [Fact]
    public void Nearly_every_seed_gives_another_text() =>
        Assert.InRange(Enumerable.Range(0, 100).Select(seed => Mutate(seed, 5)).Distinct().Count(), 90, 100);

    // Two equal tokens that change places leave the text as it was.
    [Fact]
    public void Nearly_every_mutation_changes_the_text() =>
        Assert.InRange(Enumerable.Range(0, 100).Count(seed => Mutate(seed, 1) != Source), 90, 100);

    [Fact]
    public void All_kinds_of_mutation_come_up()
    {
        var lengths = Enumerable.Range(0, 300).Select(seed => Mutate(seed, 1).Length - Source.Length).ToHashSet();
        Assert.Contains(0, lengths);
        Assert.Contains(lengths, length => length > 0);
        Assert.Contains(lengths, length => length is < 0 and > -10);
        Assert.Contains(lengths, length => length < -20);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    public void What_has_nothing_to_mutate_stays(string source) => Assert.Equal(source, Mutator.Mutate(CSharpSyntaxTree.ParseText(source).GetRoot(), new Random(1), 3));

    private static string Mutate(int seed, int edits) => Mutator.Mutate(CSharpSyntaxTree.ParseText(Source).GetRoot(), new Random(seed), edits);
}
