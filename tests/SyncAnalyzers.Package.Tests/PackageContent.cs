using System.Xml.Linq;

namespace SyncAnalyzers.Package.Tests;

public sealed class PackageContent
{
    [Fact]
    public void Is_exactly_this() => Assert.Equal(
    [
        "README.md",
        "SyncAnalyzers.nuspec",
        "analyzers/dotnet/cs/SyncAnalyzers.CodeFixes.dll",
        "analyzers/dotnet/cs/SyncAnalyzers.Engine.dll",
        "analyzers/dotnet/cs/SyncAnalyzers.Rules.dll",
        "build/SyncAnalyzers.targets",
        "config/all.globalconfig",
        "config/none.globalconfig",
        "config/recommended.globalconfig",
        "icon.png",
    ], Package.Files);

    [Fact]
    public void Brings_nothing_else_along() => Assert.DoesNotContain(Package.Manifest.Elements(), e => e.Name.LocalName is "dependencies" or "frameworkAssemblies");

    [Theory]
    [InlineData("id", "SyncAnalyzers")]
    [InlineData("developmentDependency", "true")]
    [InlineData("license", "MIT")]
    [InlineData("icon", "icon.png")]
    [InlineData("readme", "README.md")]
    public void Says_what_it_is(string element, string value) => Assert.Equal(value, Package.Manifest.Elements().Single(e => e.Name.LocalName == element).Value);
}
