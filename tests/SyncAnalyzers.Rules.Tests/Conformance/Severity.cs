namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>How severities are written on pages, in release notes and in configuration.</summary>
internal static class Severity
{
    /// <summary>As people say it.</summary>
    public static string Of(DiagnosticDescriptor rule) =>
        !rule.IsEnabledByDefault ? "Off by default" : rule.DefaultSeverity == DiagnosticSeverity.Info ? "Suggestion" : rule.DefaultSeverity.ToString();

    /// <summary>As release tracking says it.</summary>
    public static string InRelease(DiagnosticDescriptor rule) => rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled";

    /// <summary>As <c>.editorconfig</c> says it.</summary>
    public static string InConfiguration(DiagnosticDescriptor rule) => rule switch
    {
        { IsEnabledByDefault: false } => "none",
        { DefaultSeverity: DiagnosticSeverity.Info } => "suggestion",
        { DefaultSeverity: DiagnosticSeverity.Hidden } => "silent",
        _ => "warning",
    };
}
