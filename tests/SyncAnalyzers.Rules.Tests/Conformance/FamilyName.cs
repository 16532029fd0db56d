namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>How a family is called where people read it: <c>LockObjects</c> is "Lock objects".</summary>
internal static class FamilyName
{
    public static string Title(string family) =>
        string.Concat(family.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>The anchor of the family's heading in <c>docs/rules/README.md</c>.</summary>
    public static string Anchor(string family) => Title(family).ToLowerInvariant().Replace(' ', '-');
}
