using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Finds which lock it is that a type gets through its constructor, where every creation of the type hands over the same one.</summary>
public sealed class HandedLocks(SyncModel model)
{
    /// <summary>What the name of an unknown creator begins with, before its type.</summary>
    public const string Creator = "creator ";

    private readonly ConcurrentDictionary<string, AccessPath?> _origins = new(StringComparer.Ordinal);

    /// <summary>The lock in the terms of whoever created it; <see langword="null"/> where the member is the type's own, or one of several.</summary>
    /// <param name="member">The id of the field, or the name under which a primary constructor's parameter is kept.</param>
    public AccessPath? OriginOf(string member, CancellationToken cancellation)
    {
        if (_origins.TryGetValue(member, out var known))
            return known;

        // Two types that hand each other a lock would look for it in a circle.
        _origins.TryAdd(member, null);
        var origin = Parameter(member, cancellation) is { } parameter ? Find(parameter, cancellation) : null;
        _origins[member] = origin;
        return origin;
    }

    /// <summary>The constructor's parameter that is all the member ever holds.</summary>
    private IParameterSymbol? Parameter(string member, CancellationToken cancellation)
    {
        if (member.StartsWith("p:", StringComparison.Ordinal))
        {
            var dot = member.LastIndexOf('.');
            return (model.Names.Find(member.Substring(2, dot - 2)) as INamedTypeSymbol)?.InstanceConstructors
                .SelectMany(constructor => constructor.Parameters).FirstOrDefault(parameter => parameter.Name == member.Substring(dot + 1));
        }

        return member.StartsWith("F:", StringComparison.Ordinal) && model.Names.Find(member) is IFieldSymbol { IsReadOnly: true, IsStatic: false, Type.IsReferenceType: true }
            && model.Creations.ValuesOf(member, cancellation) is { Length: 1 } values && values[0] is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter }
                ? parameter
                : null;
    }

    private AccessPath? Find(IParameterSymbol parameter, CancellationToken cancellation)
    {
        var type = parameter.ContainingType;
        AccessPath? common = null;
        foreach (var body in Creating(type.Name, cancellation))
        {
            var creations = body.Operation?.DescendantsAndSelf().OfType<IObjectCreationOperation>()
                .Where(creation => SymbolEqualityComparer.Default.Equals(creation.Constructor?.OriginalDefinition, parameter.ContainingSymbol.OriginalDefinition)) ?? [];
            foreach (var creation in creations)
            {
                var handed = creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value;
                if (Name(body, handed) is not { } path || (common is not null && common.Class != path.Class))
                    return null;

                common = path;
            }
        }

        return common;
    }

    /// <summary>The bodies that say <c>new</c> and the type's name, or <c>new()</c> in a file that has the name elsewhere.</summary>
    private IEnumerable<CodeBody> Creating(string type, CancellationToken cancellation) =>
        model.BodiesNaming("new", model.Compilation.SyntaxTrees.Where(tree => TreeWords.Of(tree, cancellation).Has(type)), token => IsCreation(token, type), cancellation);

    private static bool IsCreation(SyntaxToken token, string type) => token.Parent switch
    {
        ImplicitObjectCreationExpressionSyntax => true,
        ObjectCreationExpressionSyntax { Type: var created } => created.DescendantTokens().Any(name => name.ValueText == type) || (created is IdentifierNameSyntax { Identifier.ValueText: var alias } && IsAlias(alias, created.SyntaxTree)),
        _ => false,
    };

    private static bool IsAlias(string name, SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>().Any(directive => directive.Alias?.Name.Identifier.ValueText == name);

    private AccessPath? Name(CodeBody body, IOperation? handed)
    {
        if (handed is null || body.Locals is not { } locals)
            return null;

        return new PathResolver(model.Names, body.Id, body.Symbol as IMethodSymbol, locals, new CaptureMap(null)).Resolve(handed) switch
        {
            { Root: PathRoot.Static or PathRoot.Type } global => global,

            // One object for all who were created with it, though nobody else can name it.
            { Root: PathRoot.Local or PathRoot.Fresh, Steps.IsEmpty: true } local => new AccessPath(PathRoot.Local, local.Key, local.Name, local.RootType, []) { IsCaptured = true },
            { Root: PathRoot.This, Steps.IsEmpty: false } own => new AccessPath(PathRoot.Local, Creator + own.RootType, "creator", own.RootType, own.Steps),
            _ => null,
        };
    }
}
