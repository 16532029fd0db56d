using SyncAnalyzers.Engine;

namespace SyncAnalyzers.Engine.Tests.Flow;

/// <summary>Which bodies get a flow: those that have to do with a lock, whatever way they reach it, and no others of the same names.</summary>
public sealed class LockPresenceTests
{
    [Theory]
    [InlineData("lock (_gate) Work();")]
    [InlineData("lock (_lock) Work();")]
    [InlineData("if (Monitor.IsEntered(_gate)) Work();")]
    [InlineData("Action later = () => Monitor.Enter(_gate);")]
    [InlineData("void Later() { lock (_gate) Work(); }")]
    [InlineData("if (_slots.CurrentCount > 0) Work();")]
    [InlineData("Begin();")]
    [InlineData("_ = new Hold(this);")]
    [InlineData("_ = Held;")]
    [InlineData("using (_open) Work();")]
    [InlineData("using var hold = _open;")]
    [InlineData("using (var hold = _open) Work();")]
    [InlineData("foreach (var item in _items) Work();")]
    public async Task A_body_that_has_to_do_with_a_lock_is_followed(string body) => Assert.True(await IsFollowed(body));

    [Theory]
    [InlineData("Task.CompletedTask.WaitAsync(TimeSpan.Zero);")]
    [InlineData("_other.Enter(); _other.Release();")]
    [InlineData("using (_stream) _other.Enter();")]
    [InlineData("foreach (var item in new int[3]) _other.Enter();")]
    public async Task A_body_that_only_uses_their_names_is_not(string body) => Assert.False(await IsFollowed(body));

    private static async Task<bool> IsFollowed(string body)
    {
        var source = $$"""
            class Other { public void Enter() { } public void Release() { } }
            class Items
            {
                public Hold GetEnumerator() => null!;
            }
            class Hold : IDisposable
            {
                private readonly Owner _owner;
                public Hold(Owner owner) { _owner = owner; Monitor.Enter(owner.Gate); }
                public int Current => 0;
                public bool MoveNext() => false;
                public void Dispose() => Monitor.Exit(_owner.Gate);
            }
            class Owner
            {
                public readonly object Gate = new();
                private readonly object _gate = new();
                private readonly Lock _lock = new();
                private readonly SemaphoreSlim _slots = new(1);
                private readonly Other _other = new();
                private readonly Hold _open = null!;
                private readonly Items _items = new();
                private readonly System.IO.MemoryStream _stream = new();

                void Work() { }
                void Begin() => Monitor.Enter(_gate);
                int Held { get { Monitor.Enter(_gate); return 0; } }

                void Run()
                {
                    {{body}}
                }
            }
            """;
        var compilation = (await TestProject.Create(source).GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        var model = SyncModel.For(compilation);
        return !model.FlowsOf(model.BodiesIn(compilation.SyntaxTrees.Last()).Single(found => found.Symbol?.Name == "Run")).IsEmpty;
    }
}
