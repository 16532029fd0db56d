using System.Text.RegularExpressions;

namespace SyncAnalyzers.Rules.Tests.Metamorphic;

/// <summary>How the locks of a program are written. Every directive stays on its line.</summary>
internal sealed partial record Rendering
{
    public string LockType { get; init; } = "object";

    public string LockValue { get; init; } = "new()";

    /// <summary>Holds a lock around a body.</summary>
    public Func<string, string, string> Locked { get; init; } = (name, body) => $"lock ({name}) {{ {body} }}";

    /// <summary>Holds two, by the number of the place.</summary>
    public Func<Rendering, int, Nest, string> Nested { get; init; } = (how, _, nest) => how.Locked(nest.Outer, how.Locked(nest.Inner, nest.Body));

    /// <summary>Methods for the type that holds the place.</summary>
    public Func<Rendering, int, Nest, string, string> Members { get; init; } = (_, _, _, _) => "";

    /// <returns>The files, and for each place where two locks are held its file and line, from 0.</returns>
    public (IReadOnlyList<string> Sources, IReadOnlyList<(int File, int Line)> Places) Render(IReadOnlyList<string> program)
    {
        List<(int, int)> places = [];
        Nest last = new("", "", "");
        return ([.. program.Select((source, file) => string.Join('\n', source.Split('\n').Select((line, number) => RenderLine(line, file, number))))], places);

        string RenderLine(string line, int file, int number)
        {
            var directive = Directive().Match(line);
            var (words, body) = (directive.Groups["words"].Value.Trim().Split(' '), directive.Groups["body"].Value.Trim());
            switch (directive.Groups["name"].Value)
            {
                case "lock":
                    return $"{string.Join(' ', words.SkipLast(1))} {LockType} {words[^1]} = {LockValue};";
                case "one":
                    return Locked(words[0], body);
                case "nest":
                    places.Add((file, number));
                    last = new(words[0], words[1], body);
                    return Nested(this, places.Count - 1, last);
                case "members":
                    return Members(this, places.Count - 1, last, string.Join(' ', words));
                default:
                    return line;
            }
        }
    }

    [GeneratedRegex(@"^\s*@(?<name>\w+)(?<words>[^:]*)(:(?<body>.*))?$")]
    private static partial Regex Directive();
}

/// <summary>A place where two locks are held.</summary>
internal sealed record Nest(string Outer, string Inner, string Body)
{
    public Nest Swapped => this with { Outer = Inner, Inner = Outer };
}
