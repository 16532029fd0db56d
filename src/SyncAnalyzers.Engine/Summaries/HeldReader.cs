using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>What is held on every way to a point.</summary>
public sealed class HeldReader(LockFlow flow)
{
    private readonly Dictionary<int, TextSpan> _sites = flow.Effects.All.ToDictionary(effect => effect.Site, effect => effect.Call.Syntax.Span);

    public ImmutableArray<HeldFact> Read(LockState state)
    {
        var facts = ImmutableArray<HeldFact>.Empty;
        var first = state.Scenarios[0].Held.All;
        foreach (var held in first)
        {
            if (held.IsHeld && state.Scenarios.All(scenario => scenario.Held[held.Lock, held.Mode].IsHeld))
                facts = facts.Add(Fact(held));
        }

        return facts;
    }

    private HeldFact Fact(HeldLock held)
    {
        var entry = flow.Locks[held.Lock];
        var at = held.Levels.IsEmpty ? default : held.Levels[0].Sites.Select(site => _sites.TryGetValue(site, out var span) ? span : default).DefaultIfEmpty().Min();
        return new HeldFact(entry.Path, held.Mode, entry.Primitive, at);
    }
}
