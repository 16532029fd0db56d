using SyncPrimitives.Machine;

namespace SyncPrimitives.Classic;

/// <summary>The seats of a classic lock, given out one after the other.</summary>
internal struct Parties(int count)
{
    private AtomicInt32 _registered = new(0, "registered");

    public Party Register(IPartyLock owner)
    {
        int index = _registered.Add(1) - 1;
        if (index < count)
            return new Party(owner, index);
        _registered.Add(-1);
        throw new InvalidOperationException($"The lock is for {count} parties and all are registered.");
    }
}
