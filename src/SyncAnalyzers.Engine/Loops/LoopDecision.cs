using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>What leaves a loop or stays in it: the effects of its tests, traced back through the locals that the loop sets.</summary>
internal sealed class LoopDecision
{
    private readonly SpinLoop _loop;
    private readonly MemoryReader _reader;
    private readonly HashSet<ISymbol> _carriers = new(SymbolEqualityComparer.Default);
    private readonly ImmutableArray<Effect>.Builder _effects = ImmutableArray.CreateBuilder<Effect>();

    public LoopDecision(SpinLoop loop, MemoryReader reader)
    {
        (_loop, _reader) = (loop, reader);
        foreach (var exit in loop.Exits)
            Decide(exit.Condition);

        // The test of SpinUntil may branch: all that it looks at counts.
        if (loop.Flow is null)
            _effects.AddRange(loop.Effects.Where(effect => effect.Kind != EffectKind.Write));

        Effects = _effects.ToImmutable();
        IsSelfMade |= Effects.Any(IsRetriedUpdate) || Effects.Any(IsDrain) || Effects.Any(IsConsumer);
    }

    public ImmutableArray<Effect> Effects { get; }

    /// <summary>The loop itself computes what ends it.</summary>
    public bool IsSelfMade { get; private set; }

    /// <summary>The local carries what was looked at to the test.</summary>
    public bool IsCarrier(ISymbol variable) => _carriers.Contains(variable);

    /// <summary>The new value is computed from the one that was read: somebody else made progress when it fails.</summary>
    private bool IsRetriedUpdate(Effect effect) =>
        effect is { Kind: EffectKind.Update, Operation: IInvocationOperation call }
        // Increment and Add always change the variable.
        && (effect.Value is null || call.Arguments.Skip(1).Any(argument => IsFresh(argument.Value, effect.Frame)));

    /// <summary>Goes on as long as there is something to take: <c>while (semaphore.Wait(0))</c>.</summary>
    private bool IsDrain(Effect effect) => effect.Kind == EffectKind.TryAcquire && _loop.Exits.Any(exit => exit is { LeavesWhen: false } && exit.Condition == effect.Operation);

    /// <summary>It is not only waited for something to take: what was taken is handled on another way round, or the loop ends when there is nothing.</summary>
    private bool IsConsumer(Effect effect) => effect.IsTake
        && (!_loop.Exits.Any(exit => exit.LeavesWhen && exit.Condition == effect.Operation && !IsContinued(exit)) || Effects.Any(other => IsAsked(effect, other)));

    // A loop that only waits, at the start of a longer one, begins at the same block as that: the statement it is tells it from a turn with nothing to do.
    private bool IsContinued(LoopExit exit) => exit.Out?.Destination is { Ordinal: var next } after
        && _loop.Frame.Code.Loops.Any(other => other.Header == _loop.Flow?.Header && other.Blocks.Contains(next)) && !EndsStatement(exit, after);

    /// <summary>The test is that of a loop statement, and what comes next is no longer part of it.</summary>
    private static bool EndsStatement(LoopExit exit, BasicBlock next) =>
        SpinLoop.ConditionAt(exit.Condition.Syntax).Parent is (WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax) and var statement
        && (next.Operations.FirstOrDefault() ?? next.BranchValue)?.Syntax is { } first && !statement.Span.Contains(first.Span);

    /// <summary><c>while (!queue.IsEmpty)</c> around a take.</summary>
    private bool IsAsked(Effect take, Effect question) =>
        question is { Kind: EffectKind.Query, Operation: IPropertyReferenceOperation { Instance: { } asked } }
        && (_reader.Places.Resolve(asked, question.Frame) is not { } place || _reader.Places.Resolve(((IInvocationOperation)take.Operation).Instance, take.Frame) is not { } taken || place.IsSame(taken));

    /// <summary>The value is read or computed anew on every turn.</summary>
    private bool IsFresh(IOperation value, Frame frame) =>
        _reader.Read(value, frame).Any(effect => effect.Kind is EffectKind.Read or EffectKind.Opaque)
        || value.DescendantsAndSelf().Any(operation => operation switch
        {
            ILocalReferenceOperation { Local: var local } => _loop.WritesTo(local).Any(),
            IParameterReferenceOperation { Parameter: var parameter } => frame.ArgumentFor(parameter) is { } argument ? IsFresh(argument, frame.Caller!) : _loop.WritesTo(parameter).Any(),
            IFlowCaptureReferenceOperation reference => frame.Code.ValuesOf(reference.Id).Any(captured => captured != value && IsFresh(captured, frame)),
            _ => false,
        });

    /// <summary>Adds what the value depends on, through temporaries and locals that the loop sets.</summary>
    private void Decide(IOperation value)
    {
        _effects.AddRange(_reader.Read(value, _loop.Frame));
        foreach (var operation in value.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IFlowCaptureReferenceOperation reference:
                    foreach (var captured in _loop.Frame.Code.ValuesOf(reference.Id))
                    {
                        if (captured != value)
                            Decide(captured);
                    }

                    break;

                case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } when !IsShared(operation):
                    Carry(local);
                    break;

                case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } when !IsShared(operation):
                    Carry(parameter);
                    break;
            }
        }

        bool IsShared(IOperation variable) => _reader.Places.Resolve(variable, _loop.Frame) is { IsShared: true };
    }

    private void Carry(ISymbol variable)
    {
        if (!_carriers.Add(variable))
            return;

        foreach (var write in _loop.WritesTo(variable))
        {
            // while (!taken) Monitor.TryEnter(gate, ref taken);
            if (write.Operation is IInvocationOperation call && _loop.Effects.FirstOrDefault(effect => effect.Operation == call && effect.IsAttempt) is { } attempt)
            {
                _effects.Add(attempt);
                continue;
            }

            // A value computed from the last one is the loop's own doing: a counter, a cursor.
            if (write.Value is null || write.Value.DescendantsAndSelf().Any(o => o is ILocalReferenceOperation { Local: var own } && _carriers.Contains(own)))
                IsSelfMade = true;
            else
                Decide(write.Value);
        }
    }
}
