using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Finds the facts of a body: by flow where it touches locks, by a walk where it only calls.</summary>
internal static class FactBuilder
{
    private const int MaxReturns = 4;

    public static FunctionFacts Build(SyncModel model, CodeBody body, CancellationToken cancellation)
    {
        var empty = new FunctionFacts(body.Id, body.Declaration.SyntaxTree, body.Declaration.Span, NameOf(body.Symbol));
        if (body.Operation is not { } operation || body.Locals is not { } locals)
            return empty;

        var facts = model.MayTouchLocks(body, cancellation) && model.FlowsOf(body, cancellation) is { IsEmpty: false } flows
            ? Flow(model, body, empty, flows, cancellation)
            : Walk(model, body, empty, operation, locals);

        var method = body.Symbol as IMethodSymbol;
        return facts with
        {
            IsConstructor = method is { MethodKind: MethodKind.Constructor },
            IsStaticConstructor = method is { MethodKind: MethodKind.StaticConstructor },
            IsPrivate = method is { DeclaredAccessibility: Accessibility.Private, IsOverride: false, ExplicitInterfaceImplementations.IsEmpty: true },
            Comparisons = ComparisonReader.Read(model, body, operation, locals),
            Returns = Returns(model, body, operation, locals, method),
        };
    }

    private static FunctionFacts Flow(SyncModel model, CodeBody body, FunctionFacts empty, ImmutableArray<FunctionFlow> flows, CancellationToken cancellation)
    {
        FunctionFacts? outer = null;
        var nested = ImmutableArray.CreateBuilder<FunctionFacts>();
        foreach (var function in flows)
        {
            cancellation.ThrowIfCancellationRequested();
            var facts = empty with { Id = function.Id };
            if (function.Flow is { } flow)
            {
                var collector = new FactCollector(body, function.Scope, flow.Effects, new HeldReader(flow), model.Compilation);
                flow.Replay(collector);
                facts = collector.Build(facts);
            }

            if (outer is null)
                outer = facts;
            else
                nested.Add(facts);
        }

        return (outer ?? empty) with { Nested = nested.ToImmutable() };
    }

    private static FunctionFacts Walk(SyncModel model, CodeBody body, FunctionFacts empty, IOperation operation, LocalValues locals)
    {
        var nested = ImmutableArray.CreateBuilder<FunctionFacts>();
        return Function(operation, body.Symbol as IMethodSymbol, body.Id) with { Nested = nested.ToImmutable() };

        FunctionFacts Function(IOperation root, IMethodSymbol? symbol, string id)
        {
            var scope = new FunctionScope(null, new PathResolver(model.Names, id, symbol, locals, new CaptureMap(null)), model.Vocabulary, _ => null, symbol);
            var collector = new FactCollector(body, scope, new CallEffects(scope), null, model.Compilation);
            foreach (var child in root.ChildOperations)
                Visit(child, collector);

            return collector.Build(empty with { Id = id });
        }

        void Visit(IOperation inner, FactCollector collector)
        {
            switch (inner)
            {
                case IAnonymousFunctionOperation lambda:
                    nested.Add(Function(lambda, lambda.Symbol, NestedBody.IdOf(body.Id, lambda.Symbol)));
                    return;
                case ILocalFunctionOperation local:
                    nested.Add(Function(local, local.Symbol, NestedBody.IdOf(body.Id, local.Symbol)));
                    return;
                case INameOfOperation:
                    return;
            }

            foreach (var child in inner.ChildOperations)
                Visit(child, collector);

            collector.Visit(inner, null);
        }
    }

    private static ImmutableArray<AccessPath> Returns(SyncModel model, CodeBody body, IOperation operation, LocalValues locals, IMethodSymbol? method)
    {
        if (method is not { ReturnType.IsReferenceType: true, ReturnsVoid: false, IsAsync: false })
            return [];

        var resolver = new PathResolver(model.Names, body.Id, method, locals, new CaptureMap(null));
        var paths = new HashSet<AccessPath>();
        var values = new List<IOperation>();
        FindReturned(operation, values);
        foreach (var value in values)
        {
            if (resolver.Resolve(value) is not { Root: not (PathRoot.Local or PathRoot.Fresh) } path || paths.Count == MaxReturns)
                return [];

            paths.Add(path);
        }

        return [.. paths];
    }

    private static void FindReturned(IOperation operation, List<IOperation> values)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is IReturnOperation { ReturnedValue: { } value })
                values.Add(value);
            else if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                FindReturned(child, values);
        }
    }

    private static string NameOf(ISymbol? symbol) => symbol switch
    {
        null => "top-level statements",
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor, ContainingType.Name: var type } => type + "." + type,
        IMethodSymbol { AssociatedSymbol: { } member } => NameOf(member),
        IMethodSymbol { Name: "<Main>$" } => "top-level statements",

        // A block of extension members has no name.
        { ContainingType: { } container } => (container.Name.Length > 0 ? container : container.ContainingType ?? container).Name + "." + symbol.Name,
        _ => symbol.Name,
    };
}
