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

    /// <summary>Where there is no lock: whether the body waits or signals, which it may do under the lock of a caller, or calls what locks for it.</summary>
    public static bool IsHinted(IOperation operation, Func<IMethodSymbol, bool> isHelper)
    {
        foreach (var inner in operation.Descendants())
        {
            if (KnownWaits.WaitedFor(inner) is not null || KnownWaits.Signalled(inner) is not null)
                return true;

            if (inner switch
                {
                    IInvocationOperation call => isHelper(call.TargetMethod),
                    IMethodReferenceOperation named => isHelper(named.Method),
                    IObjectCreationOperation { Constructor: { } constructor } => isHelper(constructor),
                    IPropertyReferenceOperation { Property: { GetMethod: var getter, SetMethod: var setter } } => (getter ?? setter) is { } accessor && isHelper(accessor),
                    _ => false,
                })
                return true;
        }

        return false;
    }

    private static bool Is(IOperation operation, SyncVocabulary vocabulary, Func<IMethodSymbol, MethodEffect?> effectOf) => operation switch
    {
        ILockOperation or IInvalidOperation { Syntax.Parent: LockStatementSyntax } => true,
        IInvocationOperation call => vocabulary.Recognize(call) is not null || vocabulary.RecognizeGuard(call) is not null || effectOf(call.TargetMethod) is not null,
        IObjectCreationOperation { Constructor: { } constructor } => effectOf(constructor) is not null,
        IPropertyReferenceOperation { Property: var property, Instance: var instance } => vocabulary.PrimitiveOf(instance?.Type) is not null || (property.GetMethod is { } getter && effectOf(getter) is not null),

        // A graph has the calls of Dispose; operations do not.
        IUsingOperation { Resources: not IVariableDeclarationGroupOperation and var resource } => IsReleasedIn(resource.Type, effectOf),
        IVariableDeclaratorOperation { Symbol.Type: var type, Parent.Parent.Parent: IUsingOperation or IUsingDeclarationOperation } => IsReleasedIn(type, effectOf),
        IForEachLoopOperation { Collection: var collection } => IsReleasedAfter(collection.WithoutConversions().Type, effectOf),
        _ => false,
    };

    private static bool IsReleasedIn(ITypeSymbol? type, Func<IMethodSymbol, MethodEffect?> effectOf) => MembersOf(type, "Dispose", "DisposeAsync").Any(method => effectOf(method) is not null);

    private static bool IsReleasedAfter(ITypeSymbol? collection, Func<IMethodSymbol, MethodEffect?> effectOf) =>
        MembersOf(collection, "GetEnumerator", "GetAsyncEnumerator").Any(method => IsReleasedIn(method.ReturnType, effectOf));

    private static IEnumerable<IMethodSymbol> MembersOf(ITypeSymbol? type, string name, string otherName)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (var method in type.GetMembers(name).Concat(type.GetMembers(otherName)).OfType<IMethodSymbol>())
                yield return method;
        }
    }
}
