using System.Collections;

namespace SyncPrimitives;

/// <summary>A list that grows at its head only, so that whoever has a link has a list that does not change.</summary>
internal sealed class Chain<T>(T item, Chain<T>? rest) : IEnumerable<T>
{
    private readonly T _item = item;
    private readonly Chain<T>? _rest = rest;

    /// <summary>The newest first.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (Chain<T>? link = this; link is not null; link = link._rest)
            yield return link._item;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
