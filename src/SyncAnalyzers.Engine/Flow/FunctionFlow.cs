using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>One function of a body together with its flow.</summary>
/// <param name="Flow"><see langword="null"/> where the function was too large to be judged.</param>
public sealed record FunctionFlow(string Id, FunctionScope Scope, LockFlow? Flow)
{
    /// <summary>The flows of a body and of every function nested in it, outermost first; none where the body has to do with no lock.</summary>
    public static ImmutableArray<FunctionFlow> Of(CodeBody body, SymbolNames names, SyncVocabulary vocabulary, Func<IMethodSymbol, MethodEffect?> effectOf)
    {
        if (body.Operation is not { } operation || !LockPresence.In(operation, vocabulary, effectOf) || body.Graph is not { } graph || body.Locals is not { } locals)
            return [];

        // Local functions come first, so that calls of them are known when their parent is read.
        var effects = new Dictionary<IMethodSymbol, MethodEffect?>(SymbolEqualityComparer.Default);
        return Flows(graph, body.Symbol as IMethodSymbol, body.Id);

        ImmutableArray<FunctionFlow> Flows(ControlFlowGraph inner, IMethodSymbol? function, string id)
        {
            var nested = ImmutableArray.CreateBuilder<FunctionFlow>();
            foreach (var local in inner.LocalFunctions)
            {
                var flows = Flows(inner.GetLocalFunctionControlFlowGraph(local), local, NestedBody.IdOf(body.Id, local));
                nested.AddRange(flows);
                effects[local] = EffectReader.Read(flows, local);
            }

            var paths = new PathResolver(names, id, function, locals, new CaptureMap(inner));
            var scope = new FunctionScope(inner, paths, vocabulary, EffectOf, function);
            var own = new FunctionFlow(id, scope, LockFlow.Analyze(scope));
            foreach (var lambda in LambdasIn(inner))
                nested.AddRange(Flows(inner.GetAnonymousFunctionControlFlowGraph(lambda), lambda.Symbol, NestedBody.IdOf(body.Id, lambda.Symbol)));

            return [own, .. nested];
        }

        MethodEffect? EffectOf(IMethodSymbol method) => method.MethodKind == MethodKind.LocalFunction
            ? effects.TryGetValue(method.OriginalDefinition, out var effect) ? effect : null
            : effectOf(method);
    }

    private static List<IFlowAnonymousFunctionOperation> LambdasIn(ControlFlowGraph graph)
    {
        List<IFlowAnonymousFunctionOperation> lambdas = [];
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in block.Operations)
                Find(operation);

            if (block.BranchValue is { } value)
                Find(value);
        }

        return lambdas;

        void Find(IOperation operation)
        {
            if (operation is IFlowAnonymousFunctionOperation lambda)
                lambdas.Add(lambda);

            foreach (var child in operation.ChildOperations)
                Find(child);
        }
    }
}
