using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Tells, from the text alone, which bodies can have to do with locks. Decides where to look, never what to report.</summary>
public sealed class LockPrefilter
{
    // The text of a tree does not change, so what it mentions is remembered with it, from one compilation to the next.
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<LockPrefilter, Mention[]>> s_mentions = new();

    private readonly ImmutableHashSet<string> _names;
    private readonly HashSet<int> _words;

    public LockPrefilter(IEnumerable<string> names)
    {
        _names = names.ToImmutableHashSet(StringComparer.Ordinal);
        _words = [.. _names.Add("lock").Select(TreeWords.HashOf)];
    }

    public ImmutableHashSet<string> Names => _names;

    /// <summary>The tree mentions a lock somewhere.</summary>
    public bool Mentions(SyntaxTree tree, CancellationToken cancellation) => In(tree, cancellation).Length > 0;

    /// <summary>The body has a lock statement or calls something with a name that locks have.</summary>
    public bool Mentions(SyntaxNode body) => Any(body, static _ => true);

    /// <summary>The body calls something with a name that locks have; a lock statement alone does not count.</summary>
    public bool MentionsMember(SyntaxNode body) => Any(body, static mention => !mention.IsStatement);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is LockPrefilter other && _names.SetEquals(other._names));

    public override int GetHashCode() => _names.Count;

    private bool Any(SyntaxNode body, Func<Mention, bool> isOfInterest)
    {
        foreach (var mention in In(body.SyntaxTree, CancellationToken.None))
        {
            if (mention.At >= body.Span.End)
                return false;

            if (mention.At >= body.SpanStart && isOfInterest(mention))
                return true;
        }

        return false;
    }

    private Mention[] In(SyntaxTree tree, CancellationToken cancellation)
    {
        var known = s_mentions.GetOrCreateValue(tree);
        if (known.TryGetValue(this, out var mentions))
            return mentions;

        return known[this] = [.. TreeWords.Of(tree, cancellation).Tokens(_words, new TextSpan(0, tree.Length))
            .Where(token => token.IsKind(SyntaxKind.LockKeyword) || (token.Parent is SimpleNameSyntax && _names.Contains(token.ValueText)))
            .Select(token => new Mention(token.SpanStart, token.IsKind(SyntaxKind.LockKeyword)))];
    }

    private readonly record struct Mention(int At, bool IsStatement);
}
