using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<ImpossibleCountAnalyzer>;

public sealed class ImpossibleCountTests
{
    [Theory]
    [InlineData("new SemaphoreSlim(3, 2)")]
    [InlineData("new SemaphoreSlim(-1)")]
    [InlineData("new SemaphoreSlim(0, 0)")]
    [InlineData("new SemaphoreSlim(maxCount: 1, initialCount: 2)")]
    [InlineData("new(10, 5)")]
    public Task Counts_the_constructor_rejects(string creation) => Verify.Reports($"class C {{ static readonly SemaphoreSlim s_gate = [|{creation}|]; }}");

    [Theory]
    [InlineData("new SemaphoreSlim(2, 2)")]
    [InlineData("new SemaphoreSlim(0, 2)")]
    [InlineData("new SemaphoreSlim(0)")]
    [InlineData("new SemaphoreSlim(Environment.ProcessorCount, 2)")]
    [InlineData("new SemaphoreSlim(int.MaxValue, int.MaxValue)")]
    public Task Counts_that_may_be(string creation) => Verify.IsSilentOn($"class C {{ static readonly SemaphoreSlim s_gate = {creation}; }}");

    [Fact]
    public Task A_kernel_semaphore_with_more_than_its_maximum() => Verify.Reports("class C { void M() { using var s = [|new Semaphore(5, 3)|]; s.WaitOne(); } }");

    [Theory]
    [InlineData("await _gate.WaitAsync(); try { _n++; } finally { _gate.Release(); }", true)]
    [InlineData("await _gate.WaitAsync(); _gate.Release(); } public void Open() { _gate.Release();", false)]
    [InlineData("_gate.Release(); await _gate.WaitAsync();", false)]
    [InlineData("if (_gate.Wait(0)) _gate.Release(); else await Task.Yield();", false)]
    public Task Whoever_releases_it_has_waited_first(string use, bool isReported)
    {
        var code = $$"""
            class C
            {
                private readonly SemaphoreSlim _gate = {{(isReported ? "[|new(0, 1)|]" : "new(0, 1)")}};
                private int _n;
                public async Task Use() { {{use}} }
                public async Task Other() { await _gate.WaitAsync(); try { _n--; } finally { _gate.Release(); } }
            }
            """;
        return isReported ? Verify.Reports(code) : Verify.IsSilentOn(use.StartsWith("if", StringComparison.Ordinal) ? code.Replace("{ await _gate.WaitAsync(); try", "{ await Task.Yield(); _gate.Release(); await _gate.WaitAsync(); try", StringComparison.Ordinal) : code);
    }

    [Fact]
    public Task Nobody_releases_what_starts_at_0() => Verify.Explains("""
        class Worker
        {
            private readonly SemaphoreSlim _work = [|new(0)|];
            private readonly Queue<int> _items = new();

            public void Post(int item)
            {
                lock (_items) _items.Enqueue(item);
            }

            public async Task<int> Take()
            {
                await _work.WaitAsync();
                lock (_items) return _items.Dequeue();
            }
        }
        """, """
        Test0.cs(3): This semaphore starts at 0 and nothing ever releases it: 'Take' waits for ever
            Test0.cs(11): Take
        """);

    [Theory]
    [InlineData("private readonly SemaphoreSlim _work = new(0);", "_work.Release();")]
    [InlineData("private readonly SemaphoreSlim _work = new(0);", "Pass(_work);")]
    [InlineData("private readonly SemaphoreSlim _work = new(0); public SemaphoreSlim Work => _work;", "")]
    [InlineData("private readonly SemaphoreSlim _work = new(0);", "var work = _work; work.Release();")]
    [InlineData("private readonly SemaphoreSlim _work = new(0);", "Action set = () => _work.Release(); set();")]
    [InlineData("public readonly SemaphoreSlim _work = new(0);", "")]
    public Task Somebody_may_release_it(string member, string code) => Verify.IsSilentOn($$"""
        public class C
        {
            {{member}}
            public Task Take() => _work.WaitAsync();
            public void Post() { {{code}} }
            static void Pass(SemaphoreSlim semaphore) => semaphore.Release();
        }
        """);

    [Fact]
    public Task A_local_that_nobody_releases() => Verify.Reports("class C { async Task M() { var done = [|new SemaphoreSlim(0)|]; _ = Task.Run(() => Console.WriteLine()); await done.WaitAsync(); } }");

    [Fact]
    public Task A_local_that_a_task_releases() => Verify.IsSilentOn("class C { async Task M() { var done = new SemaphoreSlim(0); _ = Task.Run(() => done.Release()); await done.WaitAsync(); } }");

    [Fact]
    public Task A_semaphore_used_to_sleep() => Verify.IsSilentOn("class C { private readonly SemaphoreSlim _never = new(0); public bool Sleep(int ms) => _never.Wait(ms); }");
}
