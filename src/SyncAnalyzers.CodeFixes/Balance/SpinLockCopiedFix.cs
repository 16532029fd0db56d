using Microsoft.CodeAnalysis.Operations;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2011: a field that holds a SpinLock must not be readonly, and a parameter is passed by ref.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SpinLockCopiedFix)), Shared]
public sealed class SpinLockCopiedFix() : RewritingFix(SpinLockCopiedAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        switch (target.Root.FindNode(target.Diagnostic.Location.SourceSpan))
        {
            case VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } when Writable(field) is { } writable:
                yield return ("Remove readonly", target.Root.ReplaceNode(field, writable));
                break;

            case ParameterSyntax parameter when PassedByReference(target, parameter) is { } changed:
                yield return new FixOffer("Pass it by ref", changed) { IsFarReaching = true };
                break;
        }
    }

    private static FieldDeclarationSyntax? Writable(FieldDeclarationSyntax field)
    {
        if (field.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.ReadOnlyKeyword)) is not { RawKind: not 0 } modifier
            || (field.Parent is StructDeclarationSyntax { Modifiers: var modifiers } && modifiers.Any(SyntaxKind.ReadOnlyKeyword)))
        {
            return null;
        }

        var changed = field.WithModifiers(field.Modifiers.Remove(modifier));
        return Remarks.AreIn(modifier.LeadingTrivia) || field.Modifiers[0] == modifier ? changed.WithLeadingTrivia(field.GetLeadingTrivia()) : changed;
    }

    /// <summary>The parameter and all that is passed to it; only where every call is seen, and nothing but calls.</summary>
    private static SyntaxNode? PassedByReference(FixTarget target, ParameterSyntax parameter)
    {
        if (parameter is not { Default: null, Parent.Parent: MethodDeclarationSyntax or LocalFunctionStatementSyntax }
            || target.Model.GetDeclaredSymbol(parameter, target.Cancellation) is not { ContainingSymbol: IMethodSymbol { IsExtensionMethod: false, IsAsync: false, PartialImplementationPart: null, PartialDefinitionPart: null } method } symbol
            || (method.DeclaredAccessibility != Accessibility.Private && method.MethodKind != MethodKind.LocalFunction)
            || method.ContainingType.DeclaringSyntaxReferences.Any(part => part.SyntaxTree != target.Root.SyntaxTree))
        {
            return null;
        }

        var names = method.ContainingType.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(target.Cancellation).DescendantNodes()).OfType<SimpleNameSyntax>()
            .Where(name => name.Identifier.ValueText == method.Name && SymbolEqualityComparer.Default.Equals(target.Model.GetSymbolInfo(name, target.Cancellation).Symbol?.OriginalDefinition, method));
        List<ArgumentSyntax?> passed = [.. names.Select(name => ArgumentOf(target, name, symbol.Ordinal))];
        if (passed.Contains(null))
            return null;

        return target.Root.ReplaceNodes([parameter, .. passed.OfType<SyntaxNode>()], (_, current) => current is ArgumentSyntax argument
            ? argument.WithRefKindKeyword(Reference).WithExpression(argument.Expression.WithoutLeadingTrivia()).WithLeadingTrivia(argument.GetLeadingTrivia())
            : WithReference((ParameterSyntax)current));
    }

    private static SyntaxToken Reference => Token(SyntaxKind.RefKeyword).WithTrailingTrivia(Space);

    private static ParameterSyntax WithReference(ParameterSyntax parameter)
    {
        var others = parameter.Modifiers.Where(modifier => modifier.Kind() is not (SyntaxKind.InKeyword or SyntaxKind.RefKeyword or SyntaxKind.ReadOnlyKeyword));
        return parameter.WithType(parameter.Type?.WithoutLeadingTrivia()).WithModifiers(TokenList([.. others, Reference])).WithLeadingTrivia(parameter.GetLeadingTrivia());
    }

    private static ArgumentSyntax? ArgumentOf(FixTarget target, SimpleNameSyntax name, int ordinal)
    {
        ExpressionSyntax called = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return called.Parent is InvocationExpressionSyntax call && call.Expression == called && target.Model.GetOperation(call, target.Cancellation) is IInvocationOperation invocation
            ? invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Syntax as ArgumentSyntax
            : null;
    }
}
