namespace SyncPrimitives.Tests.Behaviour;

public sealed class VersionTests
{
    [Fact]
    public void A_cell_counts_its_versions_and_refuses_an_update_of_an_old_one()
    {
        var cell = new MvccCell<string>("a");
        Assert.Equal("a", cell.Read(out long first));
        Assert.Equal("ab", cell.Update(value => value + "b"));
        Assert.False(cell.TryUpdate(first, "lost"));
        Assert.True(cell.TryUpdate(cell.Version, "c"));
        Assert.Equal("c", cell.Value);
        Assert.Equal(first + 2, cell.Version);
    }

    [Fact]
    public void A_change_that_throws_changes_nothing()
    {
        var cell = new MvccCell<int>(1);
        Assert.Throws<FormatException>(() => cell.Update(_ => throw new FormatException()));
        Assert.Equal(1, cell.Value);
        Assert.Throws<ArgumentNullException>(() => cell.Update(null!));
    }

    [Fact]
    public void Readers_never_see_half_a_version_and_no_update_is_lost()
    {
        var cell = new MvccCell<(int A, int B)>((0, 0));
        bool torn = false;
        Eventually.OnThreads(4, thread =>
        {
            for (int i = 0; i < 20000; i++)
            {
                if (thread < 2)
                    cell.Update(pair => (pair.A + 1, pair.B + 1));
                (int a, int b) = cell.Value;
                torn |= a != b;
            }
        });
        Assert.False(torn);
        Assert.Equal((40000, 40000), cell.Value);
        Assert.Equal(40001, cell.Version);
    }

    [Fact]
    public void Atomic_updates_are_not_lost()
    {
        string? text = null;
        long wide = 0;
        int narrow = 0;
        Eventually.OnThreads(4, _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                Atomic.Update(ref text, value => (value ?? "") + "x");
                Atomic.Update(ref wide, value => value + 2);
                Atomic.Update(ref narrow, value => value + 3);
            }
        });
        Assert.Equal(2000, text!.Length);
        Assert.Equal(4000, wide);
        Assert.Equal(6000, narrow);
        Assert.Equal(4002, Atomic.Update(ref wide, value => value + 2));
    }

    [Fact]
    public void A_striped_counter_loses_nothing()
    {
        var counter = new StripedCounter();
        Eventually.OnThreads(6, _ =>
        {
            for (int i = 0; i < 10000; i++)
                counter.Increment();
            counter.Add(-1);
        });
        Assert.Equal((6 * 10000) - 6, counter.Sum());
    }
}
