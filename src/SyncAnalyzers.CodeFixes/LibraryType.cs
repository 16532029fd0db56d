namespace SyncAnalyzers.CodeFixes;

/// <summary>A type of SyncPrimitives, which is offered only to a project that refers to it.</summary>
/// <param name="Name">The type as the document may name it once its namespace is imported.</param>
internal sealed record LibraryType(TypeSyntax Name, string Namespace)
{
    /// <summary>The key of offers of which each report has one, of this type or that: they are fixed together.</summary>
    public const string Key = "SyncPrimitives";

    /// <param name="name">As in <c>AsyncMutex</c> or <c>Classic.PetersonLock</c>.</param>
    public static LibraryType? Find(FixTarget target, string name)
    {
        if (target.Model.Compilation.GetTypeByMetadataName("SyncPrimitives." + name) is not { DeclaredAccessibility: Accessibility.Public } type)
            return null;

        // Another type of that name, wherever the document may mean it, would be meant instead.
        var isTaken = target.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(declared => declared.SpanStart)
            .SelectMany(place => target.Model.LookupNamespacesAndTypes(place, name: type.Name)).Any(found => !SymbolEqualityComparer.Default.Equals(found, type));
        var space = type.ContainingNamespace.ToDisplayString();
        return new LibraryType(isTaken ? ParseTypeName(space + "." + type.Name) : IdentifierName(type.Name), isTaken ? "" : space);
    }

    /// <summary>The generic type made of these arguments.</summary>
    public LibraryType Of(params IEnumerable<TypeSyntax> arguments) => this with { Name = ParseTypeName($"{Name}<{string.Join(", ", arguments.Select(argument => argument.WithoutTrivia()))}>") };

    /// <summary>The document with the namespace imported, in the order of the names, if it is not yet.</summary>
    public SyntaxNode ImportedIn(SyntaxNode root, FixTarget target)
    {
        if (Namespace.Length == 0 || root is not CompilationUnitSyntax unit || IsImported(target))
            return root;

        var line = unit.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } end ? end : LineFeed;
        var import = UsingDirective(ParseName(Namespace)).WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space)).WithTrailingTrivia(line);
        if (unit.Usings.Count > 0)
        {
            var at = unit.Usings.IndexOf(known => known.StaticKeyword.RawKind != 0 || known.Alias is not null || IsBehind(known.Name?.ToString()));
            if (at == 0)
                return unit.WithUsings(unit.Usings.Replace(unit.Usings[0], unit.Usings[0].WithLeadingTrivia()).Insert(0, import.WithLeadingTrivia(unit.Usings[0].GetLeadingTrivia())));

            return unit.WithUsings(unit.Usings.Insert(at < 0 ? unit.Usings.Count : at, import));
        }

        // What the file says of itself, up to an empty line, stays first.
        var before = unit.GetLeadingTrivia().ToList();
        var header = before.FindLastIndex(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && before.IndexOf(trivia) is > 0 and var i && before[i - 1].IsKind(SyntaxKind.EndOfLineTrivia)) + 1;
        return unit.WithLeadingTrivia(before.Skip(header)).WithUsings(SingletonList(import.WithLeadingTrivia(before.Take(header)).WithTrailingTrivia(line, line)));
    }

    private bool IsImported(FixTarget target) => target.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        .All(declared => target.Model.LookupNamespacesAndTypes(declared.SpanStart, name: ((SimpleNameSyntax)Name).Identifier.ValueText).Length > 0);

    private bool IsBehind(string? known) => known is not null && known != "System" && !known.StartsWith("System.", StringComparison.Ordinal) && string.CompareOrdinal(known, Namespace) > 0;
}
