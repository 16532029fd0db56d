namespace SyncAnalyzers.Rules.Tests.Balance;

/// <summary>Leases of attempts, which stand for nothing where the lock was not free: what all rules together say of them.</summary>
public sealed class TriedLeaseTests
{
    [Theory]
    [InlineData("if (_gate.TryEnterScope(out var scope)) using (scope) Work();")]
    [InlineData("if (_gate.TryEnterScope(_soon, out var scope)) { using (scope) Work(); } else Console.WriteLine();")]
    [InlineData("if (!_gate.TryEnterScope(out var scope)) return; using (scope) Work();")]
    [InlineData("if (!_gate.TryEnterScope(_soon, out Scope scope)) throw new TimeoutException(); try { Work(); } finally { scope.Dispose(); }")]
    [InlineData("var entered = _gate.TryEnterScope(_soon, out var scope); try { if (entered) Work(); } finally { scope.Dispose(); }")]
    [InlineData("var entered = _gate.TryEnterScope(_soon, out var scope); if (entered) { try { Work(); } finally { scope.Dispose(); } }")]
    [InlineData("var entered = _gate.TryEnterScope(_soon, out var scope); try { if (entered) Work(); } finally { if (entered) scope.Dispose(); }")]
    [InlineData("_gate.TryEnterScope(_soon, out var scope); using (scope) { if (scope.IsHeld) Work(); }")]
    [InlineData("Scope scope = default; try { if (!_gate.TryEnterScope(_soon, out scope)) return; Work(); } finally { scope.Dispose(); }")]
    [InlineData("Scope scope; while (!_gate.TryEnterScope(_soon, out scope)) Console.WriteLine(); using (scope) Work();")]
    [InlineData("using var held = _gate.TryEnterScope(out var scope) ? scope : default; if (held.IsHeld) Work();")]
    [InlineData("if (_gate.TryEnterScope(Timeout.InfiniteTimeSpan, out var scope)) using (scope) Work();")]
    [InlineData("_gate.TryEnterScope(Timeout.InfiniteTimeSpan, out var scope); using (scope) Work();")]
    [InlineData("if (_gate.TryEnterScope(out var scope)) { scope.Dispose(); Console.WriteLine(); }")]
    [InlineData("if (_gate.TryEnterScope(out var outer)) using (outer) if (_other.TryEnterScope(out var inner)) using (inner) Work();")]
    [InlineData("if (flag && _gate.TryEnterScope(out var scope)) using (scope) Work();")]
    [InlineData("for (var i = 0; i < 3; i++) { if (!_gate.TryEnterScope(out var scope)) continue; using (scope) Work(); }")]
    [InlineData("switch (flag) { case true when _gate.TryEnterScope(out var scope): using (scope) Work(); break; default: Console.WriteLine(); break; }")]
    [InlineData("if (_ticket.TryEnterScope(out var scope)) using (scope) Work();")]
    [InlineData("if (_nested.TryEnterScope(_soon, out var scope)) using (scope) Work();")]
    [InlineData("if (_rw.TryEnterReadScope(_soon, out var scope)) using (scope) Work();")]
    [InlineData("if (!_rw.TryEnterWriteScope(_soon, out var scope)) return; using (scope) Work();")]
    [InlineData("if (_keyed.TryEnterScope(\"a\", _soon, out var scope)) using (scope) Work();")]
    [InlineData("if (_striped.TryEnterScope(\"a\", _soon, out var scope)) using (scope) Work();")]
    [InlineData("if (_slots.TryAcquireScope(_soon, out var permit)) using (permit) Work();")]
    [InlineData("if (!_slots.TryAcquireScope(_soon, out Lease permit)) return; try { Work(); } finally { permit.Dispose(); }")]
    [InlineData("Lease permit = default; try { if (_slots.TryAcquireScope(_soon, out permit)) Work(); } finally { permit.Dispose(); }")]
    [InlineData("if (Enter(out var scope)) using (scope) Work();")]
    [InlineData("if (!EnterAndCount(out var scope)) return; using (scope) Work();")]
    [InlineData("if (Take(out var permit)) using (permit) Work();")]
    public async Task A_scope_that_a_try_gives_out_is_left_again(string body) => Assert.Empty(await Told(Method("void", body)));

    [Theory]
    [InlineData("using var lease = await _gate.TryEnterScopeAsync(_soon, token); if (!lease.IsHeld) return; Work();")]
    [InlineData("using (var lease = await _gate.TryEnterScopeAsync(_soon).ConfigureAwait(false)) if (lease.IsHeld) Work();")]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); if (!lease.IsHeld) throw new TimeoutException(); try { await Task.Yield(); Work(); } finally { lease.Dispose(); }")]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); if (lease.IsHeld) { try { Work(); } finally { lease.Release(); } }")]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); try { if (lease.IsHeld) Work(); } finally { lease.Dispose(); }")]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); try { if (lease.IsHeld) Work(); } finally { if (lease.IsHeld) lease.Release(); }")]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); var held = lease.IsHeld; try { if (held) Work(); } finally { if (held) lease.Release(); }")]
    [InlineData("Lease lease = default; try { lease = await _gate.TryEnterScopeAsync(_soon, token); if (lease.IsHeld == false) return; Work(); } finally { lease.Dispose(); }")]
    [InlineData("using var lease = await _gate.TryEnterScopeAsync(Timeout.InfiniteTimeSpan, token); Work();")]
    [InlineData("using var lease = await _gate.TryEnterScopeAsync(_soon, token); System.Diagnostics.Debug.Assert(lease.IsHeld); Work();")]
    [InlineData("using var lease = await _gate.TryEnterScopeAsync(_soon, token); Check(lease.IsHeld); Work();")]
    [InlineData("using var lease = await _gate.TryEnterScopeAsync(_soon, token); return;")]
    [InlineData("using (var lease = await _gate.TryEnterScopeAsync(_soon, token)) if (lease.IsHeld) { Work(); return; } using (await _gate.EnterScopeAsync(token)) Work();")]
    [InlineData("using var lease = await _rw.TryEnterReadScopeAsync(_soon, token); if (!lease.IsHeld) return; Work();")]
    [InlineData("using var lease = await _rw.TryEnterWriteScopeAsync(_soon, token); if (!lease.IsHeld) return; Work();")]
    [InlineData("using var lease = await _keyed.TryEnterScopeAsync(\"a\", _soon, token); if (!lease.IsHeld) return; Work();")]
    [InlineData("using var permit = await _slots.TryAcquireScopeAsync(_soon, token); if (!permit.IsHeld) return; Work();")]
    [InlineData("using var permit = await _slots.TryAcquireScopeAsync(TimeSpan.Zero, token); if (permit.IsHeld) { await Task.Yield(); Work(); }")]
    [InlineData("using (await LaterAsync()) Work(); using (await LaterAsync()) Work();")]
    [InlineData("using var lease = await SoonAsync(); if (lease.IsHeld) Work();")]
    [InlineData("var lease = await _gate.EnterScopeAsync(token); try { Work(); } finally { if (lease.IsHeld) lease.Dispose(); }")]
    [InlineData("var lease = await _gate.EnterScopeAsync(token); try { Work(); } finally { lease.Release(); }")]
    [InlineData("Lease lease = default; if (flag) lease = await _gate.EnterScopeAsync(token); try { Work(); } finally { if (lease.IsHeld) lease.Dispose(); }")]
    [InlineData("var permit = await _slots.AcquireScopeAsync(token); try { Work(); } finally { permit.Release(); }")]
    [InlineData("using var reader = await _rw.EnterUpgradeableScopeAsync(token); using var writer = await reader.UpgradeAsync(token); Work();")]
    public async Task A_lease_that_a_try_returns_is_disposed(string body) => Assert.Empty(await Told(Method("async Task", body)));

    /// <summary>Whether such a lease has been disposed nobody can say, so nobody says that its lock is held.</summary>
    [Theory]
    [InlineData("var lease = await _gate.EnterScopeAsync(token); Work(); lease.Dispose(); lease = await _gate.EnterScopeAsync(token); Work(); lease.Dispose();")]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); if (!lease.IsHeld) return; lease.Dispose(); lease = await _gate.EnterScopeAsync(token); Work(); lease.Dispose();")]
    [InlineData("Pass(await _gate.EnterScopeAsync(token)); using (await _gate.EnterScopeAsync(token)) Work();")]
    [InlineData("_kept = await _gate.EnterScopeAsync(token); _kept.Dispose(); using (await _gate.EnterScopeAsync(token)) Work();")]
    [InlineData("_kept = await _gate.EnterScopeAsync(token); Close(); using (await _gate.EnterScopeAsync(token)) Work();")]
    [InlineData("if (!(await _gate.TryEnterScopeAsync(_soon, token) is { IsHeld: true } lease)) return; lease.Dispose(); using (await _gate.EnterScopeAsync(token)) Work();")]
    [InlineData("var leases = new[] { await _gate.EnterScopeAsync(token) }; leases[0].Dispose(); using (await _gate.EnterScopeAsync(token)) Work();")]
    [InlineData("var (lease, n) = (await _gate.EnterScopeAsync(token), 1); lease.Dispose(); using (await _gate.EnterScopeAsync(token)) Work();")]
    [InlineData("var lease = await _gate.EnterScopeAsync(token); await Task.Run(() => lease.Dispose()); using (await _gate.EnterScopeAsync(token)) Work();")]
    [InlineData("var lease = await _gate.EnterScopeAsync(token); var copy = lease; copy.Dispose(); using (await _gate.EnterScopeAsync(token)) Work();")]
    public async Task A_lease_that_is_out_of_sight_holds_nothing_for_sure(string body) => Assert.Empty(await Told(Method("async Task", body)));

    [Theory]
    [InlineData("Scope scope; if (!_gate.TryEnterScope(out scope)) return; scope.Dispose(); if (!_gate.TryEnterScope(_soon, out scope)) return; scope.Dispose(); using (_gate.EnterScope()) Work();")]
    [InlineData("if (!_slots.TryAcquireScope(_soon, out _kept)) return; _kept.Dispose(); using (_slots.AcquireScope()) Work();")]
    [InlineData("if (!Refuse(out var scope)) return; scope.Dispose(); using (_gate.EnterScope()) Work();")]
    [InlineData("using (_gate.EnterScope()) Work(); if (!Refuse(out var scope)) return; using (scope) Work();")]
    [InlineData("bool Local(out Scope inner) => _gate.TryEnterScope(out inner); if (Local(out var scope)) using (scope) Work(); Locked();")]
    public async Task A_scope_that_is_out_of_sight_holds_nothing_for_sure(string body) => Assert.Empty(await Told(Method("void", body)));

    [Theory]
    [InlineData("_gate.TryEnterScopeAsync(_soon, token)")]
    [InlineData("_keyed.TryEnterScopeAsync(\"a\", _soon, token)")]
    [InlineData("_rw.TryEnterReadScopeAsync(_soon, token)")]
    [InlineData("_slots.TryAcquireScopeAsync(_soon, token)")]
    public async Task A_lease_that_is_handed_on_says_nothing(string attempt)
    {
        Assert.Empty(await Told(Method("async Task", $"_kept = await {attempt}; Work();")));
        Assert.Empty(await Told(Method("async Task", $"Pass(await {attempt}); Work();")));
        Assert.Empty(await Told(Method("async Task", $"var lease = await {attempt}; if (!lease.IsHeld) return; _all.Add(lease); Work();")));
        Assert.Empty(await Told(Method("async Task<Lease>", $"var lease = await {attempt}; Work(); return lease;")));
        Assert.Empty(await Told(Method("async Task<Lease?>", $"var lease = await {attempt}; return lease.IsHeld ? lease : null;")));
        Assert.Empty(await Told(Method("LeaseAwaitable", $"return {attempt};")));
        Assert.Empty(await Told(Method("async Task", $"var lease = await {attempt}; _ = Task.Run(() => {{ Work(); lease.Dispose(); }});")));
        Assert.Empty(await Told(Method("async Task", $"if (await {attempt} is {{ IsHeld: true }} lease) using (lease) Work();")));
    }

    [Theory]
    [InlineData("bool", "return _slots.TryAcquireScope(_soon, out _kept);")]
    [InlineData("void", "if (_slots.TryAcquireScope(_soon, out _kept)) Work();")]
    [InlineData("void", "if (_slots.TryAcquireScope(_soon, out var permit)) _all.Add(permit);")]
    [InlineData("void", "if (_slots.TryAcquireScope(_soon, out var permit)) { Pass(permit); Work(); }")]
    [InlineData("Lease", "_slots.TryAcquireScope(_soon, out var permit); Work(); return permit;")]
    [InlineData("Lease?", "return _slots.TryAcquireScope(_soon, out var permit) ? permit : null;")]
    [InlineData("Scope", "return _gate.TryEnterScope(out var scope) ? scope : default;")]
    public async Task A_lease_that_is_received_and_handed_on_says_nothing(string type, string body) => Assert.Empty(await Told(Method(type, body)));

    [Theory]
    [InlineData("_gate.TryEnterScope(out _); Work();")]
    [InlineData("_ = _gate.TryEnterScope(_soon, out var _); Work();")]
    [InlineData("if (_gate.TryEnterScope(out _)) Work();")]
    [InlineData("if (_gate.TryEnterScope(out var scope)) { Work(); Console.WriteLine(scope.IsHeld); }")]
    [InlineData("if (!_ticket.TryEnterScope(out var scope)) return; Work();")]
    [InlineData("if (_rw.TryEnterWriteScope(_soon, out Scope scope)) Work();")]
    [InlineData("if (_keyed.TryEnterScope(\"a\", _soon, out var scope)) Work();")]
    [InlineData("if (_slots.TryAcquireScope(_soon, out _)) Work();")]
    [InlineData("_slots.TryAcquireScope(_soon, out var permit); Work();")]
    [InlineData("if (Enter(out _)) Work();")]
    public async Task A_scope_that_a_try_gives_out_is_dropped(string body) => Assert.Equal(["SYNC2012"], await Told(Method("void", body)));

    [Theory]
    [InlineData("bool Grab() { if (!_gate.TryEnterScope(_soon, out var scope)) return false; Work(); return true; } public void Run() { if (Grab()) Work(); }")]
    [InlineData("void Grab() { var scope = _gate.EnterScope(); Work(); } public void Run() { Grab(); Work(); }")]
    [InlineData("void Grab() { _slots.AcquireScope(); Work(); } public void Run() { Grab(); Work(); }")]
    public async Task A_lease_that_is_dropped_is_told_once_and_not_of_the_callers(string members) => Assert.Equal(["SYNC2012"], await Told(members));

    [Theory]
    [InlineData("await _gate.TryEnterScopeAsync(_soon, token); Work();")]
    [InlineData("_ = await _rw.TryEnterReadScopeAsync(_soon, token); Work();")]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); if (!lease.IsHeld) return; Work();")]
    [InlineData("await _slots.TryAcquireScopeAsync(_soon, token); Work();")]
    [InlineData("var permit = await _slots.TryAcquireScopeAsync(_soon, token); if (permit.IsHeld) Work();")]
    public async Task A_lease_that_a_try_returns_is_dropped(string body) => Assert.Equal(["SYNC2012"], await Told(Method("async Task", body)));

    [Theory]
    [InlineData("if (!_gate.TryEnterScope(out var scope)) return; if (flag) return; Work(); scope.Dispose();", "SYNC2001")]
    [InlineData("if (_gate.TryEnterScope(out var scope) && _other.TryEnterScope(out var inner)) { inner.Dispose(); scope.Dispose(); }", "SYNC2001")]
    [InlineData("Scope scope; while (!_gate.TryEnterScope(_soon, out scope)) Console.WriteLine(); if (flag) scope.Dispose();", "SYNC2001")]
    [InlineData("if (!EnterAndCount(out var scope)) return; if (flag) return; Work(); scope.Dispose();", "SYNC2001")]
    [InlineData("if (_gate.TryEnterScope(_soon, out var scope)) { Work(); scope.Dispose(); }", "SYNC2002")]
    [InlineData("var entered = _gate.TryEnterScope(_soon, out var scope); if (entered) Work(); scope.Dispose();", "SYNC2002")]
    [InlineData("if (_rw.TryEnterReadScope(_soon, out var scope)) { Work(); scope.Dispose(); }", "SYNC2002")]
    [InlineData("if (!_slots.TryAcquireScope(_soon, out var permit)) return; if (flag) return; permit.Dispose();", "SYNC4001")]
    [InlineData("if (_slots.TryAcquireScope(_soon, out var permit)) { Work(); permit.Release(); }", "SYNC4001")]
    public async Task A_scope_that_a_try_gives_out_is_kept_on_some_way(string body, string rule) => Assert.Equal([rule], await Told(Method("void", body)));

    [Theory]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); if (!lease.IsHeld || flag) return; Work(); lease.Dispose();", "SYNC2001")]
    [InlineData("var lease = await SoonAsync(); if (!lease.IsHeld || flag) return; Work(); lease.Dispose();", "SYNC2001")]
    [InlineData("var lease = await _gate.TryEnterScopeAsync(_soon, token); if (lease.IsHeld) { await Task.Yield(); lease.Release(); }", "SYNC2002")]
    [InlineData("var lease = await _gate.EnterScopeAsync(token); Work(); lease.Release();", "SYNC2002")]
    [InlineData("var permit = await _slots.TryAcquireScopeAsync(_soon, token); if (!permit.IsHeld) return; Work(); permit.Dispose();", "SYNC4001")]
    public async Task A_lease_that_a_try_returns_is_kept_on_some_way(string body, string rule) => Assert.Equal([rule], await Told(Method("async Task", body)));

    [Theory]
    [InlineData("_gate.TryEnterScope(_soon, out var scope); using (scope) Work();", "SYNC2007")]
    [InlineData("var entered = _gate.TryEnterScope(_soon, out var scope); if (!entered) Console.WriteLine(); using (scope) Work();", "SYNC2007")]
    [InlineData("_ = _rw.TryEnterWriteScope(_soon, out var scope); try { Work(); } finally { scope.Dispose(); }", "SYNC2007")]
    [InlineData("EnterAndCount(out var scope); using (scope) Work();", "SYNC2007")]
    [InlineData("_slots.TryAcquireScope(_soon, out var permit); using (permit) Work();", "SYNC4003")]
    [InlineData("_slots.TryAcquireScope(_soon, out var permit); try { Work(); } finally { permit.Dispose(); }", "SYNC4003")]
    public async Task What_a_try_guards_runs_without_it(string body, string rule) => Assert.Equal([rule], await Told(Method("void", body)));

    [Theory]
    [InlineData("using var lease = await _gate.TryEnterScopeAsync(_soon, token); Work();", "SYNC2007")]
    [InlineData("using (await _rw.TryEnterReadScopeAsync(_soon, token)) Work();", "SYNC2007")]
    [InlineData("var lease = await _keyed.TryEnterScopeAsync(\"a\", _soon, token); try { Work(); } finally { lease.Dispose(); }", "SYNC2007")]
    [InlineData("using var lease = await SoonAsync(); Work();", "SYNC2007")]
    [InlineData("using var permit = await _slots.TryAcquireScopeAsync(_soon, token); Work();", "SYNC4003")]
    [InlineData("using (await _slots.TryAcquireScopeAsync(_soon, token)) Work();", "SYNC4003")]
    [InlineData("_slots.TryAcquireScopeAsync(_soon, token); await Task.Yield();", "SYNC4006")]
    public async Task What_an_asynchronous_try_guards_runs_without_it(string body, string rule) => Assert.Equal([rule], await Told(Method("async Task", body)));

    [Theory]
    [InlineData("if (_gate.TryEnterScope(out var scope)) using (scope) { using (_gate.EnterScope()) Work(); }", "SYNC1004")]
    [InlineData("if (!_gate.TryEnterScope(_soon, out var scope)) return; using (scope) Locked();", "SYNC1004")]
    [InlineData("using var lease = _gate.TryEnterScopeAsync(_soon).GetAwaiter().GetResult(); if (!lease.IsHeld) return; Locked();", "SYNC1004")]
    [InlineData("if (_gate.TryEnterScope(out var scope)) using (scope) { if (_gate.TryEnterScope(_soon, out var inner)) inner.Dispose(); }", null)]
    [InlineData("if (_nested.TryEnterScope(_soon, out var scope)) using (scope) using (_nested.EnterScope()) Work();", null)]
    [InlineData("if (_gate.TryEnterScope(out var scope)) { scope.Dispose(); Locked(); }", null)]
    [InlineData("if (_gate.TryEnterScope(out var scope)) using (scope) Work(); else Locked();", null)]
    [InlineData("if (!_gate.TryEnterScope(out var scope)) { Locked(); return; } using (scope) Work();", null)]
    public async Task What_is_entered_again_inside(string body, string? rule) => Assert.Equal(rule is null ? [] : [rule], await Told(Method("void", body)));

    /// <summary>Who tries cannot wait for ever, so no circle goes through what is tried; through what is waited for while it is held, one does.</summary>
    [Theory]
    [InlineData("if (_gate.TryEnterScope(_soon, out var a)) using (a) using (_other.EnterScope()) Work();", "using (_other.EnterScope()) using (_gate.EnterScope()) Work();", true)]
    [InlineData("if (_gate.TryEnterScope(out var a)) using (a) using (_other.EnterScope()) Work();", "if (_other.TryEnterScope(out var a)) using (a) using (_gate.EnterScope()) Work();", true)]
    [InlineData("if (_gate.TryEnterScope(_soon, out var a)) using (a) using (_other.EnterScope()) Work();", "using (_other.EnterScope()) if (_gate.TryEnterScope(_soon, out var b)) using (b) Work();", false)]
    [InlineData("using (_gate.EnterScope()) using (_other.EnterScope()) Work();", "using (_other.EnterScope()) if (_gate.TryEnterScope(out var b)) using (b) Work();", false)]
    [InlineData("if (!_gate.TryEnterScope(out var a)) return; a.Dispose(); using (_other.EnterScope()) Work();", "using (_other.EnterScope()) using (_gate.EnterScope()) Work();", false)]
    [InlineData("if (!_gate.TryEnterScope(out var a)) using (_other.EnterScope()) Work(); else a.Dispose();", "using (_other.EnterScope()) using (_gate.EnterScope()) Work();", false)]
    public async Task What_is_tried_has_its_place_in_the_order(string one, string other, bool isCircle) => Assert.Equal(
        isCircle ? ["SYNC1001", "SYNC1001"] : [], await Told(Method("void", one) + $"public void N() {{ {other} }}"));

    [Fact]
    public async Task What_waits_inside_waits_under_the_lock() => Assert.Equal(["SYNC1006"], await Told(Method(
        "void", "if (_gate.TryEnterScope(out var scope)) using (scope) Task.Run(Locked).Wait();")));

    [Fact]
    public async Task A_second_permit_is_waited_for_with_the_first_in_hand() => Assert.Equal(["SYNC4010"], await Told(Method(
        "void", "if (_slots.TryAcquireScope(_soon, out var permit)) using (permit) using (_slots.AcquireScope()) Work();")));

    [Fact]
    public async Task To_try_again_and_again_is_to_spin() => Assert.Equal(["SYNC3002"], await Told(Method(
        "void", "Scope scope; while (!_gate.TryEnterScope(out scope)) { } using (scope) Work();")));

    [Theory]
    [InlineData("if (_own.TryGrab(out var lease)) using (lease) Work();", null)]
    [InlineData("if (!_own.TryGrab(out var lease)) return; Work(); lease!.Dispose();", "SYNC2002")]
    [InlineData("if (_own.TryGrab(out _)) Work();", "SYNC2012")]
    [InlineData("_own.TryGrab(out var lease); try { Work(); } finally { lease?.Dispose(); }", "SYNC2007")]
    [InlineData("_own.TryGrab(out var lease); if (lease is null) return; using (lease) Work();", null)]
    [InlineData("_own.TryGrab(out var lease); try { if (lease != null) Work(); } finally { lease?.Dispose(); }", null)]
    public async Task Locks_that_the_user_declares_give_such_leases_too(string body, string? rule) => Assert.Equal(rule is null ? [] : [rule], await Told(Method("void", body)));

    [Theory]
    [InlineData("public bool Again(out Scope scope) { if (!_gate.TryEnterScope(_soon, out scope)) return false; if (_count > 3) { scope.Dispose(); scope = default; Locked(); return false; } return true; }")]
    [InlineData("public async Task<bool> Retry() { for (var i = 0; i < 3; i++) { using var lease = await _gate.TryEnterScopeAsync(_soon); if (!lease.IsHeld) continue; Work(); return true; } using var last = await _gate.EnterScopeAsync(); return false; }")]
    [InlineData("public bool Until() { while (true) { if (_gate.TryEnterScope(_soon, out var scope)) { using (scope) Work(); break; } } Locked(); return true; }")]
    [InlineData("public bool Both() { if (!_gate.TryEnterScope(_soon, out var x)) return false; using (x) { if (!_other.TryEnterScope(_soon, out var y)) return false; using (y) Work(); } return true; }")]
    [InlineData("public async IAsyncEnumerable<int> Items() { using var lease = await _gate.TryEnterScopeAsync(_soon); if (!lease.IsHeld) yield break; for (var i = 0; i < 3; i++) yield return i; }")]
    [InlineData("public async Task Choose(bool flag) { using var lease = flag ? await _gate.TryEnterScopeAsync(_soon) : default; if (lease.IsHeld) Work(); }")]
    [InlineData("public async Task Choose(bool flag) { Lease? other = null; if (flag) other = await _other.TryEnterScopeAsync(_soon); try { Work(); } finally { other?.Dispose(); } }")]
    [InlineData("public async Task<bool> Start() { _kept = await _gate.TryEnterScopeAsync(_soon); if (!_kept.IsHeld) return false; Work(); return true; }")]
    [InlineData("public (bool, Lease) Pair() { var taken = _slots.TryAcquireScope(_soon, out var permit); return (taken, permit); }")]
    [InlineData("public async Task Choose(bool flag) { Lease? other = null; if (flag) other = await _other.TryEnterScopeAsync(_soon); try { Work(); } finally { if (other.HasValue) other.Value.Dispose(); } }")]
    [InlineData("public async Task Later() { var task = _gate.EnterScopeAsync().AsTask(); Work(); using (await task) Work(); Locked(); }")]
    [InlineData("public async Task Later() { var task = _gate.EnterScopeAsync().AsTask(); await task; using (task.Result) Work(); Locked(); }")]
    [InlineData("public async Task Later() { var task = _gate.EnterScopeAsync().AsTask(); await task.ContinueWith(entered => entered.Result.Dispose()); Locked(); }")]
    public async Task Ways_that_people_write_it(string members) => Assert.Empty(await Told(members));

    private static string Method(string type, string body) => $"public {type} M(bool flag, CancellationToken token) {{ {body} }}";

    private static async Task<IEnumerable<string>> Told(string members) =>
        (await TestProject.Analyze(TestProject.Create(In(members)), [.. Repository.Analyzers])).Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.Id).Order(StringComparer.Ordinal);

    private static Scenario In(string members) => WithLibrary(
        $$"""
        #nullable enable
        #pragma warning disable CS4014
        using SyncPrimitives;

        public class Own
        {
            [AcquiresLock("this")] public bool TryGrab(out IDisposable? lease) { lease = null; return Environment.TickCount > 0; }
        }

        public class C
        {
            private readonly TimeSpan _soon = TimeSpan.FromSeconds(1);
            private readonly AsyncMutex _gate = new();
            private readonly AsyncMutex _other = new();
            private readonly TicketLock _ticket = new();
            private readonly RecursiveMutex _nested = new();
            private readonly AsyncReaderWriterLock _rw = new();
            private readonly KeyedMutex<string> _keyed = new();
            private readonly StripedMutex<string> _striped = new();
            private readonly CountingSemaphore _slots = new(4);
            private readonly Own _own = new();
            private readonly List<Lease> _all = [];
            private Lease _kept;
            private int _count;

            private static void Work() => Console.WriteLine();
            private static void Check(bool holds) { if (!holds) throw new InvalidOperationException(); }
            private static void Pass(Lease lease) => lease.Dispose();
            private void Locked() { using (_gate.EnterScope()) Work(); }
            private bool Enter(out Scope scope) => _ticket.TryEnterScope(out scope);
            private bool EnterAndCount(out Scope scope)
            {
                if (!_other.TryEnterScope(_soon, out scope)) return false;
                _count++;
                return true;
            }
            private bool Refuse(out Scope scope)
            {
                if (!_gate.TryEnterScope(_soon, out scope)) return false;
                if (_count > 3) { scope.Dispose(); scope = default; return false; }
                return true;
            }
            private bool Take(out Lease permit) => _slots.TryAcquireScope(_soon, out permit);
            private LeaseAwaitable LaterAsync() => _gate.EnterScopeAsync();
            private async Task<Lease> SoonAsync() => await _gate.TryEnterScopeAsync(_soon);
            public void Close() => _kept.Dispose();
            {{members}}
        }
        """);
}
