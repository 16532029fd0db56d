using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>What one body does to volatile variables, as far as names tell: all it does, and perhaps more.</summary>
internal sealed class TextSketch : FenceSketch
{
    private const int Rounds = 2;

    // The text of a tree does not change: what it says is remembered with it, from one compilation to the next.
    private static readonly ConditionalWeakTable<SyntaxTree, TextSketch[]> s_sketches = new();

    private static readonly WordSet s_references = WordSet.Of(["ref", "in", "out"]);

    private readonly HashSet<string> _volatile;
    private readonly HashSet<string> _references;
    private readonly HashSet<string> _callsOnOthers = [];

    private TextSketch(SyntaxNode declaration, HashSet<string> volatileNames, TreeWords words)
        : this(declaration, volatileNames, ReferencesIn(declaration, words))
    {
        foreach (var node in declaration.DescendantNodes(node => node is not LockStatementSyntax))
        {
            Read(node);
            if (node is LockStatementSyntax statement)
                (Locked ??= new TextSketch(declaration, _volatile, _references)).ReadAll(statement);
        }
    }

    private TextSketch(SyntaxNode declaration, HashSet<string> volatileNames, HashSet<string> references) =>
        (Declaration, Name, _volatile, _references) = (declaration, NameOf(declaration), volatileNames, references);

    public SyntaxNode Declaration { get; }

    public string Name { get; }

    /// <summary>What it does itself in lock statements; <see langword="null"/> where it has none.</summary>
    public TextSketch? Locked { get; private set; }

    public HashSet<string> Calls { get; } = [];

    /// <summary>How the body is called in its file; empty where it is called otherwise.</summary>
    public static string NameOf(SyntaxNode declaration) => declaration switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
        ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
        _ => "",
    };

    /// <summary>The sketches of the bodies of a tree that have to do with volatile variables; what a body calls in the same file, it does.</summary>
    public static TextSketch[] AllIn(SyntaxTree tree, IEnumerable<SyntaxNode> declarations, CancellationToken cancellation)
    {
        if (s_sketches.TryGetValue(tree, out var known))
            return known;

        var words = TreeWords.Of(tree, cancellation);
        var names = VolatileNames(words);
        var wanted = WordSet.Of(Accesses.Concat(names));
        var (sketches, others) = (new List<TextSketch>(), declarations.ToList());

        // Twice, for a helper of a helper: whoever names one of those found so far may do what they do.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var declaration in others.ToArray())
            {
                if (words.HasAny(wanted, declaration.Span))
                {
                    sketches.Add(new TextSketch(declaration, names, words));
                    others.Remove(declaration);
                }
            }

            wanted = WordSet.Of(sketches.Where(sketch => sketch.Name.Length > 0).Select(sketch => sketch.Name));
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var sketch in sketches)
            {
                foreach (var callee in sketches.Where(callee => callee != sketch && sketch.Calls.Contains(callee.Name)))
                    sketch.Include(callee, sketch._callsOnOthers.Contains(callee.Name));
            }
        }

        return s_sketches.GetOrKeep(tree, [.. sketches]);
    }

    private void ReadAll(LockStatementSyntax statement)
    {
        foreach (var node in statement.Statement.DescendantNodes())
            Read(node);
    }

    private void Read(SyntaxNode node)
    {
        switch (node)
        {
            case AssignmentExpressionSyntax { Left: var target } when _volatile.Contains(NameOf(target)):
                Stores.Add(NameOf(target));
                Delayed.Add(NameOf(target));
                break;

            // Volatile's and Interlocked's: the variable is passed by reference.
            case ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.InKeyword, Expression: var variable, Parent.Parent: InvocationExpressionSyntax { Expression: var method } } when Accesses.Contains(NameOf(method)):
                Access(NameOf(method), NameOf(variable), IsPeer(variable));
                break;

            case SimpleNameSyntax { Identifier.ValueText: var used } simple:
                var isOnOther = simple.Parent is MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax } access && access.Name == simple;
                Calls.Add(used);
                if (isOnOther)
                    _callsOnOthers.Add(used);

                if (_volatile.Contains(used))
                {
                    if (simple.FirstAncestorOrSelf<AssignmentExpressionSyntax>()?.Left.Span.Contains(simple.Span) != true)
                        Loads.Add(used);

                    if (isOnOther)
                        Peers.Add(used);
                }

                break;
        }
    }

    private string NameOf(ExpressionSyntax variable) => variable switch
    {
        SimpleNameSyntax { Identifier.ValueText: var name } => _references.Contains(name) ? Any : name,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        ElementAccessExpressionSyntax element => NameOf(element.Expression),
        ParenthesizedExpressionSyntax inner => NameOf(inner.Expression),
        _ => Any,
    };

    private static bool IsPeer(ExpressionSyntax variable) => variable is ElementAccessExpressionSyntax or MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax };

    private static HashSet<string> VolatileNames(TreeWords words) =>
    [
        .. words.Tokens("volatile").Select(token => token.Parent).OfType<FieldDeclarationSyntax>()
            .SelectMany(field => field.Declaration.Variables).Select(variable => variable.Identifier.ValueText),
    ];

    private static HashSet<string> ReferencesIn(SyntaxNode declaration, TreeWords words) =>
    [
        .. words.Tokens(s_references, declaration.Span).SelectMany(token => token.Parent switch
        {
            ParameterSyntax parameter => [parameter.Identifier.ValueText],
            RefTypeSyntax { Parent: VariableDeclarationSyntax local } => local.Variables.Select(variable => variable.Identifier.ValueText),
            _ => [],
        }),
    ];
}
