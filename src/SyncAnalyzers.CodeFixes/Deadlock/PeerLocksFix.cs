using SyncAnalyzers.CodeFixes.LockFields;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.CodeFixes.Deadlock;

/// <summary>SYNC1002: takes the two locks in the order of a readonly number that each of the two objects has; or both at once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PeerLocksFix)), Shared]
public sealed class PeerLocksFix() : RewritingFix(PeerLocksAnalyzer.Rule.Id)
{
    private const string First = "first", Second = "second";

    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (NestedLocks.Find(target.Root, target.Diagnostic.Location) is not { } locks)
            yield break;

        if (locks.Outer.Parent is BlockSyntax && Peers.Find(target.Model, locks) is { } peers)
            yield return new FixOffer($"Take the two locks in the order of '{peers.Key.Name}'", Order(target.Root, locks, peers)) { Key = nameof(PeerLocksFix) };

        if (MultiLockConversion.Offer(target) is { } both)
            yield return both;
    }

    private static SyntaxNode Order(SyntaxNode root, NestedLocks locks, Peers peers)
    {
        var isLess = peers.IsLess();
        var ordered = locks.Outer.ReplaceNodes(
            [locks.Outer.Expression, locks.Inner.Expression],
            (original, _) => peers.LockOf(original == locks.Outer.Expression ? First : Second).WithTriviaFrom(original));

        var trivia = locks.Outer.GetLeadingTrivia();
        if (locks.Outer.Parent is BlockSyntax block && Layout.Of(block) is { } layout)
        {
            return root.ReplaceNode(locks.Outer, new SyntaxNode[]
            {
                layout.Alone(Declare(First, $"{isLess} ? {peers.One} : {peers.Other}")).WithLeadingTrivia(trivia),
                layout.Alone(Declare(Second, $"{isLess} ? {peers.Other} : {peers.One}")),
                ordered.WithLeadingTrivia(Whitespace(layout.Indent)),
            });
        }

        StatementSyntax[] statements =
        [
            Declare(First, $"{isLess} ? {peers.One} : {peers.Other}").WithLeadingTrivia(trivia),
            Declare(Second, $"{isLess} ? {peers.Other} : {peers.One}"),
            ordered.WithLeadingTrivia(),
        ];

        return root.ReplaceNode(locks.Outer, statements.Select(statement => statement.WithAdditionalAnnotations(Formatter.Annotation)));
    }

    private static StatementSyntax Declare(string name, string value) => ParseStatement($"var {name} = {value};").WithTrailingTrivia(ElasticCarriageReturnLineFeed);

    /// <summary>The two objects as the code names them, the member of each that is locked, and the member that orders them.</summary>
    private sealed record Peers(string One, string Other, string Lock, ISymbol Key)
    {
        public static Peers? Find(SemanticModel model, NestedLocks locks)
        {
            if (Split(locks.Outer.Expression) is not { } outer || Split(locks.Inner.Expression) is not { } inner || outer.Member != inner.Member)
                return null;

            var type = (model.GetSymbolInfo(locks.Inner.Expression).Symbol as IFieldSymbol)?.ContainingType;
            var keys = type?.GetMembers().Where(IsKey).ToList();
            var isFree = model.LookupSymbols(locks.Outer.SpanStart).All(symbol => symbol.Name is not (First or Second))
                && !locks.Outer.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Any(name => name.Identifier.ValueText is First or Second);
            return keys is { Count: 1 } && isFree ? new Peers(outer.Owner, inner.Owner, outer.Member, keys[0]) : null;
        }

        public ExpressionSyntax LockOf(string owner) => ParseExpression($"{owner}.{Lock}");

        public string IsLess() => Key is IFieldSymbol { Type.Name: "Guid" } or IPropertySymbol { Type.Name: "Guid" }
            ? $"{Of(One)}.CompareTo({Of(Other)}) < 0"
            : $"{Of(One)} < {Of(Other)}";

        private string Of(string owner) => owner == "this" ? Key.Name : $"{owner}.{Key.Name}";

        // One number that cannot change and of which there are not two: that is as good as an id.
        private static bool IsKey(ISymbol member) => member switch
        {
            IFieldSymbol { IsReadOnly: true, IsStatic: false, IsImplicitlyDeclared: false, Type: var type } => IsOrdered(type),
            IPropertySymbol { SetMethod: null or { IsInitOnly: true }, IsStatic: false, IsIndexer: false, Type: var type } property => IsOrdered(type) && IsStored(property),
            _ => false,
        };

        private static bool IsStored(IPropertySymbol property) =>
            property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

        private static bool IsOrdered(ITypeSymbol type) =>
            type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64
            || type is { Name: "Guid", ContainingNamespace.Name: "System" };

        private static (string Owner, string Member)? Split(ExpressionSyntax expression) => expression switch
        {
            IdentifierNameSyntax name => ("this", name.Identifier.ValueText),
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => ("this", name.Identifier.ValueText),
            MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name: var name } => (owner.Identifier.ValueText, name.Identifier.ValueText),
            _ => null,
        };
    }
}
