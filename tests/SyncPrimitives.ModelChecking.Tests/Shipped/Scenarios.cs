namespace SyncPrimitives.ModelChecking.Tests.Shipped;

internal static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } = [.. ClassicScenarios.All, .. MutexScenarios.All, .. SemaphoreScenarios.All, .. EventScenarios.All, .. ReaderWriterScenarios.All, .. VersionScenarios.All, .. KeyedScenarios.All, .. StripedScenarios.All, .. RecursiveScenarios.All, .. OrderScenarios.All, .. HoldScenarios.All, .. RareScenarios.All];
}
