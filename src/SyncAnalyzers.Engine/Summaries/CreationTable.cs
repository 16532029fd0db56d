using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>How the object in a field was created: the permits of a semaphore, the recursion policy of a reader-writer lock.</summary>
public sealed class CreationTable(SyncModel model)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<IOperation>> _values = new(StringComparer.Ordinal);

    /// <summary>The initial count all creations agree on; <see langword="null"/> where it is not constant or not known.</summary>
    public int? InitialCountOf(AccessPath path, CancellationToken cancellation)
    {
        var counts = Of(path, cancellation)
            .Select(creation => creation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value.ConstantValue.Value as int?)
            .Distinct().ToList();
        return counts.Count == 1 ? counts[0] : null;
    }

    /// <summary>No creation, and there are some, lets in more than one at a time.</summary>
    /// <param name="countParameter">The constructor's parameter that could say so. Options, an object or a function, could as well.</param>
    public bool LetInOne(AccessPath path, string countParameter, CancellationToken cancellation)
    {
        var creations = Of(path.WithoutKey(), cancellation);
        return !creations.IsEmpty && creations.SelectMany(creation => creation.Arguments).All(argument => argument.Parameter is { } parameter
            && (parameter.Name == countParameter ? argument.Value.ConstantValue is { HasValue: true, Value: 1 } : parameter.Type.TypeKind is not (TypeKind.Class or TypeKind.Delegate)));
    }

    /// <summary>Created with <c>LockRecursionPolicy.SupportsRecursion</c>, or perhaps so.</summary>
    public bool MaySupportRecursion(AccessPath path, CancellationToken cancellation)
    {
        var creations = Of(path, cancellation);
        return creations.IsEmpty || creations.Any(creation => creation.Arguments.Any(argument =>
            argument.Parameter?.Type.Name == "LockRecursionPolicy" && argument.Value.ConstantValue is not { HasValue: true, Value: 0 }));
    }

    /// <summary>Every creation that is assigned to the last member of the path; empty if one of them is something else.</summary>
    public ImmutableArray<IObjectCreationOperation> Of(AccessPath path, CancellationToken cancellation)
    {
        var values = ValuesOf(path, cancellation);
        return values.All(value => value is IObjectCreationOperation) ? [.. values.OfType<IObjectCreationOperation>()] : [];
    }

    /// <summary>Everything but null that its own type assigns to the last member of the path.</summary>
    public ImmutableArray<IOperation> ValuesOf(AccessPath path, CancellationToken cancellation) =>
        path.Class is { } member ? ValuesOf(member, cancellation) : [];

    /// <inheritdoc cref="ValuesOf(AccessPath, CancellationToken)"/>
    public ImmutableArray<IOperation> ValuesOf(string member, CancellationToken cancellation) => _values.GetOrAdd(member, id => Find(id, cancellation));

    private ImmutableArray<IOperation> Find(string id, CancellationToken cancellation)
    {
        if (id.EndsWith("[]", StringComparison.Ordinal) || model.Names.Find(id) is not { } member || member is not (IFieldSymbol or IPropertySymbol) || member.ContainingType is not { } type)
            return [];

        var values = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var part in type.DeclaringSyntaxReferences)
        {
            if (!model.Compilation.ContainsSyntaxTree(part.SyntaxTree) || TreeWords.Of(part.SyntaxTree, cancellation) is var words && !words.Has(member.Name, part.Span))
                continue;

            foreach (var body in model.BodiesIn(part.SyntaxTree, cancellation))
            {
                if (!part.Span.Contains(body.Declaration.Span))
                    continue;

                if (body.Declaration is EqualsValueClauseSyntax ? !SymbolEqualityComparer.Default.Equals(body.Symbol, member) : !words.Tokens(member.Name, body.Declaration.Span).Any(token => Assigned.By(token) is not null))
                    continue;

                values.AddRange(Values(body, member).Select(value => value.WithoutConversions()).Where(value => value.ConstantValue is not { HasValue: true, Value: null }));
            }
        }

        return values.ToImmutable();
    }

    private static IEnumerable<IOperation> Values(CodeBody body, ISymbol member) => body.Operation switch
    {
        null => [],
        ISymbolInitializerOperation initializer => [initializer.Value],
        { } operation => operation.Descendants().OfType<IAssignmentOperation>()
            .Where(assignment => assignment.Target is IMemberReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Member.OriginalDefinition, member.OriginalDefinition))
            .Select(assignment => assignment.Value),
    };
}
