using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Judges waits and pulses without the lock: those of a function whose callers hold it are in order.</summary>
internal sealed class SignalJudge(SyncModel model, CodeBody body, FunctionUsage usage, CancellationToken cancellation)
{
    public IEnumerable<Imbalance> Judge()
    {
        // Who runs a lambda, and with what held, nobody knows.
        if (usage.UnheldSignals.Count == 0 || (usage.Symbol is { MethodKind: MethodKind.AnonymousFunction } && !ThreadJudge.IsStarted(body, usage.Symbol)))
            yield break;

        foreach (var (signal, name, isEverHeld) in usage.UnheldSignals)
        {
            if (isEverHeld || !IsHeldByCaller(signal))
                yield return new Imbalance(ImbalanceKind.SignalWithoutLock, signal.Call, name) { Detail = signal.Sync!.Call.TargetMethod.Name };
        }
    }

    private bool IsHeldByCaller(CallEffect signal)
    {
        // A lock that is given as an argument is held by whoever gives it.
        if (usage.Symbol is not { } method || usage.Function.Scope.Paths.Resolve(signal.Sync!.Lock) is not { Root: not PathRoot.Parameter } path)
            return true;

        var isNested = method.MethodKind == MethodKind.LocalFunction;
        var trees = isNested ? [body.Declaration.SyntaxTree] : model.Compilation.SyntaxTrees;
        var name = method.AssociatedSymbol?.Name ?? method.Name;
        return trees.SelectMany(tree => model.LockBodiesIn(tree, cancellation))
            .Where(caller => isNested ? caller == body : caller.Declaration.DescendantNodes().OfType<SimpleNameSyntax>().Any(use => use.Identifier.ValueText == name))
            .SelectMany(caller => model.FlowsOf(caller, cancellation))
            .Any(caller => caller.Flow is { } flow && CallerSearch.Finds(flow, method, path));
    }

    /// <summary>Looks for a call of the method under the lock that the method expects.</summary>
    private sealed class CallerSearch(LockFlow flow, IMethodSymbol method, AccessPath path) : IFlowObserver
    {
        private bool _found;

        public static bool Finds(LockFlow flow, IMethodSymbol method, AccessPath path)
        {
            var search = new CallerSearch(flow, method, path);
            flow.Replay(search);
            return search._found;
        }

        public void Visits(LockState before, IOperation operation) => Look(before, operation);

        public void Changes(LockState before, CallEffect effect) => Look(before, effect.Call);

        public void Disposes(LockState before, CallEffect lease, IOperation dispose)
        {
        }

        public void Signals(LockState before, CallEffect effect)
        {
        }

        public void Reassigns(LockState before, int number, IOperation assignment)
        {
        }

        private void Look(LockState before, IOperation operation)
        {
            if (operation is not IInvocationOperation { TargetMethod: var target } call || !IsCalled(target.OriginalDefinition))
                return;

            var there = flow.Effects.SubstitutionFor(target, call.Instance, call.Arguments, isCreation: false).Apply(path) ?? path;
            _found |= before.Scenarios.Any(scenario => scenario.Held.All.Any(held => held.IsHeld && (flow.Locks[held.Lock].Path.Equals(there) || flow.Locks[held.Lock].Path.Class is { } @class && @class == path.Class)));
        }

        private bool IsCalled(IMethodSymbol target)
        {
            for (IMethodSymbol? called = method.OriginalDefinition; called is not null; called = called.OverriddenMethod?.OriginalDefinition)
            {
                if (SymbolEqualityComparer.Default.Equals(target, called))
                    return true;
            }

            return target.ContainingType.TypeKind == TypeKind.Interface && target.Name == method.Name;
        }
    }
}
