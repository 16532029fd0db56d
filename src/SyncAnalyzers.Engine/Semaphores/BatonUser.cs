using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>What one function does with a mutex that may be handed on, and with the signals for that.</summary>
internal sealed class BatonUser(SyncModel model, CodeBody body, PermitTrace trace, AccessPath mutex)
{
    private readonly BlockReach _reach = new(trace.Function.Scope.Graph);
    private IReadOnlyCollection<SyntaxNode>? _takes;
    private IReadOnlyCollection<SyntaxNode>? _gives;

    /// <summary>The waits for semaphores that start at 0.</summary>
    public IEnumerable<(AccessPath Signal, SyntaxNode Syntax)> Waits => trace.Events.Where(e => e.IsAcquire && IsSignal(e)).Select(e => (trace.Flow.Locks[e.Lock].Path, e.Syntax));

    /// <summary>The signals that are waited for without the mutex, which is given back afterwards and not taken in between.</summary>
    public IEnumerable<AccessPath> Received => Waits
        .Where(wait => GivesOf(mutex).Any(give => IsReached(wait.Syntax, give)) && IsWithout(wait.Syntax))
        .Select(wait => wait.Signal);

    private IReadOnlyCollection<SyntaxNode> Takes => _takes ??= Events(mutex, isAcquire: true);

    private IReadOnlyCollection<SyntaxNode> Gives => _gives ??= Events(mutex, isAcquire: false);

    public static IEnumerable<BatonUser> In(SyncModel model, CodeBody body, AccessPath mutex) =>
        model.FlowsOf(body).Select(model.Semaphores.TraceOf).OfType<PermitTrace>().Select(trace => new BatonUser(model, body, trace, mutex));

    /// <summary>One object may name it otherwise than another.</summary>
    public static bool IsSame(AccessPath one, AccessPath other) => one.Equals(other) || (one.Class is not null && one.Class == other.Class);

    /// <summary>The signal is given while the mutex is held, and the function goes on to its end, its next turn or its next wait without giving the mutex back.</summary>
    public bool HandsOn(AccessPath signal) => Events(signal, isAcquire: false).Except(Gives).Any(give => IsHeld(give) && Keeps(give))
        || CallsThatGive(signal).Any(call => IsHeld(call.Syntax) && Keeps(call.Syntax) && In(model, call.Callee, mutex).Any(callee => callee.HandsOnForCaller(signal)));

    /// <summary>Where a signal is given and the mutex is not, on the spot.</summary>
    public IEnumerable<SyntaxNode> SignalsOf(AccessPath signal) => GivesOf(signal).Except(Gives);

    /// <summary>Some way leads from the one to the other on which the mutex is neither taken nor given back.</summary>
    public bool IsReached(SyntaxNode from, SyntaxNode to) => _reach.CanReach(from, to, [.. Takes.Concat(Gives).Where(node => node != to)]);

    /// <summary>Where permits of a semaphore are given: here, or in a method that is called.</summary>
    private IEnumerable<SyntaxNode> GivesOf(AccessPath semaphore) => Events(semaphore, isAcquire: false).Concat(CallsThatGive(semaphore).Select(call => call.Syntax));

    private bool HandsOnForCaller(AccessPath signal) => Events(signal, isAcquire: false).Any(give => _reach.CanReachRound([.. Gives], give) && Keeps(give));

    private bool IsHeld(SyntaxNode node) => Takes.Any(take => IsReached(take, node));

    private bool IsWithout(SyntaxNode wait) => _reach.CanReachRound([.. Takes], wait) || Gives.Any(give => IsReached(give, wait)) || HandsOnBefore(wait);

    /// <summary>Who has signalled another waiter may wait in his turn for the mutex to come back, as in a monitor of Hoare's.</summary>
    private bool HandsOnBefore(SyntaxNode wait) => trace.Events.Any(e => !e.IsAcquire && IsSignal(e) && IsReached(e.Syntax, wait));

    private bool IsSignal(PermitEvent e) => trace.Flow.Locks[e.Lock].Path is var path && !IsSame(path, mutex)
        && model.Semaphores.ProfileOf(body, path).Creations is { IsEmpty: false } creations && creations.All(creation => creation.Initial == 0);

    private bool Keeps(SyntaxNode give) => _reach.CanLeave(give, Gives)
        || Takes.Concat(Waits.Select(wait => wait.Syntax)).Any(next => _reach.CanReach(give, next, Gives));

    private IReadOnlyCollection<SyntaxNode> Events(AccessPath semaphore, bool isAcquire) =>
        [.. trace.Events.Where(e => e.IsAcquire == isAcquire && IsSame(trace.Flow.Locks[e.Lock].Path, semaphore)).Select(e => e.Syntax)];

    /// <summary>Calls of methods that give permits, on some way or on all.</summary>
    private IEnumerable<(SyntaxNode Syntax, CodeBody Callee)> CallsThatGive(AccessPath semaphore)
    {
        var givers = model.Semaphores.ProfileOf(body, semaphore).Uses.Where(use => use.Releases && use.Body != body).Select(use => use.Body).ToList();
        foreach (var call in BlockOperations.Of(trace.Function.Scope.Graph!).SelectMany(operation => operation.DescendantsAndSelf()).OfType<IInvocationOperation>())
        {
            if (givers.Find(giver => SymbolEqualityComparer.Default.Equals(giver.Symbol, call.TargetMethod.OriginalDefinition)) is { } callee)
                yield return (call.Syntax, callee);
        }
    }
}
