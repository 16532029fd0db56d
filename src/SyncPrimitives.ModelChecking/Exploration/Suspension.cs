namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>Unwinds a thread's code when it has reached an operation whose result is not known yet.</summary>
internal sealed class Suspension : Exception
{
    public static readonly Suspension Instance = new();
}

/// <summary>An assertion of the checked program failed.</summary>
internal sealed class ModelAssertionException(string message) : Exception(message);
