using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Order;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Rules.Deadlock;

/// <summary>Says where something happens, to a reader who looks at another place.</summary>
internal static class Place
{
    /// <summary>The member, and the line; the file too where it is another one.</summary>
    public static string Of(FunctionFacts function, Location location, SyntaxTree seenFrom)
    {
        var span = location.GetLineSpan();
        var line = span.StartLinePosition.Line + 1;
        return location.SourceTree == seenFrom ? $"{function.Name} (line {line})" : $"{function.Name} ({Path.GetFileName(span.Path)}:{line})";
    }

    /// <summary>The members a call goes through: <c>, through Ledger.Write</c>; nothing for what happens in place.</summary>
    public static string Through(Hop way)
    {
        var names = new List<string>();
        for (var hop = way.Next; hop is not null; hop = hop.Next)
        {
            if (names.Count == 0 || names[names.Count - 1] != hop.Function.Name)
                names.Add(hop.Function.Name);
        }

        return names.Count == 0 ? "" : " through " + string.Join(", ", names);
    }

    /// <summary>One edge of a cycle, as part of a sentence that began with <paramref name="first"/>.</summary>
    public static string Describe(LockOrderEdge edge, LockOrderEdge first)
    {
        return $"{Of(edge.Holder, edge.Location, first.Holder.Tree)} acquires '{Told(edge.Inner.Path, edge.To)}'{Through(edge.Inner.Via)} while it holds '{Told(edge.Outer.Path, edge.From)}'";

        // Two types may name their locks alike, and one name must not stand for both.
        string Told(AccessPath path, string lockClass) =>
            (path.ToString() == first.Outer.Path.ToString() && lockClass != first.From) || (path.ToString() == first.Inner.Path.ToString() && lockClass != first.To) ? path.ToQualifiedString() : path.ToString();
    }

    /// <summary>The lock as the function that acquires it calls it, which is where a reader will look for it.</summary>
    public static string Name(Acquisition acquisition) => acquisition.Path.ToString();
}
