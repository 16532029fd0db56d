using System.Reflection;

namespace SyncAnalyzers.Testing;

/// <summary>A project to analyze, with everything around it that can matter to a rule. A plain source converts to one.</summary>
public sealed record Scenario
{
    /// <summary>The project's name and the folder its documents lie in.</summary>
    public string Name { get; init; } = "Test";

    /// <summary>The documents <c>Test0.cs</c>, <c>Test1.cs</c>, ... with marks where reports are expected.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Documents whose name matters, by name.</summary>
    public IReadOnlyDictionary<string, string> NamedSources { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Files that an analyzer can read though they are no source, by name: <c>LockOrder.txt</c>.</summary>
    public IReadOnlyDictionary<string, string> AdditionalFiles { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The text of the <c>.editorconfig</c> in the project's folder, section headers included.</summary>
    public string? EditorConfig { get; init; }

    /// <summary>Projects this one refers to. They are analyzed too.</summary>
    public IReadOnlyList<Scenario> References { get; init; } = [];

    /// <summary>Compiled libraries to refer to besides the framework.</summary>
    public IReadOnlyList<Assembly> Libraries { get; init; } = [];

    /// <summary>Whether compile errors are part of the scenario. Otherwise they fail the test.</summary>
    public bool HasErrors { get; init; }

    /// <summary>Every document in order, with its name.</summary>
    public IEnumerable<(string Name, string Text)> Documents =>
        [.. Sources.Select((text, i) => ($"Test{i}.cs", text)), .. NamedSources.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value))];

    /// <summary>This project and those it refers to, each once, the referred ones first.</summary>
    public IEnumerable<Scenario> Closure => References.SelectMany(r => r.Closure).Append(this).DistinctBy(s => s.Name);

    public static implicit operator Scenario(string source) => FromSources([source]);

    public static Scenario FromSources(IReadOnlyList<string> sources) => new() { Sources = sources };
}
