using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>An object that is its own lock: <c>Monitor.Enter(this)</c>. Everybody who has it could release it; whether anybody does, types tell.</summary>
internal sealed class OwnMonitor
{
    private readonly SyncModel _model;
    private readonly INamedTypeSymbol _type;

    private OwnMonitor(SyncModel model, INamedTypeSymbol type) => (_model, _type) = (model, type);

    /// <returns><see langword="null"/> where the lock is another object, or where derived classes in other assemblies may have the other half.</returns>
    public static OwnMonitor? Of(SyncModel model, AccessPath path, IMethodSymbol? function) =>
        path is { Root: PathRoot.This, Steps.IsEmpty: true }
        && model.Names.Find(path.RootType) is INamedTypeSymbol { TypeKind: TypeKind.Class } type
        && BasesOf(type).All(known => known.TypeKind != TypeKind.Error)
        && (type.IsSealed || function is not { DeclaredAccessibility: Accessibility.Protected or Accessibility.ProtectedOrInternal })
            ? new OwnMonitor(model, type)
            : null;

    /// <summary>The path may lead to an object of this type.</summary>
    public bool MayBe(AccessPath path, CancellationToken cancellation)
    {
        var resolved = _model.Summaries.Providers.Resolve(path, cancellation);
        if (resolved.Root == PathRoot.Fresh || resolved is { Root: PathRoot.Type, Steps.IsEmpty: true })
            return false;

        return TypeOf(resolved) switch
        {
            null => true,
            INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: not SpecialType.System_Object } other => BasesOf(_type).Contains(other, SymbolEqualityComparer.Default) || BasesOf(other).Contains(_type, SymbolEqualityComparer.Default),
            { TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.TypeParameter or TypeKind.Dynamic } => _model.Creations.Of(resolved, cancellation).IsEmpty,
            _ => false,
        };
    }

    /// <returns><see langword="null"/> where only running the program tells.</returns>
    private ITypeSymbol? TypeOf(AccessPath path) => path.Steps.IsEmpty
        ? path.RootType.Length > 0 ? _model.Names.Find(path.RootType) as ITypeSymbol : null
        : _model.Names.Find(path.Steps[path.Steps.Length - 1].Key) switch
        {
            IFieldSymbol field => field.Type.OriginalDefinition,
            IPropertySymbol property => property.Type.OriginalDefinition,
            IMethodSymbol method => method.ReturnType.OriginalDefinition,
            _ => null,
        };

    private static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType?.OriginalDefinition)
            yield return current;
    }
}
