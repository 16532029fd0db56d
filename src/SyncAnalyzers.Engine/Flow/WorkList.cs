namespace SyncAnalyzers.Engine.Flow;

/// <summary>The blocks of a region that have to be followed, again perhaps, in the order of the text.</summary>
internal sealed class WorkList(ControlFlowRegion region)
{
    private readonly bool[] _isOpen = new bool[region.LastBlockOrdinal - region.FirstBlockOrdinal + 1];
    private int _first;

    public void Add(int ordinal)
    {
        var at = ordinal - region.FirstBlockOrdinal;
        _isOpen[at] = true;
        _first = Math.Min(_first, at);
    }

    public bool TryTake(out int ordinal)
    {
        _first = Array.IndexOf(_isOpen, true, _first);
        ordinal = _first + region.FirstBlockOrdinal;
        if (_first < 0)
        {
            _first = _isOpen.Length;
            return false;
        }

        _isOpen[_first] = false;
        return true;
    }
}
