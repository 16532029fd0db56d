using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Tells, from the text alone, which bodies can have to do with locks. Decides where to look, never what to report.</summary>
public sealed class LockPrefilter
{
    // The text of a tree does not change, so what it mentions is remembered with it, from one compilation to the next.
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<LockPrefilter, bool>> s_mentions = new();

    private readonly ImmutableHashSet<string> _names;
    private readonly string[] _words;

    public LockPrefilter(IEnumerable<string> names)
    {
        _names = names.ToImmutableHashSet(StringComparer.Ordinal);

        // "TryEnter" and "EnterReadLock" contain "Enter": only the shortest words need to be searched for.
        _words = [.. _names.Add("lock (").Add("lock(").Where(word => !_names.Any(other => other.Length < word.Length && word.Contains(other)))];
    }

    public ImmutableHashSet<string> Names => _names;

    /// <summary>The tree mentions a lock somewhere.</summary>
    public bool Mentions(SyntaxTree tree, CancellationToken cancellation)
    {
        var known = s_mentions.GetOrCreateValue(tree);
        if (!known.TryGetValue(this, out var mentions))
            known[this] = mentions = TextSearch.ContainsAny(tree.GetText(cancellation), _words);

        return mentions;
    }

    /// <summary>The body has a lock statement or calls something with a name that locks have.</summary>
    public bool Mentions(SyntaxNode body)
    {
        foreach (var token in body.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.LockKeyword) || (token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is SimpleNameSyntax && _names.Contains(token.ValueText)))
                return true;
        }

        return false;
    }

    /// <summary>The body calls something with a name that locks have; a lock statement alone does not count.</summary>
    public bool MentionsMember(SyntaxNode body) =>
        body.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is SimpleNameSyntax && _names.Contains(token.ValueText));


    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is LockPrefilter other && _names.SetEquals(other._names));

    public override int GetHashCode() => _names.Count;
}
