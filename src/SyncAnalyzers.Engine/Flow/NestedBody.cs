namespace SyncAnalyzers.Engine.Flow;

/// <summary>Ids of local functions and lambdas: their parent's id, then what tells them from their siblings.</summary>
public static class NestedBody
{
    /// <param name="body">The id of any function of the same member; the member's id is its head.</param>
    public static string IdOf(string body, IMethodSymbol function)
    {
        var id = OuterOf(body);
        foreach (var symbol in Chain(function))
            id += "/" + symbol.Name + "@" + (symbol.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0);

        return id;
    }

    public static bool IsNested(string id) => id.IndexOf('/') >= 0;

    /// <summary>The id of the member whose body the function lies in.</summary>
    public static string OuterOf(string id) => id.IndexOf('/') is >= 0 and var cut ? id.Substring(0, cut) : id;

    /// <summary>The name of the innermost function that an id stands for; a lambda has none.</summary>
    public static string NameIn(string id)
    {
        var start = id.LastIndexOf('/') + 1;
        return id.Substring(start, id.LastIndexOf('@') - start);
    }

    /// <summary>The member that a function is nested in; anything else is its own.</summary>
    public static ISymbol MemberOf(ISymbol symbol)
    {
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            symbol = symbol.ContainingSymbol;

        return symbol;
    }

    private static Stack<IMethodSymbol> Chain(IMethodSymbol function)
    {
        var chain = new Stack<IMethodSymbol>();
        for (ISymbol? current = function; current is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction } nested; current = current.ContainingSymbol)
            chain.Push(nested);

        return chain;
    }
}
