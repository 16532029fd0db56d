using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SyncPrimitives.Tests.MisuseTable;

/// <summary>Three kinds of misuse do not compile, for a program of any of the target frameworks and without any analyzer.</summary>
public sealed class CompileErrorTests
{
    private static readonly string[] Frameworks = ["netstandard2.0", "net8.0", "net10.0"];

    // What compiles, and beside it each mistake: a line marked with the error it must have.
    private const string Correct = """
        using (mutex.EnterScope()) { }
        using (await mutex.EnterScopeAsync()) { await Task.Yield(); }
        using (MultiLock.EnterScope(mutex, new AsyncMutex())) { }
        """;

    private static readonly string[] Mistakes =
    [
        "using (mutex.EnterScope()) { await Task.Yield(); } // CS4007",
        "using (MultiLock.EnterScope(mutex, new AsyncMutex())) { await Task.Yield(); } // CS4007",
        "var scope = mutex.EnterScope(); Action release = () => scope.Dispose(); // CS8175",
        "object boxed = mutex.EnterScope(); // CS0029",
        "using (mutex.EnterScopeAsync()) { } // CS1674",
        "using (semaphore.AcquireScopeAsync()) { } // CS1674",
        "using (readers.EnterUpgradeableScopeAsync()) { } // CS1674",
        "using (new KeyedMutex<int>().EnterScopeAsync(1)) { } // CS1674",
        "using (new KeyedMutex<int>().EnterScope(1)) { await Task.Yield(); } // CS4007",
        "using (signal.WaitAsync()) { } // CS1674",
        "using var lease = readers.EnterWriteScopeAsync(); // CS1674",
    ];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string framework in Frameworks)
        {
            foreach (string mistake in Mistakes)
                cases.Add(framework, mistake);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_mistake_does_not_compile(string framework, string mistake)
    {
        string expected = mistake.Split("// ")[1];
        Assert.Equal([expected], Errors(framework, InMethod(mistake)));
    }

    [Theory]
    [InlineData("netstandard2.0")]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void A_scope_in_a_field_does_not_compile(string framework)
    {
        Assert.Equal(["CS8345"], Errors(framework, "using SyncPrimitives; class Holder { Scope _scope; }"));
        Assert.Equal(["CS8345"], Errors(framework, "using SyncPrimitives; static class Holder { public static Scope Current; }"));
        Assert.Equal(["CS8345"], Errors(framework, "using SyncPrimitives; struct Holder { public MultiScope All; }"));
    }

    [Theory]
    [InlineData("netstandard2.0")]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void The_correct_uses_compile(string framework)
    {
        Assert.Empty(Errors(framework, InMethod(Correct)));
        Assert.Empty(Errors(framework, "using SyncPrimitives; ref struct Holder { public Scope Current; }"));
    }

    private static string InMethod(string body) => $$"""
        using System;
        using System.Threading.Tasks;
        using SyncPrimitives;

        class Program
        {
            async Task Run(AsyncMutex mutex, CountingSemaphore semaphore, AsyncReaderWriterLock readers, AsyncAutoResetEvent signal)
            {
                await Task.Yield();
                {{body}}
            }
        }
        """;

    private static string[] Errors(string framework, string source)
    {
        string list = Path.Combine(AppContext.BaseDirectory, "references", framework + ".txt");
        ImmutableArray<MetadataReference> references = [.. File.ReadAllLines(list).Select(path => MetadataReference.CreateFromFile(path))];
        var compilation = CSharpCompilation.Create(
            "program",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        // Emitting, because the compiler checks what lives across an await no sooner.
        return [.. compilation.Emit(Stream.Null).Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.Id)];
    }
}
