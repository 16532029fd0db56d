namespace ConnectionPool;

public sealed record Connection(string Name);

/// <summary>Keeps connections that are not in use.</summary>
public sealed class Pool
{
    private readonly Lock _lock = new();
    private readonly Stack<Connection> _idle = new();
    private bool _isOpen = true;

    public Connection? Take()
    {
        lock (_lock)
        {
            if (!_isOpen)
                return null;

            return _idle.Count > 0 ? _idle.Pop() : new Connection("new");
        }
    }

    public void Give(Connection connection)
    {
        lock (_lock)
        {
            _idle.Push(connection);
        }
    }

    public void Open() => Switch(true);

    public void Close() => Switch(false);

    private void Switch(bool isOpen)
    {
        lock (_lock)
        {
            _isOpen = isOpen;
        }
    }
}
