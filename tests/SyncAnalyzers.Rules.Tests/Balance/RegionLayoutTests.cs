using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using static RegionFixTests;
using Rule = Verify<HeldAtThrowAnalyzer, ReleaseInFinallyFix>;

/// <summary>Statements that get a block of their own are written as they were, and the block as blocks are around.</summary>
public sealed class RegionLayoutTests
{
    [Fact]
    public Task Everything_inside_stays_as_it_was_written() => Rule.Fixes(Class("""
        	public int Count(string key)
        	{
        		[|_rw.EnterWriteLock()|];
        		int a      = _map[key],
        		    b      = 2;
        		_map["a"]  = a;	// kept

        		/* as
        		   aligned */
        		_map["bc"] = b;     // as that
        		var text = @"x
          y";
        		_map[text] = (from x in _map
        		              where x.Value > a
        		              select x).Count();
        		_rw.ExitWriteLock(); // and out
        		return 1;
        	}
        """), Class("""
        	public int Count(string key)
        	{
        		_rw.EnterWriteLock();
        		try
        		{
        			int a      = _map[key],
        			    b      = 2;
        			_map["a"]  = a;	// kept

        			/* as
        			   aligned */
        			_map["bc"] = b;     // as that
        			var text = @"x
          y";
        			_map[text] = (from x in _map
        			              where x.Value > a
        			              select x).Count();
        		}
        		finally
        		{
        			_rw.ExitWriteLock(); // and out
        		}

        		return 1;
        	}
        """));

    [Fact]
    public Task Braces_stand_where_they_stand_around() => Rule.FixAll(Class("""
          public int Count(string key) {
            [|Monitor.Enter(_gate)|]; // one at a time
            if (key.Length == 0) {
              _map.Clear();
            } else {
              _map[key] = int.Parse(key);
            }
            // Done.
            Monitor.Exit(_gate);

            [|_rw.EnterWriteLock()|];
            _map.Add(key, 1);
            _rw.ExitWriteLock();
            return 1;
          }
        """), Class("""
          public int Count(string key) {
            lock (_gate) { // one at a time
              if (key.Length == 0) {
                _map.Clear();
              } else {
                _map[key] = int.Parse(key);
              }
              // Done.
            }

            _rw.EnterWriteLock();
            try {
              _map.Add(key, 1);
            } finally {
              _rw.ExitWriteLock();
            }

            return 1;
          }
        """));

    [Fact]
    public Task Lines_end_as_they_ended() => Rule.FixAll(Class("""
            public int Find(string key)
            {
                [|_rw.EnterReadLock()|];
                var found = _map[key];
                _rw.ExitReadLock();
                Console.WriteLine();
                return found;
            }
        """).ReplaceLineEndings("\r\n"), Class("""
            public int Find(string key)
            {
                int found;
                _rw.EnterReadLock();
                try
                {
                    found = _map[key];
                }
                finally
                {
                    _rw.ExitReadLock();
                }

                Console.WriteLine();
                return found;
            }
        """));
}
