using System.Text;
using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.ModelChecking;

/// <summary>What <see cref="Model.Check"/> found. Immutable; <see cref="ToString"/> is the report for people.</summary>
public sealed class CheckResult
{
    internal CheckResult(Finding finding, Explorer explorer, World world, MemoryModel memoryModel, TimeSpan elapsed)
    {
        (Verdict, Message, MemoryModel, Elapsed) = (finding.Verdict, finding.Message, memoryModel, elapsed);
        (States, Transitions, LocalStates) = (explorer.States, explorer.Transitions, explorer.LocalStates);
        Outcomes = [.. explorer.Outcomes];
        var narrator = new Narrator(explorer, world);
        Trace = narrator.Tell(finding.Path);
        Cycle = narrator.Tell(finding.Cycle);
    }

    /// <summary>The kind of finding.</summary>
    public Verdict Verdict { get; }

    /// <summary>The finding in one sentence.</summary>
    public string Message { get; }

    /// <summary>The memory model explored.</summary>
    public MemoryModel MemoryModel { get; }

    /// <summary>A shortest sequence of steps that leads to the finding; empty when nothing was found.</summary>
    public IReadOnlyList<TraceStep> Trace { get; }

    /// <summary>Steps that can repeat for ever after <see cref="Trace"/>; empty unless that is the finding.</summary>
    public IReadOnlyList<TraceStep> Cycle { get; }

    /// <summary>The different final outcomes that <see cref="ModelThread.Observe"/> and <see cref="ModelProgram.ObserveAtEnd"/> saw, sorted.</summary>
    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>States visited.</summary>
    public int States { get; }

    /// <summary>Steps between them.</summary>
    public int Transitions { get; }

    /// <summary>Different states of single threads: how often their code was run.</summary>
    public int LocalStates { get; }

    /// <summary>How long the exploration took.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Whether everything was explored and nothing found.</summary>
    public bool Holds => Verdict == Verdict.Holds;

    /// <summary>The verdict, the trace as a table, and the numbers.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Verdict.ToString().ToUpperInvariant()).Append(" under ").Append(MemoryModel).Append(": ").AppendLine(Message);
        text.Append(States).Append(" states, ").Append(Transitions).Append(" steps between them, ").Append(LocalStates).Append(" states of single threads, explored in ")
            .Append(Math.Round(Elapsed.TotalMilliseconds)).AppendLine(" ms");
        if (Trace.Count > 0)
            text.AppendLine().Append("A shortest way there, ").Append(Trace.Count).AppendLine(" steps:");
        TraceTable.Write(text, Trace);
        if (Cycle.Count > 0)
            text.AppendLine().AppendLine("From there these steps can repeat for ever:");
        TraceTable.Write(text, Cycle);
        return text.ToString();
    }
}
