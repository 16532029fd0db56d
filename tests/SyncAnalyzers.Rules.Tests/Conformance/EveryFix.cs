using System.Composition;
using System.Reflection;
using Microsoft.CodeAnalysis.CodeFixes;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>What is true of every code fix.</summary>
public sealed class EveryFix
{
    /// <summary>An editor finds fixes by this attribute; without a name of its own a fix may replace another one.</summary>
    [Fact]
    public void Is_exported_under_its_own_name() => Assert.All(Repository.Fixes, fix =>
    {
        var export = fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>();
        Assert.Equal(fix.GetType().Name, export?.Name);
        Assert.Equal([LanguageNames.CSharp], export!.Languages);
        Assert.True(fix.GetType().IsDefined(typeof(SharedAttribute)), $"{export.Name} is made anew for every use.");
    });

    [Fact]
    public void Fixes_rules_that_exist() => Assert.All(Repository.Fixes, fix =>
        Assert.Subset(Repository.Rules.Select(rule => rule.Id).ToHashSet(), fix.FixableDiagnosticIds.ToHashSet()));

    [Fact]
    public void Stands_where_its_rule_stands() => Assert.All(Repository.Fixes, fix => Assert.All(fix.FixableDiagnosticIds, id =>
        Assert.Equal("SyncAnalyzers.CodeFixes." + Repository.Rule(id).Category, fix.GetType().Namespace)));

    /// <summary>A test of the rule that names the fix is a test of both.</summary>
    [Fact]
    public void Has_tests() => Assert.All(Repository.Fixes, fix =>
    {
        var sources = Directory.EnumerateFiles(Repository.InRoot("tests", "SyncAnalyzers.Rules.Tests"), "*Tests.cs", SearchOption.AllDirectories);
        Assert.Contains(sources, file => File.ReadAllText(file).Contains($", {fix.GetType().Name}>", StringComparison.Ordinal));
    });
}
