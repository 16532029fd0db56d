using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4009: a release states a number of permits other than the number that was taken.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReleaseCountMismatchAnalyzer() : SemaphoreAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4009",
        "Release gives back another number than was taken",
        "{0} of '{1}' {2} given back here, but {3} taken",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "Giving back more permits than were taken lets more callers in than there should be; giving back fewer loses permits until none is left.");

    /// <summary>The number that was taken, for the fix.</summary>
    public const string TakenKey = "taken";

    protected override void AnalyzeSemaphore(PermitContext context)
    {
        if (PermitCounts.Mismatch(context.Trace, context.Number, context.Body.Model) is not var (release, taken) || release.Change is not { } change)
            return;

        if (context.Profile.Role is SemaphoreRole.Signal or SemaphoreRole.BoundedBuffer)
            return;

        var properties = ImmutableDictionary<string, string?>.Empty.Add(TakenKey, taken.ToString(System.Globalization.CultureInfo.InvariantCulture));
        context.Analysis.ReportDiagnostic(Diagnostic.Create(
            Rule,
            release.Syntax.GetLocation(),
            context.Acquires.Select(acquire => acquire.Syntax.GetLocation()),
            properties,
            Permits(-change), context.Name, change == -1 ? "is" : "are", taken + (taken == 1 ? " was" : " were")));
    }

    private static string Permits(int count) => count == 1 ? "1 permit" : count + " permits";
}
