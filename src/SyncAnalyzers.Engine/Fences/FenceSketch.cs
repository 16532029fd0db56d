using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>What one body does to volatile variables, as far as names tell: all it does, and perhaps more.</summary>
internal sealed class FenceSketch
{
    /// <summary>A variable behind a reference, which may be any.</summary>
    public const string Any = "*";

    // The text of a tree does not change: what it says is remembered with it, from one compilation to the next.
    private static readonly ConditionalWeakTable<SyntaxTree, FenceSketch[]> s_sketches = new();

    private static readonly ImmutableHashSet<string> s_accesses =
        ["Read", "VolatileRead", "Write", "VolatileWrite", "Exchange", "CompareExchange", "Increment", "Decrement", "Add", "And", "Or"];

    private readonly HashSet<string> _volatile;
    private readonly HashSet<string> _references;
    private readonly HashSet<string> _callsOnOthers = [];

    // The one callee that stores or loads it; null if there are several, or the body does so itself.
    private readonly Dictionary<string, FenceSketch?> _storedBy = [];
    private readonly Dictionary<string, FenceSketch?> _loadedBy = [];

    private FenceSketch(SyntaxNode declaration, HashSet<string> volatileNames)
    {
        (Declaration, _volatile, _references) = (declaration, volatileNames, ReferencesIn(declaration));
        Name = declaration switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
            ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
            _ => "",
        };

        foreach (var node in declaration.DescendantNodes())
            Read(node);
    }

    public SyntaxNode Declaration { get; }

    public string Name { get; }

    public HashSet<string> Calls { get; } = [];

    public HashSet<string> Stores { get; } = [];

    /// <summary>Those of <see cref="Stores"/> that are no full fence themselves.</summary>
    public HashSet<string> Delayed { get; } = [];

    public HashSet<string> Loads { get; } = [];

    /// <summary>What is reached through another object, or by an index: two parties may each have their own.</summary>
    public HashSet<string> Peers { get; } = [];

    /// <summary>Both happen in one method that the body calls, and are that method's own story.</summary>
    public bool IsOfCallee(string store, string load) =>
        _storedBy.TryGetValue(store, out var callee) && callee is not null && _loadedBy.TryGetValue(load, out var other) && callee == other;

    /// <summary>The sketches of all bodies of a tree; what a body calls in the same file, it does.</summary>
    public static FenceSketch[] AllIn(SyntaxTree tree, IEnumerable<SyntaxNode> declarations, CancellationToken cancellation)
    {
        if (s_sketches.TryGetValue(tree, out var known))
            return known;

        var names = VolatileNames(tree.GetRoot(cancellation));
        var sketches = declarations.Select(declaration => new FenceSketch(declaration, names)).ToArray();

        // Twice, for a helper of a helper.
        for (var round = 0; round < 2; round++)
        {
            foreach (var sketch in sketches)
            {
                foreach (var callee in sketches.Where(callee => callee != sketch && sketch.Calls.Contains(callee.Name)))
                {
                    Add(callee.Stores, sketch.Stores, sketch._storedBy, callee);
                    Add(callee.Loads, sketch.Loads, sketch._loadedBy, callee);
                    sketch.Delayed.UnionWith(callee.Delayed);
                    sketch.Peers.UnionWith(callee.Peers);
                    if (sketch._callsOnOthers.Contains(callee.Name))
                        sketch.Peers.UnionWith(callee.Stores.Concat(callee.Loads));
                }
            }
        }

        return s_sketches.GetValue(tree, _ => sketches);
    }

    private static void Add(HashSet<string> added, HashSet<string> names, Dictionary<string, FenceSketch?> origins, FenceSketch callee)
    {
        foreach (var name in added)
        {
            if (names.Add(name))
                origins[name] = callee;
            else if (origins.TryGetValue(name, out var other) && other != callee)
                origins[name] = null;
        }
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
            case ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.InKeyword, Expression: var variable, Parent.Parent: InvocationExpressionSyntax { Expression: var method } } when s_accesses.Contains(NameOf(method)):
                var name = NameOf(variable);
                (NameOf(method) is "Read" or "VolatileRead" ? Loads : Stores).Add(name);
                if (NameOf(method) is "Write" or "VolatileWrite")
                    Delayed.Add(name);

                if (IsPeer(variable))
                    Peers.Add(name);

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

    private static HashSet<string> VolatileNames(SyntaxNode root) =>
    [
        .. root.DescendantNodes(node => node is not (BlockSyntax or ArrowExpressionClauseSyntax)).OfType<FieldDeclarationSyntax>()
            .Where(field => field.Modifiers.Any(SyntaxKind.VolatileKeyword))
            .SelectMany(field => field.Declaration.Variables).Select(variable => variable.Identifier.ValueText),
    ];

    private static HashSet<string> ReferencesIn(SyntaxNode declaration) =>
    [
        .. declaration.DescendantNodesAndSelf().OfType<ParameterSyntax>().Where(parameter => parameter.Modifiers.Count > 0).Select(parameter => parameter.Identifier.ValueText),
        .. declaration.DescendantNodes().OfType<VariableDeclarationSyntax>().Where(local => local.Type is RefTypeSyntax).SelectMany(local => local.Variables).Select(variable => variable.Identifier.ValueText),
    ];
}
