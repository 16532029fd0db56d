namespace SyncAnalyzers.Rules;

/// <summary>What happens when a rule throws: in a build it says nothing more about that file; where the engine is tested, the exception goes on.</summary>
/// <remarks>A fault of ours is none of the user's code, and must not become an error in a build that takes warnings as errors.</remarks>
public static class SafetyNet
{
    /// <summary>The switch (<see cref="AppContext"/>) that lets exceptions through. All tests and benchmarks run with it.</summary>
    public const string RethrowSwitch = "SyncAnalyzers.Rethrow";

    internal static bool Catches(Exception exception) =>
        exception is not OperationCanceledException && !(AppContext.TryGetSwitch(RethrowSwitch, out var rethrow) && rethrow);
}
