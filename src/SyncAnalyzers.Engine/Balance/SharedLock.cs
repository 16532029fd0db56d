using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>A lock that others may have under another name: the object itself (<c>Monitor.Enter(this)</c>), a field that is handed out. Types tell who can have it.</summary>
internal sealed class SharedLock
{
    private readonly SyncModel _model;
    private readonly ITypeSymbol _type;
    private readonly bool _isThis;

    private SharedLock(SyncModel model, ITypeSymbol type, bool isThis) => (_model, _type, _isThis) = (model, type, isThis);

    /// <returns><see langword="null"/> where the lock is no own one, where its type is not known, or where the other half may be in a derived class of another assembly.</returns>
    public static SharedLock? Of(SyncModel model, AccessPath path, IMethodSymbol? function) =>
        path.Root is PathRoot.This or PathRoot.Static
        && TypeOf(model, path) is { } type
        && type.SelfAndBaseDefinitions().All(known => known.TypeKind != TypeKind.Error)
        && !(function is { DeclaredAccessibility: Accessibility.Protected or Accessibility.ProtectedOrInternal, IsOverride: false, ContainingType.IsSealed: false } && IsInherited(model, path))
            ? new SharedLock(model, type, path is { Root: PathRoot.This, Steps.IsEmpty: true })
            : null;

    /// <summary>The path may lead to this lock.</summary>
    public bool MayBe(AccessPath path, CancellationToken cancellation)
    {
        var resolved = _model.Summaries.Providers.Resolve(path, cancellation);
        if (resolved.Root == PathRoot.Fresh)
            return false;

        // What was made for one member is no other member's; but it may lock itself.
        var creations = _model.Creations.Of(resolved, cancellation);
        return creations.IsEmpty
            ? TypeOf(_model, resolved) is not { } type || AreRelated(type, _type)
            : _isThis && creations.Any(creation => creation.Type is not { } made || made.SelfAndBaseDefinitions().Contains(_type, SymbolEqualityComparer.Default));
    }

    private static bool IsInherited(SyncModel model, AccessPath path) =>
        model.Names.Find(path.Steps.IsEmpty ? path.Key : path.Steps[0].Key) is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private };

    private static bool AreRelated(ITypeSymbol one, ITypeSymbol other) =>
        IsOpen(one) || IsOpen(other) || one.SelfAndBaseDefinitions().Contains(other, SymbolEqualityComparer.Default) || other.SelfAndBaseDefinitions().Contains(one, SymbolEqualityComparer.Default);

    private static bool IsOpen(ITypeSymbol type) => type.TypeKind is TypeKind.Interface or TypeKind.TypeParameter or TypeKind.Dynamic or TypeKind.Error;

    /// <returns><see langword="null"/> where only running the program tells.</returns>
    private static ITypeSymbol? TypeOf(SyncModel model, AccessPath path) => path.Steps.IsEmpty
        ? path.RootType.Length > 0 ? model.Names.Find(path.RootType) as ITypeSymbol : null
        : model.Names.Find(path.Steps[path.Steps.Length - 1].Key) switch
        {
            IFieldSymbol field => field.Type.OriginalDefinition,
            IPropertySymbol property => property.Type.OriginalDefinition,
            IMethodSymbol method => method.ReturnType.OriginalDefinition,
            _ => null,
        };
}
