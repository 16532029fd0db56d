using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Left = Verify<HeldAtReturnAnalyzer, ReleaseInFinallyFix>;
using Rule = Verify<HeldAtThrowAnalyzer, ReleaseInFinallyFix>;

/// <summary>What becomes of the statements that get a block of their own.</summary>
public sealed class RegionFixTests
{
    internal static string Class(string member) => $$"""
        public class Store
        {
            private readonly object _gate = new();
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly Dictionary<string, int> _map = new();

        {{member}}
        }
        """;

    [Fact]
    public Task What_is_only_returned_goes_along() => Rule.FixAll(Class("""
            public int Find(string key)
            {
                [|Monitor.Enter(_gate)|];
                if (!_map.TryGetValue(key, out var found))
                    found = -1;

                Monitor.Exit(_gate);
                return found; // or none
            }

            public (int, bool) Both(string key)
            {
                [|_rw.EnterReadLock()|];
                var found = _map[key];
                _rw.ExitReadLock();
                return (found, found > 0);
            }
        """), Class("""
            public int Find(string key)
            {
                lock (_gate)
                {
                    if (!_map.TryGetValue(key, out var found))
                        found = -1;

                    return found; // or none
                }
            }

            public (int, bool) Both(string key)
            {
                _rw.EnterReadLock();
                try
                {
                    var found = _map[key];
                    return (found, found > 0);
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }
        """));

    [Fact]
    public Task What_is_used_behind_is_declared_before() => Rule.FixAll(Class("""
            public string Read(string? key)
            {
                [|Monitor.Enter(_gate)|];
                // As it is now.
                var all = _map.Keys.ToList();
                string? first = key ?? _map.Keys.FirstOrDefault(); // perhaps
                _map.TryGetValue("b", out var found);
                Monitor.Exit(_gate);
                Console.WriteLine(found);
                return all.Count + first;
            }
        """), Class("""
            public string Read(string? key)
            {
                List<string> all;
                string? first;
                int found;
                lock (_gate)
                {
                    // As it is now.
                    all = _map.Keys.ToList();
                    first = key ?? _map.Keys.FirstOrDefault(); // perhaps
                    _map.TryGetValue("b", out found);
                }

                Console.WriteLine(found);
                return all.Count + first;
            }
        """));

    [Theory]
    [InlineData("var pair = new { Value = _map[key] }; Monitor.Exit(_gate); return pair.ToString()!;")]
    [InlineData("var (a, b) = (_map[key], key.Trim()); Monitor.Exit(_gate); Console.WriteLine(a); return b;")]
    [InlineData("_ = _map[key] is var found; Monitor.Exit(_gate); Console.WriteLine(found); return key;")]
    [InlineData("ReadOnlySpan<char> text = key.Trim(); Monitor.Exit(_gate); return text.ToString();")]
    [InlineData("string Twice(int n) => key + n; var n = _map[key]; Monitor.Exit(_gate); return Twice(n);")]
    public Task No_fix_for_what_can_neither_go_along_nor_be_declared_before(string body) =>
        Rule.ReportsWithoutFix(Class($"    public string Read(string key) {{ [|Monitor.Enter(_gate)|]; {body} }}"));

    [Fact]
    public Task A_try_that_begins_too_late_begins_sooner() => Left.FixAll(Class("""
            public bool Forget(string key)
            {
                [|Monitor.Enter(_gate)|];

                // Nothing to forget.
                if (_map.Count == 0)
                    return false;

                try
                {
                    return _map.Remove(key);
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        """), Class("""
            public bool Forget(string key)
            {
                Monitor.Enter(_gate);
                try
                {
                    // Nothing to forget.
                    if (_map.Count == 0)
                        return false;

                    return _map.Remove(key);
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        """));

    [Fact]
    public Task A_handler_gets_nothing_more_to_handle() => Rule.Fixes(Class("""
            public int Load(string path)
            {
                [|_rw.EnterWriteLock()|];
                var name = Path.GetFileName(path);
                try
                {
                    _map[name] = File.ReadAllBytes(path).Length;
                }
                catch (ArgumentException)
                {
                    _map.Clear();
                }
                finally
                {
                    _rw.ExitWriteLock();
                }

                return name.Length;
            }
        """), Class("""
            public int Load(string path)
            {
                string name;
                _rw.EnterWriteLock();
                try
                {
                    name = Path.GetFileName(path);
                    try
                    {
                        _map[name] = File.ReadAllBytes(path).Length;
                    }
                    catch (ArgumentException)
                    {
                        _map.Clear();
                    }
                }
                finally
                {
                    _rw.ExitWriteLock();
                }

                return name.Length;
            }
        """));
}
