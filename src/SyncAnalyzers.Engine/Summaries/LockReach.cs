using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Whether a function may acquire a lock within some calls, as far as the words in its body tell: what it calls, it names.</summary>
/// <remarks>Most of what is called under a lock calls nothing that acquires another, and need not be bound to know it. Thread-safe.</remarks>
public sealed class LockReach(SyncModel model)
{
    private Names? _acquiring;

    /// <summary>No acquisition is missed; a yes is a perhaps.</summary>
    public bool MayAcquire(CodeBody body, int calls, CancellationToken cancellation) =>
        model.MayTouchLocks(body, cancellation) || calls > 1 || (calls == 1 && IsNamedIn(body, cancellation));

    private bool IsNamedIn(CodeBody body, CancellationToken cancellation)
    {
        var acquiring = Volatile.Read(ref _acquiring) ?? Interlocked.CompareExchange(ref _acquiring, Find(cancellation), null) ?? _acquiring!;
        return acquiring.AreNamedIn(body.Declaration, cancellation);
    }

    private Names Find(CancellationToken cancellation)
    {
        var generation = model.Generation(cancellation);
        var names = new Names();
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            foreach (var name in TreeFacts.Of(tree, generation).LockNames ??= [.. model.LockBodiesIn(tree, cancellation).Select(body => Names.Of(body.Declaration)).Distinct()])
                names.Add(name);
        }

        return names;
    }

    /// <summary>How the bodies that touch locks are called.</summary>
    private sealed class Names
    {
        private const string Indexer = "this[]";
        private const string Operator = "operator";
        private const string Constructor = "new ";

        private readonly WordSet _words = new();
        private bool _hasConstructors;
        private bool _hasIndexers;
        private bool _hasOperators;

        public static string Of(SyntaxNode declaration) =>
            (declaration is AccessorDeclarationSyntax or ArrowExpressionClauseSyntax ? declaration.FirstAncestorOrSelf<BasePropertyDeclarationSyntax>() : declaration) switch
            {
                MethodDeclarationSyntax method => method.Identifier.ValueText,
                PropertyDeclarationSyntax property => property.Identifier.ValueText,
                EventDeclarationSyntax subscribed => subscribed.Identifier.ValueText,
                IndexerDeclarationSyntax => Indexer,
                OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => Operator,
                var part => Constructor + part?.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText,
            };

        public void Add(string name)
        {
            _hasIndexers |= name == Indexer;
            _hasOperators |= name == Operator;
            if (name.StartsWith(Constructor, StringComparison.Ordinal))
            {
                _hasConstructors = true;
                name = name.Substring(Constructor.Length);
            }

            _words.Add(name);
            if (name is "Dispose" or "DisposeAsync")
                _words.Add("using");
        }

        public bool AreNamedIn(SyntaxNode declaration, CancellationToken cancellation) =>
            _hasOperators
            || TreeWords.Of(declaration.SyntaxTree, cancellation).HasAny(_words, declaration.Span)
            || (_hasConstructors && (declaration is ConstructorDeclarationSyntax { Initializer: not null } || Contains(declaration, SyntaxKind.ImplicitObjectCreationExpression)))
            || (_hasIndexers && (Contains(declaration, SyntaxKind.ElementAccessExpression) || Contains(declaration, SyntaxKind.ElementBindingExpression)));

        private static bool Contains(SyntaxNode declaration, SyntaxKind kind) => declaration.DescendantNodes().Any(node => node.IsKind(kind));
    }
}
