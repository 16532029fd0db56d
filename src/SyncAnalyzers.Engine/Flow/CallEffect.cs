using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>What one call does to the locks of the function it stands in.</summary>
public sealed record CallEffect(IOperation Call, ImmutableArray<LockChange> Always, ImmutableArray<LockChange> OnSuccess)
{
    /// <summary>The primitive operation; <see langword="null"/> where a method of this compilation wraps one.</summary>
    public SyncCall? Sync { get; init; }

    public MethodEffect? Wrapper { get; init; }

    public Success Success { get; init; }

    public bool IsAsync { get; init; }

    public bool IsLease { get; init; }

    /// <summary>The argument that receives the lease; <see langword="null"/> where the result is the lease, or there is none.</summary>
    public IArgumentOperation? Received { get; init; }

    /// <summary>
    /// The statement at whose end the lock is released, where the graph has no release. A lock statement on a
    /// <c>System.Threading.Lock</c> comes out of the compiler (4.14 and 5.12 alike) as an invalid operation when nullable
    /// annotations are on, and nothing at its end.
    /// </summary>
    public Microsoft.CodeAnalysis.Text.TextSpan? Scope { get; init; }

    /// <summary>The number by which <see cref="SiteSet"/> knows this call.</summary>
    public int Site { get; init; }

    /// <summary>The condition that is true exactly when <see cref="OnSuccess"/> happened.</summary>
    public string ResultKey { get; } = "call " + Call.Syntax.SpanStart + ":" + Call.Syntax.Span.Length;

    /// <summary>May throw, and has acquired nothing then.</summary>
    public bool CanFail => Acquires && Sync is not { CannotFail: true } && Wrapper is not { CannotFail: true };

    public bool Acquires => Always.Concat(OnSuccess).Any(change => change.Change > 0);
}

/// <summary>One lock of the function's table, so many times more held.</summary>
/// <param name="Change"><see langword="null"/>: nobody knows how many.</param>
public readonly record struct LockChange(int Lock, LockMode Mode, int? Change);
