using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Waits until a flag is down and then raises it: two threads may both have seen it down.</summary>
/// <param name="Set">The second step.</param>
public sealed record TwoStepLock(SpinLoop Loop, Effect Test, Effect Set)
{
    // Straight code after the test; nothing is a step of its own beyond that.
    private const int MaxBlocks = 4;

    public static TwoStepLock? Of(SpinLoop loop, MemoryReader reader)
    {
        if (loop.Flow is null && loop.Exits.IsEmpty)
            return null;

        return loop.IsWait ? AfterWait(loop, reader) ?? Ticket(loop, reader) : InTry(loop, reader);
    }

    /// <summary>Another loop waits for the opposite: a mailbox, or two that take turns.</summary>
    public bool IsMailbox(IEnumerable<SpinLoop> loops) => Constants.ValueOf(Set.Value, Set.Frame) is { HasValue: true, Value: var raised }
        && loops.Any(loop => loop.Reads.FirstOrDefault(read => read.Place!.IsLike(Test.Place!)) is { } read && loop.StaysWhile(read.Place!, raised) == false);

    /// <summary>It starts in the state that keeps everybody out: somebody signals first, and each signal is taken back by whoever it lets in.</summary>
    public bool IsSignal(FieldWrites writes, CancellationToken cancellation) => Constants.ValueOf(Set.Value, Set.Frame) is { HasValue: true, Value: var raised } && Constants.IsDefault(raised)
        && Set.Place is { IsElement: false, Owners.IsEmpty: true, Member: IFieldSymbol field }
        && field.DeclaringSyntaxReferences.All(part => part.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer: null })
        && writes.Of(field, cancellation).Where(write => !Set.Operation.Syntax.Span.Contains(write.Node.Span)).ToList() is { Count: > 0 } others && !others.Exists(write => write.IsConstruction);

    /// <summary>Each thread waits at an element of its own, whose number it has drawn (T. Anderson's array lock, 1990).</summary>
    public bool IsDrawn(PlaceReader places) => Test.Place is { IsElement: true } slot && slot.Mentions.OfType<ILocalSymbol>().Any(number =>
        Test.Frame.Code.Body.Locals?.ValueOf(number) is { } value && CallsIn(value).Any(call =>
            KnownCalls.IsInterlocked(call.TargetMethod) || (places.Returned(call, Test.Frame) is var (drawn, _) && CallsIn(drawn).Any(inner => KnownCalls.IsInterlocked(inner.TargetMethod)))));

    private static IEnumerable<IInvocationOperation> CallsIn(IOperation value) => value.DescendantsAndSelf().OfType<IInvocationOperation>();

    /// <summary><c>while (held) { } held = true;</c></summary>
    private static TwoStepLock? AfterWait(SpinLoop loop, MemoryReader reader)
    {
        if (OnlyReadOf(loop) is not { } test)
            return null;

        // SpinUntil: the code goes on behind the call.
        if (loop.Flow is null)
        {
            return loop.Frame is { Call: { } call, Caller: { } caller } && caller.Code.Graph.Blocks.FirstOrDefault(block => BlockOperations.Of(block).Any(operation => operation.DescendantsAndSelf().Contains(call))) is { } block
                && FirstWrite(block, caller, place => place.IsSame(test.Place!), test.Place!, reader, after: call) is { } next && Blocks(loop, next, reader)
                    ? new TwoStepLock(loop, test, next)
                    : null;
        }

        foreach (var exit in loop.Exits)
        {
            if (FirstWrite(exit.Out?.Destination, loop.Frame, place => place.IsSame(test.Place!), test.Place!, reader) is { } set && Blocks(loop, set, reader))
                return new TwoStepLock(loop, test, set);
        }

        return null;
    }

    /// <summary><c>while (!TryEnter()) { }</c>, where TryEnter tests and then sets.</summary>
    private static TwoStepLock? InTry(SpinLoop loop, MemoryReader reader)
    {
        // It is left when the try succeeds. A loop that goes on as long as something can be had is another matter, and there are many.
        if (loop.Exits.All(exit => exit is { Condition: IInvocationOperation, LeavesWhen: false }) || !loop.OwnEffects.Any(CallsTest))
            return null;

        // A try is flags and nothing else. Most other tests call what nobody can see through, and that shows before all is read.
        if (loop.AnyTest(effect => effect.Kind is EffectKind.Opaque or EffectKind.Block))
            return null;

        foreach (var set in loop.Deciders.Where(decider => decider is { Kind: EffectKind.Write, IsShared: true, Frame: { Depth: > 0, Code.Method.ReturnType.SpecialType: SpecialType.System_Boolean }, Value: not null }))
        {
            if (loop.Deciders.FirstOrDefault(d => d is { Kind: EffectKind.Read, Place: { } place } && place.IsSame(set.Place!) && d.Frame == set.Frame) is not { } test
                || loop.Deciders.Any(d => d.Kind == EffectKind.Update))
            {
                continue;
            }

            if (Constants.ValueOf(set.Value, set.Frame) is not { HasValue: true, Value: var raised })
                continue;

            var guard = new GuardValue(reader.Places, set.Place!, raised);
            foreach (var block in set.Frame.Code.Graph.Blocks)
            {
                if (block is not { BranchValue: { } condition, ConditionalSuccessor: { } conditional, FallThroughSuccessor: { } fallThrough } || guard.Of(condition, set.Frame) is not { } answer)
                    continue;

                // Where the raised flag does not lead, the flag is raised.
                var free = answer == (block.ConditionKind == ControlFlowConditionKind.WhenTrue) ? fallThrough : conditional;
                if (FirstWrite(free.Destination, set.Frame, place => place.IsSame(set.Place!), set.Place!, reader)?.Operation == set.Operation)
                    return new TwoStepLock(loop, test, set);
            }
        }

        return null;
    }

    private static bool CallsTest(Effect effect) => effect.Kind == EffectKind.Call && Called.By(effect.Operation) is { Method.ReturnType.SpecialType: SpecialType.System_Boolean };

    private static TwoStepLock? Ticket(SpinLoop loop, MemoryReader reader) =>
        TicketDraw.Of(loop, reader) is { IsAtomic: false } ticket ? new TwoStepLock(loop, ticket.Serving, ticket.Draw) : null;

    private static bool Blocks(SpinLoop loop, Effect set, MemoryReader reader) => Constants.ValueOf(set.Value, set.Frame) is { HasValue: true, Value: var raised }
        ? loop.StaysWhile(set.Place!, raised) == true
        : IsOwner(set.Value, set.Frame, reader) && (loop.StaysWhile(set.Place!, 0) == false || loop.StaysWhile(set.Place!, null) == false);

    /// <summary>The thread itself, or its number, which is never 0: who has the lock.</summary>
    private static bool IsOwner(IOperation? value, Frame frame, MemoryReader reader) => reader.Places.Follow(value, frame) switch
    {
        (IPropertyReferenceOperation { Property: { Name: "CurrentManagedThreadId" or "CurrentThread" or "ManagedThreadId", ContainingType: { Name: "Environment" or "Thread" } type } }, _) => KnownCalls.IsSystem(type),
        (ILocalReferenceOperation { Local: var local }, var home) => home.Code.Body.Locals?.ValueOf(local) is { } own && IsOwner(own, home, reader),
        _ => false,
    };

    /// <summary>The one variable that the loop waits for; <see langword="null"/> where something else counts too.</summary>
    internal static Effect? OnlyReadOf(SpinLoop loop) =>
        loop.Deciders.All(decider => decider is { Kind: EffectKind.Read, IsShared: true }) && loop.Reads.FirstOrDefault() is { } test && loop.Reads.All(read => read.Place!.IsSame(test.Place!)) ? test : null;

    /// <summary>The write that follows in straight code, with no further look at what was tested and nothing in between that could order it.</summary>
    internal static Effect? FirstWrite(BasicBlock? block, Frame frame, Func<Place, bool> isWanted, Place tested, MemoryReader reader, IOperation? after = null)
    {
        for (var i = 0; i < MaxBlocks && block is not null; i++)
        {
            var operations = i == 0 && after is not null ? BlockOperations.Of(block).SkipWhile(operation => !operation.DescendantsAndSelf().Contains(after)).Skip(1) : BlockOperations.Of(block);
            foreach (var effect in operations.SelectMany(operation => reader.Read(operation, frame)))
            {
                if (effect is { Kind: EffectKind.Write, Place: { IsShared: true } written } && isWanted(written))
                    return effect;

                if (effect.Kind is EffectKind.Update or EffectKind.Opaque or EffectKind.Block or EffectKind.Sleep || (effect is { Kind: EffectKind.Read, Place: { } read } && read.IsSame(tested)))
                    return null;
            }

            block = block.ConditionalSuccessor is null ? block.FallThroughSuccessor?.Destination : null;
        }

        return null;
    }
}
