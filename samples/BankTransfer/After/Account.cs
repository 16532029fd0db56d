namespace BankTransfer;

public sealed class Account(int id, decimal balance, AuditLog audit)
{
    private readonly object _gate = new();
    private decimal _balance = balance;

    public int Id { get; } = id;

    public decimal Balance
    {
        get
        {
            lock (_gate)
                return _balance;
        }
    }

    public void TransferTo(Account other, decimal amount)
    {
        // Every thread takes the two locks in the order of the ids, whichever way the money goes.
        var (first, second) = Id < other.Id ? (this, other) : (other, this);

        lock (first._gate)
        {
            lock (second._gate)
            {
                _balance -= amount;
                other._balance += amount;
            }
        }

        // Outside the locks: the log takes its own, and reads balances while it holds it.
        audit.Record($"{Id} -> {other.Id}: {amount}");
    }
}
