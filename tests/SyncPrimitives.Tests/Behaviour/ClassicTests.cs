using SyncPrimitives.Classic;

namespace SyncPrimitives.Tests.Behaviour;

public sealed class ClassicTests
{
    private delegate Scope Enter(Party party);

    [Fact]
    public void Peterson_excludes()
    {
        var gate = new PetersonLock();
        Count(2, gate.Register, gate.EnterScope);
    }

    [Fact]
    public void Dekker_excludes()
    {
        var gate = new DekkerLock();
        Count(2, gate.Register, gate.EnterScope);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_filter_excludes(int parties)
    {
        var gate = new FilterLock(parties);
        Count(parties, gate.Register, gate.EnterScope);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_bakery_excludes(int parties)
    {
        var gate = new BakeryLock(parties);
        Count(parties, gate.Register, gate.EnterScope);
    }

    [Fact]
    public void There_are_as_many_parties_as_the_lock_is_for()
    {
        var gate = new PetersonLock();
        Assert.Equal(0, gate.Register().Index);
        Assert.Equal(1, gate.Register().Index);
        Assert.Throws<InvalidOperationException>(gate.Register);
        Assert.Throws<InvalidOperationException>(gate.Register);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FilterLock(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BakeryLock(-1));
    }

    [Fact]
    public void A_party_of_another_lock_or_of_another_thread_is_refused()
    {
        var gate = new PetersonLock();
        Party party = gate.Register();
        Assert.Throws<InvalidOperationException>(() => new PetersonLock().EnterScope(party));
        gate.EnterScope(party).Dispose();
        Eventually.OnThreads(() => Assert.Throws<InvalidOperationException>(() => gate.EnterScope(party)));
        Eventually.OnThreads(() => Assert.Throws<InvalidOperationException>(party.Leave));
        party.Leave();
        Eventually.OnThreads(() => gate.EnterScope(party).Dispose());
    }

    [Fact]
    public void A_party_that_is_inside_is_refused_and_cannot_be_given_up()
    {
        var gate = new BakeryLock(2);
        Party party = gate.Register();
        Scope scope = gate.EnterScope(party);
        Assert.Throws<InvalidOperationException>(() => gate.EnterScope(party));
        Assert.Throws<InvalidOperationException>(party.Leave);
        scope.Dispose();
        scope.Dispose();
        using Scope again = gate.EnterScope(party);
        scope.Dispose();
        Assert.True(again.IsHeld);
        Assert.False(scope.IsHeld);
    }

    private static void Count(int parties, Func<Party> register, Enter enter)
    {
        // Spinning for a thread that does not run costs a time slice: few rounds are enough for a deadlock to show.
        const int Rounds = 2000;
        int counter = 0;
        Party[] all = [.. Enumerable.Range(0, parties).Select(_ => register())];
        Eventually.OnThreads(parties, me =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                using (enter(all[me]))
                    counter++;
            }
        });
        Assert.Equal(parties * Rounds, counter);
    }
}
