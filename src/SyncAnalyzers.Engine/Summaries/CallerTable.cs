using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Who calls a method that only this compilation can call.</summary>
public sealed class CallerTable(SyncModel model)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<(FunctionFacts Caller, CallFact? Call)>> _callers = new(StringComparer.Ordinal);

    /// <returns>Every call; a <see langword="null"/> call stands for a use as a delegate, whose callers are unknown.</returns>
    public ImmutableArray<(FunctionFacts Caller, CallFact? Call)> Of(FunctionFacts function, CancellationToken cancellation)
    {
        if (_callers.TryGetValue(function.Id, out var known))
            return known;

        var callers = ImmutableArray.CreateBuilder<(FunctionFacts, CallFact?)>();
        foreach (var (body, name) in Places(function, cancellation))
        {
            var facts = model.Facts.Of(body, cancellation);
            foreach (var caller in facts.Nested.Insert(0, facts))
                callers.AddRange(caller.Calls.Where(call => call.Target == function.Id).Select(call => (caller, (CallFact?)call)));

            if (IsHandedOut(body, name))
                callers.Add((facts, null));
        }

        return _callers.GetOrAdd(function.Id, callers.ToImmutable());
    }

    /// <summary>The bodies that name the function; for a local function, the one that it is nested in.</summary>
    private IEnumerable<(CodeBody Body, string Name)> Places(FunctionFacts function, CancellationToken cancellation)
    {
        if (NestedBody.IsNested(function.Id))
            return model.BodyOf(NestedBody.OuterOf(function.Id), cancellation) is { } outer ? [(outer, NestedBody.NameIn(function.Id))] : [];

        if (model.Names.Find(function.Id) is not IMethodSymbol { ContainingType: { } type } method)
            return [];

        var name = method.AssociatedSymbol?.Name ?? (method.MethodKind == MethodKind.Constructor ? type.Name : method.Name);
        return model.BodiesNaming(method, name, static token => token.Parent is SimpleNameSyntax, cancellation).Select(body => (body, name));
    }

    /// <summary>Where the body has the name.</summary>
    internal static IEnumerable<SimpleNameSyntax> Uses(CodeBody body, string name) =>
        TreeWords.Of(body.Declaration.SyntaxTree, CancellationToken.None).Tokens(name, body.Declaration.Span).Select(token => token.Parent).OfType<SimpleNameSyntax>();

    /// <summary>Named without being called: made a delegate.</summary>
    private static bool IsHandedOut(CodeBody body, string name) => Uses(body, name).Any(simple =>
        (simple.Parent is MemberAccessExpressionSyntax access && access.Name == simple ? access : (SyntaxNode)simple) is { Parent: not (InvocationExpressionSyntax or MemberAccessExpressionSyntax) })
        && body.Operation?.Descendants().Any(operation => operation is IMethodReferenceOperation { Method.Name: var named } && named == name) == true;
}
