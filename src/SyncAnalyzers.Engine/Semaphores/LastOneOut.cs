using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>One of a group keeps the permit for all of them, and the last one out gives it back, whoever took it.</summary>
/// <remarks>Source: Downey, "The Little Book of Semaphores", 2016, sections 3.7 and 5.5: the door that is shut until the group has left.</remarks>
public static class LastOneOut
{
    /// <summary>
    /// The releases behind <paramref name="acquire"/> by which some get rid of their permit for good, although all come to another release:
    /// one that a variable of the object decides on.
    /// </summary>
    public static IEnumerable<SyntaxNode> ReleasesBehind(PermitTrace trace, PermitEvent acquire, SemanticModel model)
    {
        var reach = new BlockReach(trace.Function.Scope.Graph);
        var acquires = trace.Acquires(acquire.Lock).Select(other => other.Syntax).ToList();
        var releases = trace.Releases(acquire.Lock).ToList();
        return releases
            .Where(own => reach.CanReach(acquire.Syntax, own.Syntax, acquires) && releases.Exists(last => last != own && IsForOthers(trace, last, model) && reach.CanReach(own.Syntax, last.Syntax, acquires)))
            .Select(own => own.Syntax);
    }

    private static bool IsForOthers(PermitTrace trace, PermitEvent release, SemanticModel model) => Lightswitch.DecidersOf(release.Syntax, model).Count > 0
        && release.Before.Scenarios.Any(scenario => scenario.Held[release.Lock, LockMode.Permit] is { IsUnknown: false, Depth: <= 0 } && ReleaseGuards.MayExcuse(trace, release, scenario));
}
