using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>Everybody who signals an event that a type keeps, also code that has to do with no lock.</summary>
/// <remarks>Asked only where somebody waits for the event under a lock, so nothing is looked for before.</remarks>
public sealed class SignalTable(SyncModel model)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<SignalSite>> _sites = new(StringComparer.Ordinal);

    /// <returns>Nobody, where somebody who cannot be seen here may signal.</returns>
    public ImmutableArray<SignalSite> Of(string signalled, CancellationToken cancellation) =>
        _sites.TryGetValue(signalled, out var known) ? known : _sites.GetOrAdd(signalled, Find(signalled, cancellation));

    private ImmutableArray<SignalSite> Find(string signalled, CancellationToken cancellation)
    {
        var seen = model.Index(cancellation).SignalsOf(signalled).Where(site => site.Signal.Kind == SignalKind.Set);
        if (MemberOf(signalled) is not { } member)
            return [.. seen];

        var sites = seen.ToImmutableArray().ToBuilder();
        var names = new Queue<ISymbol>([member]);
        var bodies = new HashSet<CodeBody>();
        while (names.Count > 0)
        {
            var name = names.Dequeue();
            if (name.IsVisibleOutside())
                return [];

            foreach (var body in model.BodiesNaming(name, name.Name, static token => token.Parent is SimpleNameSyntax, cancellation))
            {
                if (CallerTable.Uses(body, name.Name).Any(use => IsHandedOut(use) && IsItself(body.Model, use, name)))
                    return [];

                if (!bodies.Add(body))
                    continue;

                // What touches locks the index has already.
                var facts = model.Facts.Of(body, cancellation);
                if (!model.MayTouchLocks(body, cancellation))
                    sites.AddRange(facts.Nested.Insert(0, facts).SelectMany(function => function.Signals.Where(signal => signal.Kind == SignalKind.Set && ClassOf(signal.Path, cancellation) == signalled).Select(signal => new SignalSite(function, signal))));

                if (facts.Returns.Any(path => ClassOf(path, cancellation) == signalled) && body.Symbol is IMethodSymbol provider)
                    names.Enqueue(provider.AssociatedSymbol ?? provider);
            }
        }

        return sites.ToImmutable();
    }

    private string? ClassOf(AccessPath path, CancellationToken cancellation) => model.Summaries.Providers.Resolve(path, cancellation).Class;

    private ISymbol? MemberOf(string signalled) => signalled.Length > 2 && signalled[1] == ':' && signalled[0] is 'F' or 'P' ? model.Names.Find(signalled) : null;

    /// <summary>Put where somebody may have it under another name; to return it is no harm.</summary>
    private static bool IsHandedOut(SimpleNameSyntax name) => WholeOf(name) is var use && use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Right == use,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } } => false,
        ArgumentSyntax or InitializerExpressionSyntax or ExpressionElementSyntax or ConditionalExpressionSyntax or SwitchExpressionArmSyntax => true,
        _ => false,
    };

    // Whoever has it as a mere handle can wait for it only; but a timer that is handed one sets it.
    private static bool IsItself(SemanticModel model, SimpleNameSyntax name, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol?.OriginalDefinition, member)
        && (!IsHandle(model, WholeOf(name)) || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" } });

    private static bool IsHandle(SemanticModel model, ExpressionSyntax use) => model.GetTypeInfo(use).ConvertedType is { Name: "WaitHandle" }
        || (use.Parent is InitializerExpressionSyntax { Parent: ExpressionSyntax array } && model.GetTypeInfo(array).ConvertedType is IArrayTypeSymbol { ElementType.Name: "WaitHandle" });

    private static ExpressionSyntax WholeOf(SimpleNameSyntax name)
    {
        ExpressionSyntax whole = name;
        while ((whole.Parent is MemberAccessExpressionSyntax access && access.Name == whole) || whole.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax or MemberBindingExpressionSyntax)
            whole = (ExpressionSyntax)whole.Parent;

        return whole;
    }
}
