namespace SyncAnalyzers.Rules.Catalog;

/// <summary>The rule families. Each is a folder of this project, a category in <c>.editorconfig</c> and a range of ids.</summary>
public static class RuleFamily
{
    /// <summary>SYNC1xxx</summary>
    public const string Deadlock = nameof(Deadlock);

    /// <summary>SYNC2xxx</summary>
    public const string Balance = nameof(Balance);

    /// <summary>SYNC3xxx</summary>
    public const string Spinning = nameof(Spinning);

    /// <summary>SYNC4xxx</summary>
    public const string Semaphores = nameof(Semaphores);
}
