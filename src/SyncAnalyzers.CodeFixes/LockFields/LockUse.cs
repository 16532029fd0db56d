namespace SyncAnalyzers.CodeFixes.LockFields;

internal enum LockUseKind
{
    /// <summary><c>lock (x) ...</c></summary>
    Statement,

    /// <summary><c>x.EnterScope()</c></summary>
    Scope,
    Enter,
    TryEnter,
    Exit,

    /// <summary>What a lock without a handle does not need: to be disposed, or forgotten.</summary>
    Dispose,
}

/// <summary>One use of a lock whose meaning is known, so that it can be said of another lock.</summary>
/// <param name="Lock">The lock as it is named here.</param>
/// <param name="Node">The statement or the call.</param>
/// <param name="Time">How long a try waits; <see langword="null"/> for not at all. Of a release, how many permits it gives back if it says so.</param>
/// <param name="Taken">What is set when the lock is taken.</param>
/// <param name="Token">What cancels the wait.</param>
internal sealed record LockUse(LockUseKind Kind, ExpressionSyntax Lock, SyntaxNode Node, ExpressionSyntax? Time = null, ExpressionSyntax? Taken = null, ExpressionSyntax? Token = null)
{
    /// <summary>Of a reader-writer lock <c>Read</c> or <c>Write</c>, as the library's names have it.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Which of the locks, where one object has many.</summary>
    public ExpressionSyntax? Key { get; init; }

    /// <summary>Where the lock of the key is remembered that is used here.</summary>
    public KeyedLocal? Local { get; init; }

    /// <summary>The uses of a plain object, a <c>Lock</c>, a <c>Mutex</c>, a <c>SemaphoreSlim</c> or a <c>ReaderWriterLockSlim</c>; <see langword="null"/> if one of them is more than entering and leaving.</summary>
    public static ImmutableArray<LockUse>? Of(PrivateField field, SemanticModel model)
    {
        var uses = field.UsesOnceMade.Select(use => Of(use, model)).ToList();
        return uses.Contains(null) ? null : [.. uses.OfType<LockUse>()];
    }

    /// <summary>This gives back what <paramref name="enter"/> takes, where both name the lock in the same way.</summary>
    public bool Leaves(LockUse enter) => Kind == LockUseKind.Exit && Mode == enter.Mode && AreEquivalent(Lock, enter.Lock) && (Key is null ? enter.Key is null : AreEquivalent(Key, enter.Key));

    /// <summary>The lock that an operation acquires or releases, where it is named there.</summary>
    public static ExpressionSyntax? LockOf(SyntaxNode operation, SemanticModel model) => operation switch
    {
        ExpressionSyntax { Parent: LockStatementSyntax } locked => locked,
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } call when IsMonitor(call, model) => arguments[0].Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Expression,
        _ => null,
    };

    public static LockUse? Of(ExpressionSyntax use, SemanticModel model) => use.Parent switch
    {
        LockStatementSyntax statement => new LockUse(LockUseKind.Statement, use, statement),
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument when call.ArgumentList.Arguments[0] == argument && IsMonitor(call, model) =>
            Called(call, use, [.. call.ArgumentList.Arguments.Skip(1)], model),
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access when access.Expression == use && model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType.ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } =>
            Called(call, use, [.. call.ArgumentList.Arguments], model),
        _ => null,
    };

    private static LockUse? Called(InvocationExpressionSyntax call, ExpressionSyntax use, ImmutableArray<ArgumentSyntax> others, SemanticModel model)
    {
        var taken = others.FirstOrDefault(argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword));
        var token = others.FirstOrDefault(argument => model.GetTypeInfo(argument.Expression).Type is { Name: "CancellationToken", ContainingNamespace.Name: "Threading" });
        var times = others.Where(argument => argument != taken && argument != token).ToList();
        if (call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } || times.Count > 1 || others.Any(argument => argument.NameColon is not null))
            return null;

        // Of a Monitor, Wait is something else, and leaves the lock meanwhile.
        LockUseKind? kind = name switch
        {
            "Enter" or "EnterReadLock" or "EnterWriteLock" => LockUseKind.Enter,
            "Wait" when IsMonitor(call, model) => null,
            "WaitOne" or "Wait" or "WaitAsync" => times.Count == 0 ? LockUseKind.Enter : LockUseKind.TryEnter,
            "TryEnter" => LockUseKind.TryEnter,
            "EnterScope" => LockUseKind.Scope,
            "Exit" or "ReleaseMutex" or "Release" or "ExitReadLock" or "ExitWriteLock" => LockUseKind.Exit,
            "Dispose" or "Close" => LockUseKind.Dispose,
            _ => null,
        };

        return kind is { } known ? new LockUse(known, use, call, times.FirstOrDefault()?.Expression, taken?.Expression, token?.Expression) { Mode = ModeOf(name) } : null;
    }

    private static string ModeOf(string name) => name switch
    {
        "EnterReadLock" or "ExitReadLock" => "Read",
        "EnterWriteLock" or "ExitWriteLock" => "Write",
        _ => "",
    };

    private static bool IsMonitor(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { Name: "Monitor", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } };
}
