using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>The vocabulary names types and members in strings, so nothing but these tests would notice a typing mistake.</summary>
public sealed class EveryPrimitive
{
    private static readonly Compilation s_framework = TestProject.Create(Scenario.FromSources([]) with { Libraries = [typeof(SyncPrimitives.Classic.PetersonLock).Assembly] })
        .GetCompilationAsync().GetAwaiter().GetResult()!;

    /// <summary>Public methods of our locks and leases that no row names, and why.</summary>
    private static readonly Dictionary<string, string> s_unnamed = new()
    {
        ["AsyncReaderWriterLock.TryOptimisticRead"] = "takes nothing",
        ["AsyncReaderWriterLock.Validate"] = "takes nothing",
        ["BakeryLock.Register"] = "draws a number",
        ["DekkerLock.Register"] = "draws a number",
        ["FilterLock.Register"] = "draws a number",
        ["PetersonLock.Register"] = "draws a number",
        ["LockOrder.AssertAcyclic"] = "reports",
        ["LockOrder.WriteDot"] = "reports",
        ["StripedMutex.SlotOf"] = "computes",
        ["Awaiter.GetResult"] = "ends the acquisition that it is asked for",
        ["LeaseAwaitable.AsTask"] = "is the same acquisition",
        ["LeaseAwaitable.AsValueTask"] = "is the same acquisition",
        ["LeaseAwaitable.ConfigureAwait"] = "is the same acquisition",
        ["UpgradeableAwaitable.ConfigureAwait"] = "is the same acquisition",
        ["UpgradeableLease.UpgradeAsync"] = "its lock is known to the lease alone, so it is not followed",
    };

    public static TheoryData<string> Names => [.. Known.Select(primitive => primitive.TypeName)];

    private static IEnumerable<SyncPrimitive> Known => KnownPrimitives.All.Where(primitive => !primitive.IsForeign);

    [Fact]
    public void Has_one_row() => Assert.Equal(KnownPrimitives.All.DistinctBy(primitive => primitive.TypeName), KnownPrimitives.All);

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_members_that_exist(string typeName)
    {
        var type = s_framework.GetTypeByMetadataName(typeName);
        Assert.True(type is not null, $"There is no type {typeName}.");

        var row = Known.Single(primitive => primitive.TypeName == typeName);
        IEnumerable<string> named = [.. row.Operations.SelectMany(operation => operation.Members), .. row.HeldGuards.Select(guard => guard.Member)];
        Assert.Empty(named.Except(MembersOf(type)));
    }

    [Fact]
    public void Has_a_row_for_every_lock_of_our_own() => Assert.Empty(
        typeof(SyncPrimitives.Classic.PetersonLock).Assembly.GetExportedTypes()
            .Where(type => type.GetMethods().Any(method => method.ReturnType == typeof(SyncPrimitives.Scope) || method.ReturnType == typeof(SyncPrimitives.MultiScope)))
            .Where(type => Known.All(primitive => primitive.TypeName != type.FullName)).Select(type => type.Name));

    [Fact]
    public void Names_every_method_of_our_own_that_acquires()
    {
        var rows = Known.Where(row => row.TypeName.StartsWith("SyncPrimitives.", StringComparison.Ordinal)).ToDictionary(row => row.TypeName);
        var unnamed = from type in OwnTypes
                      let row = rows.GetValueOrDefault(NameOf(type))
                      from method in MethodsOf(type)
                      where row is not null || GivesLease(method)
                      where row?.Operations.Any(operation => operation.Members.Contains(method.Name)) != true
                      select type.Name + "." + method.Name;
        Assert.Equal(s_unnamed.Keys.Order(StringComparer.Ordinal), unnamed.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>What answers that it has not acquired is a try, and what is one answers.</summary>
    [Fact]
    public void Tells_tries_from_the_rest() => Assert.All(
        from row in Known
        where row.TypeName.StartsWith("SyncPrimitives.", StringComparison.Ordinal)
        from operation in row.Operations
        from method in MethodsOf(s_framework.GetTypeByMetadataName(row.TypeName)!)
        where operation.Members.Contains(method.Name)
        select (operation, method),
        found => Assert.Equal(
            found.operation.NeverWaits,
            found.method.ReturnType.SpecialType == SpecialType.System_Boolean || found.method.Parameters.Any(parameter => parameter.Type.Name == nameof(TimeSpan))));

    [Fact]
    public void Knows_how_every_lease_of_our_own_ends_and_what_it_tells()
    {
        var leases = OwnTypes.Where(KnownLeases.IsLease).ToList();
        Assert.Equal(["Lease", "MultiScope", "Scope", "UpgradeableLease"], leases.Select(lease => lease.Name).Order(StringComparer.Ordinal));
        Assert.All(leases.SelectMany(MethodsOf).Where(method => method.ReturnsVoid), method => Assert.True(KnownLeases.IsEnd(method), method.Name));
        Assert.All(leases, lease => Assert.True(KnownLeases.MayStandForNothing(lease), lease.Name));
    }

    /// <summary>A row with nothing to acquire can report nothing.</summary>
    [Fact]
    public void Has_something_to_acquire() => Assert.All(KnownPrimitives.All, primitive =>
        Assert.Contains(primitive.Operations, operation => operation.Effect == SyncEffect.Acquire));

    private static IEnumerable<INamedTypeSymbol> OwnTypes => typeof(SyncPrimitives.Classic.PetersonLock).Assembly.GetExportedTypes().Select(type => s_framework.GetTypeByMetadataName(type.FullName!)!);

    private static IEnumerable<IMethodSymbol> MethodsOf(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method is { DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary, IsOverride: false });

    private static bool GivesLease(IMethodSymbol method) => method.Parameters.Any(KnownLeases.IsReceiver)
        || (KnownLeases.ResultOf(method).Result is { ContainingNamespace.Name: nameof(SyncPrimitives) } result && KnownLeases.IsLease(result));

    private static string NameOf(INamedTypeSymbol type) => type.ContainingNamespace + "." + type.MetadataName;

    private static HashSet<string> MembersOf(INamedTypeSymbol type)
    {
        HashSet<string> members = [];
        for (var t = type; t is not null; t = t.BaseType)
            members.UnionWith(t.GetMembers().Where(m => m.DeclaredAccessibility == Accessibility.Public).Select(m => m.Name));

        return members;
    }
}
