using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>The first of a group takes the permit and the last one gives it back: a count that both look at tells who that is.</summary>
/// <remarks>Source: Downey, "The Little Book of Semaphores", 2016, section 4.2.2.</remarks>
public static class Lightswitch
{
    /// <summary>Who takes the permit is decided by the same variable of the object as who gives it back, so that it need not be the same caller.</summary>
    public static bool Is(SyntaxNode acquire, IEnumerable<SyntaxNode> releases, SemanticModel model)
    {
        var deciding = DecidersOf(acquire, model);
        return deciding.Count > 0 && releases.All(release => deciding.Overlaps(DecidersOf(release, model)));
    }

    /// <summary>The variables of the object that decide whether <paramref name="call"/> is run.</summary>
    public static HashSet<ISymbol> DecidersOf(SyntaxNode call, SemanticModel model) => new(
        SyntaxScope.Within(call).OfType<IfStatementSyntax>().Where(@if => !@if.Condition.Span.Contains(call.Span)).SelectMany(@if => Variables(@if.Condition, model)),
        SymbolEqualityComparer.Default);

    private static IEnumerable<ISymbol> Variables(SyntaxNode condition, SemanticModel model) => condition.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().SelectMany(name => model.GetSymbolInfo(name).Symbol switch
    {
        IFieldSymbol { IsConst: false, IsReadOnly: false } field => [field],
        IPropertySymbol { SetMethod: not null } property => [property],
        ILocalSymbol local when local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } count } => Variables(count, model),
        _ => Enumerable.Empty<ISymbol>(),
    });
}
