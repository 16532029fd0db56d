using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3008: sleeps and looks, sleeps and looks, for something this program itself sets.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PollingAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3008",
        title: "Polling for a flag that could be signalled",
        messageFormat: "This polls '{0}', which this program sets itself: an event would wake the waiter at once and cost nothing until then",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Sleeping between looks delays the waiter by up to the whole pause and wakes the processor for nothing. Where the flag is set in the same program, ManualResetEventSlim or TaskCompletionSource does better.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => CodeModel.For(model).MaySpin(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        if (SpinSyntax.LoopsIn(context.SemanticModel.SyntaxTree, context.CancellationToken).Count == 0)
            return;

        var code = CodeModel.For(model);
        var seen = new HashSet<SyntaxNode>();
        foreach (var loop in code.SpinningIn(context.SemanticModel.SyntaxTree, context.CancellationToken).SelectMany(body => code.LoopsIn(body)))
        {
            if (loop.Flow is null || !Polling.Is(loop) || Polling.FlagSetElsewhere(loop, code, context.CancellationToken) is not { } flag)
                continue;

            if (!Engine.Fences.SpinUnderLock.Holds(loop, code, context.CancellationToken) && seen.Add(loop.Condition))
                context.ReportDiagnostic(Diagnostic.Create(Rule, loop.Condition.GetLocation(), flag));
        }
    }
}
