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

    /// <summary>SYNC5xxx</summary>
    public const string LockObjects = nameof(LockObjects);

    /// <summary>SYNC6xxx</summary>
    public const string Atomicity = nameof(Atomicity);

    /// <summary>In the order of their digits.</summary>
    public static ImmutableArray<string> All { get; } = [Deadlock, Balance, Spinning, Semaphores, LockObjects, Atomicity];

    /// <summary>The first digit of every id in the family; 0 if there is no such family.</summary>
    public static int Digit(string family) => All.IndexOf(family) + 1;
}
