using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>A loop that can end only because somebody else changes something: what it looks at, and what it does meanwhile.</summary>
public sealed class SpinLoop
{
    private readonly MemoryReader _reader;
    private readonly IEnumerable<BasicBlock> _blocks;
    private ImmutableArray<Effect> _effects;
    private ImmutableArray<Effect> _ownEffects;
    private ImmutableArray<Effect> _tests;
    private LoopDecision? _decision;

    private SpinLoop(MemoryReader reader, Frame frame, ImmutableArray<LoopExit> exits, IEnumerable<BasicBlock> blocks, FlowLoop? flow) =>
        (_reader, Frame, Exits, _blocks, Flow) = (reader, frame, exits, blocks, flow);

    public Frame Frame { get; }

    public ImmutableArray<LoopExit> Exits { get; }

    /// <summary>All that one turn may do, helper methods included.</summary>
    /// <remarks>Read on demand: for nearly all loops, the condition tells that they are no wait.</remarks>
    public ImmutableArray<Effect> Effects => _effects.IsDefault ? _effects = _reader.Read(_blocks, Frame) : _effects;

    /// <summary>What one turn does itself, calls not followed.</summary>
    public ImmutableArray<Effect> OwnEffects => _ownEffects.IsDefault ? _ownEffects = _reader.Read(_blocks, Frame, follow: false) : _ownEffects;

    /// <summary>What the tests that leave the loop do themselves, calls not followed.</summary>
    private ImmutableArray<Effect> Tests => _tests.IsDefault ? _tests = [.. Exits.SelectMany(exit => _reader.Read(exit.Condition, Frame, follow: false))] : _tests;

    /// <summary>The effects whose outcome leaves the loop or stays in it.</summary>
    public ImmutableArray<Effect> Deciders => Decision.Effects;

    /// <summary>The cycle; <see langword="null"/> for <c>SpinWait.SpinUntil</c>.</summary>
    public FlowLoop? Flow { get; }

    public IEnumerable<Effect> Reads => Deciders.Where(effect => effect is { Kind: EffectKind.Read, Place.IsShared: true });

    /// <summary>Some exit depends on what the loop computes, on a clock, or on a call nobody can see through.</summary>
    public bool IsBounded => AnyTest(Bounds) || IsSelfMade || Deciders.Any(Bounds);

    /// <summary>Some exit depends on what the loop itself computes: a count of attempts, a cursor.</summary>
    public bool IsSelfMade => Decision.IsSelfMade;

    /// <summary>Nothing the loop does itself can end it.</summary>
    public bool IsWait => !Exits.IsEmpty && !IsBounded && !Deciders.IsEmpty && !ChangesWhatItReads;

    /// <summary>The loop writes a variable it looks at, or one on the way there.</summary>
    public bool ChangesWhatItReads => Effects.Any(effect => effect is { Kind: EffectKind.Write or EffectKind.Update, Place: { } place } && Changes(effect, place));

    /// <summary>Gives the processor away, or at least tells it to wait.</summary>
    public bool BacksOff => Effects.Any(effect => effect.Kind is EffectKind.Pause or EffectKind.Sleep or EffectKind.Block);

    /// <summary>Does nothing at all but look.</summary>
    public bool IsIdle => Effects.All(effect => effect.Kind switch
    {
        EffectKind.Read or EffectKind.Query or EffectKind.Fence or EffectKind.HalfFence or EffectKind.Call => true,
        EffectKind.Update or EffectKind.TryAcquire or EffectKind.Opaque => (effect.Kind != EffectKind.Opaque || effect.IsTake) && Deciders.Any(decider => decider.Operation == effect.Operation),
        EffectKind.Write => effect.Place is { IsShared: false } place && (Decision.IsCarrier(place.Member) || IsReceived(effect)) || effect.Frame.Depth > 0 && effect.Place is { IsShared: false },
        _ => false,
    });

    /// <summary>Nothing makes the compiler read a plain variable again on the next turn.</summary>
    public bool MayBeHoisted => Effects.All(effect => effect is { Kind: EffectKind.Read or EffectKind.Write, Ordering: Ordering.Plain });

    /// <summary>A local of a called function begins anew at every turn.</summary>
    private bool IsForgotten(Effect write) => write.Frame.Depth > Frame.Depth && write.Place is { IsShared: false };

    /// <summary>One of <see cref="Effects"/> is so. Cheaper than to ask for all of them.</summary>
    public bool AnyEffect(Func<Effect, bool> isWanted) => _reader.Any(OwnEffects, isWanted);

    /// <summary>The same for what the tests that leave the loop do.</summary>
    public bool AnyTest(Func<Effect, bool> isWanted) => _reader.Any(Tests, isWanted);

    /// <summary>The loop's condition as it is written; where there is none, the code around it.</summary>
    public SyntaxNode Condition => Exits.IsEmpty ? Frame.Code.Body.Declaration : ConditionAt(Exits.OrderBy(exit => exit.Condition.Syntax.SpanStart).First().Condition.Syntax);

    /// <summary>The loop goes on while <paramref name="place"/> has <paramref name="value"/>; <see langword="null"/> where that is not all that counts.</summary>
    public bool? StaysWhile(Place place, object? value)
    {
        bool? stays = null;
        var guard = new GuardValue(_reader.Places, place, value);
        foreach (var exit in Exits)
        {
            if (guard.Of(exit.Condition, Frame) is not { } answer)
                continue;

            if (answer == exit.LeavesWhen)
                return false;

            stays = true;
        }

        return stays;
    }

    public static SpinLoop Of(FlowLoop loop, Frame frame, MemoryReader reader) =>
        new(reader, frame, [.. loop.Exits], loop.Body, loop);

    /// <summary><c>SpinWait.SpinUntil(() => test)</c> as the loop it is.</summary>
    public static SpinLoop? OfSpinUntil(IInvocationOperation call, Frame frame, MemoryReader reader)
    {
        if (!KnownCalls.IsSpinUntil(call.TargetMethod) || call.Arguments.FirstOrDefault()?.Value is not IDelegateCreationOperation { Target: IFlowAnonymousFunctionOperation { Symbol: var symbol } })
            return null;

        var test = reader.Code.GraphsIn(frame.Code.Body).FirstOrDefault(graph => SymbolEqualityComparer.Default.Equals(graph.Method, symbol));
        var returned = test?.Graph.Blocks.Where(block => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return).Select(block => block.BranchValue).ToArray();
        if (returned is not { Length: 1 } || returned[0] is not { } value)
            return null;

        var inner = frame.Enter(test!, call, null, []);
        return new SpinLoop(reader, inner, [new LoopExit(null, value, LeavesWhen: true, Out: null)], test!.Graph.Blocks, flow: null);
    }

    /// <summary>The whole test of the statement that <paramref name="part"/> belongs to.</summary>
    public static SyntaxNode ConditionAt(SyntaxNode part)
    {
        for (var node = part; node is not (null or StatementSyntax or LambdaExpressionSyntax or MemberDeclarationSyntax); node = node.Parent)
        {
            var condition = node.Parent switch
            {
                WhileStatementSyntax statement => statement.Condition,
                DoStatementSyntax statement => statement.Condition,
                ForStatementSyntax statement => statement.Condition,
                IfStatementSyntax statement => statement.Condition,
                _ => null,
            };

            if (condition == node)
                return node;
        }

        return part;
    }

    /// <summary>The writes of one turn to a local or parameter.</summary>
    internal IEnumerable<Effect> WritesTo(ISymbol variable) =>
        (IsOnlySetHere(variable) ? OwnEffects : Effects).Where(effect => effect is { Kind: EffectKind.Write, Place: { IsElement: false } place } && SymbolEqualityComparer.Default.Equals(place.Member, variable));

    // What called functions do to it only matters where they get it by reference.
    private bool IsOnlySetHere(ISymbol variable) =>
        SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, Frame.Code.Method)
            && !OwnEffects.Any(effect => effect is { Kind: EffectKind.Call, Operation: IInvocationOperation call } && call.Arguments.Any(argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out && Names(argument.Value, variable)));

    // What a reference or a temporary stands for may be the variable.
    private static bool Names(IOperation argument, ISymbol variable) => argument.DescendantsAndSelf().Any(operation => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local.RefKind != RefKind.None || SymbolEqualityComparer.Default.Equals(local, variable),
        IParameterReferenceOperation { Parameter: var parameter } => SymbolEqualityComparer.Default.Equals(parameter, variable),
        IFlowCaptureReferenceOperation => true,
        _ => false,
    });

    private bool Changes(Effect write, Place place) => !IsForgotten(write)
        && (write.Kind == EffectKind.Write ? !IsReceived(write) : Deciders.All(decider => decider.Operation != write.Operation))
        && Deciders.Any(decider => decider.Place is { } read
            && ((read.IsLike(place) && !(place.IsElement && place.IsPeerOf(read))) || (!place.IsElement && read.Mentions.Any(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, place.Member.OriginalDefinition)))));

    // Two threads may both find it; what they find is the same.
    private LoopDecision Decision => _decision ??= new LoopDecision(this, _reader);

    private bool Bounds(Effect decider) => decider.Kind is EffectKind.Clock or EffectKind.Block || (decider.Kind == EffectKind.Opaque && !decider.IsTake) || (decider.Kind == EffectKind.Write && !IsForgotten(decider) && !IsReceived(decider));

    /// <summary>An attempt writes what it has got, or that it has got nothing, to an argument: <c>TryEnterScope(out scope)</c>.</summary>
    private bool IsReceived(Effect write) => Deciders.Any(decider => decider.IsAttempt && decider.Operation == write.Operation);
}
