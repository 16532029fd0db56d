using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Judges releases in code that runs on a thread of its own, which cannot have acquired the lock.</summary>
internal sealed class ThreadJudge(SyncModel model, CodeBody body, CancellationToken cancellation)
{
    public IEnumerable<Imbalance> Judge(FunctionUsage usage)
    {
        var releases = usage.Locks
            .Where(use => use.Mode != LockMode.Permit && use.Entry.Primitive.Owner == LockOwner.Thread && !use.Entry.IsVarying)
            .SelectMany(use => use.Releases.Where(release => release is { IsPlainlyUnheld: true, IsHeld: false, IsUnknown: false, IsLease: false }).Select(release => (use, release))).ToList();

        if (releases.Count == 0 || usage.Symbol is not { } function || ThreadOf(function) is not { } thread)
            yield break;

        foreach (var (use, release) in releases)
            yield return new Imbalance(ImbalanceKind.OtherThread, release.At, use.Name) { Detail = thread };
    }

    public static bool IsStarted(CodeBody body, IMethodSymbol lambda) => StarterOf(body.Model, SyntaxOf(lambda)) is not null;

    private string? ThreadOf(IMethodSymbol function)
    {
        if (function.MethodKind == MethodKind.Destructor)
            return "the finalizer runs on a thread of the garbage collector";

        if (function.MethodKind == MethodKind.AnonymousFunction)
            return StarterOf(body.Model, SyntaxOf(function));

        // Handed over by name: new Thread(Run).
        var isLocal = function.MethodKind == MethodKind.LocalFunction;
        if (function.MethodKind != MethodKind.Ordinary && !isLocal)
            return null;

        var trees = isLocal ? [body.Declaration.SyntaxTree] : SyncModel.TreesOf(function.ContainingType);
        foreach (var other in model.BodiesNaming(function.Name, trees, static token => token.Parent is SimpleNameSyntax, cancellation))
        {
            foreach (var name in CallerTable.Uses(other, function.Name))
            {
                SyntaxNode use = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
                if (use.Parent is ArgumentSyntax && StarterOf(other.Model, use) is { } thread && SymbolEqualityComparer.Default.Equals(other.Model.GetSymbolInfo(use, cancellation).Symbol?.OriginalDefinition, function.OriginalDefinition))
                    return thread;
            }
        }

        return null;
    }

    private static SyntaxNode? SyntaxOf(IMethodSymbol function) => function.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();

    /// <summary>What runs the delegate on another thread, as an argument of which it stands.</summary>
    private static string? StarterOf(SemanticModel model, SyntaxNode? function)
    {
        if (function?.Parent is not ArgumentSyntax { Parent.Parent: { } call } || model.GetSymbolInfo(call).Symbol is not IMethodSymbol { ContainingType: { } type } method)
            return null;

        var isThreading = type.ContainingNamespace?.ToString() is "System.Threading" or "System.Threading.Tasks" or "System.Timers";
        return !isThreading ? null : (type.Name, method.Name) switch
        {
            ("Thread", ".ctor") => "a thread of its own runs it",
            ("Timer", ".ctor") => "the timer runs it on a thread of the pool",
            ("Task", "Run" or ".ctor") or ("TaskFactory", "StartNew") => "a task runs it on a thread of the pool",
            ("Task", "ContinueWith") => "the continuation runs on a thread of the pool",
            ("ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" or "RegisterWaitForSingleObject") => "the thread pool runs it",
            ("Parallel", _) => "the parallel loop runs it on threads of the pool",
            _ => null,
        };
    }
}
