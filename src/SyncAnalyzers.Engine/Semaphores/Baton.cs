using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Passing the baton: who holds the mutex signals somebody who waits and keeps it, and whoever was woken gives it back for him.</summary>
/// <remarks>Sources: Andrews, "Foundations of Multithreaded, Parallel, and Distributed Programming", 2000, section 4.4; Downey, "The Little Book of Semaphores", 2016, section 5.6.</remarks>
public static class Baton
{
    /// <summary>The calls behind <paramref name="acquire"/> after which the permit taken there may be another's: signals with which this semaphore is handed on.</summary>
    public static IEnumerable<SyntaxNode> SignalsBehind(SyncModel model, CodeBody body, PermitTrace trace, PermitEvent acquire)
    {
        var mutex = trace.Flow.Locks[acquire.Lock].Path;
        var user = new BatonUser(model, body, trace, mutex);
        return SignalsOf(model, body, mutex).SelectMany(user.SignalsOf).Where(signal => user.IsReached(acquire.Syntax, signal));
    }

    /// <summary>Some way to <paramref name="release"/> comes from a wait for the signal with which the permit is handed on.</summary>
    public static bool IsReceived(SyncModel model, CodeBody body, PermitTrace trace, PermitEvent release)
    {
        var mutex = trace.Flow.Locks[release.Lock].Path;
        var user = new BatonUser(model, body, trace, mutex);
        return user.Waits.Any() && SignalsOf(model, body, mutex).Exists(signal => user.Waits.Any(wait => BatonUser.IsSame(wait.Signal, signal) && user.IsReached(wait.Syntax, release.Syntax)));
    }

    /// <summary>Some function waits for it and gives back the mutex that it has not taken, and some function gives it and keeps the mutex that it holds.</summary>
    private static List<AccessPath> SignalsOf(SyncModel model, CodeBody body, AccessPath mutex)
    {
        var users = model.Semaphores.ProfileOf(body, mutex).Uses.SelectMany(use => BatonUser.In(model, use.Body, mutex)).ToList();
        var received = users.SelectMany(user => user.Received).Distinct().ToList();
        return received.FindAll(signal => users.Exists(user => user.HandsOn(signal)));
    }
}
