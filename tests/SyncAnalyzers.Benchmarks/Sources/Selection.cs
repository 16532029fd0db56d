using System.Text.RegularExpressions;

namespace SyncAnalyzers.Benchmarks.Sources;

/// <summary>Which sources are compiled, and how.</summary>
/// <param name="Single">One compilation of everything: calls between projects are seen, types that two projects both have collide.</param>
internal sealed record Selection(string Folder, string? Exclude, bool Single, bool Concurrent)
{
    private static readonly HashSet<string> s_outputs = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "artifacts", "node_modules", ".git" };

    /// <summary>The projects, each after those it refers to.</summary>
    public IReadOnlyList<SourceProject> Load()
    {
        var pattern = Exclude is null ? null : new Regex(Exclude, RegexOptions.None, TimeSpan.FromSeconds(1));
        var files = Enumerate(Folder).Where(file => pattern?.IsMatch(file) != true).Order(StringComparer.Ordinal).ToList();
        IEnumerable<SourceProject> projects = Single
            ? [new SourceProject(Path.GetFileName(Folder), null, [.. files.Where(IsSource)])]
            : ByProjectFile(files);

        return Sorted([.. projects.Where(p => p.Files.Length > 0)]);
    }

    private static IEnumerable<SourceProject> ByProjectFile(List<string> files)
    {
        // Of several project files in one folder the first stands for all: they compile the same sources.
        var projectOf = files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))
            .GroupBy(f => Path.GetDirectoryName(f)!).ToDictionary(g => g.Key, g => g.First());

        return files.Where(IsSource)
            .GroupBy(file => Ancestors(file).FirstOrDefault(projectOf.ContainsKey) ?? "")
            .Select(group => projectOf.TryGetValue(group.Key, out var project)
                ? new SourceProject(Path.GetFileNameWithoutExtension(project), project, [.. group])
                : new SourceProject("(no project)", null, [.. group]));
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    private static List<SourceProject> Sorted(List<SourceProject> projects)
    {
        var byFile = projects.Where(p => p.ProjectFile is not null).ToDictionary(p => p.ProjectFile!);
        List<SourceProject> sorted = [];
        HashSet<SourceProject> seen = [];
        foreach (var project in projects)
            Visit(project);

        return sorted;

        void Visit(SourceProject project)
        {
            if (!seen.Add(project))
                return;

            foreach (var file in project.References)
            {
                if (byFile.TryGetValue(file, out var reference))
                    Visit(reference);
            }

            sorted.Add(project);
        }
    }

    private static bool IsSource(string file) => file.EndsWith(".cs", StringComparison.Ordinal);

    private static IEnumerable<string> Enumerate(string folder) => Directory
        .EnumerateFiles(folder).Where(f => IsSource(f) || f.EndsWith(".csproj", StringComparison.Ordinal))
        .Concat(Directory.EnumerateDirectories(folder).Where(d => !s_outputs.Contains(Path.GetFileName(d))).SelectMany(Enumerate));
}
