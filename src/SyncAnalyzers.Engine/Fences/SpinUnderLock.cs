using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>A loop that waits, with a lock held, for a change that only the holder of that lock can make.</summary>
/// <param name="At">The loop's condition, or the call through which the holder gets there.</param>
public sealed record SpinUnderLock(SpinLoop Loop, Location At, Place Flag, HeldFact Lock, FieldWrite Write)
{
    // Deeper chains of calls are not followed, neither to the loop nor to the write.
    private const int MaxCalls = 3;

    public static bool Holds(SpinLoop loop, CodeModel code, CancellationToken cancellation) =>
        Judge(loop, HeldAt.Of(loop.Frame.Code.Body, loop.Condition, code.Sync, cancellation), loop.Condition.GetLocation(), code, cancellation) is not null;

    /// <summary>The loops in a body, and the calls in it that lead to one, with a lock held that stands in the way.</summary>
    public static IEnumerable<SpinUnderLock> In(CodeBody body, CodeModel code, CancellationToken cancellation)
    {
        if (!code.Sync.MayTouchLocks(body, cancellation))
            yield break;

        foreach (var loop in code.LoopsIn(body).Where(loop => loop.Flow is not null))
        {
            if (Judge(loop, HeldAt.Of(body, loop.Condition, code.Sync, cancellation), loop.Condition.GetLocation(), code, cancellation) is { } found)
                yield return found;
        }

        var facts = code.Sync.Facts.Of(body, cancellation);
        foreach (var call in facts.Nested.Insert(0, facts).SelectMany(function => function.Calls).Where(call => !call.Held.IsEmpty))
        {
            foreach (var loop in LoopsBehind(call.Target, code, MaxCalls, cancellation))
            {
                if (Judge(loop, call.Held, Location.Create(body.Declaration.SyntaxTree, call.At), code, cancellation) is { } found)
                {
                    yield return found;
                    break;
                }
            }
        }
    }

    private static IEnumerable<SpinLoop> LoopsBehind(string target, CodeModel code, int depth, CancellationToken cancellation)
    {
        if (depth == 0 || code.Sync.BodyOf(target, cancellation) is not { } callee)
            return [];

        var own = SpinSyntax.LoopsIn(callee.Declaration.SyntaxTree, cancellation).Any(loop => callee.Declaration.Span.Contains(loop.Span)) ? code.LoopsIn(callee).Where(loop => loop.Flow is not null) : [];
        return own.Concat(code.Sync.Facts.Of(callee, cancellation).Calls.SelectMany(call => LoopsBehind(call.Target, code, depth - 1, cancellation)));
    }

    private static SpinUnderLock? Judge(SpinLoop loop, ImmutableArray<HeldFact> held, Location at, CodeModel code, CancellationToken cancellation)
    {
        if (held.IsEmpty || !IsSpin(loop) || !loop.Reads.Any())
            return null;

        foreach (var own in held.Where(h => h.Path.Class is not null))
        {
            FieldWrite? needed = null;
            foreach (var place in loop.Reads.Select(read => read.Place!))
            {
                needed = place.Member is IFieldSymbol or IPropertySymbol ? OnlyUnder(own, place.Member, code, cancellation) : null;
                if (needed is null)
                    break;
            }

            if (needed is not null)
                return new SpinUnderLock(loop, at, loop.Reads.First().Place!, own, needed);
        }

        return null;
    }

    private static bool IsSpin(SpinLoop loop) =>
        (loop.IsWait || Polling.Is(loop)) && !loop.IsSelfMade && !loop.Deciders.Any(IsOpenToOthers)
        && (Polling.Is(loop) || !loop.Effects.Any(effect => effect.Kind is EffectKind.Block or EffectKind.Opaque));

    /// <summary>May end the loop without a write to what it reads: a clock, an object's state, a lock or an element that is to be had again.</summary>
    private static bool IsOpenToOthers(Effect decider) => decider.IsAttempt || decider.Kind is EffectKind.Clock or EffectKind.Query or EffectKind.Update;

    /// <summary>One of the writes, if every one of them needs the lock.</summary>
    private static FieldWrite? OnlyUnder(HeldFact own, ISymbol member, CodeModel code, CancellationToken cancellation)
    {
        var writes = new FieldWrites(code).Of(member, cancellation).Where(write => !write.IsConstruction).ToList();
        return writes.Count > 0 && writes.TrueForAll(write => Excludes(own, HeldAt.Of(write.Body, write.Node, code.Sync, cancellation)) || CallersHold(own, write.Body, code, MaxCalls, cancellation)) ? writes[0] : null;
    }

    private static bool CallersHold(HeldFact own, CodeBody body, CodeModel code, int depth, CancellationToken cancellation)
    {
        if (depth == 0 || body.Symbol is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private })
            return false;

        var callers = code.Sync.Callers.Of(code.Sync.Facts.Of(body, cancellation), cancellation);
        return callers.Length > 0 && callers.All(caller => caller.Call is { } call
            && (Excludes(own, call.Held) || (code.Sync.BodyOf(caller.Caller.Id, cancellation) is { } outer && CallersHold(own, outer, code, depth - 1, cancellation))));
    }

    private static bool Excludes(HeldFact own, ImmutableArray<HeldFact> held) =>
        held.Any(other => other.Path.Class == own.Path.Class && !(own.Mode == LockMode.Shared && other.Mode == LockMode.Shared));
}
