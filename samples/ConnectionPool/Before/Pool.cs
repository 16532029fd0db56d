namespace ConnectionPool;

public sealed record Connection(string Name);

/// <summary>Keeps connections that are not in use.</summary>
public sealed class Pool
{
    private readonly object _gate = new();
    private readonly Stack<Connection> _idle = new();
    private bool _isOpen = true;

    public Connection? Take()
    {
        Monitor.Enter(_gate); // SYNC2001
        if (!_isOpen)
            return null;

        var connection = _idle.Count > 0 ? _idle.Pop() : new Connection("new");
        Monitor.Exit(_gate);
        return connection;
    }

    public void Give(Connection connection)
    {
        Monitor.Enter(_gate); // SYNC2002
        _idle.Push(connection);
        Monitor.Exit(_gate);
    }

    public void Open() => Switch(true);

    public void Close() => Switch(false);

    private void Switch(bool isOpen)
    {
        try
        {
            Monitor.Enter(_gate); // SYNC2008
            _isOpen = isOpen;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }
}
