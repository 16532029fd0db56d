using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Fences;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3006: the check outside the lock can pass before the data is there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DoubleCheckAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3006",
        title: "Broken double-checked initialisation",
        messageFormat: "{0}",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The check outside the lock is right only if it reads the published reference itself, assigned once from a complete object, or a volatile flag that is set last; and it has to be repeated under the lock. Lazy<T> does all that.");

    /// <summary>The property of a report that says what is wrong, for the fix.</summary>
    public const string FaultKey = "fault";
    public const string NotRepeated = nameof(DoubleCheckFault.NotRepeated);
    public const string PlainFlag = nameof(DoubleCheckFault.PlainFlag);

    // What IsLock looks for is not there without one of these.
    private static readonly string[] s_locks = ["lock", "EnterScope", "finally"];

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var tree = context.SemanticModel.SyntaxTree;
        var words = TreeWords.Of(tree, context.CancellationToken);
        if (!s_locks.Any(words.Has))
            return;

        var code = CodeModel.For(model);
        var bodies = model.BodiesIn(tree, context.CancellationToken);
        string[] lockers = [.. model.LockBodiesIn(tree, context.CancellationToken).Select(body => body.Declaration).OfType<MethodDeclarationSyntax>().Where(HasLock).Select(method => method.Identifier.ValueText).Distinct()];
        var wanted = WordSet.Of(s_locks.Concat(lockers));
        foreach (var body in bodies)
        {
            if (!words.HasAny(wanted, body.Declaration.Span) || !MayCheck(body.Declaration, model.MayTouchLocks(body, context.CancellationToken), lockers))
                continue;

            foreach (var check in DoubleCheck.In(body, code))
            {
                var properties = ImmutableDictionary<string, string?>.Empty.Add(FaultKey, check.Fault.ToString());
                context.ReportDiagnostic(Diagnostic.Create(Rule, check.Check.Syntax.GetLocation(), [check.Lock.Syntax.GetFirstToken().GetLocation(), check.Set.Syntax.GetLocation()], properties, MessageOf(check)));
            }
        }
    }

    private static bool IsLock(SyntaxNode node) =>
        node is LockStatementSyntax or UsingStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EnterScope" } } }
            or TryStatementSyntax { Finally: not null };

    private static bool HasLock(SyntaxNode declaration) => declaration.DescendantNodes().Any(IsLock);

    /// <summary>A test comes first, and then a lock, or a method that has one.</summary>
    private static bool MayCheck(SyntaxNode declaration, bool mayLock, string[] lockers)
    {
        if (!mayLock && lockers.Length == 0)
            return false;

        var isTested = false;
        foreach (var node in declaration.DescendantNodes())
        {
            switch (node)
            {
                case IfStatementSyntax or ConditionalExpressionSyntax:
                    isTested = true;
                    break;
                case LockStatementSyntax or UsingStatementSyntax or TryStatementSyntax when isTested && mayLock && IsLock(node):
                case InvocationExpressionSyntax { Expression: SimpleNameSyntax name } when isTested && lockers.Contains(name.Identifier.ValueText):
                    return true;
            }
        }

        return false;
    }

    private static string MessageOf(DoubleCheck check) => check.Fault switch
    {
        DoubleCheckFault.NotRepeated => $"'{check.Guard}' is not checked again under the lock: two threads can both initialise it",
        DoubleCheckFault.PlainFlag => $"'{check.Guard}' is a plain variable beside the data: another thread can see it set and the data not yet. Make it volatile, or check the data itself",
        DoubleCheckFault.TooEarly => $"'{check.Guard}' is set before the data is complete: another thread can pass this check and use what is not ready",
        _ => $"'{check.Guard}' is a struct: without the lock another thread can read one half new and the other old",
    };
}
