using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>The vocabulary names types and members in strings, so nothing but these tests would notice a typing mistake.</summary>
public sealed class EveryPrimitive
{
    private static readonly Compilation s_framework = TestProject.Create(Scenario.FromSources([]) with { Libraries = [typeof(SyncPrimitives.Classic.PetersonLock).Assembly] })
        .GetCompilationAsync().GetAwaiter().GetResult()!;

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

    /// <summary>A row with nothing to acquire can report nothing.</summary>
    [Fact]
    public void Has_something_to_acquire() => Assert.All(KnownPrimitives.All, primitive =>
        Assert.Contains(primitive.Operations, operation => operation.Effect == SyncEffect.Acquire));

    private static HashSet<string> MembersOf(INamedTypeSymbol type)
    {
        HashSet<string> members = [];
        for (var t = type; t is not null; t = t.BaseType)
            members.UnionWith(t.GetMembers().Where(m => m.DeclaredAccessibility == Accessibility.Public).Select(m => m.Name));

        return members;
    }
}
