using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4001: some way out of the function keeps a permit that nobody else gives back.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PermitNotReleasedAnalyzer() : SemaphoreAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4001",
        "Permit not released on some path",
        "The permit of '{0}' taken here is not given back{1}",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "A permit that is not given back is gone for good: each time there is one fewer, and when none is left everybody waits for ever. Release in a finally block.");

    /// <summary>Present where the caller is lent the permit on other ways out, and somebody else takes it back.</summary>
    public const string IsLent = nameof(IsLent);

    protected override void AnalyzeSemaphore(PermitContext context)
    {
        if (IsUncounted(context))
            return;

        if (Givers(context).ToList() is { Count: > 0 } givers)
        {
            if (givers.Count == 1)
                ReportHanded(context, givers[0].Trace, givers[0].Number);

            return;
        }

        if (HandedToMember(context) is var (member, number))
        {
            ReportHanded(context, member, number);
            return;
        }

        foreach (var acquire in context.Acquires)
        {
            if (!context.Releases.Any() && PermitCounts.TakesAll(acquire, context.Profile.Creations, context.Body.Model))
                continue;

            // A method that takes such a permit and returns no lease has put the lease somewhere itself.
            if (acquire.Effect.IsLease || context.Trace.Flow.Locks[context.Number].Primitive.IsLeasedOnly)
            {
                if (LostLease(context, acquire) is { } lost)
                    context.Report(Rule, acquire.Syntax, lost.Others.Select(other => other.Syntax.GetLocation()), context.Name, " " + lost.Detail);

                continue;
            }

            if ((acquire.Syntax is ExpressionSyntax call && WaitTask.IsWatched(call)) || Leak(context, acquire) is not var (where, locations))
                continue;

            if (context.Profile.Role is not (SemaphoreRole.Signal or SemaphoreRole.BoundedBuffer))
                context.Analysis.ReportDiagnostic(Diagnostic.Create(Rule, acquire.Syntax.GetLocation(), locations, Lent(context, acquire), context.Name, where));
        }
    }

    private static ImmutableDictionary<string, string?>? Lent(PermitContext context, PermitEvent acquire) =>
        context.Trace.Flow.AtReturn?.Scenarios.Any(exit => exit.Conditions[LockFlow.ReturnKey] != false && PermitTrace.IsHeld(exit, acquire)) == true
        && (context.Profile.IsReleasedElsewhere || HoldsForCaller(context, context.Profile))
            ? ImmutableDictionary<string, string?>.Empty.Add(IsLent, null)
            : null;

    /// <summary>What becomes of leases is found out for all locks in the same way.</summary>
    private static Imbalance? LostLease(PermitContext context, PermitEvent acquire) => context.Model.Balance.Of(context.Body, context.Analysis.CancellationToken)
        .FirstOrDefault(imbalance => imbalance.Kind == ImbalanceKind.PermitLeaseHeld && imbalance.At.Syntax == acquire.Syntax);

    private static bool IsUncounted(PermitContext context) =>
        context.Acquires.Any(acquire => acquire.Depths.Any(depth => depth > 0) && !PermitCounts.IsPaidOnce(context.Trace, acquire) && context.Releases.Any(r => SyntaxScope.LoopsAround(acquire.Syntax).Except(SyntaxScope.LoopsAround(r.Syntax)).Any()))
        || context.Releases.Any(r => r.Change is null)
        || PermitCounts.Mismatch(context.Trace, context.Number, context.Body.Model) is not null;

    /// <summary>The lambdas and local functions of the same member that give the permit back: a started task, a continuation.</summary>
    private static IEnumerable<(PermitTrace Trace, int Number)> Givers(PermitContext context)
    {
        var path = context.Trace.Flow.Locks[context.Number].Path;
        foreach (var function in context.Model.FlowsOf(context.Body))
        {
            if (function != context.Trace.Function && context.Model.Semaphores.TraceOf(function) is { } other
                && other.Events.FirstOrDefault(e => !e.IsAcquire && !IsOwn(other, e) && other.Flow.Locks[e.Lock].Path is var their && (their.Equals(path) || (their.Class is not null && their.Class == path.Class))) is { } release)
            {
                yield return (other, release.Lock);
            }
        }
    }

    /// <summary>Whoever releases has taken that permit himself, on every way there; or his own wait timed out, and he did not look.</summary>
    private static bool IsOwn(PermitTrace trace, PermitEvent release) => release.Depths.Any() && release.Before.Scenarios.All(scenario =>
        scenario.Held[release.Lock, LockMode.Permit] is { IsUnknown: true } or { IsHeld: true } || trace.Acquires(release.Lock).Any(wait =>
            wait is { Effect.Success: Success.Result, Syntax: ExpressionSyntax call } && scenario.Conditions[wait.Effect.ResultKey] == false && WaitTask.IsDropped(WaitTask.WholeOf(call))));

    /// <summary>A private method that only this body calls, and that gives back what it takes.</summary>
    private static (PermitTrace Trace, int Number)? HandedToMember(PermitContext context)
    {
        if (context.Releases.Any() || context.Profile is not { Escapes: false, Uses: { Length: > 1 } uses } profile || profile.Creations.Any(creation => creation.Initial == 0)
            || uses.Where(use => use is { Releases: true, Acquires: false }).ToList() is not { Count: 1 } givers
            || givers[0].Body is not { Symbol: IMethodSymbol { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } method, Declaration: var declaration }
            || !HandedPermit.IsOnlyCalledIn(context.Body, method, declaration)
            || context.Model.FlowsOf(givers[0].Body).FirstOrDefault() is not { } flow || context.Model.Semaphores.TraceOf(flow) is not { } trace
            || trace.Events.FirstOrDefault(e => !e.IsAcquire && ReferenceEquals(context.Model.Semaphores.ProfileOf(givers[0].Body, trace.Flow.Locks[e.Lock].Path), profile)) is not { } release)
        {
            return null;
        }

        return (trace, release.Lock);
    }

    /// <summary>Who is handed the permit may lose it just as well, where nobody else gives it back.</summary>
    private static void ReportHanded(PermitContext context, PermitTrace giver, int number)
    {
        var profile = context.Profile;
        var isMember = giver.Function.Scope.Symbol is { MethodKind: MethodKind.Ordinary };
        if (context.Releases.Any(release => release.Effect.Sync is not null)
            || (!isMember && (profile.Role is SemaphoreRole.Signal or SemaphoreRole.BoundedBuffer || profile.Uses.Any(use => use is { Releases: true, Acquires: false })))
            || HandedPermit.LostBy(giver, number, context.Model, context.Body) is not { } lost)
        {
            return;
        }

        foreach (var acquire in context.Acquires.Where(acquire => !acquire.Effect.IsLease))
        {
            context.Report(Rule, acquire.Syntax, [lost.Release.GetLocation(), lost.Loss.GetLocation()], context.Name,
                lost.IsReturn ? $" when the function that was handed it returns on line {SyntaxScope.LineOf(lost.Loss)}" : $" when '{Shorten(lost.Loss)}' on line {SyntaxScope.LineOf(lost.Loss)} throws");
        }
    }

    private static (string Where, IEnumerable<Location> Locations)? Leak(PermitContext context, PermitEvent acquire)
    {
        var flow = context.Trace.Flow;
        var profile = context.Profile;
        var keeps = flow.AtReturn is { } exits && PermitTrace.IsHeld(exits, acquire);
        var isHeldForCaller = keeps && HoldsForCaller(context, profile);
        var handOns = new Lazy<HandOns>(() => HandOns.Of(context.Model, context.Body, context.Trace, acquire));
        if (keeps && !isHeldForCaller && LeftBehind(context, acquire, profile, handOns) is { } left)
            return left;

        // A loop that never ends takes one permit after the other.
        if (profile.IsNeverReleased && flow.AtReturn is null && SyntaxScope.LoopsAround(acquire.Syntax).Any())
            return LeftBehind(context, acquire, profile, handOns);

        // The next turn of a loop begins with the permit of the last one, which nobody was handed.
        if (PermitTrace.IsHeld(acquire.Before, acquire) && context.Releases.Any() && !IsHandedOver(context) && SyntaxScope.LoopsAround(acquire.Syntax).Any() && !handOns.Value.Any)
            return (" on some way round the loop", Places(context));

        if (flow.AtThrow is not { } thrown || !PermitTrace.IsHeld(thrown, acquire) || (!context.Releases.Any() && !isHeldForCaller) || (isHeldForCaller && context.Trace.IsPassedOn(context.Number)))
            return null;

        // What is lent on some way out is not lost by the bookkeeping of that.
        var isLent = isHeldForCaller || (keeps && profile.IsReleasedElsewhere);
        var isHandedOver = IsHandedOver(context);
        foreach (var risk in context.Trace.RisksUnder(acquire))
        {
            // Only a loop comes from the acquisition to what stands before it, and whoever was handed the permit has it by then.
            if (isHandedOver && risk.Syntax.SpanStart <= acquire.Syntax.SpanStart)
                continue;

            // What a finally does before it releases is taken to work out.
            if (IsHarmless(risk) || context.Releases.Any(release => SyntaxScope.Within(release.Syntax).OfType<FinallyClauseSyntax>().Any(up => up.Span.Contains(risk.Syntax.Span))) || context.Releases.Any(release => IsSurelyRun(context, risk, release)) || (isLent && (risk is not (IInvocationOperation or IAwaitOperation) || IsBookkeeping(context, risk)) && !PermitTrace.IsThrown(risk)) || handOns.Value.MayPrecede(risk.Syntax))
                continue;

            return ($" when '{Shorten(risk.Syntax)}' on line {SyntaxScope.LineOf(risk.Syntax)} throws", Places(context).Append(risk.Syntax.GetLocation()));
        }

        return null;
    }

    private static (string Where, IEnumerable<Location> Locations)? LeftBehind(PermitContext context, PermitEvent acquire, SemaphoreProfile profile, Lazy<HandOns> handOns)
    {
        if (profile.IsNeverReleased)
            return (": nothing in the compilation ever releases it", []);

        if (!context.Releases.Any() && !profile.IsReleasedElsewhere && !handOns.Value.Any)
            return (" here, and nobody else does it for this method", Elsewhere(profile, context));

        // Who answers no has nothing for the caller to give back.
        foreach (var failure in context.Trace.FailuresUnder(acquire))
        {
            if (!context.Trace.StartsWorkBetween(acquire.Syntax, failure.Syntax) && !context.Releases.Any(release => SyntaxScope.TryBetween(failure.Syntax, release.Syntax) is not null) && !handOns.Value.MayPrecede(failure.Syntax))
                return ($" when '{Shorten(failure.Syntax.Parent!)}' on line {SyntaxScope.LineOf(failure.Syntax)} leaves the method", Places(context).Append(failure.Syntax.GetLocation()));
        }

        return context.Releases.Any() && !IsHandedOver(context) && !Lightswitch.Is(acquire.Syntax, context.Releases.Select(release => release.Syntax), context.Body.Model) && !handOns.Value.Any ? (" on some way out of the method", Places(context)) : null;
    }

    /// <summary>Somebody else may give the permit back: a member that only gives back, or code that was handed the semaphore.</summary>
    private static bool IsHandedOver(PermitContext context) => context.Profile.Uses.Any(use => use is { Releases: true, Acquires: false }) || context.Trace.IsPassedOn(context.Number);

    // What is made may be handed to the caller as a lease, what an async method throws is in its task, and a logger does not throw.
    private static bool IsHarmless(IOperation risk) => (risk is IObjectCreationOperation && !PermitTrace.IsThrown(risk))
        || risk is IInvocationOperation { TargetMethod: { IsAsync: true, ReturnsVoid: false } }
        || risk is IInvocationOperation { TargetMethod.ContainingType: { Name: "Math" or "MathF" or "Monitor", ContainingNamespace.Name: "System" or "Threading" } }
        || (risk is IInvocationOperation { TargetMethod: { ContainingType: var type } method }
            && (IsLogger(type) || IsLogger((risk as IInvocationOperation)?.Instance?.Type) || (method.IsExtensionMethod && IsLogger(method.Parameters.FirstOrDefault()?.Type))));

    /// <summary>What a pool does to the collection it keeps and to what it does not lend; a delegate that is called there is another matter.</summary>
    private static bool IsBookkeeping(PermitContext context, IOperation risk) => risk is IInvocationOperation { TargetMethod: var method } && (IsBookkeeping(method)
        || (method.DeclaredAccessibility == Accessibility.Private && IsQuiet(context, method, hops: 1) && Calls(context, method).Any(call => IsBookkeeping(call.TargetMethod))));

    /// <summary>A method of the compilation that calls nothing but bookkeeping.</summary>
    private static bool IsQuiet(PermitContext context, IMethodSymbol method, int hops) => method is { IsVirtual: false, IsAbstract: false, IsOverride: false, IsAsync: false }
        && context.Model.BodyOf(method, context.Analysis.CancellationToken) is { Operation: { } operation, Model: var semantics } && !operation.Descendants().Any(inner => inner is IThrowOperation)
        && Calls(context, method).All(call => IsBookkeeping(call.TargetMethod) || !ExceptionPolicy.MayThrow(call, semantics) || (hops > 0 && IsQuiet(context, call.TargetMethod, hops - 1)));

    private static IEnumerable<IInvocationOperation> Calls(PermitContext context, IMethodSymbol method) =>
        context.Model.BodyOf(method, context.Analysis.CancellationToken)?.Operation?.Descendants().OfType<IInvocationOperation>() ?? [];

    private static bool IsBookkeeping(IMethodSymbol method) => method is { ContainingNamespace: { } space, Name: var name }
        && !method.Parameters.Any(parameter => parameter.Type.TypeKind == TypeKind.Delegate)
        && (space.ToString() is "System.Collections" or "System.Collections.Generic" or "System.Collections.Concurrent" or "System.Collections.Immutable"
            || (space.ToString() == "System.Threading.Channels" && name is "TryWrite" or "TryRead")
            || (name == "Dispose" && method.Parameters.IsEmpty));

    private static bool IsLogger(ITypeSymbol? type) => type is { Name: "ILogger" or "Logger" or "ILog" or "ILoggingAdapter" or "Debug" or "Trace" or "EventSource" } || type?.BaseType is { Name: "EventSource" };

    /// <summary>Whatever the risk throws, the release runs.</summary>
    private static bool IsSurelyRun(PermitContext context, IOperation risk, PermitEvent release) =>
        SyntaxScope.FinallyOf(risk.Syntax, release.Syntax) is not null
        || (SyntaxScope.TryBetween(risk.Syntax, release.Syntax) is { } @try
            && @try.Catches.Any(handler => handler.Span.Contains(release.Syntax.Span) && handler.Filter is null
                && (handler.Declaration is null || Catches(context, context.Body.Model.GetTypeInfo(handler.Declaration.Type).Type, risk))));

    private static bool Catches(PermitContext context, ITypeSymbol? caught, IOperation risk)
    {
        if (caught is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            && (caught.Name == "Exception" || (caught.Name == "OperationCanceledException" && IsOnlyCancelled(context, risk))))
        {
            return true;
        }

        return caught is not null && PermitTrace.IsThrown(risk) && risk.Type.SelfAndBases().Contains(caught, SymbolEqualityComparer.Default);
    }

    /// <summary>A wait, or the test of a token: what it throws is that it was cancelled.</summary>
    private static bool IsOnlyCancelled(PermitContext context, IOperation risk) => context.Trace.Function.Scope.Unwrap(risk) is IInvocationOperation call
        && (call.TargetMethod is { Name: "ThrowIfCancellationRequested" } || context.Model.Vocabulary.Recognize(call) is not null);

    /// <summary>An acquiring wrapper: it holds on every path, or exactly when it returns true or something, and somebody releases.</summary>
    private static bool HoldsForCaller(PermitContext context, SemaphoreProfile profile)
    {
        if (context.Trace.Function.Scope.Symbol is not { } method || EffectReader.Read(context.Trace.Flow, method) is not { } effect)
            return false;

        // A caller who hears both answers is told no while the permit is out.
        if (context.Trace.Flow.AtReturn is { } exits && !effect.Always.IsEmpty && exits.Scenarios.Select(scenario => scenario.Conditions[LockFlow.ReturnKey]).Distinct().ToList() is { Count: > 1 } answers && answers.Contains(false))
            return false;

        return effect.Always.Concat(effect.OnSuccess).Any(delta => delta.Change > 0 && delta.Lock.Equals(context.Trace.Flow.Locks[context.Number].Path))
            && (effect.IsLease || profile.IsReleasedElsewhere);
    }

    private static IEnumerable<Location> Places(PermitContext context) => context.Releases.Select(release => release.Syntax.GetLocation());

    private static IEnumerable<Location> Elsewhere(SemaphoreProfile profile, PermitContext context) =>
        profile.Uses.Where(use => use.Releases && use.Body != context.Body).Select(use => use.Body.Symbol?.Locations.FirstOrDefault()).OfType<Location>().Take(3);

    private static string Shorten(SyntaxNode code)
    {
        var text = code.ToString();
        var end = text.IndexOf('\n');
        text = end < 0 ? text : text.Substring(0, end).TrimEnd();
        return text.Length <= 60 ? text : text.Substring(0, 57) + "...";
    }
}
