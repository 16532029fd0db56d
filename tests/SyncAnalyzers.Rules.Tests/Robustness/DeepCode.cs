using System.Collections.Immutable;

namespace SyncAnalyzers.Rules.Tests.Robustness;

/// <summary>Code that programs write is deeper and longer than any stack and any patience. It is silent; what stands beside it is not.</summary>
public sealed class DeepCode
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_all = [.. Repository.Analyzers];

    /// <summary>The concatenation once filled the stack, and the condition took minutes.</summary>
    public static TheoryData<string, string> Statements => new()
    {
        { "concatenation", $"text = {Repeat(8000, "\"a\" + number", " + ")};" },
        { "condition", $"if ({Repeat(8000, "_up", " && ")}) number++;" },
        { "coalescing", $"text = {Repeat(1500, "text", " ?? ")};" },
        { "choice", $"number = {Numbered(1500, i => $"number == {i} ? {i} : ")}0;" },
        { "else if", $"{Numbered(1000, i => $"if (number == {i}) number = {i + 1}; else ")}number = 0;" },
        { "calls in a row", $"this{Repeat(2500, ".Me()", "")}.Me();" },
        { "blocks", $"{Repeat(800, "{", "")}number++;{Repeat(800, "}", "")}" },
        { "cases", $"switch (number) {{ {Numbered(3000, i => $"case {i}: Me(); break; ")} }}" },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Is_silent_and_keeps_nobody_else_silent(string what, string statement)
    {
        var source =
            $$"""
            class C
            {
                private readonly object _gate = new();
                private readonly SemaphoreSlim _slots = new(1, 1);
                private volatile bool _up;
                private int _held;

                C Me() => this;

                void Locked(int number, string text) { lock (_gate) { {{statement}} } }

                async Task Counted(int number, string text) { await _slots.WaitAsync(); try { {{statement}} } finally { _slots.Release(); } }

                void Spinning(int number, string text) { while (Interlocked.CompareExchange(ref _held, 1, 0) != 0 || _up) { {{statement}} } Volatile.Write(ref _held, 0); }

                void Wrong(bool skip) { Monitor.Enter(_gate); if (skip) return; Monitor.Exit(_gate); }
            }
            """;
        var compilation = await TestProject.Create(source).GetCompilationAsync(TestContext.Current.CancellationToken);

        var reports = await TestProject.AnalyzeBroken(compilation!, s_all).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.True(reports.Any(report => report.Id == "SYNC2001"), $"nothing is reported beside the {what}");
    }

    private static string Repeat(int count, string part, string separator) => string.Join(separator, Enumerable.Repeat(part, count));

    private static string Numbered(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(part));
}
