using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Tells from the text alone which bodies may raise a flag and look at another's.</summary>
internal static class FenceSyntax
{
    private static readonly ConditionalWeakTable<SyntaxTree, HashSet<SyntaxNode>> s_declarations = new();

    /// <summary>The bodies that wait, or store and load volatile variables, themselves or through a method of the same file.</summary>
    public static IEnumerable<CodeBody> BodiesIn(SyntaxTree tree, CodeModel code, CancellationToken cancellation)
    {
        var loops = SpinSyntax.LoopsIn(tree, cancellation);
        var isVolatile = TextSearch.Contains(tree, "olatile", cancellation);
        if (loops.Count == 0 && !isVolatile)
            return [];

        var bodies = code.Sync.BodiesIn(tree, cancellation);
        if (!s_declarations.TryGetValue(tree, out var wanted))
        {
            var found = Find(tree, bodies, loops, isVolatile, cancellation);
            wanted = s_declarations.GetValue(tree, _ => found);
        }

        return wanted.Count == 0 ? [] : bodies.Where(body => wanted.Contains(body.Declaration));
    }

    private static HashSet<SyntaxNode> Find(SyntaxTree tree, ImmutableArray<CodeBody> bodies, IReadOnlyList<SyntaxNode> loops, bool isVolatile, CancellationToken cancellation)
    {
        var names = isVolatile ? VolatileNames(tree.GetRoot(cancellation)) : [];
        var sketches = new List<Sketch>();
        foreach (var body in bodies)
        {
            var waits = loops.Any(loop => body.Declaration.Span.Contains(loop.Span));
            if (waits || isVolatile || loops.Count > 0)
                sketches.Add(new Sketch(body.Declaration, names, waits));
        }

        // Helper methods: whoever calls one that stores, stores. Twice, for a helper of a helper.
        for (var round = 0; round < 2; round++)
        {
            var storers = new HashSet<string>(sketches.Where(s => s.Stores).Select(s => s.Name));
            var loaders = new HashSet<string>(sketches.Where(s => s.Loads).Select(s => s.Name));
            var waiters = new HashSet<string>(sketches.Where(s => s.Waits).Select(s => s.Name));
            foreach (var sketch in sketches)
            {
                sketch.Stores |= sketch.Calls.Overlaps(storers);
                sketch.Loads |= sketch.Calls.Overlaps(loaders);
                sketch.Waits |= sketch.Calls.Overlaps(waiters);
            }
        }

        return [.. sketches.Where(s => s.Waits || (s.Stores && s.Loads)).Select(s => s.Declaration)];
    }

    private static HashSet<string> VolatileNames(SyntaxNode root)
    {
        var names = new HashSet<string>();
        foreach (var field in root.DescendantNodes(node => node is not (BlockSyntax or ArrowExpressionClauseSyntax)).OfType<FieldDeclarationSyntax>())
        {
            if (field.Modifiers.Any(SyntaxKind.VolatileKeyword))
                names.UnionWith(field.Declaration.Variables.Select(variable => variable.Identifier.ValueText));
        }

        return names;
    }

    /// <summary>What one body does to volatile variables, as far as names tell.</summary>
    private sealed class Sketch
    {
        public Sketch(SyntaxNode declaration, HashSet<string> names, bool waits)
        {
            Declaration = declaration;
            Waits = waits;
            Name = declaration switch
            {
                MethodDeclarationSyntax method => method.Identifier.ValueText,
                AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
                ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
                _ => "",
            };

            foreach (var node in declaration.DescendantNodes())
            {
                switch (node)
                {
                    case AssignmentExpressionSyntax assignment when LastName(assignment.Left) is { } target && names.Contains(target):
                        Stores = true;
                        break;
                    case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Write" or "VolatileWrite" } }:
                        Stores = true;
                        break;
                    case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Read" or "VolatileRead" } }:
                        Loads = true;
                        break;
                    case SimpleNameSyntax name:
                        Calls.Add(name.Identifier.ValueText);
                        Loads |= names.Contains(name.Identifier.ValueText) && name.FirstAncestorOrSelf<AssignmentExpressionSyntax>()?.Left.Span.Contains(name.Span) != true;
                        break;
                }
            }
        }

        public SyntaxNode Declaration { get; }

        public string Name { get; }

        public HashSet<string> Calls { get; } = [];

        public bool Waits { get; set; }

        public bool Stores { get; set; }

        public bool Loads { get; set; }

        private static string? LastName(ExpressionSyntax target) => target switch
        {
            SimpleNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            _ => null,
        };
    }
}
