namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>Which of <see cref="KnownPrimitives"/> a compilation can use: the framework's, and those of the libraries that are there.</summary>
internal static class LibraryTypes
{
    private static readonly ILookup<bool, SyncPrimitive> s_rows = KnownPrimitives.All.ToLookup(row => row.TypeName.StartsWith("System.", StringComparison.Ordinal));

    /// <summary>How the types of libraries are called in a text.</summary>
    public static IEnumerable<string> Words => s_rows[false].Select(row => row.Word);

    public static IEnumerable<SyncPrimitive> RowsFor(Compilation compilation)
    {
        // A namespace of its own may be a library's too. To ask the compiler for a type makes it read all declarations.
        var mayDeclare = compilation.SyntaxTrees.Any(VocabularyWords.Has);
        return s_rows[true].Concat(s_rows[false].GroupBy(row => row.TypeName.Substring(0, row.TypeName.LastIndexOf('.'))).SelectMany(rows => Present(rows, compilation, mayDeclare)));
    }

    // A library's types are in assemblies of its name; to look into all the others, more than a hundred, costs more than the rest of the table.
    private static IEnumerable<SyncPrimitive> Present(IGrouping<string, SyncPrimitive> rows, Compilation compilation, bool mayDeclare)
    {
        var assemblies = compilation.SourceModule.ReferencedAssemblySymbols.Where(assembly => IsWithin(assembly.Name, rows.Key) || IsWithin(rows.Key, assembly.Name)).ToList();
        if (mayDeclare)
            assemblies.Add(compilation.Assembly);

        return rows.Where(row => assemblies.Exists(assembly => assembly.GetTypeByMetadataName(row.TypeName) is not null));
    }

    private static bool IsWithin(string name, string outer) => name.StartsWith(outer, StringComparison.Ordinal) && (name.Length == outer.Length || name[outer.Length] == '.');
}
