namespace SyncAnalyzers.Engine.Tests.Summaries;

/// <summary>Whose facts are read: functions that lock, call what locks for them, or wait; not the many that only call something by such a name.</summary>
public sealed class LockFunctionsTests
{
    [Theory]
    [InlineData("lock (_registry) { }")]
    [InlineData("_registry.Select(i => { });")]
    [InlineData("_registry.Guarded(() => { });")]
    [InlineData("_registry.Locked(this);")]
    [InlineData("Action<object> later = _registry.Locked;")]
    [InlineData("_any.Select(i => { });")]
    [InlineData("Task.CompletedTask.Wait();")]
    public async Task Is_read(string body) => Assert.True(await IsRead(body));

    [Theory]
    [InlineData("_ = new[] { 1 }.Select(i => i);")]
    [InlineData("_other.Enter(); _other.Wait();")]
    [InlineData("_registry.Unguarded(() => { });")]
    [InlineData("_registry.Plain(() => { });")]
    public async Task Is_not(string body) => Assert.False(await IsRead(body));

    private static async Task<bool> IsRead(string body)
    {
        var source = $$"""
            class Other { public void Enter() { } public void Wait() { } }
            interface ISelect { void Select(Action<int> run); }
            class Registry : ISelect
            {
                private readonly object _gate = new();

                public void Select(Action<int> run) { lock (_gate) run(1); }

                public void Guarded(Action run)
                {
                    Monitor.Enter(_gate);
                    try { run(); } finally { Monitor.Exit(_gate); }
                }

                public void Locked(object other) { lock (_gate) lock (other) { } }

                public void Unguarded(Action run) { lock (_gate) { } run(); }

                public void Plain(Action run) { new Other().Enter(); run(); }
            }
            class Owner
            {
                private readonly Registry _registry = new();
                private readonly ISelect _any = new Registry();
                private readonly Other _other = new();

                void Run()
                {
                    {{body}}
                }
            }
            """;
        var compilation = (await TestProject.Create(source).GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        return SyncModel.For(compilation).Facts.LockFunctionsIn(compilation.SyntaxTrees.Last(), TestContext.Current.CancellationToken).Any(function => function.Id == "M:Owner.Run");
    }
}
