namespace SyncPrimitives.Tests.Linearizability;

/// <summary>The checker itself, on histories whose answer is known.</summary>
public sealed class CheckerTests
{
    [Fact]
    public void A_read_during_a_write_may_see_either_value() =>
        Assert.All([0, 1], seen => Assert.True(Register(("write", 1, 1, 4), ("read", seen, 2, 3))));

    [Fact]
    public void A_read_after_a_write_must_see_it() => Assert.False(Register(("write", 1, 1, 2), ("read", 0, 3, 4)));

    [Fact]
    public void Two_reads_during_a_write_must_not_go_back_in_time()
    {
        Assert.False(Register(("write", 1, 1, 10), ("read", 1, 2, 3), ("read", 0, 4, 5)));
        Assert.True(Register(("write", 1, 1, 10), ("read", 0, 2, 3), ("read", 1, 4, 5)));
    }

    private static bool Register(params (string Name, int Value, long Called, long Returned)[] operations)
    {
        var history = new History();
        var list = (List<Operation>)history.Operations;
        list.AddRange(operations.Select(one => new Operation(one.Name, one.Value, one.Called, one.Returned)));
        return Linearizable.Check(history, 0, (state, operation) =>
            operation.Name == "write" ? operation.Result : operation.Result == state ? state : (int?)null);
    }
}
