using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Knows whether a hold that one member leaves can be ended by another: <c>Open</c> and <c>Close</c>, constructor and <c>Dispose</c>.</summary>
/// <remarks>Asked only about holds that no path of the function itself ends, which are few; the whole compilation is read then, once.</remarks>
internal sealed class BalancePartners(SyncModel model, Func<Func<BalancePartners.Table>, BalancePartners.Table> memo, CancellationToken cancellation)
{
    /// <summary>The lock is private, and nobody but the function itself ever leaves it to be released by others.</summary>
    public bool LacksAcquire(FunctionUsage function, LockUsage use) => IsAlone(function, use, Open().Acquires) && IsKnownThroughout(use.Entry.Path);

    /// <summary>Nobody ever releases what the function leaves locked, neither by this name nor, as far as types tell, by another.</summary>
    public bool LacksRelease(FunctionUsage function, LockUsage use) =>
        IsAlone(function, use, Open().Releases)
        && IsToldHere(use)
        && (IsKnownThroughout(use.Entry.Path)
            || (SharedLock.Of(model, use.Entry.Path, function.Symbol) is { } shared
                && !Open().Released.Any(release => release.Function != function.Function.Id && release.Lock.Primitive.TypeName == use.Entry.Primitive.TypeName && shared.MayBe(release.Lock.Path, cancellation))));

    /// <summary>A mutex in the program's main method is often held to the end: it tells other processes that this one runs.</summary>
    public bool OutlivesProcess(FunctionUsage function, LockUsage use) =>
        use.Entry.Primitive.TypeName == "System.Threading.Mutex"
        && SymbolEqualityComparer.Default.Equals(model.Compilation.GetEntryPoint(cancellation), function.Symbol);

    private bool IsAlone(FunctionUsage function, LockUsage use, Dictionary<(string, LockMode), List<string>> others) =>
        use.Entry.Primitive is { IsForeign: false, TypeName: not "System.Threading.Mutex" }
        && function.Symbol is { MethodKind: not MethodKind.LocalFunction }
        && !IsCalled(function)
        && KeyOf(use) is { } key
        && !(others.TryGetValue(key, out var functions) && functions.Any(other => other != function.Function.Id));

    /// <summary>A private wrapper: its callers are judged, not it.</summary>
    private bool IsCalled(FunctionUsage function) => Open().Called.Contains(function.Function.Id) && function.Symbol is { DeclaredAccessibility: Accessibility.Private };

    /// <summary>The function takes the lock itself, or by a private wrapper of it. Of other wrappers it is told in them, once.</summary>
    private bool IsToldHere(LockUsage use) => use.Acquires.Any(IsDirect)
        || (KeyOf(use) is { } key && Open().Taken.Contains(key) && use.Acquires.Any(acquire => !acquire.OnSuccess.IsEmpty || CalledBy(acquire.Call) is not { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }));

    /// <summary>Takes what is named here, be it by a method that is handed the lock.</summary>
    private static bool IsDirect(CallEffect acquire) => acquire.Wrapper is not { } wrapper || wrapper.Always.Concat(wrapper.OnSuccess).All(delta => delta.Lock.Root == PathRoot.Parameter);

    private Table Open() => memo(Read);

    private Table Read()
    {
        var usages = model.Compilation.SyntaxTrees
            .SelectMany(tree => model.LockBodiesIn(tree, cancellation))
            .SelectMany(body => model.Balance.UsagesOf(body, cancellation)).ToList();

        var table = new Table([], [], [], [], [.. usages.SelectMany(usage => usage.Flow.Effects.All).Where(effect => effect.Wrapper is not null).Select(effect => IdOf(effect.Call))]);
        foreach (var usage in usages)
        {
            // A private wrapper that is called is only a detail of its callers.
            var isDetail = usage.Symbol is { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } && table.Called.Contains(usage.Function.Id);
            foreach (var use in usage.Locks)
            {
                var releases = use.IsUncounted || use.Releases.Any(release => release.IsPlainlyUnheld || release.IsUnknown);
                var leaves = use.IsUncounted || use.IsHandedOver || (usage.Flow.AtReturn?.Scenarios ?? []).Any(scenario => scenario.Held[use.Number, use.Mode] is { IsHeld: true } or { IsUnknown: true });
                var isDirect = use.Acquires.Any(IsDirect);
                if (leaves && isDirect && KeyOf(use) is { } taken)
                    table.Taken.Add(taken);

                if (isDetail)
                    continue;

                // What a wrapper is handed, its callers know; and who takes a lock gives back his own.
                if (releases && !isDirect && !(use.Entry.Path is { Root: PathRoot.Parameter, Steps.IsEmpty: true } && table.Called.Contains(usage.Function.Id)))
                    table.Released.Add((use.Entry, usage.Function.Id));

                if (releases && KeyOf(use) is { } released)
                    Add(table.Releases, released, usage.Function.Id);

                if (leaves && KeyOf(use) is { } acquired)
                    Add(table.Acquires, acquired, usage.Function.Id);
            }
        }

        // Releases of a member that somebody takes by this name belong to that. Of the object itself every type has a name.
        table.Released.RemoveAll(release => release.Lock.Path is var path && (path.Root == PathRoot.Static || !path.Steps.IsEmpty) && table.Taken.Any(taken => taken.Class == path.Class));
        return table;
    }

    private static void Add(Dictionary<(string, LockMode), List<string>> table, (string, LockMode) key, string function)
    {
        if (!table.TryGetValue(key, out var functions))
            table.Add(key, functions = []);

        functions.Add(function);
    }

    private static (string, LockMode)? KeyOf(LockUsage use) => use.Entry.Path.Class is { } @class ? (@class, use.Mode) : null;

    private string IdOf(IOperation call) => CalledBy(call) is { } called ? model.Names.IdOf(called) : "";

    private static IMethodSymbol? CalledBy(IOperation call) => call switch
    {
        IInvocationOperation { TargetMethod: var target } => target.Declared(),
        IObjectCreationOperation { Constructor: { } constructor } => constructor.Declared(),
        IPropertyReferenceOperation { Property.GetMethod: { } getter } => getter.Declared(),
        _ => null,
    };

    /// <summary>A field that only its own type sees and fills, and that is used for nothing but locking.</summary>
    private bool IsKnownThroughout(AccessPath path)
    {
        var id = path.Steps.IsEmpty ? path.Root == PathRoot.Static ? path.Key : "" : path.Steps[path.Steps.Length - 1].Key;
        return model.Names.Find(id) is IFieldSymbol { DeclaredAccessibility: Accessibility.Private, ContainingType: { } type } field
            && type.DeclaringSyntaxReferences.SelectMany(part => TreeWords.Of(part.SyntaxTree, cancellation).Tokens(field.Name, part.Span))
                .Select(token => token.Parent).OfType<IdentifierNameSyntax>().All(IsLocking)
            && model.Creations.ValuesOf(path, cancellation).All(value => value is IObjectCreationOperation);
    }

    private bool IsLocking(IdentifierNameSyntax name)
    {
        SyntaxNode use = name;
        if (use.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            use = access;

        return use.Parent switch
        {
            LockStatementSyntax => true,
            MemberAccessExpressionSyntax member => member.Expression == use,
            AssignmentExpressionSyntax assignment => assignment.Left == use,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var called } } } => called == "IsEntered" || model.Vocabulary.MemberNames.Contains(called),
            _ => false,
        };
    }

    /// <param name="Acquires">Functions that leave the lock held for others to release.</param>
    /// <param name="Releases">Functions that release what others have left.</param>
    /// <param name="Taken">The locks that somebody takes by this name and leaves held.</param>
    /// <param name="Released">What is released by functions that have not taken it, each with the function.</param>
    /// <param name="Called">Wrappers that somebody calls.</param>
    internal sealed record Table(Dictionary<(string, LockMode), List<string>> Acquires, Dictionary<(string, LockMode), List<string>> Releases, HashSet<(string Class, LockMode Mode)> Taken, List<(LockEntry Lock, string Function)> Released, HashSet<string> Called);
}
