using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Judges releases in code that runs on a thread of its own, which cannot have acquired the lock.</summary>
internal sealed class ThreadJudge(SyncModel model, CodeBody body, CancellationToken cancellation)
{
    // From the thread's function to the one that releases.
    private const int MaxCalls = 4;

    public IEnumerable<Imbalance> Judge(FunctionUsage usage)
    {
        var releases = usage.Locks
            .Where(use => use.Mode != LockMode.Permit && use.Entry.Primitive.Owner == LockOwner.Thread && !use.Entry.IsVarying)
            .SelectMany(use => use.Releases.Where(IsUnheld).Select(release => (use, release))).ToList();

        if (releases.Count == 0 || usage.Symbol is not { } function || ThreadOf(function, body, 0) is not { } thread)
            yield break;

        foreach (var (use, release) in releases)
            yield return new Imbalance(ImbalanceKind.OtherThread, release.At, use.Name) { Detail = thread };
    }

    /// <summary>What is released is released in a function that nothing else calls, where it is told.</summary>
    public bool IsToldInside(Imbalance found) => found.At is IInvocationOperation { TargetMethod: var called } && ThreadOf(called, body, 0) is not null;

    public static bool IsStarted(CodeBody body, IMethodSymbol lambda) => StarterOf(body.Model, SyntaxOf(lambda)) is not null;

    private string? ThreadOf(IMethodSymbol function, CodeBody around, int depth)
    {
        if (function.MethodKind == MethodKind.Destructor)
            return "the finalizer runs on a thread of the garbage collector";

        if (function.MethodKind == MethodKind.AnonymousFunction)
            return StarterOf(around.Model, SyntaxOf(function));

        var isLocal = function.MethodKind == MethodKind.LocalFunction;
        if (function.MethodKind != MethodKind.Ordinary && !isLocal)
            return null;

        // Handed over by name, new Thread(Run); or called by nothing but code that is.
        var trees = isLocal ? [around.Declaration.SyntaxTree] : SyncModel.TreesOf(function.ContainingType);
        var (caller, isCalledElsewhere) = ((string?)null, depth == MaxCalls || !(isLocal || function.DeclaredAccessibility == Accessibility.Private));
        foreach (var other in model.BodiesNaming(function.Name, trees, static token => token.Parent is SimpleNameSyntax, cancellation))
        {
            foreach (var name in CallerTable.Uses(other, function.Name))
            {
                SyntaxNode use = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
                var thread = use.Parent is ArgumentSyntax ? StarterOf(other.Model, use) : null;
                if ((thread is null && isCalledElsewhere) || !SymbolEqualityComparer.Default.Equals(other.Model.GetSymbolInfo(use, cancellation).Symbol?.OriginalDefinition, function.OriginalDefinition))
                    continue;

                if (thread is not null)
                    return thread;

                caller = use.Parent is InvocationExpressionSyntax call ? CallerOf(call, other, depth) : null;
                isCalledElsewhere = caller is null;
            }
        }

        return isCalledElsewhere ? null : caller;
    }

    /// <summary>What runs the call on another thread, where the caller has not acquired what the callee releases.</summary>
    private string? CallerOf(InvocationExpressionSyntax call, CodeBody around, int depth)
    {
        foreach (var usage in model.Balance.UsagesOf(around, cancellation))
        {
            var released = usage.Locks.SelectMany(use => use.Releases).Where(release => release.At.Syntax == call).ToList();
            if (released.Count > 0)
                return released.All(IsUnheld) && usage.Symbol is { } caller ? ThreadOf(caller, around, depth + 1) : null;
        }

        return null;
    }

    private static bool IsUnheld(ReleasePoint release) => release is { IsPlainlyUnheld: true, IsHeld: false, IsUnknown: false, IsLease: false };

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
