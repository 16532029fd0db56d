using System.Globalization;
using System.Runtime.CompilerServices;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>Finds the <see cref="Place"/> an expression reads or writes, through locals, references, temporaries and the parameters of helper methods.</summary>
public sealed class PlaceReader(CodeModel code)
{
    // Expressions deeper than this are not told apart.
    private const int MaxDepth = 16;

    private static readonly ConditionalWeakTable<INamedTypeSymbol, ImmutableHashSet<ISymbol>> s_autoProperties = new();

    /// <summary><see langword="null"/> for what is no variable, or one that never changes.</summary>
    public Place? Resolve(IOperation? operation, Frame frame)
    {
        var (target, home) = Follow(operation, frame);
        return target switch
        {
            IFieldReferenceOperation { Field: { IsConst: false } field } reference => Of(field, reference.Instance, home, IsShared(field) && IsReachable(reference.Instance, home)),
            IPropertyReferenceOperation { Property: var property } reference when IsAuto(property) =>
                Of(property, reference.Instance, home, property.SetMethod is { IsInitOnly: false } && IsReachable(reference.Instance, home)),
            IArrayElementReferenceOperation element => OfElement(element, home),
            ILocalReferenceOperation { Local: var local } => Of(local, home, home.Code.Body.Locals?.IsCaptured(local) ?? false),
            IParameterReferenceOperation { Parameter: var parameter } =>
                Of(parameter, home, parameter.RefKind is RefKind.Ref or RefKind.In or RefKind.RefReadOnlyParameter || IsPrimary(parameter) || (home.Code.Body.Locals?.IsCaptured(parameter) ?? false)),
            _ => null,
        };
    }

    /// <summary>The place of a local that is no expression here: declared in a pattern.</summary>
    public Place? OfVariable(ISymbol variable, Frame frame) =>
        variable is ILocalSymbol local ? Of(local, frame, frame.Code.Body.Locals?.IsCaptured(local) ?? false) : null;

    /// <summary>Looks through references: what a ref local, a ref parameter or a ref-returning method stands for.</summary>
    public (IOperation? Target, Frame Frame) Follow(IOperation? operation, Frame frame)
    {
        for (var i = 0; i < MaxDepth; i++)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IFlowCaptureReferenceOperation reference when frame.Code.ValueOf(reference.Id) is { } value:
                    operation = value;
                    break;
                case ILocalReferenceOperation { Local: { RefKind: not RefKind.None } local } when References.ValueOf(local, frame.Code.Body) is { } value:
                    operation = value;
                    break;
                case IParameterReferenceOperation { Parameter: { RefKind: not RefKind.None } parameter } when frame.ArgumentFor(parameter) is { } argument:
                    (operation, frame) = (argument, frame.Caller!);
                    break;
                case IInvocationOperation { TargetMethod.RefKind: not RefKind.None } call when Returned(call, frame) is { } returned:
                    (operation, frame) = returned;
                    break;
                default:
                    return (operation, frame);
            }
        }

        return (null, frame);
    }

    /// <summary>The one value the called method returns, in a frame of its own.</summary>
    public (IOperation Value, Frame Frame)? Returned(IOperation call, Frame frame)
    {
        if (Called.By(call) is not { } called || frame.Depth >= Frame.MaxDepth || frame.IsIn(called.Method) || code.GraphOf(called.Method) is not { } callee)
            return null;

        var returns = callee.Graph.Blocks.Where(block => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && block.BranchValue is not null).Take(2).ToArray();
        return returns.Length == 1 && returns[0].BranchValue is { } value ? (value, frame.Enter(callee, call, called.Receiver, called.Arguments)) : null;
    }

    /// <summary>A text that is equal for equal values within one function, at one moment.</summary>
    public string KeyOf(IOperation? operation, Frame frame, ImmutableArray<ISymbol>.Builder mentions, int depth = 0)
    {
        if (operation is null || depth > MaxDepth)
            return "?";

        switch (operation)
        {
            case { ConstantValue: { HasValue: true, Value: var constant } }:
                return Convert.ToString(constant, CultureInfo.InvariantCulture) ?? "null";

            case IConversionOperation { OperatorMethod: null } conversion:
                return KeyOf(conversion.Operand, frame, mentions, depth + 1);

            case IParenthesizedOperation parenthesized:
                return KeyOf(parenthesized.Operand, frame, mentions, depth + 1);

            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return frame is { Receiver: { } receiver, Caller: { } caller } ? KeyOf(receiver, caller, mentions, depth + 1) : "this";

            case IFlowCaptureReferenceOperation reference:
                return "{" + string.Join("|", frame.Code.ValuesOf(reference.Id).Select(value => KeyOf(value, frame, mentions, depth + 1))) + "}";

            case ILocalReferenceOperation { Local: var local }:
                return KeyOfLocal(local, frame, mentions, depth);

            case IParameterReferenceOperation { Parameter: var parameter }:
                mentions.Add(parameter);
                return frame.ArgumentFor(parameter) is { } argument
                    ? KeyOf(argument, frame.Caller!, mentions, depth + 1)
                    : "p:" + parameter.Name;

            case IFieldReferenceOperation { Field: var field } reference:
                mentions.Add(field);
                return Member(field, reference.Instance, frame, mentions, depth);

            case IPropertyReferenceOperation { Property: var property } reference:
                mentions.Add(property);
                return Member(property, reference.Instance, frame, mentions, depth) + Arguments(reference.Arguments.Select(a => a.Value), frame, mentions, depth);

            case IArrayElementReferenceOperation element:
                return KeyOf(element.ArrayReference, frame, mentions, depth + 1) + Arguments(element.Indices, frame, mentions, depth);

            case IBinaryOperation { OperatorMethod: null } binary:
                return "(" + KeyOf(binary.LeftOperand, frame, mentions, depth + 1) + binary.OperatorKind + KeyOf(binary.RightOperand, frame, mentions, depth + 1) + ")";

            case IUnaryOperation { OperatorMethod: null } unary:
                return unary.OperatorKind + KeyOf(unary.Operand, frame, mentions, depth + 1);

            case IConditionalOperation conditional:
                return "{" + KeyOf(conditional.WhenTrue, frame, mentions, depth + 1) + "|" + KeyOf(conditional.WhenFalse, frame, mentions, depth + 1) + "}";

            case IInvocationOperation { Arguments: { IsEmpty: false } arguments } read when KnownCalls.IsVolatileRead(read.TargetMethod):
                return KeyOf(arguments[0].Value, frame, mentions, depth + 1);

            case IInvocationOperation call when Returned(call, frame) is { } returned:
                return KeyOf(returned.Value, returned.Frame, mentions, depth + 1);

            default:
                return "?" + operation.Syntax.SpanStart;
        }
    }

    public static bool IsAuto(IPropertySymbol property) =>
        property is { IsIndexer: false, IsAbstract: false } && (!property.IsVirtual || property.ContainingType.IsSealed) && (!property.IsOverride || property.IsSealed || property.ContainingType.IsSealed)
        && s_autoProperties.GetValue(property.OriginalDefinition.ContainingType, FindAutoProperties).Contains(property.OriginalDefinition);

    private static ImmutableHashSet<ISymbol> FindAutoProperties(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Select(field => field.AssociatedSymbol).OfType<IPropertySymbol>().ToImmutableHashSet<ISymbol>(SymbolEqualityComparer.Default);

    private string KeyOfLocal(ILocalSymbol local, Frame frame, ImmutableArray<ISymbol>.Builder mentions, int depth)
    {
        mentions.Add(local);
        var own = "l" + frame.Depth + ":" + local.Name + "@" + (local.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0);
        var locals = frame.Code.Body.Locals;
        var value = local.RefKind == RefKind.None ? locals?.ValueOf(local) : References.ValueOf(local, frame.Code.Body);
        if (value is null || (local.RefKind == RefKind.None && locals!.Varies(local)))
            return own;

        var key = KeyOf(value, frame, mentions, depth + 1);

        // An object of unknown origin may be the one that another local stands for; a number is an index of its own.
        return key.IndexOf('?') >= 0 && local.Type.IsValueType ? own : key;
    }

    private string Member(ISymbol member, IOperation? instance, Frame frame, ImmutableArray<ISymbol>.Builder mentions, int depth) =>
        (member.IsStatic || instance is null ? member.ContainingType?.Name ?? "" : KeyOf(instance, frame, mentions, depth + 1)) + "." + member.Name;

    private string Arguments(IEnumerable<IOperation> arguments, Frame frame, ImmutableArray<ISymbol>.Builder mentions, int depth)
    {
        var keys = string.Join(",", arguments.Select(argument => KeyOf(argument, frame, mentions, depth + 1)));
        return keys.Length == 0 ? "" : "[" + keys + "]";
    }

    private Place Of(ISymbol member, IOperation? instance, Frame frame, bool isShared) =>
        new(member, isElement: false, this, instance, frame) { IsShared = isShared, Owners = OwnersOf(instance, frame) };

    private Place Of(ISymbol variable, Frame frame, bool isShared) => new(variable, isElement: false, this, null, frame) { IsShared = isShared };

    /// <summary>How <paramref name="place"/> is reached.</summary>
    internal PlaceKey NameOf(Place place, IOperation? through, Frame frame)
    {
        var mentions = ImmutableArray.CreateBuilder<ISymbol>();
        var text = through is IArrayElementReferenceOperation element && place.IsElement ? KeyOfElement(element, frame, mentions)
            : place.IsLocal ? "v" + (place.IsShared ? 0 : frame.Depth) + ":" + place.Member.Name + "@" + (place.Member.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0)
            : Member(place.Member, through, frame, mentions, 0);
        return new PlaceKey(text, mentions.ToImmutable());
    }

    private string KeyOfElement(IArrayElementReferenceOperation element, Frame frame, ImmutableArray<ISymbol>.Builder mentions)
    {
        var (array, home) = ArrayOf(element, frame);
        return KeyOf(array, home, mentions) + Arguments(element.Indices, frame, mentions, 0);
    }

    private ImmutableArray<ISymbol> OwnersOf(IOperation? instance, Frame frame)
    {
        while (instance is IInstanceReferenceOperation { Type.IsValueType: true } && frame is { Receiver: var receiver, Caller: { } caller })
            (instance, frame) = (receiver, caller);

        return instance is { Type.IsValueType: true } and not IInstanceReferenceOperation && Resolve(instance, frame) is { } owner ? owner.Owners.Add(owner.Member) : [];
    }

    private Place? OfElement(IArrayElementReferenceOperation element, Frame frame)
    {
        var (array, home) = ArrayOf(element, frame);
        ISymbol? holder = array switch
        {
            IFieldReferenceOperation { Field: var field } => field,
            IPropertyReferenceOperation { Property: var property } => property,
            ILocalReferenceOperation { Local: var local } => local,
            IParameterReferenceOperation { Parameter: var parameter } => parameter,
            IArrayElementReferenceOperation inner => OfElement(inner, home)?.Member,
            _ => null,
        };

        if (holder is null)
            return null;

        var isFresh = holder is ILocalSymbol l && !(home.Code.Body.Locals?.IsCaptured(l) ?? false);
        return new Place(holder, isElement: true, this, element, frame)
        {
            IsShared = !isFresh,
            Owners = OwnersOf((array as IMemberReferenceOperation)?.Instance, home),
        };
    }

    private (IOperation? Array, Frame Home) ArrayOf(IArrayElementReferenceOperation element, Frame frame)
    {
        var (array, home) = Follow(element.ArrayReference, frame);
        return array is ILocalReferenceOperation { Local: var alias } && home.Code.Body.Locals?.ValueOf(alias) is { } value ? Follow(value, home)
            : array is IParameterReferenceOperation { Parameter: var formal } && home.ArgumentFor(formal) is { } argument ? Follow(argument, home.Caller!)
            : (array, home);
    }

    private static bool IsShared(IFieldSymbol field) =>
        !field.IsReadOnly && !field.GetAttributes().Any(a => a.AttributeClass?.Name == "ThreadStaticAttribute");

    /// <summary>A field of a struct is where the struct is.</summary>
    private bool IsReachable(IOperation? instance, Frame frame)
    {
        if (instance?.Type is not { IsValueType: true } || instance is IInstanceReferenceOperation)
            return true;

        return Follow(instance, frame).Target switch
        {
            IFieldReferenceOperation { Field: var field } outer => !field.IsReadOnly && IsReachable(outer.Instance, frame),
            _ => Resolve(instance, frame) is { IsShared: true },
        };
    }

    private static bool IsPrimary(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
        && constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax;
}
