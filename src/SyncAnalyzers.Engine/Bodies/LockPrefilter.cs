using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Tells, from the text alone, which bodies can have to do with locks. Decides where to look, never what to report.</summary>
/// <param name="names">How the members are called that acquire or release.</param>
public sealed class LockPrefilter(ImmutableHashSet<string> names)
{
    private static LockPrefilter? s_last;

    // The text of a tree does not change, so what it mentions is remembered with it, from one compilation to the next.
    private readonly ConditionalWeakTable<SyntaxTree, Mention[]> _mentions = new();

    private readonly WordSet _words = WordSet.Of(names.Add("lock"));

    public ImmutableHashSet<string> Names { get; } = names;

    /// <summary>The one made before, if it was for the same names: compilations of one project all ask for the same.</summary>
    public static LockPrefilter Of(ImmutableHashSet<string> names)
    {
        if (Volatile.Read(ref s_last) is { } last && (last.Names == names || last.Names.SetEquals(names)))
            return last;

        var prefilter = new LockPrefilter(names);
        Volatile.Write(ref s_last, prefilter);
        return prefilter;
    }

    /// <summary>The tree mentions a lock somewhere.</summary>
    public bool Mentions(SyntaxTree tree, CancellationToken cancellation) => In(tree, cancellation).Length > 0;

    /// <summary>The body has a lock statement or calls something with a name that locks have.</summary>
    public bool Mentions(SyntaxNode body) => Any(body, static _ => true);

    /// <summary>The body calls something with a name that locks have; a lock statement alone does not count.</summary>
    public bool MentionsMember(SyntaxNode body) => Any(body, static mention => !mention.IsStatement);

    private bool Any(SyntaxNode body, Func<Mention, bool> isOfInterest)
    {
        var span = body.Span;
        foreach (var mention in In(body.SyntaxTree, CancellationToken.None))
        {
            if (mention.At >= span.End)
                return false;

            if (mention.At >= span.Start && isOfInterest(mention))
                return true;
        }

        return false;
    }

    private Mention[] In(SyntaxTree tree, CancellationToken cancellation)
    {
        if (_mentions.TryGetValue(tree, out var known))
            return known;

        Mention[] mentions =
        [
            .. TreeWords.Of(tree, cancellation).Tokens(_words, new TextSpan(0, tree.Length))
                .Where(token => token.IsKind(SyntaxKind.LockKeyword) || (token.Parent is SimpleNameSyntax && Names.Contains(token.ValueText)))
                .Select(token => new Mention(token.SpanStart, token.IsKind(SyntaxKind.LockKeyword))),
        ];
        return _mentions.GetOrKeep(tree, mentions);
    }

    private readonly record struct Mention(int At, bool IsStatement);
}
