using System.Text;

namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>A trace in columns.</summary>
internal static class TraceTable
{
    public static void Write(StringBuilder text, IReadOnlyList<TraceStep> steps)
    {
        if (steps.Count == 0)
            return;
        var thread = steps.Max(s => s.Thread.Length);
        var action = steps.Max(s => s.Text.Length);
        var memory = steps.Max(s => s.Memory.Length);
        foreach (var step in steps)
        {
            var line = $"{step.Number,4}  {step.Thread.PadRight(thread)}  {step.Text.PadRight(action)}  {step.Memory.PadRight(memory)}";
            if (step.StoreBuffers.Length > 0)
                line += $"  [{step.StoreBuffers}]";
            text.AppendLine(line.TrimEnd());
        }
    }
}
