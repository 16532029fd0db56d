namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Words to look for in texts, by their hashes.</summary>
/// <remarks>
/// Nearly every word of a text is none of them, so that is what must be quick to tell: a filter of bits is asked first
/// (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970). Many threads may look once it is filled.
/// </remarks>
public sealed class WordSet
{
    private const int FilterBits = 4096;

    private readonly HashSet<int> _hashes = [];
    private readonly ulong[] _filter = new ulong[FilterBits / 64];

    public static WordSet Of(IEnumerable<string> words)
    {
        var set = new WordSet();
        foreach (var word in words)
            set.Add(word);

        return set;
    }

    public bool IsEmpty => _hashes.Count == 0;

    public void Add(string word)
    {
        var hash = TreeWords.HashOf(word);
        _hashes.Add(hash);
        _filter[PlaceOf(hash)] |= 1UL << hash;
    }

    internal bool Contains(int hash) => (_filter[PlaceOf(hash)] & (1UL << hash)) != 0 && _hashes.Contains(hash);

    // The six lowest bits choose the bit; the shift takes no more of them.
    private static int PlaceOf(int hash) => (hash >> 6) & ((FilterBits / 64) - 1);
}
