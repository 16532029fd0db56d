namespace SyncAnalyzers.Engine.Flow;

/// <summary>A set of acquisition sites of one body, by number. The last bit stands for "before the body began, or too many to tell".</summary>
public readonly record struct SiteSet(ulong Bits)
{
    private const int Last = 63;

    public static SiteSet Entry { get; } = new(1UL << Last);

    public bool IncludesEntry => (Bits & Entry.Bits) != 0;

    public IEnumerable<int> Sites
    {
        get
        {
            for (var site = 0; site < Last; site++)
            {
                if ((Bits & (1UL << site)) != 0)
                    yield return site;
            }
        }
    }

    public static SiteSet Of(int site) => new(1UL << Math.Min(site, Last));

    public SiteSet Or(SiteSet other) => new(Bits | other.Bits);
}
