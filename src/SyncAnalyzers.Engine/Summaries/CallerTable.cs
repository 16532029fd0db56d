using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Who calls a private method. Only its own type can, so only the type's trees are read.</summary>
public sealed class CallerTable(SyncModel model)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<(FunctionFacts Caller, CallFact? Call)>> _callers = new(StringComparer.Ordinal);

    /// <returns>Every call; a <see langword="null"/> call stands for a use as a delegate, whose callers are unknown.</returns>
    public ImmutableArray<(FunctionFacts Caller, CallFact? Call)> Of(FunctionFacts function, CancellationToken cancellation)
    {
        if (_callers.TryGetValue(function.Id, out var known))
            return known;

        var callers = ImmutableArray.CreateBuilder<(FunctionFacts, CallFact?)>();
        if (model.Names.Find(function.Id) is IMethodSymbol { ContainingType: { } type } method)
        {
            var name = method.AssociatedSymbol?.Name ?? (method.MethodKind == MethodKind.Constructor ? type.Name : method.Name);
            foreach (var tree in Outermost(type).DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree).Where(model.Compilation.ContainsSyntaxTree).Distinct())
            {
                foreach (var body in model.BodiesIn(tree, cancellation).Where(body => Uses(body, name).Any()))
                {
                    var facts = model.Facts.Of(body, cancellation);
                    foreach (var caller in facts.Nested.Insert(0, facts))
                        callers.AddRange(caller.Calls.Where(call => call.Target == function.Id).Select(call => (caller, (CallFact?)call)));

                    if (IsHandedOut(body, name))
                        callers.Add((facts, null));
                }
            }
        }

        return _callers.GetOrAdd(function.Id, callers.ToImmutable());
    }

    private static IEnumerable<SimpleNameSyntax> Uses(CodeBody body, string name) =>
        TreeWords.Of(body.Declaration.SyntaxTree, CancellationToken.None).Tokens(name, body.Declaration.Span).Select(token => token.Parent).OfType<SimpleNameSyntax>();

    /// <summary>Named without being called: made a delegate.</summary>
    private static bool IsHandedOut(CodeBody body, string name) => Uses(body, name).Any(simple =>
        (simple.Parent is MemberAccessExpressionSyntax access && access.Name == simple ? access : (SyntaxNode)simple) is { Parent: not (InvocationExpressionSyntax or MemberAccessExpressionSyntax) } use
        && body.Model.GetSymbolInfo(use).Symbol is IMethodSymbol { MethodKind: not (MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.Constructor) });

    private static INamedTypeSymbol Outermost(INamedTypeSymbol type)
    {
        while (type.ContainingType is { } outer)
            type = outer;

        return type;
    }
}
