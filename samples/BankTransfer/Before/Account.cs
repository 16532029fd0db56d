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
        lock (_gate)
        {
            lock (other._gate) // SYNC1002
            {
                _balance -= amount;
                other._balance += amount;
                audit.Record($"{Id} -> {other.Id}: {amount}"); // SYNC1001
            }
        }
    }
}
