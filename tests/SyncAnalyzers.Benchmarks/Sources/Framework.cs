namespace SyncAnalyzers.Benchmarks.Sources;

/// <summary>The reference assemblies of the installed SDK, and the SDK itself.</summary>
internal static class Framework
{
    private static readonly string s_dotnet =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    public static ImmutableArray<MetadataReference> References { get; } =
        [.. Pack("Microsoft.NETCore.App.Ref"), .. Pack("Microsoft.AspNetCore.App.Ref")];

    /// <summary>The folder of the newest SDK.</summary>
    public static string Sdk => Newest(Path.Combine(s_dotnet, "sdk")) ?? throw new DirectoryNotFoundException($"No SDK in {s_dotnet}.");

    private static IEnumerable<MetadataReference> Pack(string name)
    {
        var pack = Newest(Path.Combine(s_dotnet, "packs", name)) ?? throw new DirectoryNotFoundException($"No pack {name} in {s_dotnet}.");
        return Directory.EnumerateFiles(Newest(Path.Combine(pack, "ref"))!, "*.dll").Order(StringComparer.Ordinal).Select(file => MetadataReference.CreateFromFile(file));
    }

    private static string? Newest(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).OrderBy(d => Version.TryParse(Path.GetFileName(d).Replace("net", "").Split('-')[0], out var version) ? version : new Version()).LastOrDefault()
        : null;
}
