using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>A method that is given by its name where a delegate is wanted, and members of an interface that a base class leaves to others.</summary>
public sealed class NamedDelegatesTests
{
    [Theory]
    [InlineData("return [|orders.Sum(Cancel)|];")]
    [InlineData("[|orders.ForEach(Drop)|]; return 0;")]
    [InlineData("foreach (var n in [|orders.Select(Cancel)|]) { } return 0;")]
    [InlineData("[|Array.ForEach([1, 2], this.Drop)|]; return 0;")]
    [InlineData("Func<int, int> cancel = Cancel; return [|cancel(3)|];")]
    public Task Runs_on_the_spot(string run) => Rule.Reports(Orders(run, "[|Index(1)|]"));

    [Theory]
    [InlineData("Task.Run(() => Drop(1)); return 0;")]
    [InlineData("_ = orders.Select(Cancel); return 0;")]
    [InlineData("_later = Drop; return 0;")]
    [InlineData("return orders.Sum(_archive.Cancel);")]
    public Task Runs_later_or_on_another_object(string run) => Rule.IsSilentOn(Orders(run));

    private static string Orders(string run, string index = "Index(1)") =>
        $$"""
        class Orders
        {
            private readonly object _orders = new(), _customers = new();
            private readonly Archive _archive = new();
            private Action<int> _later = _ => { };
            private int _count;

            public void Add() { lock (_orders) { {{index}}; } }
            private void Index(int order) { lock (_customers) _count++; }
            public int CancelAll(List<int> orders) { lock (_customers) { {{run}} } }
            private int Cancel(int order) { lock (_orders) return _count; }
            private void Drop(int order) { lock (_orders) _count++; }
        }

        class Archive
        {
            private readonly object _gate = new();
            public int Cancel(int order) { lock (_gate) return order; }
        }
        """;

    [Fact]
    public Task It_is_called_on_the_object_it_was_named_on() => Rule.Reports(
        """
        class Hub(Spoke spoke)
        {
            private readonly object _gate = new();
            public void All(List<int> items) { lock (_gate) { [|items.ForEach(spoke.Put)|]; } }
            public void Put(int item) { lock (_gate) { } }
        }

        class Spoke
        {
            private readonly object _gate = new();
            private readonly Hub _hub;
            public Spoke() => _hub = new Hub(this);
            public void All() { lock (_gate) { Action<int> put = _hub.Put; [|put(3)|]; } }
            public void Put(int item) { lock (_gate) { } }
        }
        """);

    [Theory]
    [InlineData("abstract void Poll();", true)]
    [InlineData("virtual void Poll() { }", true)]
    [InlineData("void Poll() { }", false)]
    public Task A_member_of_an_interface_that_a_derived_class_fills_in(string member, bool isReached)
    {
        var code = $$"""
            interface IPlugin { void Poll(); }

            abstract class Plugin(Host host) : IPlugin
            {
                protected readonly object State = new();
                protected Host Host => host;
                public {{member}}
            }

            sealed class Metrics(Host host) : Plugin(host)
            {
                public {{(isReached ? "override" : "new")}} void Poll() { lock (State) { } }
                public void Sample() { lock (State) { [|Host.Report()|]; } }
            }

            sealed class Host
            {
                private readonly object _table = new();
                private readonly List<IPlugin> _plugins = [];
                public void Report() { lock (_table) { } }
                public void PollAll() { lock (_table) { foreach (var plugin in _plugins) [|plugin.Poll()|]; } }
            }
            """;
        return isReached ? Rule.Reports(code) : Rule.IsSilentOn(code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }
}
