using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace SyncAnalyzers.Package.Tests;

/// <summary>The package that the build has just written.</summary>
internal static class Package
{
    public static string Folder { get; } = Metadata("PackageFolder");

    public static string Version { get; } = Metadata("PackageVersion");

    /// <summary>The folder of the samples in the repository.</summary>
    public static string Samples { get; } = Metadata("Samples");

    /// <summary>Everything in it but what the packaging format itself adds.</summary>
    public static IReadOnlyList<string> Files
    {
        get
        {
            using var zip = Open();
            return [.. zip.Entries.Select(e => e.FullName).Where(f => !f.StartsWith("_rels/", StringComparison.Ordinal) && !f.StartsWith("package/", StringComparison.Ordinal) && f != "[Content_Types].xml").Order(StringComparer.Ordinal)];
        }
    }

    public static XElement Manifest
    {
        get
        {
            using var zip = Open();
            using var stream = zip.GetEntry("SyncAnalyzers.nuspec")!.Open();
            return XDocument.Load(stream).Root!.Elements().Single();
        }
    }

    private static ZipArchive Open() => ZipFile.OpenRead(Path.Combine(Folder, $"SyncAnalyzers.{Version}.nupkg"));

    private static string Metadata(string key) =>
        typeof(Package).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!.Replace('\\', Path.DirectorySeparatorChar);
}
