using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>What is wrong with a double-checked initialisation.</summary>
public enum DoubleCheckFault
{
    /// <summary>Two threads that both passed the first check both initialise.</summary>
    NotRepeated,

    /// <summary>The first check passes by a plain variable that says nothing about the data.</summary>
    PlainFlag,

    /// <summary>The first check can pass before the data is complete.</summary>
    TooEarly,

    /// <summary>The first check reads a value of several words, of which some may be old.</summary>
    Torn,
}

/// <summary>Checks without the lock whether something is initialised, and initialises it under the lock.</summary>
/// <param name="Check">The first check.</param>
/// <param name="Guard">The variable it reads.</param>
/// <param name="Set">The assignment under the lock.</param>
public sealed record DoubleCheck(IOperation Check, Place Guard, IOperation Lock, IOperation Set, DoubleCheckFault Fault)
{
    public static IEnumerable<DoubleCheck> In(CodeBody body, CodeModel code)
    {
        if (body.Operation is not { } operation)
            yield break;

        // Where nothing is checked before a lock, no graph is needed.
        Frame? made = null;
        var seen = new HashSet<IOperation>();
        foreach (var (held, locked) in RegionsIn(operation, code))
        {
            foreach (var (check, enters) in ChecksBefore(held, code))
            {
                if (Root() is { } frame && Judge(check, enters, held, locked, frame, code.Reader) is { } fault && seen.Add(check))
                    yield return fault;
            }
        }

        // The lock may be in a method of its own, which then has to check again.
        foreach (var call in operation.DescendantsAndSelf().OfType<IInvocationOperation>())
        {
            if (code.Sync.BodyOf(call.TargetMethod) is not { } locker || locker == body || !code.Sync.MayTouchLocks(locker) || !ChecksBefore(call, code).Any()
                || code.GraphOf(call.TargetMethod) is not { Body.Operation: { } inner } callee || Root() is not { } frame)
                continue;

            foreach (var (held, locked) in RegionsIn(inner, code))
            {
                foreach (var (check, enters) in ChecksBefore(call, code))
                {
                    if (Judge(check, enters, held, locked, frame, code.Reader, frame.Enter(callee, call, call.Instance, call.Arguments)) is { Fault: not DoubleCheckFault.PlainFlag } fault && seen.Add(check))
                        yield return fault;
                }
            }
        }

        Frame? Root() => made ??= code.GraphsIn(body) is { IsEmpty: false } graphs ? new Frame(graphs[0]) : null;
    }

    /// <summary>What runs under a lock: the lock statement, a scope of System.Threading.Lock, and a try that releases at its end.</summary>
    private static IEnumerable<(IOperation Region, IOperation Body)> RegionsIn(IOperation operation, CodeModel code) =>
        operation.DescendantsAndSelf().Select(o => (Region: o, Body: BodyOf(o, code)!)).Where(region => region.Body is not null);

    private static IOperation? BodyOf(IOperation operation, CodeModel code) => operation switch
    {
        ILockOperation held => held.Body,
        IUsingOperation { Resources: IInvocationOperation { TargetMethod.Name: "EnterScope" } } scope => scope.Body,
        ITryOperation { Finally: { } end } held when Releases(end, code) => held.Body,
        _ => null,
    };

    private static bool Releases(IOperation end, CodeModel code) =>
        end.Descendants().OfType<IInvocationOperation>().Any(call => code.Sync.Vocabulary.Recognize(call) is { Effect: SyncEffect.Release, Mode: LockMode.Exclusive });

    /// <summary>The tests on the way, each with the answer that leads here. What is checked under a lock is no first check.</summary>
    private static IEnumerable<(IOperation Check, bool Enters)> ChecksBefore(IOperation place, CodeModel code) =>
        AncestorsOf(place).Any(outer => BodyOf(outer, code) is not null) ? [] : ChecksBetween(null, place);

    private static IEnumerable<IOperation> AncestorsOf(IOperation place)
    {
        for (var outer = place.Parent; outer is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); outer = outer.Parent)
            yield return outer;
    }

    private static IEnumerable<(IOperation Check, bool Enters)> ChecksBetween(IOperation? start, IOperation place)
    {
        for (var (inner, outer) = (place, place.Parent); outer is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation) && outer != start; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer)
            {
                case IConditionalOperation conditional when inner != conditional.Condition:
                    yield return (conditional.Condition, inner == conditional.WhenTrue);
                    break;

                case IBlockOperation block:
                    foreach (var statement in block.Operations.TakeWhile(statement => statement != inner))
                    {
                        if (statement is IConditionalOperation { WhenFalse: null } guard && Leaves(guard.WhenTrue))
                            yield return (guard.Condition, false);
                    }

                    break;
            }
        }
    }

    private static bool Leaves(IOperation statement) => statement switch
    {
        IReturnOperation or IThrowOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBlockOperation { Operations: { IsEmpty: false } operations } => Leaves(operations[operations.Length - 1]),
        _ => false,
    };

    private static DoubleCheck? Judge(IOperation check, bool enters, IOperation held, IOperation locked, Frame frame, MemoryReader reader, Frame? inner = null)
    {
        ImmutableArray<Effect> effects = default;
        foreach (var read in reader.Read(check, frame).Where(effect => effect is { Kind: EffectKind.Read, IsShared: true, Place.IsElement: false }))
        {
            var guard = read.Place!;
            if (effects.IsDefault)
                effects = reader.Read(locked, inner ?? frame);

            // What is checked may be a part of the struct that is set as a whole.
            var set = effects.FirstOrDefault(effect => effect.Kind is EffectKind.Write or EffectKind.Update && effect.Place is { } place && (place.IsSame(guard) || IsWhole(place, guard)));
            if (set is null || TypeOf(set.Place!) is not { TypeKind: not TypeKind.Error } type)
                continue;

            if (!set.Place!.IsSame(guard) && (TypeOf(guard) is not { } part || new GuardValue(reader.Places, guard, InitialOf(part)).Of(check, frame) != enters))
                continue;

            if (FaultOf(check, enters, read, set, type, effects, held, frame, reader) is { } fault)
                return new DoubleCheck(check, guard, held, set.Operation, fault);
        }

        return null;
    }

    private static bool IsWhole(Place place, Place part) => part.Owners.Length == 1 && place is { IsElement: false, Owners.IsEmpty: true, IsOwn: true } && (part.Root.IsStatic || part.IsOwn)
        && SymbolEqualityComparer.Default.Equals(place.Member.OriginalDefinition, part.Root.OriginalDefinition);

    private static DoubleCheckFault? FaultOf(IOperation check, bool enters, Effect read, Effect set, ITypeSymbol type, ImmutableArray<Effect> effects, IOperation held, Frame frame, MemoryReader reader)
    {
        var guard = read.Place!;
        var isFlag = type.IsValueType && IsWord(type);
        var value = Constants.ValueOf(set.Value, set.Frame);
        if (value.HasValue && (Constants.IsDefault(value.Value) || set.Value is IDefaultValueOperation))
            return null;

        var isStruct = type.IsValueType && !isFlag;
        if (!isStruct && new GuardValue(reader.Places, guard, InitialOf(type)).Of(check, frame) != enters)
            return null;

        // The states in between are somebody else's: what is set here does not follow from what was checked there.
        if (!isStruct && new GuardValue(reader.Places, guard, InitialOf(type)) is var initial && ChecksBetween(held, set.Site).Any(inner => initial.Of(inner.Check, frame) is { } answer && answer != inner.Enters))
            return null;

        var before = effects.TakeWhile(effect => effect != set).ToList();
        var after = effects.Skip(before.Count + 1).ToList();
        var data = effects.Where(effect => IsData(effect, guard) && effect.Place!.IsOwn).ToList();
        var isRepeated = before.Any(effect => effect.Kind == EffectKind.Read && effect.Place is { } place && place.IsSame(guard));
        if (isFlag && data.Count == 0 && !(UsesOtherData(held, check, guard, reader.Code) && effects.Any(IsWork)))
            return null;

        if (!isRepeated && set.Kind != EffectKind.Update)
            return isFlag && (data.Count == 0 || IsLowered(guard, reader.Code)) ? null : DoubleCheckFault.NotRepeated;

        if (isStruct)
            return DoubleCheckFault.Torn;

        if (isFlag)
        {
            return read.Ordering == Ordering.Plain ? DoubleCheckFault.PlainFlag
                : after.Any(effect => IsData(effect, guard)) ? DoubleCheckFault.TooEarly
                : null;
        }

        if (after.Any(effect => Completes(effect, guard, set)) || after.Any(effect => IsData(effect, guard) && IsReadOutside(effect.Place!, held, check)))
            return DoubleCheckFault.TooEarly;

        return read.Ordering == Ordering.Plain && before.Any(effect => IsData(effect, guard) && IsReadOutside(effect.Place!, held, check)) ? DoubleCheckFault.PlainFlag : null;
    }

    /// <summary>Another shared variable gets a value that is not "nothing".</summary>
    private static bool IsData(Effect effect, Place guard) =>
        effect is { Kind: EffectKind.Write, IsShared: true, Place: { } place } && !place.IsSame(guard) && !place.IsLocal
        && !place.Mentions.Contains(guard.Member, SymbolEqualityComparer.Default)
        && !(Constants.ValueOf(effect.Value, effect.Frame) is { HasValue: true, Value: var value } && Constants.IsDefault(value));

    /// <summary>What comes and goes is a state, and whoever checks it need not be the one to make it.</summary>
    private static bool IsLowered(Place guard, CodeModel code) => new FieldWrites(code).Of(guard.Member, CancellationToken.None).Any(write =>
        !write.IsConstruction && write.Value is { } value && write.Body.Model.GetConstantValue(value) is { HasValue: true, Value: var constant } && Constants.IsDefault(constant));

    private static bool IsWork(Effect effect) => effect.Kind is EffectKind.Opaque or EffectKind.Call;

    /// <summary>Goes on building the object after it was published.</summary>
    private static bool Completes(Effect effect, Place guard, Effect set)
    {
        if (effect is { Kind: EffectKind.Write, Place: { } place } && place.Mentions.Contains(guard.Member, SymbolEqualityComparer.Default))
            return true;

        // A method of the object, whose code is followed.
        if (effect.Kind is EffectKind.Write or EffectKind.Update or EffectKind.Opaque && Callers(effect.Frame).Any(call => call is IInvocationOperation { Parent: IExpressionStatementOperation, Instance: { } target } && IsPublished(target)))
            return true;

        var receiver = effect switch
        {
            { Kind: EffectKind.Opaque or EffectKind.Call, Operation: IInvocationOperation { Parent: IExpressionStatementOperation, Instance: { } instance } } => instance,
            { Kind: EffectKind.Opaque or EffectKind.Call or EffectKind.Write, Operation: IAssignmentOperation { Target: IMemberReferenceOperation { Instance: { } instance } } } => instance,
            _ => null,
        };

        return IsPublished(receiver);

        bool IsPublished(IOperation? instance) => instance switch
        {
            IMemberReferenceOperation member => SymbolEqualityComparer.Default.Equals(member.Member, guard.Member),
            ILocalReferenceOperation { Local: var local } => Strip(set.Value) is ILocalReferenceOperation published && SymbolEqualityComparer.Default.Equals(published.Local, local),
            _ => false,
        };
    }

    private static IEnumerable<IOperation> Callers(Frame frame)
    {
        for (var inner = frame; inner is { Call: { } call, Caller: { } outer }; inner = outer)
            yield return call;
    }

    private static IOperation? Strip(IOperation? value) => value is IConversionOperation conversion ? Strip(conversion.Operand) : value;

    /// <summary>The function uses what was initialised after it has passed the check.</summary>
    private static bool UsesOtherData(IOperation held, IOperation check, Place guard, CodeModel code) =>
        Outside(held, check).OfType<IFieldReferenceOperation>().Any(field => field.Field is { Type.IsReferenceType: true } && !SymbolEqualityComparer.Default.Equals(field.Field, guard.Member) && !IsLock(field, code));

    // The lock that is entered before the try is no data.
    private static bool IsLock(IOperation field, CodeModel code) =>
        (field.Parent is IConversionOperation conversion ? conversion.Parent : field.Parent) is var use && (use is IArgumentOperation ? use.Parent : use) is IInvocationOperation call && code.Sync.Vocabulary.Recognize(call) is not null;

    private static bool IsReadOutside(Place data, IOperation held, IOperation check) =>
        Outside(held, check).OfType<IMemberReferenceOperation>().Any(member => SymbolEqualityComparer.Default.Equals(member.Member.OriginalDefinition, data.Member.OriginalDefinition));

    private static IEnumerable<IOperation> Outside(IOperation held, IOperation check)
    {
        IOperation root = held;
        while (root.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            root = parent;

        return root.DescendantsAndSelf().Where(operation => !held.Syntax.Span.Contains(operation.Syntax.Span) && !check.Syntax.Span.Contains(operation.Syntax.Span));
    }

    private static ITypeSymbol? TypeOf(Place place) => place.Member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    /// <summary>Read and written at once; a struct around one word is nothing else. Of a struct in a library the reference assembly does not tell the fields.</summary>
    private static bool IsWord(ITypeSymbol type) =>
        (type is { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None, DeclaringSyntaxReferences.Length: > 0 } && type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic).ToList() is { Count: 1 } fields && fields[0].Type.IsValueType && IsWord(fields[0].Type))
        || type.TypeKind == TypeKind.Enum || (type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_UIntPtr and not (SpecialType.System_Decimal or SpecialType.System_String));

    private static object? InitialOf(ITypeSymbol type) => type switch
    {
        { IsValueType: false } => null,
        { SpecialType: SpecialType.System_Boolean } => false,
        _ => 0,
    };
}
