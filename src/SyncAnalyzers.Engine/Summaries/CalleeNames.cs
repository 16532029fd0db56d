using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>How some bodies are called, to find from the text who may call them.</summary>
internal sealed class CalleeNames
{
    private const string Indexer = "this[]";
    private const string Operator = "operator";
    private const string Constructor = "new ";

    private static readonly WordSet s_creations = WordSet.Of(["new"]);

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly WordSet _words = new();
    private bool _hasConstructors;

    /// <summary>The name for <see cref="Add"/>; <see langword="null"/> for what nobody calls.</summary>
    public static string? Of(SyntaxNode declaration) =>
        (declaration is AccessorDeclarationSyntax or ArrowExpressionClauseSyntax ? declaration.FirstAncestorOrSelf<BasePropertyDeclarationSyntax>() : declaration) switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            EventDeclarationSyntax subscribed => subscribed.Identifier.ValueText,
            IndexerDeclarationSyntax => Indexer,
            OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => Operator,
            ConstructorDeclarationSyntax constructor => Constructor + constructor.Identifier.ValueText,
            _ => null,
        };

    public void Add(string name)
    {
        if (!_names.Add(name) || name is Indexer or Operator)
            return;

        var isConstructor = name.StartsWith(Constructor, StringComparison.Ordinal);
        _hasConstructors |= isConstructor;
        _words.Add(isConstructor ? name.Substring(Constructor.Length) : name);
        if (name is "Dispose" or "DisposeAsync")
            _words.Add("using");
    }

    public bool AreNamedIn(SyntaxNode declaration, CancellationToken cancellation)
    {
        var words = TreeWords.Of(declaration.SyntaxTree, cancellation);
        return words.HasAny(_words, declaration.Span)
            || _names.Contains(Operator)
            || (_hasConstructors && (CallsBase(declaration) || CreatesUnseen(words, declaration)))
            || (_names.Contains(Indexer) && declaration.DescendantNodes().Any(node => node is ElementAccessExpressionSyntax or ElementBindingExpressionSyntax));
    }

    private static bool CreatesUnseen(TreeWords words, SyntaxNode declaration) =>
        words.Tokens(s_creations, declaration.Span, isOpening: true).Select(token => token.Parent).OfType<ImplicitObjectCreationExpressionSyntax>().Any(creation => IsOfUnseenType(creation, declaration));

    // The base list may be in another part of the type.
    private bool CallsBase(SyntaxNode declaration) => declaration is ConstructorDeclarationSyntax { Initializer: { } initializer, Identifier.ValueText: var own } && (initializer.IsKind(SyntaxKind.ThisConstructorInitializer)
        ? _names.Contains(Constructor + own)
        : declaration.Parent is not TypeDeclarationSyntax { BaseList.Types: var bases } || bases.Any(type => NameOf(type.Type) is not { } name || _names.Contains(Constructor + name)));

    private static string? NameOf(TypeSyntax type) => type switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The type is not written in the body, neither with a local nor as what the method returns.</summary>
    private static bool IsOfUnseenType(ImplicitObjectCreationExpressionSyntax creation, SyntaxNode declaration) => !(creation.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type.IsVar: false } variable } } => variable.SpanStart >= declaration.SpanStart,
        ReturnStatementSyntax or ArrowExpressionClauseSyntax => declaration is MethodDeclarationSyntax method && creation.Ancestors().First(node => node == method || node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) == method,
        _ => false,
    });
}
