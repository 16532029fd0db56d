using SyncAnalyzers.CodeFixes.LockFields;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>What a flag that is waited for can become, and how what is done with a flag is said of it.</summary>
/// <param name="Title">What the user reads.</param>
/// <param name="Type">As the document may name it.</param>
internal sealed record FlagEvent(string Title, string Type)
{
    /// <summary>Where the type comes from; <see langword="null"/> for the framework.</summary>
    public LibraryType? Library { get; private init; }

    /// <summary>The arguments that make one.</summary>
    public string Created { get; private init; } = "";

    /// <summary>The arguments that make one that is set already; <see langword="null"/> where there are none.</summary>
    public string? CreatedSet { get; private init; } = "true";

    public string Set { get; private init; } = "Set()";

    /// <summary><see langword="null"/> where what is set stays so.</summary>
    public string? Reset { get; private init; } = "Reset()";

    public string IsSet { get; private init; } = "IsSet";

    /// <summary>Blocks, given a token or nothing; <see langword="null"/> where nothing should.</summary>
    public Func<string, string>? Wait { get; private init; }

    /// <summary>What is awaited, given a token or nothing; <see langword="null"/> where nothing can be.</summary>
    public Func<string, string>? WaitAsync { get; private init; }

    /// <summary>Who has waited has lowered it in the same step, so that nobody else lowers it or looks at it.</summary>
    public bool IsAutoReset { get; private init; }

    public static FlagEvent Blocking(FixTarget target, int place) =>
        new("Wait on a ManualResetEventSlim", ThreadingName.At(target.Model, place, "ManualResetEventSlim")) { Wait = token => $"Wait({token})" };

    /// <summary>For what happens once.</summary>
    public static FlagEvent? Once(FixTarget target, int place)
    {
        return NameOf("TaskCompletionSource") is not { } source ? null : new FlagEvent("Await a TaskCompletionSource", source)
        {
            Created = NameOf("TaskCreationOptions") + ".RunContinuationsAsynchronously",
            CreatedSet = null,
            Set = "TrySetResult()",
            Reset = null,
            IsSet = "Task.IsCompleted",
            WaitAsync = token => token.Length > 0 ? $"Task.WaitAsync({token})" : "Task",
        };

        string? NameOf(string type) => target.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks." + type)?.ToMinimalDisplayString(target.Model, place);
    }

    /// <param name="name">As the library calls it.</param>
    public static FlagEvent? OfLibrary(FixTarget target, int place, string name)
    {
        var forever = ThreadingName.At(target.Model, place, "Timeout") + ".InfiniteTimeSpan";
        return LibraryType.Find(target, name) is not { } type ? null : new FlagEvent($"Await an {name}", type.Name.ToString())
        {
            Library = type,
            Wait = token => token.Length > 0 ? $"Wait({forever}, {token})" : $"Wait({forever})",
            WaitAsync = token => $"WaitAsync({token})",
            IsAutoReset = name == "AsyncAutoResetEvent",
        };
    }
}
