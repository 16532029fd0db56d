namespace SyncAnalyzers.Engine.Flow;

/// <summary>What it took to follow one function once.</summary>
/// <param name="Analysis">The kind of analysis.</param>
/// <param name="Steps">Operations evaluated, each as often as it was.</param>
/// <param name="Budget">How many would have been too many.</param>
/// <param name="IsExhausted">Given up: too many steps, or too many states to keep apart.</param>
/// <param name="Body">The code that was followed: its text, which a listener may keep without keeping the compilation.</param>
public readonly record struct FlowEffort(string Analysis, int Steps, int Budget, bool IsExhausted, SyntaxNode Body)
{
    /// <summary>Tells tests and benchmarks of every function followed, on the thread that followed it. Without a listener it costs a look.</summary>
    public static event Action<FlowEffort>? Measured;

    public bool IsOverBudget => Steps > Budget;

    internal static bool IsWanted => Measured is not null;

    internal void Tell() => Measured?.Invoke(this);
}
