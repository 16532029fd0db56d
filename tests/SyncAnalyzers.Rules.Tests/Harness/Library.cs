// Here and not in the project, because two projects compile these tests.
global using static SyncAnalyzers.Rules.Tests.Harness.Library;

namespace SyncAnalyzers.Rules.Tests.Harness;

/// <summary>Sources that refer to SyncPrimitives: what is offered then and not otherwise.</summary>
internal static class Library
{
    public static Scenario WithLibrary(string source) => Scenario.FromSources([source]) with { Libraries = [typeof(SyncPrimitives.AsyncMutex).Assembly] };
}
