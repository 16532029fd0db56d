namespace BankTransfer;

public sealed class AuditLog
{
    private readonly object _gate = new();
    private readonly List<string> _lines = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _lines.Count;
        }
    }

    public void Record(string line)
    {
        lock (_gate)
            _lines.Add(line);
    }

    /// <summary>Writes down how much money there is. Nothing may be recorded in between.</summary>
    public void Close(IReadOnlyList<Account> accounts)
    {
        lock (_gate)
        {
            var total = 0m;
            foreach (var account in accounts)
                total += account.Balance; // SYNC1001

            _lines.Add($"total: {total}");
        }
    }
}
