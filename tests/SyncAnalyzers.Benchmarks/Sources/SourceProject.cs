using System.Xml.Linq;

namespace SyncAnalyzers.Benchmarks.Sources;

/// <summary>The sources under one project file. What the file says is taken over as far as it decides which names are in scope.</summary>
internal sealed class SourceProject
{
    private readonly Lazy<ImmutableArray<SourceText>> _texts;

    public SourceProject(string name, string? projectFile, ImmutableArray<string> files)
    {
        (Name, ProjectFile, Files) = (name, projectFile, files);
        References = projectFile is null ? [] : [.. ReferencesIn(projectFile)];
        ImplicitUsings = projectFile is null || Mentions(projectFile, "ImplicitUsings");
        Nullable = projectFile is not null && Mentions(projectFile, "Nullable");
        _texts = new(() => [.. Files.Select(file => SourceText.From(File.ReadAllText(file), System.Text.Encoding.UTF8))]);
    }

    public string Name { get; }

    /// <summary>Full path, or <see langword="null"/> where sources belong to none.</summary>
    public string? ProjectFile { get; }

    public ImmutableArray<string> Files { get; }

    /// <summary>Full paths of the project files it refers to.</summary>
    public ImmutableArray<string> References { get; }

    public bool ImplicitUsings { get; }

    public bool Nullable { get; }

    public ImmutableArray<SourceText> Texts => _texts.Value;

    private static IEnumerable<string> ReferencesIn(string projectFile) =>
        from element in Load(projectFile)?.Descendants() ?? []
        where element.Name.LocalName == "ProjectReference" && element.Attribute("Include") is not null
        select Path.GetFullPath(Path.Combine(Path.GetDirectoryName(projectFile)!, element.Attribute("Include")!.Value.Replace('\\', Path.DirectorySeparatorChar)));

    /// <summary>Whether the project or a <c>Directory.Build.props</c> above it turns the property on. Conditions are not evaluated.</summary>
    private static bool Mentions(string projectFile, string property)
    {
        List<string> places = [projectFile];
        for (var folder = Path.GetDirectoryName(projectFile); folder is not null; folder = Path.GetDirectoryName(folder))
            places.Add(Path.Combine(folder, "Directory.Build.props"));

        return places.Where(File.Exists).Select(Load).Any(document =>
            document?.Descendants().Any(e => e.Name.LocalName == property && e.Value.Trim() is "enable" or "true") == true);
    }

    private static XDocument? Load(string file)
    {
        try
        {
            return XDocument.Load(file);
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }
}
