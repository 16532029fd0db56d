using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Tests.Vocabulary;

/// <summary>What a compilation can use: the framework's locks always, those of libraries where they are, its own where an attribute says so.</summary>
public sealed class SyncVocabularyTests
{
    private const string Library = "namespace Nito.AsyncEx { public class AsyncLock { public IDisposable Lock() => null; } }";

    [Fact]
    public void Locks_of_a_library_that_is_not_there_are_unknown() => Assert.DoesNotContain("LockAsync", NamesFor("class C { }"));

    [Fact]
    public void Locks_of_a_library_are_known_from_its_source() => Assert.Contains("LockAsync", NamesFor(Library));

    [Fact]
    public void Locks_of_a_library_are_known_from_its_assembly() =>
        Assert.Contains("LockAsync", NamesFor("class C { }", Compile(Library, "Nito.AsyncEx.Coordination").ToMetadataReference()));

    [Fact]
    public void A_type_of_the_same_name_elsewhere_is_none_of_the_librarys() => Assert.DoesNotContain("LockAsync", NamesFor("class AsyncLock { }"));

    [Fact]
    public void Methods_are_known_by_the_attribute_on_them() =>
        Assert.Contains("Seize", NamesFor("class AcquiresLockAttribute : System.Attribute { } class C { [AcquiresLock] public void Seize() { } }"));

    private static ImmutableHashSet<string> NamesFor(string source, params MetadataReference[] references) => SyncVocabulary.Of(Compile(source, "Test").AddReferences(references), []).MemberNames;

    private static CSharpCompilation Compile(string source, string name) => CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText("using System; " + source)]);
}
