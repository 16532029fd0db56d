namespace SyncAnalyzers.Rules.Catalog;

/// <summary>The one place a <see cref="DiagnosticDescriptor"/> is made, so that every rule has the same shape.</summary>
public static class RuleCatalog
{
    /// <summary>Declares a rule. Called once per rule, at the top of its analyzer.</summary>
    /// <param name="id">Never reused once shipped: people write it in their <c>.editorconfig</c>.</param>
    /// <param name="defaultSeverity">A statement about certainty: a warning has to be right nearly always, a suggestion may be wrong.</param>
    public static DiagnosticDescriptor Create(
        string id,
        string title,
        string messageFormat,
        string category,
        DiagnosticSeverity defaultSeverity,
        string description,
        bool isEnabledByDefault = true) =>
#pragma warning disable RS0030 // The constructor is banned everywhere else.
        new(id, title, messageFormat, category, defaultSeverity, isEnabledByDefault, description, HelpLink(id));
#pragma warning restore RS0030

    /// <summary>Where the page <c>docs/rules/{id}.md</c> is published.</summary>
    public static string HelpLink(string id) => $"https://github.com/syncanalyzers/SyncAnalyzers/blob/main/docs/rules/{id}.md";
}
