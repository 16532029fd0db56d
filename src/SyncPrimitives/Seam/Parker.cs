namespace SyncPrimitives;

/// <summary>
/// One thread sleeps until a token arrives; a token that arrives first is kept, more than one is one.
/// Production half of the seam: see README.md in this directory.
/// </summary>
internal sealed class Parker
{
    private bool _token;

    /// <summary>Takes the token, sleeping until there is one. Only one thread may park at a time.</summary>
    public void Park() => Park(Timeout.Infinite);

    /// <summary>Takes the token within the time; false when none came.</summary>
    public bool Park(int millisecondsTimeout)
    {
        lock (this)
        {
            while (!_token && Monitor.Wait(this, millisecondsTimeout)) { }
            var taken = _token;
            _token = false;
            return taken;
        }
    }

    /// <summary>Leaves the token and wakes the sleeper.</summary>
    public void Unpark()
    {
        lock (this)
        {
            _token = true;
            Monitor.Pulse(this);
        }
    }
}
