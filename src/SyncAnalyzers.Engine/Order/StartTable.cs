using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>What is run by the threads and tasks that an object keeps, each in a member or several in an array or list.</summary>
/// <remarks>Asked only where somebody waits for them under a lock, so nothing is looked for before.</remarks>
public sealed class StartTable(SyncModel model)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _targets = new(StringComparer.Ordinal);

    /// <returns>Functions that the object itself has started; of those that another one runs, nobody knows for whom.</returns>
    public ImmutableArray<string> Of(AccessPath kept, CancellationToken cancellation)
    {
        if (!IsOwn(kept) || kept.Class is not { } member)
            return [];

        return _targets.TryGetValue(member, out var known) ? known : _targets.GetOrAdd(member, Find(member, cancellation));
    }

    private ImmutableArray<string> Find(string id, CancellationToken cancellation)
    {
        if (model.Names.Find(id) is not { } member || member is not (IFieldSymbol or IPropertySymbol))
            return [];

        var values = model.Creations.ValuesOf(id, cancellation).Select(value => KnownWaits.StartedBy(value) is { } started ? IdOf(started) : null).OfType<string>();
        var starts = member.IsVisibleOutside() ? []
            : from body in model.BodiesNaming(member, member.Name, static token => token.Parent is SimpleNameSyntax, cancellation)
              let facts = model.Facts.Of(body, cancellation)
              from start in facts.Nested.Insert(0, facts).SelectMany(function => function.Starts)
              let path = model.Summaries.Providers.Resolve(start.Path, cancellation)
              where path.Class == id && IsOwn(path)
              select start.Target;
        return [.. values.Concat(starts).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsOwn(AccessPath path) => path is { Root: PathRoot.Static, Steps.IsEmpty: true } or { Root: PathRoot.This, Steps.Length: 1 };

    private string? IdOf(IOperation started) => started switch
    {
        IConversionOperation conversion => IdOf(conversion.Operand),
        IDelegateCreationOperation creation => IdOf(creation.Target),
        IMethodReferenceOperation { Method: var method } => model.Names.IdOf(method),
        IAnonymousFunctionOperation lambda => NestedBody.IdOf(model.Names.IdOf(NestedBody.MemberOf(lambda.Symbol)), lambda.Symbol),
        _ => null,
    };
}
