using SyncPrimitives.Machine;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>
/// Every fence and every atomic change of the library is weakened in turn: the fence left out, the change made a read and a write.
/// Some scenario must object, or <see cref="Unnoticed"/> says why none does.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    /// <summary>Scenarios with few states; the first that objects ends the search.</summary>
    private static readonly Lazy<IReadOnlyList<(Scenario Scenario, HashSet<(string File, int Line)> Reached)>> Small = new(() =>
        [.. Scenarios.All.Where(s => s.IsSmall).Select(s => (s, Site.ReachedBy(() => s.Check())))]);

    public static TheoryData<string> Names => [.. AtomicSite.All.Select(s => s.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_weakened_site_is_noticed(string name)
    {
        foreach (var site in AtomicSite.All.Where(s => s.Name == name))
            Assert.Equal(!Unnoticed.Reasons.ContainsKey(name), IsNoticed(site));
    }

    [Fact]
    public void Every_excuse_belongs_to_a_site() =>
        Assert.Empty(Unnoticed.Reasons.Keys.Except(AtomicSite.All.Select(s => s.Name)));

    [Fact]
    public void The_library_touches_shared_memory_through_its_machine()
    {
        output.WriteLine($"{AtomicSite.All.Count} fences and atomic changes");
        Assert.Equal(Unnoticed.PastTheMachine.Keys.Order(StringComparer.Ordinal), AtomicSite.PastTheMachine.Select(s => s.Name).Order(StringComparer.Ordinal));
    }

    private bool IsNoticed(AtomicSite site)
    {
        var key = (site.Path, site.Line);
        var tried = 0;
        foreach (var (scenario, reached) in Small.Value)
        {
            if (!reached.Contains(key))
                continue;
            tried++;
            var result = Site.Without(key, scenario.Check);
            if (result.Verdict is not (Verdict.Holds or Verdict.Inconclusive))
            {
                output.WriteLine($"{site.Name}\n{scenario.Name}: {result}");
                return true;
            }
        }

        output.WriteLine($"{site.Name}: {tried} scenarios pass it, none objects");
        return false;
    }
}
