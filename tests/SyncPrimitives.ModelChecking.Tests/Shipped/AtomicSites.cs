using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>A fence or an atomic change in the library's source, known by its file and the text of its line.</summary>
internal sealed partial record AtomicSite(string Name, string Path, int Line)
{
    /// <summary>Every site of the library outside its machine, found in the text.</summary>
    public static IReadOnlyList<AtomicSite> All { get; } = [.. Find(IsSite)];

    /// <summary>What is done to shared memory past the machine, where neither the model nor a mutation can see it.</summary>
    public static IReadOnlyList<AtomicSite> PastTheMachine { get; } = [.. Find((line, _) => Raw.IsMatch(line))];

    [GeneratedRegex(@"\b(Interlocked|Volatile|Monitor)\.\w|\bvolatile\b|\block \(|MemoryBarrier|\b(SpinLock|SemaphoreSlim|ReaderWriterLockSlim)\b")]
    private static partial Regex Raw { get; }

    [GeneratedRegex(@"(?<!Interlocked)\.(CompareExchange|Exchange)\(|\bFence\.(Full|Loads)\(")]
    private static partial Regex Always { get; }

    [GeneratedRegex(@"(?<cell>\w+)(\[\w+\])?\.Add\(")]
    private static partial Regex Addition { get; }

    private static IEnumerable<AtomicSite> Find(Func<string, string, bool> isSite, [CallerFilePath] string here = "")
    {
        var library = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "src", "SyncPrimitives"));
        var files = Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{System.IO.Path.DirectorySeparatorChar}Machine{System.IO.Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(file);
            var lines = text.Split('\n');
            for (var i = 0; i < lines.Length; i++)
                if (!lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal) && isSite(lines[i], text))
                    yield return new($"{System.IO.Path.GetFileName(file)}: {lines[i].Trim()}", file, i + 1);
        }
    }

    private static bool IsSite(string line, string file) =>
        Always.IsMatch(line) || (Addition.Match(line) is { Success: true } addition && IsCell(addition.Groups["cell"].Value, file));

    private static bool IsCell(string name, string file) =>
        name == "Cell" || Regex.IsMatch(file, $@"\b(Atomic|Padded)Int(32|64)(\[\])? {name}\b");
}
