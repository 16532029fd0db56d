using System.Collections.Concurrent;

namespace SyncAnalyzers.Engine.Identity;

/// <summary>Names symbols by documentation id, so that what is known about a body outlives the compilation that computed it.</summary>
/// <remarks>Thread-safe. Ids are cached because building one is far dearer than looking it up.</remarks>
public sealed class SymbolNames(Compilation compilation)
{
    private readonly ConcurrentDictionary<ISymbol, string> _ids = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<string, ISymbol?> _symbols = new(StringComparer.Ordinal);

    /// <summary>The id of <paramref name="symbol"/>'s original definition; empty for what has none (locals, error types).</summary>
    public string IdOf(ISymbol symbol)
    {
        var definition = symbol.OriginalDefinition;
        if (_ids.TryGetValue(definition, out var known))
            return known;

        var id = definition.GetDocumentationCommentId() ?? "";
        _ids.TryAdd(definition, id);
        if (id.Length > 0)
            _symbols.TryAdd(id, definition);

        return id;
    }

    /// <summary>The symbol an id stands for in this compilation.</summary>
    public ISymbol? Find(string id)
    {
        if (_symbols.TryGetValue(id, out var known))
            return known;

        var found = DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation);
        _symbols.TryAdd(id, found);
        return found;
    }
}
