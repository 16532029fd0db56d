using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>What the semaphores of a compilation are for; found out when a rule asks, once per field.</summary>
/// <remarks>Thread-safe: two threads may do the same work, and the first result counts.</remarks>
public sealed class SemaphoreTable(SyncModel model)
{
    private readonly WordSet _permitTypes = WordSet.Of(model.Vocabulary.PermitTypes);
    private readonly ConcurrentDictionary<string, SemaphoreProfile> _profiles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<FunctionFlow, PermitTrace?> _traces = new();

    /// <summary>The profile of the semaphore that <paramref name="path"/> names in <paramref name="body"/>.</summary>
    public SemaphoreProfile ProfileOf(CodeBody body, AccessPath path, CancellationToken cancellation = default)
    {
        if (path.Class is not { } id || path is { Root: PathRoot.Local, Steps.IsEmpty: true })
            return OfLocal(body, path, cancellation);

        return ProfileOf(id, cancellation);
    }

    /// <summary>What all semaphores of the kind that <paramref name="path"/> names are for.</summary>
    public SemaphoreRole RoleOf(AccessPath path, CancellationToken cancellation = default) =>
        path.Class is { } id ? ProfileOf(id, cancellation).Role : SemaphoreRole.Unknown;

    /// <summary>The profile of the semaphore that one of <see cref="SemaphoreCreation"/> makes; <see langword="null"/> where it is kept in nothing with a name.</summary>
    public SemaphoreProfile? ProfileOf(CodeBody body, SemaphoreCreation creation, CancellationToken cancellation = default)
    {
        for (IOperation? use = creation.Operation; use is not null; use = use.Parent)
        {
            switch (use.Parent)
            {
                case IFieldInitializerOperation { InitializedFields: { IsEmpty: false } fields }:
                    return ProfileOf(model.Names.IdOf(fields[0]), cancellation);
                case IPropertyInitializerOperation { InitializedProperties: { IsEmpty: false } properties }:
                    return ProfileOf(model.Names.IdOf(properties[0]), cancellation);
                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: not IPropertySymbol { IsIndexer: true } } target } assignment when assignment.Value == use:
                    return ProfileOf(model.Names.IdOf(target.Member), cancellation);
                case ICoalesceAssignmentOperation { Target: IMemberReferenceOperation target }:
                    return ProfileOf(model.Names.IdOf(target.Member), cancellation);
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return LocalProfile(body, local, cancellation);
                case IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "TryAdd" or "AddOrUpdate" or "Add", Instance: IMemberReferenceOperation collection }:
                    return ProfileOf(model.Names.IdOf(collection.Member) + "[]", cancellation);
                case IConversionOperation or IParenthesizedOperation or IArgumentOperation or IReturnOperation or IBlockOperation or IAnonymousFunctionOperation or IDelegateCreationOperation:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Every place in a body where a semaphore is made.</summary>
    public IEnumerable<(CodeBody Body, SemaphoreCreation Creation)> CreationsIn(SyntaxTree tree, CancellationToken cancellation = default) =>
        TreeWords.Of(tree, cancellation) is var words && words.HasAny(_permitTypes, new TextSpan(0, tree.Length)) ? FindCreations(tree, words, cancellation) : [];

    private IEnumerable<(CodeBody Body, SemaphoreCreation Creation)> FindCreations(SyntaxTree tree, TreeWords words, CancellationToken cancellation)
    {
        foreach (var body in model.BodiesIn(tree, cancellation))
        {
            if (!words.Tokens("new", body.Declaration.Span).Any(MayCreate) || body.Operation is not { } operation)
                continue;

            foreach (var creation in operation.DescendantsAndSelf().OfType<IObjectCreationOperation>())
            {
                if (model.Vocabulary.PrimitiveOf(creation.Type) is { GivesPermits: true })
                    yield return (body, SemaphoreCreation.Of(creation));
            }
        }
    }

    // Decides where to look only: a plain look at the words is far cheaper than binding every field initializer.
    private bool MayCreate(SyntaxToken token) => token.Parent switch
    {
        ObjectCreationExpressionSyntax creation => model.Vocabulary.PermitTypes.Contains(creation.Type.GetLastToken().ValueText),
        ImplicitObjectCreationExpressionSyntax creation => creation.ArgumentList.Arguments.Count > 0,
        _ => false,
    };

    /// <summary>How the key of a path ends that is rooted in <paramref name="local"/>.</summary>
    public static string SuffixOf(ILocalSymbol local) => LocalReferences.KeyOf(local);

    /// <summary>The permits with which all semaphores of an array or dictionary start; <see langword="null"/> where they differ or are not known.</summary>
    public int? InitialCountOfElements(AccessPath path, CancellationToken cancellation) =>
        path.Class is { } id && id.EndsWith("[]", StringComparison.Ordinal) ? ProfileOf(id, cancellation) is { Escapes: false } profile ? profile.Initial : null : null;

    /// <summary>The profile of all semaphores of one class of locks.</summary>
    public SemaphoreProfile ProfileOf(string id, CancellationToken cancellation) =>
        _profiles.TryGetValue(id, out var known) ? known : _profiles.GetOrAdd(id, OfMember(id, cancellation));

    private SemaphoreProfile? LocalProfile(CodeBody body, ILocalSymbol local, CancellationToken cancellation)
    {
        var suffix = LocalReferences.KeyOf(local);
        foreach (var flow in model.FlowsOf(body, cancellation).Select(function => function.Flow).OfType<LockFlow>())
        {
            for (var number = 0; number < flow.Locks.Count; number++)
            {
                if (flow.Locks[number].Path is { Steps.IsEmpty: true } path && path.Key.EndsWith(suffix, StringComparison.Ordinal))
                    return OfLocal(body, path, cancellation);
            }
        }

        return null;
    }

    /// <summary>What happens to permits in one function; <see langword="null"/> where nothing does, or it is too large to be judged.</summary>
    public PermitTrace? TraceOf(FunctionFlow function) =>
        _traces.TryGetValue(function, out var known) ? known : _traces.GetOrAdd(function, PermitTrace.Of(function));

    private SemaphoreProfile OfMember(string id, CancellationToken cancellation)
    {
        var isElement = id.EndsWith("[]", StringComparison.Ordinal);
        if (model.Names.Find(isElement ? id.Substring(0, id.Length - 2) : id) is not { Name.Length: > 0 } member || !SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, model.Compilation.Assembly))
            return SemaphoreProfile.Unknown;

        var references = new MemberReferences(model, member, isElement);
        var uses = ImmutableArray.CreateBuilder<SemaphoreUse>();
        foreach (var body in model.BodiesNaming(member, member.Name, static _ => true, cancellation))
        {
            references.Read(body);
            if (UseIn(body, entry => entry.Path.Class == id, cancellation) is { } use)
                uses.Add(use);
        }

        return new SemaphoreProfile(references.Creations, uses.ToImmutable(), references.Escapes);
    }

    private SemaphoreProfile OfLocal(CodeBody body, AccessPath path, CancellationToken cancellation)
    {
        if (body.Operation is not { } operation || path.Steps.Length > 0 || path.Root is not (PathRoot.Local or PathRoot.Fresh))
            return UseIn(body, entry => entry.Path.Equals(path), cancellation) is { } own ? SemaphoreProfile.Unknown with { Uses = [own] } : SemaphoreProfile.Unknown;

        ImmutableArray<SemaphoreUse> uses = UseIn(body, entry => entry.Path.Equals(path), cancellation) is { } use ? [use] : [];
        var references = new LocalReferences(operation, path);
        return new SemaphoreProfile(references.Creations, uses, references.Escapes);
    }

    private SemaphoreUse? UseIn(CodeBody body, Func<LockEntry, bool> isIt, CancellationToken cancellation)
    {
        var use = new SemaphoreUse(body);
        var (taken, given) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var function in model.FlowsOf(body, cancellation))
        {
            if (function.Flow is not { } flow)
                continue;

            foreach (var effect in flow.Effects.All)
            {
                foreach (var change in effect.Always.Concat(effect.OnSuccess).Where(change => change.Mode == LockMode.Permit))
                {
                    var entry = flow.Locks[change.Lock];
                    (change.Change > 0 ? taken : given).Add(entry.Path.ToString());
                    if (!isIt(entry))
                        continue;

                    use = change.Change > 0
                        ? use with { Acquires = true, AcquiresByWrapper = use.AcquiresByWrapper || effect.Wrapper is not null, Releases = use.Releases || effect.IsLease, WaitsForEver = use.WaitsForEver || effect.Sync is { Bound: WaitBound.Unlimited } }
                        : use with { Releases = true };
                }
            }

            // Who answers no, as a TryRent does, has taken nothing for the caller.
            if (flow.AtReturn is { } exits && exits.Scenarios.Where(scenario => scenario.Conditions[LockFlow.ReturnKey] != false).ToList() is { Count: > 0 } granted
                && granted.All(scenario => scenario.Held.All.Any(held => held.IsHeld && isIt(flow.Locks[held.Lock]))))
                use = use with { HoldsAtReturn = true };
        }

        // Takes from one and gives to another, and to each only one of the two.
        var passes = use.Acquires != use.Releases && taken.Except(given, StringComparer.Ordinal).Any() && given.Except(taken, StringComparer.Ordinal).Any();
        return use.Acquires || use.Releases ? use with { Passes = passes } : null;
    }
}
