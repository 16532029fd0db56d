using System.Collections.Concurrent;

namespace SyncAnalyzers.Engine.Identity;

/// <summary>Finds the <see cref="AccessPath"/> of an expression in one body.</summary>
/// <param name="body">The id of the body, which owns its parameters and locals.</param>
/// <param name="function">The function whose graph is resolved; its containing functions own what it captures.</param>
public sealed class PathResolver(SymbolNames names, string body, IMethodSymbol? function, LocalValues locals, CaptureMap captures)
{
    // An alias of an alias of an alias: nobody reads further, and a cycle must end.
    private const int MaxIndirections = 12;

    // The flow asks for the same variables again and again, on several threads.
    private readonly ConcurrentDictionary<ISymbol, string> _keys = new(concurrencyLevel: 1, capacity: 7, SymbolEqualityComparer.Default);

    public string Body => body;

    public LocalValues Locals => locals;

    public SymbolNames Names => names;

    public AccessPath? Resolve(IOperation? operation) => Resolve(operation, 0);

    /// <summary>The key of a variable, as <see cref="AccessPath.Mentions"/> takes it.</summary>
    public string? VariableKey(IOperation target) => target switch
    {
        ILocalReferenceOperation { Local: var local } => KeyOf(local),
        IParameterReferenceOperation { Parameter: var parameter } => KeyOf(parameter),
        IFieldReferenceOperation { Field: var field } => names.IdOf(field),
        IPropertyReferenceOperation { Property: var property } => names.IdOf(property),
        IConversionOperation conversion => VariableKey(conversion.Operand),
        IFlowCaptureReferenceOperation reference when captures.TryGet(reference.Id, out var value) => VariableKey(value),
        _ => null,
    };

    /// <summary>What a temporary holds, if it is always the same expression.</summary>
    public IOperation? ValueOf(IFlowCaptureReferenceOperation reference) => captures.TryGet(reference.Id, out var value) ? value : null;

    /// <summary>What the expression evaluates to when temporaries and locals with one value are looked through.</summary>
    public IOperation Strip(IOperation operation)
    {
        for (var i = 0; i < MaxIndirections; i++)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IFlowCaptureReferenceOperation reference when captures.TryGet(reference.Id, out var captured):
                    operation = captured;
                    break;
                case ILocalReferenceOperation { Local: var local } when locals.ValueOf(local) is { } value:
                    operation = value;
                    break;
                case IDelegateCreationOperation creation:
                    operation = creation.Target;
                    break;
                default:
                    return operation;
            }
        }

        return operation;
    }

    /// <summary>True where the path depends on something that changes: which lock it is, differs from moment to moment.</summary>
    public bool IsVarying(IOperation? operation) => operation is not null && Varying(operation, 0);

    private bool Varying(IOperation operation, int depth) => depth < MaxIndirections && operation switch
    {
        ILocalReferenceOperation { Local: var local } => locals.Varies(local) || (locals.ValueOf(local) is { } value && Varying(value, depth + 1)),
        IParameterReferenceOperation { Parameter: var parameter } => locals.Varies(parameter),
        IFlowCaptureReferenceOperation reference => !captures.TryGet(reference.Id, out var captured) || Varying(captured, depth + 1),
        IFieldReferenceOperation { Field.IsReadOnly: true, Field.IsStatic: true } => false,
        _ => operation.ChildOperations.Any(child => Varying(child, depth + 1)),
    };

    private AccessPath? Resolve(IOperation? operation, int depth)
    {
        if (operation is null || depth > MaxIndirections)
            return null;

        switch (operation)
        {
            case IConversionOperation { OperatorMethod: null } conversion:
                return Resolve(conversion.Operand, depth + 1) is { } inner
                    ? IsLock(conversion.Operand.Type) && !IsLock(conversion.Type) ? AsObject(inner) : inner
                    : null;

            case IParenthesizedOperation parenthesized:
                return Resolve(parenthesized.Operand, depth + 1);

            case IFlowCaptureReferenceOperation reference:
                return captures.TryGet(reference.Id, out var captured) ? Resolve(captured, depth + 1) : null;

            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type: { } type }:
                return Root(PathRoot.This, "this", "this", type);

            case ILocalReferenceOperation { Local: var local }:
                return ResolveLocal(local, depth);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return IsPrimaryConstructorCapture(parameter)
                    ? Root(PathRoot.This, "this", "this", parameter.ContainingType).Append(new PathStep("p:" + names.IdOf(parameter.ContainingType) + "." + parameter.Name, parameter.Name))
                    : Root(PathRoot.Parameter, KeyOf(parameter), parameter.Name, parameter.Type);

            case IFieldReferenceOperation { Field: var field } reference:
                return Member(field, reference.Instance, new PathStep(names.IdOf(field), field.Name, IsFixed: field.IsReadOnly), depth);

            case IEventReferenceOperation { Event: var raised } reference:
                return Member(raised, reference.Instance, new PathStep(names.IdOf(raised), raised.Name), depth);

            case IPropertyReferenceOperation { Property: var property, Arguments.IsEmpty: true } reference:
                return Member(property, reference.Instance, new PathStep(names.IdOf(property), property.Name, IsFixed: property.SetMethod is null), depth);

            case IPropertyReferenceOperation { Property: { IsIndexer: true }, Instance: { } instance } reference:
                return Element(instance, reference.Arguments.FirstOrDefault()?.Value, depth);

            case IArrayElementReferenceOperation element:
                return Element(element.ArrayReference, element.Indices.FirstOrDefault(), depth);

            case ITypeOfOperation typeOf:
                return new AccessPath(PathRoot.Type, names.IdOf(typeOf.TypeOperand), "typeof(" + typeOf.TypeOperand.Name + ")", "", []);

            case IInvocationOperation call:
                return ResolveCall(call, depth);

            case IAwaitOperation await:
                return Resolve(await.Operation, depth + 1);

            case { ConstantValue: { HasValue: true, Value: string text } }:
                return new AccessPath(PathRoot.Static, "string " + text, "\"" + text + "\"", "T:System.String", []);

            default:
                return null;
        }
    }

    private AccessPath? ResolveLocal(ILocalSymbol local, int depth)
    {
        var value = locals.ValueOf(local);
        if (value is not null && Resolve(value, depth + 1) is { } alias)
            return alias;

        // Nobody else can have what was created here, unless a function that may run elsewhere captures it.
        var isFresh = value is IObjectCreationOperation or IConversionOperation { Operand: IObjectCreationOperation } && !locals.IsCaptured(local);
        return new AccessPath(isFresh ? PathRoot.Fresh : PathRoot.Local, KeyOf(local), local.Name, names.IdOf(local.Type), []) { IsCaptured = !isFresh && locals.IsCaptured(local) };
    }

    private AccessPath? ResolveCall(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (method is { Name: "CompareExchange" or "EnsureInitialized" } && method.ContainingNamespace?.Name == "Threading")
            return Resolve(call.Arguments.FirstOrDefault()?.Value, depth + 1);

        if (method is { Name: "GetOrAdd", IsStatic: false } && call.Instance is { } table)
            return Element(table, call.Arguments.FirstOrDefault()?.Value, depth);

        if (method.ReturnsVoid || method.Name is "ConfigureAwait")
            return method.Name is "ConfigureAwait" ? Resolve(call.Instance, depth + 1) : null;

        // A method that provides a lock. Which one is found out by whoever knows its body.
        var index = string.Join(",", call.Arguments.Select(argument => IndexKey(argument.Value)));
        return Member(method, call.Instance, new PathStep(names.IdOf(method), method.Name + "()", index), depth);
    }

    private AccessPath? Member(ISymbol member, IOperation? instance, PathStep step, int depth)
    {
        if (step.Key.Length == 0)
            return null;

        if (member.IsStatic || instance is null)
            return member.IsStatic ? new AccessPath(PathRoot.Static, step.Key, (member.ContainingType?.Name ?? "") + "." + step.Name, TypeIdOf(member), []) : null;

        return Resolve(instance, depth + 1)?.Append(step);
    }

    private AccessPath? Element(IOperation collection, IOperation? index, int depth) => Resolve(collection, depth + 1)?.Append(StepAt(index));

    /// <summary>From an array or a list to the element that <paramref name="index"/> picks.</summary>
    public PathStep StepAt(IOperation? index) => new("[]", "[" + (index?.Syntax.ToString() ?? "") + "]", IndexKey(index));

    private string IndexKey(IOperation? index) => index switch
    {
        null => "?",
        { ConstantValue: { HasValue: true, Value: { } value } } => value.ToString(),
        IConversionOperation conversion => IndexKey(conversion.Operand),
        _ => VariableKey(index) ?? (Resolve(index, MaxIndirections - 2)?.ToString() ?? "?" + index.Syntax.SpanStart),
    };

    /// <summary>From an object with many locks to the one of a key; <see langword="null"/> for several keys at once.</summary>
    /// <remarks>A property may have another value the next time, and so may a field, unless it is read-only.</remarks>
    public PathStep StepTo(IOperation? key, IOperation call)
    {
        while (key is IConversionOperation { OperatorMethod: null, ConstantValue.HasValue: false } conversion)
            key = conversion.Operand;

        var origin = key is null ? null : Strip(key);
        var (index, name) = (origin, key) switch
        {
            ({ ConstantValue: { HasValue: true, Value: { } value } }, _) => (PathStep.Constant + value.ToString(), value is string text ? "\"" + text + "\"" : value.ToString()),
            (IParameterReferenceOperation { Parameter: var parameter }, _) => (KeyOf(parameter), parameter.Name),
            (_, ILocalReferenceOperation { Local: var local }) => (KeyOf(local), local.Name),
            (IFieldReferenceOperation { Field.IsReadOnly: true }, _) when Resolve(origin) is { } path && path.Steps.All(step => step.IsFixed) =>
                (path.Key + string.Concat(path.Steps.Select(step => "." + step.Key)), path.ToString()),
            _ => (PathStep.Unknown + call.Syntax.SpanStart.ToString(System.Globalization.CultureInfo.InvariantCulture), key?.Syntax.ToString() ?? "..."),
        };

        return new PathStep("[]", "[" + name + "]", index, IsKey: true);
    }

    /// <summary>The key of a local or parameter.</summary>
    public string KeyOf(ISymbol variable) => _keys.TryGetValue(variable, out var known) ? known : _keys.GetOrAdd(variable, FindKey(variable));

    private string FindKey(ISymbol variable)
    {
        var owner = OwnerOf(variable);
        return variable is IParameterSymbol parameter
            ? owner + "|" + (parameter.ContainingSymbol is ITypeSymbol ? Substitution.ReceiverOrdinal : parameter.Ordinal)
            : owner + "|" + variable.Name + "@" + (variable.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0);
    }

    /// <summary>Bodies nested in one another have ids that extend each other; the owner is as many levels up as the symbol is.</summary>
    private string OwnerOf(ISymbol variable)
    {
        var owner = body;
        for (ISymbol? current = function; current is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction }; current = current.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, current))
                return owner;

            var cut = owner.LastIndexOf('/');
            if (cut < 0)
                return owner;

            owner = owner.Substring(0, cut);
        }

        return owner;
    }

    private AccessPath Root(PathRoot root, string key, string name, ITypeSymbol type) => new(root, key, name, names.IdOf(type), []);

    private string TypeIdOf(ISymbol member) => member switch
    {
        IFieldSymbol field => names.IdOf(field.Type),
        IPropertySymbol property => names.IdOf(property.Type),
        IMethodSymbol method => names.IdOf(method.ReturnType),
        _ => "",
    };

    private bool IsPrimaryConstructorCapture(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
        && !SymbolEqualityComparer.Default.Equals(constructor, Outermost());

    private ISymbol? Outermost()
    {
        ISymbol? current = function;
        while (current is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            current = current.ContainingSymbol;

        return current;
    }

    private static bool IsLock(ITypeSymbol? type) => type is { Name: "Lock", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    /// <summary>A Lock locked through Monitor excludes nobody who uses it as a Lock: another lock altogether.</summary>
    private static AccessPath AsObject(AccessPath path)
    {
        if (path.Steps.IsEmpty)
            return new AccessPath(path.Root, path.Key + "(object)", path.Name, path.RootType, path.Steps);

        var last = path.Steps[path.Steps.Length - 1];
        return new AccessPath(path.Root, path.Key, path.Name, path.RootType, path.Steps.SetItem(path.Steps.Length - 1, last with { Key = last.Key + "(object)" }));
    }
}
