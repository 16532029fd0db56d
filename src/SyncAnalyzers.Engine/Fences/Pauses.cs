using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>How long a loop steps back before it tries again.</summary>
internal static class Pauses
{
    /// <summary>Equal for loops that pause alike; <see langword="null"/> where the time differs from turn to turn, so that two do not stay in step.</summary>
    public static string? Of(SpinLoop loop)
    {
        var pauses = loop.Effects.Where(effect => effect.Kind is EffectKind.Sleep or EffectKind.Pause).Select(effect =>
            effect.Operation is IInvocationOperation call ? string.Join(",", call.Arguments.Select(argument => TimeOf(argument.Value, effect.Frame))) : "");
        var all = string.Join(";", pauses);
        return all.IndexOf('?') >= 0 ? null : all;
    }

    private static object TimeOf(IOperation time, Frame frame) => Constants.ValueOf(time, frame) is { HasValue: true, Value: { } value } ? value : "?";
}
