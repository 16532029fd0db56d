namespace SyncPrimitives.Classic;

/// <summary>A lock whose participants have numbers.</summary>
internal interface IPartyLock
{
    /// <summary>The exit protocol of the party that is inside.</summary>
    void Exit(int me);
}
