namespace SyncAnalyzers.Rules;

/// <summary>What happens when a rule or a fix throws: a build hears nothing more about that file, an editor offers no fix; where the engine is tested, the exception goes on.</summary>
/// <remarks>A fault of ours is none of the user's code, and must not become an error in a build that takes warnings as errors.</remarks>
public static class SafetyNet
{
    /// <summary>The switch (<see cref="AppContext"/>) that lets exceptions through. All tests and benchmarks run with it.</summary>
    public const string RethrowSwitch = "SyncAnalyzers.Rethrow";

    /// <returns><paramref name="silence"/> where the rule throws.</returns>
    internal static T Run<T>(Func<T> rule, T silence)
    {
        try
        {
            return rule();
        }
        catch (Exception e) when (Catches(e))
        {
            return silence;
        }
    }

    /// <summary>The exception is a fault of ours that the user shall not see. A cancelled analysis is none.</summary>
    public static bool Catches(Exception exception) =>
        exception is not OperationCanceledException && !(AppContext.TryGetSwitch(RethrowSwitch, out var rethrow) && rethrow);
}
