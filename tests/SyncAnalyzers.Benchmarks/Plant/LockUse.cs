using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Benchmarks.Plant;

/// <summary>Which methods of real code lock which field, and which of them are called under another lock. Written apart from the engine on purpose.</summary>
internal sealed class LockUse
{
    private const int OwnCallRounds = 2;

    private readonly CSharpCompilation _compilation;
    private readonly Dictionary<IMethodSymbol, HashSet<IFieldSymbol>> _locks = new(SymbolEqualityComparer.Default);

    public LockUse(CSharpCompilation compilation)
    {
        _compilation = compilation;
        var methods = compilation.SyntaxTrees.Where(t => t.ToString().Contains("lock", StringComparison.Ordinal))
            .SelectMany(t => t.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()).ToList();

        foreach (var method in methods)
        {
            foreach (var statement in Here(method).OfType<LockStatementSyntax>())
            {
                if (SymbolOf(method) is { } symbol && FieldOf(statement) is { } field)
                    Add(symbol, field);
            }
        }

        // A method that calls a locking method of its own object locks too.
        for (var round = 0; round < OwnCallRounds; round++)
        {
            foreach (var method in methods)
            {
                foreach (var call in Here(method).OfType<InvocationExpressionSyntax>().Where(c => c.Expression is IdentifierNameSyntax))
                {
                    if (SymbolOf(method) is { } symbol && CalledBy(call) is { } called && _locks.TryGetValue(called, out var fields))
                        fields.ToList().ForEach(field => Add(symbol, field));
                }
            }
        }

        Nested = [.. methods.SelectMany(NestedIn).DistinctBy(n => (n.Outer.ToDisplayString(), n.Inner.ToDisplayString()))];
    }

    /// <summary>Pairs of fields of different classes, the inner locked by a call under the outer.</summary>
    public IReadOnlyList<(IFieldSymbol Outer, IFieldSymbol Inner, Location Call)> Nested { get; }

    /// <summary>The methods that lock the field and that another class of the compilation can call.</summary>
    public IEnumerable<IMethodSymbol> CallableLockers(IFieldSymbol field) => _locks
        .Where(l => l.Value.Contains(field) && IsCallable(l.Key)).Select(l => l.Key)
        .OrderBy(m => m.Parameters.Length).ThenBy(m => m.ToDisplayString(), StringComparer.Ordinal);

    private IEnumerable<(IFieldSymbol Outer, IFieldSymbol Inner, Location Call)> NestedIn(MethodDeclarationSyntax method) =>
        from statement in Here(method).OfType<LockStatementSyntax>()
        let outer = FieldOf(statement)
        where outer is not null && IsPlain(outer.ContainingType)
        from call in Here(statement.Statement).OfType<InvocationExpressionSyntax>()
        let called = CalledBy(call)
        where called is not null && _locks.ContainsKey(called)
        from inner in _locks[called]
        where IsPlain(inner.ContainingType) && !SymbolEqualityComparer.Default.Equals(inner.ContainingType, outer.ContainingType)
        select (outer, inner, call.GetLocation());

    private void Add(IMethodSymbol method, IFieldSymbol field)
    {
        if (!_locks.TryGetValue(method, out var fields))
            _locks[method] = fields = new(SymbolEqualityComparer.Default);

        fields.Add(field);
    }

    /// <summary>What runs when control gets here: nothing inside lambdas and local functions.</summary>
    private static IEnumerable<SyntaxNode> Here(SyntaxNode node) =>
        node.DescendantNodesAndSelf(n => n == node || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

    private IMethodSymbol? SymbolOf(MethodDeclarationSyntax method) => _compilation.GetSemanticModel(method.SyntaxTree).GetDeclaredSymbol(method);

    private IMethodSymbol? CalledBy(InvocationExpressionSyntax call) =>
        (_compilation.GetSemanticModel(call.SyntaxTree).GetSymbolInfo(call).Symbol as IMethodSymbol)?.OriginalDefinition is { IsStatic: false, IsAbstract: false } method ? method : null;

    private IFieldSymbol? FieldOf(LockStatementSyntax statement) =>
        statement.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
        && _compilation.GetSemanticModel(statement.SyntaxTree).GetSymbolInfo(statement.Expression).Symbol is IFieldSymbol { IsStatic: false, IsReadOnly: true } field
            ? field
            : null;

    private static bool IsCallable(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal, Arity: 0, MethodKind: MethodKind.Ordinary }
        && method.Parameters.All(p => p is { RefKind: RefKind.None, Type: { IsRefLikeType: false, TypeKind: not (TypeKind.Error or TypeKind.Pointer) } });

    /// <summary>A class that planted code can name and be put into.</summary>
    private static bool IsPlain(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, Arity: 0, IsStatic: false, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
        && (type.ContainingType is null || IsPlain(type.ContainingType))
        && type.DeclaringSyntaxReferences is [{ } only] && only.GetSyntax() is ClassDeclarationSyntax;
}
