namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>Walks a path again and says what happens.</summary>
internal sealed class Narrator(Explorer explorer, World world)
{
    private const int ShownInFull = 6;

    private GlobalState _state = explorer.Start;
    private int _number;

    public List<TraceStep> Tell(List<Step> path)
    {
        var story = new List<TraceStep>();
        foreach (var step in path)
        {
            var before = _state;
            _state = explorer.Take(before, step, out var transition);
            if (!step.IsFlush && transition.Notes.Count == 0 && before.Threads[step.Thread].Operation.IsSilent)
                continue;
            story.Add(new(
                ++_number, world.Threads[step.Thread].Name, Describe(before, step, transition), Memory(before), Buffers()));
        }

        return story;
    }

    private string Describe(GlobalState before, Step step, Transition transition)
    {
        if (step.IsFlush)
        {
            var store = before.Buffers[step.Thread][step.Store];
            return $"... its store {world.NameOf(store.Location)} = {store.Value} reaches memory";
        }

        var text = Describe(before, step.Thread, before.Threads[step.Thread].Operation, step.Choice);
        string?[] parts = [text, .. transition.Notes, transition.Target.IsDone ? "finishes" : null];
        return string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    private string Describe(GlobalState before, int thread, Operation operation, int choice)
    {
        if (operation.Kind is OperationKind.Step or OperationKind.Stuck)
            return operation.Note ?? "";
        if (operation.Kind == OperationKind.Choose)
            return $"choice {choice}";
        if (operation.Location < 0)
            return "full fence: its store buffer is empty";
        var name = world.NameOf(operation.Location);
        var old = before.ValueFor(thread, operation.Location, out var isForwarded);
        var isBuffered = _state.Buffers[thread].Length > before.Buffers[thread].Length;
        return operation.Kind switch
        {
            OperationKind.Read => $"reads {name} = {old}{(isForwarded ? " (its own store, not yet in memory)" : "")}",
            OperationKind.Write or OperationKind.ReleaseWrite => $"{name} = {operation.Value}{(isBuffered ? " (into its store buffer)" : "")}",
            OperationKind.Exchange => $"atomically {name} = {operation.Value}, was {old}",
            OperationKind.Add => $"atomically {name} += {operation.Value}, was {old}",
            OperationKind.CompareExchange when old == operation.Comparand => $"atomically {name} = {operation.Value}, was {old} as expected",
            OperationKind.CompareExchange => $"wants {name} = {operation.Value} but it is {old}, not {operation.Comparand}",
            OperationKind.Update => $"atomically {name} = {operation.Change!(old)}, was {old}",
            OperationKind.Await => $"has waited for {name} = {operation.Comparand}, sets it to {operation.Value}",
            _ => $"has waited for {name} to change from {operation.Comparand}",
        };
    }

    private string Memory(GlobalState before)
    {
        if (ReferenceEquals(before.Memory, _state.Memory))
            return "";
        var shown = new List<string>();
        for (var i = 0; i < _state.Memory.Length; i++)
            if (_state.Memory.Length <= ShownInFull || _state.Memory[i] != before.InMemory(i))
                shown.Add($"{world.NameOf(i)}={_state.Memory[i]}");
        return string.Join(' ', shown);
    }

    private string Buffers()
    {
        var waiting = _state.Buffers.Select((buffer, thread) => (buffer, thread)).Where(b => b.buffer.Length > 0);
        return string.Join("; ", waiting.Select(b =>
            $"{world.Threads[b.thread].Name} holds {string.Join(", ", b.buffer.Select(s => $"{world.NameOf(s.Location)}={s.Value}"))}"));
    }
}
