using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>Tells whether a bound body has to do with a lock at all. Most that call something by a name that locks have do not, and need no graph.</summary>
/// <remarks>May say yes for any body; says no only where <see cref="CallEffects"/> finds nothing.</remarks>
internal static class LockPresence
{
    public static bool In(IOperation operation, SyncVocabulary vocabulary, Func<IMethodSymbol, MethodEffect?> effectOf)
    {
        if (Is(operation, vocabulary, effectOf))
            return true;

        foreach (var child in operation.ChildOperations)
        {
            if (In(child, vocabulary, effectOf))
                return true;
        }

        return false;
    }

    private static bool Is(IOperation operation, SyncVocabulary vocabulary, Func<IMethodSymbol, MethodEffect?> effectOf)
    {
        return operation switch
        {
            ILockOperation or IInvalidOperation { Syntax.Parent: LockStatementSyntax } => true,
            IInvocationOperation call => vocabulary.Recognize(call) is not null || vocabulary.RecognizeGuard(call) is not null || IsWrapper(call.TargetMethod),
            IObjectCreationOperation { Constructor: { } constructor } => IsWrapper(constructor),
            IPropertyReferenceOperation { Property: var property, Instance: var instance } => vocabulary.PrimitiveOf(instance?.Type) is not null || (property.GetMethod is { } getter && IsWrapper(getter)),

            // A graph has the calls of Dispose; operations do not.
            IUsingOperation { Resources: not IVariableDeclarationGroupOperation and var resource } => IsReleasedIn(resource.Type),
            IVariableDeclaratorOperation { Symbol.Type: var type, Parent.Parent.Parent: IUsingOperation or IUsingDeclarationOperation } => IsReleasedIn(type),
            IForEachLoopOperation { Collection: var collection } => MembersOf(collection.WithoutConversions().Type, "GetEnumerator", "GetAsyncEnumerator").Any(method => IsReleasedIn(method.ReturnType)),
            _ => false,
        };

        bool IsReleasedIn(ITypeSymbol? type) => MembersOf(type, "Dispose", "DisposeAsync").Any(IsWrapper);

        bool IsWrapper(IMethodSymbol method) => effectOf(method) is not null;
    }

    private static IEnumerable<IMethodSymbol> MembersOf(ITypeSymbol? type, string name, string otherName)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (var method in type.GetMembers(name).Concat(type.GetMembers(otherName)).OfType<IMethodSymbol>())
                yield return method;
        }
    }
}
