using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>One function of a body together with its flow.</summary>
/// <param name="Flow"><see langword="null"/> where the function was too large to be judged.</param>
public sealed record FunctionFlow(string Id, FunctionScope Scope, LockFlow? Flow)
{
    /// <summary>The flows of a body and of every function nested in it, outermost first.</summary>
    public static ImmutableArray<FunctionFlow> Of(CodeBody body, SymbolNames names, SyncVocabulary vocabulary, Func<IMethodSymbol, MethodEffect?> effectOf)
    {
        if (body.Graph is not { } graph || body.Locals is not { } locals)
            return [];

        var flows = ImmutableArray.CreateBuilder<FunctionFlow>();
        Add(graph, body.Symbol as IMethodSymbol, body.Id);
        return flows.ToImmutable();

        void Add(ControlFlowGraph inner, IMethodSymbol? function, string id)
        {
            var paths = new PathResolver(names, id, function, locals, new CaptureMap(inner));
            var scope = new FunctionScope(inner, paths, vocabulary, effectOf, function);
            flows.Add(new FunctionFlow(id, scope, LockFlow.Analyze(scope)));

            foreach (var local in inner.LocalFunctions)
                Add(inner.GetLocalFunctionControlFlowGraph(local), local, NestedBody.IdOf(body.Id, local));

            foreach (var block in inner.Blocks)
            {
                foreach (var operation in block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
                {
                    foreach (var lambda in Lambdas(operation))
                        Add(inner.GetAnonymousFunctionControlFlowGraph(lambda), lambda.Symbol, NestedBody.IdOf(body.Id, lambda.Symbol));
                }
            }
        }
    }

    /// <summary>The flow of the member itself, without the functions nested in it.</summary>
    public static FunctionFlow? OfMember(CodeBody body, SymbolNames names, SyncVocabulary vocabulary, Func<IMethodSymbol, MethodEffect?> effectOf)
    {
        if (body.Graph is not { } graph || body.Locals is not { } locals)
            return null;

        var function = body.Symbol as IMethodSymbol;
        var scope = new FunctionScope(graph, new PathResolver(names, body.Id, function, locals, new CaptureMap(graph)), vocabulary, effectOf, function);
        return new FunctionFlow(body.Id, scope, LockFlow.Analyze(scope));
    }

    private static IEnumerable<IFlowAnonymousFunctionOperation> Lambdas(IOperation operation) =>
        operation.DescendantsAndSelf().OfType<IFlowAnonymousFunctionOperation>();
}
