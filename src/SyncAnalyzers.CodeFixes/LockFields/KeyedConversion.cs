namespace SyncAnalyzers.CodeFixes.LockFields;

/// <summary>Makes a dictionary that holds a lock for each key a <c>KeyedMutex</c>, which has one for each key in use.</summary>
internal static class KeyedConversion
{
    /// <param name="named">The lock of a key, as it is named where it is acquired.</param>
    public static FixOffer? Offer(FixTarget target, ExpressionSyntax? named, string title)
    {
        if (DictionaryOf(named, target) is not { } dictionary || PrivateField.Find(target.Model.GetSymbolInfo(dictionary, target.Cancellation).Symbol, target) is not { } field
            || NameOf(field.Declaration.Declaration.Type) is not { TypeArgumentList.Arguments: { Count: 2 } types }
            || field.Creation is not { Initializer: null } creation || ComparerOf(creation, target) is not { } arguments
            || LibraryType.Find(target, "KeyedMutex`1")?.Of(types[0]) is not { } type || LibraryType.Find(target, "AsyncMutex") is not { } mutex)
        {
            return null;
        }

        List<LockUse?> found = [.. field.UsesOnceMade.SelectMany(use => UsesOf(use, target))];
        if (found.Contains(null))
            return null;

        // Whether a holder enters again is judged as if all keys were one, for the rules tell only constant keys of two methods apart.
        ImmutableArray<LockUse> uses = [.. found.OfType<LockUse>()];
        var (judged, changed) = (new LeaseConversion(target, "Enter"), new LeaseConversion(target, "Enter"));
        return judged.TryConvert(field, [.. uses.Select(use => use with { Key = null })], mutex) && changed.TryConvert(field, uses, type, arguments)
            ? new FixOffer(title, changed.Result(type)) { IsFarReaching = true, Judged = judged.Result(mutex), Key = LibraryType.Key }
            : null;
    }

    private static ExpressionSyntax? DictionaryOf(ExpressionSyntax? named, FixTarget target)
    {
        if (named is IdentifierNameSyntax && target.Model.GetSymbolInfo(named, target.Cancellation).Symbol is ILocalSymbol local)
            named = (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(target.Cancellation) as VariableDeclaratorSyntax)?.Initializer?.Value;

        return named is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call && IsGotten(call, target) ? access.Expression : null;
    }

    /// <summary>The argument that the object is made of: a comparer of keys or none. <see langword="null"/> where it is something else.</summary>
    private static string[]? ComparerOf(BaseObjectCreationExpressionSyntax creation, FixTarget target) =>
        target.Model.GetSymbolInfo(creation, target.Cancellation).Symbol is not IMethodSymbol { Parameters: var parameters } ? null
        : parameters.IsEmpty ? []
        : parameters is { Length: 1 } && parameters[0].Type.Name == "IEqualityComparer" && creation.ArgumentList!.Arguments[0] is { NameColon: null } comparer && !Remarks.AreIn(creation) ? [comparer.ToString()]
        : null;

    private static GenericNameSyntax? NameOf(TypeSyntax type) => type switch
    {
        GenericNameSyntax name => name,
        QualifiedNameSyntax { Right: GenericNameSyntax name } => name,
        _ => null,
    };

    /// <summary>What is done with the locks of the dictionary; <see langword="null"/> for what is more than that.</summary>
    private static IEnumerable<LockUse?> UsesOf(ExpressionSyntax use, FixTarget target)
    {
        switch (use.Parent)
        {
            case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access when access.Expression == use && IsGotten(call, target):
                var key = call.ArgumentList.Arguments[0].Expression;
                return LocalOf(call, target) is { } local
                    ? ReadsOf(local, target).Select(read => Keyed(LockUse.Of(read, target.Model), use, key, new KeyedLocal(local, key)))
                    : [Keyed(LockUse.Of(call, target.Model), use, key)];

            case ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } keys } element when element.Expression == use && LockUse.Of(element, target.Model) is { Kind: LockUseKind.Exit } exit:
                return [Keyed(exit, use, keys[0].Expression)];

            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryRemove", Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax, ArgumentList.Arguments: { Count: 2 } removed } call } access when access.Expression == use && IsDiscard(removed[1], target):
                return [new LockUse(LockUseKind.Dispose, use, call) { Key = removed[0].Expression }];

            default:
                return [null];
        }
    }

    private static LockUse? Keyed(LockUse? use, ExpressionSyntax dictionary, ExpressionSyntax key, KeyedLocal? local = null) => use is null ? null : use with { Lock = dictionary, Key = key, Local = local };

    private static LocalDeclarationStatementSyntax? LocalOf(InvocationExpressionSyntax call, FixTarget target) =>
        call.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.None, Parent: BlockSyntax } statement } } } ? statement : null;

    private static IEnumerable<ExpressionSyntax> ReadsOf(LocalDeclarationStatementSyntax statement, FixTarget target)
    {
        var local = target.Model.GetDeclaredSymbol(statement.Declaration.Variables[0], target.Cancellation);
        return statement.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == local?.Name && SymbolEqualityComparer.Default.Equals(target.Model.GetSymbolInfo(name, target.Cancellation).Symbol, local));
    }

    /// <summary><c>locks.GetOrAdd(key, _ => new SemaphoreSlim(1, 1))</c>, and the like.</summary>
    private static bool IsGotten(InvocationExpressionSyntax call, FixTarget target) =>
        call.ArgumentList.Arguments is { Count: 2 } arguments && arguments.All(argument => argument.NameColon is null) && arguments[1].Expression is var made
        && target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol { Name: "GetOrAdd", ContainingType: { Name: "ConcurrentDictionary", ContainingNamespace: { Name: "Concurrent", ContainingNamespace.Name: "Collections" } } }
        && (made is LambdaExpressionSyntax lambda ? lambda.ExpressionBody : made) is BaseObjectCreationExpressionSyntax { Initializer: null } creation && IsMutex(creation, target);

    private static bool IsMutex(BaseObjectCreationExpressionSyntax creation, FixTarget target)
    {
        var arguments = creation.ArgumentList?.Arguments ?? default;
        return target.Model.GetTypeInfo(creation, target.Cancellation).Type switch
        {
            { SpecialType: SpecialType.System_Object } => true,
            { Name: "Lock", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } => true,
            { Name: "SemaphoreSlim", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } => arguments.All(argument => target.Model.GetConstantValue(argument.Expression, target.Cancellation).Value is 1),
            _ => false,
        };
    }

    private static bool IsDiscard(ArgumentSyntax argument, FixTarget target) => argument.Expression switch
    {
        DeclarationExpressionSyntax { Designation: DiscardDesignationSyntax } => true,
        IdentifierNameSyntax { Identifier.ValueText: "_" } name => target.Model.GetSymbolInfo(name, target.Cancellation).Symbol is IDiscardSymbol,
        _ => false,
    };
}
