namespace SyncAnalyzers.Rules.Tests.Truths;

/// <summary>Two objects of one kind, each with a lock.</summary>
public sealed class PeerTruths
{
    [Fact]
    public Task A_transfer_each_way_deadlocks() => Truth.Hangs(
        """
        class C
        {
            private readonly Account _one = new(), _other = new();

            void Thread1() => Transfer(_one, _other);
            void Thread2() => Transfer(_other, _one);

            static void Transfer(Account from, Account to)
            {
                lock (from.Gate) { Meet(); lock ({|SYNC1002:to.Gate|}) { } }
            }
        }

        class Account { public readonly object Gate = new(); }
        """);

    [Fact]
    public Task A_transfer_ordered_by_id_does_not() => Truth.Completes(
        """
        class C
        {
            private readonly Account _one = new(1), _other = new(2);

            void Thread1() => Transfer(_one, _other);
            void Thread2() => Transfer(_other, _one);

            static void Transfer(Account from, Account to)
            {
                var (first, second) = from.Id < to.Id ? (from, to) : (to, from);
                lock (first.Gate) { Meet(); lock (second.Gate) { } }
            }
        }

        class Account(int id) { public readonly int Id = id; public readonly object Gate = new(); }
        """);

    [Fact]
    public Task Two_elements_of_an_array_of_locks_deadlock() => Truth.Hangs(
        """
        class C
        {
            private readonly object[] _locks = [new(), new()];

            void Thread1() => Move(0, 1);
            void Thread2() => Move(1, 0);
            void Move(int i, int j) { lock (_locks[i]) { Meet(); lock ({|SYNC1002:_locks[j]|}) { } } }
        }
        """);

    [Fact]
    public Task Two_elements_in_ascending_order_do_not() => Truth.Completes(
        """
        class C
        {
            private readonly object[] _locks = [new(), new()];

            void Thread1() => Move(0, 1);
            void Thread2() => Move(1, 0);

            void Move(int i, int j)
            {
                if (i > j)
                    (i, j) = (j, i);
                lock (_locks[i]) { Meet(); lock (_locks[j]) { } }
            }
        }
        """);
}
