using System.Text.Json;

namespace SyncAnalyzers.Package.Tests;

/// <summary>One of our results in a build's error log.</summary>
/// <param name="Place">File name and line, as in <c>Account.cs(12)</c>.</param>
/// <param name="Related">The additional locations, in order, written likewise.</param>
internal sealed record Report(string Rule, string Level, string Place, string Message, IReadOnlyList<string> Related)
{
    public static IReadOnlyList<Report> ReadLog(string path)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. log.RootElement.GetProperty("runs").EnumerateArray()
                .SelectMany(run => run.GetProperty("results").EnumerateArray())
                .Where(result => result.GetProperty("ruleId").GetString()!.StartsWith("SYNC", StringComparison.Ordinal))
                .Where(result => !result.TryGetProperty("suppressions", out var suppressions) || suppressions.GetArrayLength() == 0)
                .Select(Read)
                .OrderBy(report => report.Place, StringComparer.Ordinal),
        ];
    }

    private static Report Read(JsonElement result) => new(
        result.GetProperty("ruleId").GetString()!,
        result.TryGetProperty("level", out var level) ? level.GetString()! : "warning",
        PlaceOf(result.GetProperty("locations")[0]),
        result.GetProperty("message").GetProperty("text").GetString()!,
        result.TryGetProperty("relatedLocations", out var related) ? [.. related.EnumerateArray().Select(PlaceOf)] : []);

    private static string PlaceOf(JsonElement location)
    {
        var physical = location.GetProperty("physicalLocation");
        var file = physical.GetProperty("artifactLocation").GetProperty("uri").GetString()!;
        return $"{Path.GetFileName(file)}({physical.GetProperty("region").GetProperty("startLine").GetInt32()})";
    }
}
