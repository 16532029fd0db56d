namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>Deadlock among spinning threads, livelock and starvation: fair behaviours of a finished graph that never get anywhere.</summary>
internal sealed class Liveness(StateGraph graph, World world, CheckOptions options)
{
    private readonly FairCycles _cycles = new(graph);

    public Finding? Find() => NobodyGetsOn() ?? (options.CheckStarvation ? SomebodyStarves() : null);

    private Finding? NobodyGetsOn()
    {
        var workers = 0;
        foreach (var thread in world.Threads)
            workers |= thread.IsBackground ? 0 : 1 << thread.Index;
        if (_cycles.Find(IsIdle, facts => (~facts.Done & workers) != 0) is not { } states)
            return null;
        var canEscape = CanReachProgress(states[0]);
        return new(
            canEscape ? Verdict.Livelock : Verdict.Deadlock,
            canEscape ? "the threads can run for ever without any of them getting in" : "from here on nobody can ever get in or finish",
            graph.PathTo(states[0]))
        { Cycle = Lasso.Around(graph, states, IsIdle) };

        static bool IsIdle(Edge edge) => !edge.Progress;
    }

    private Finding? SomebodyStarves()
    {
        foreach (var thread in world.Threads)
        {
            var bit = 1 << thread.Index;
            bool IsWithoutIt(Edge edge) => !(edge.Progress && edge.Step.Thread == thread.Index);
            if (_cycles.Find(IsWithoutIt, facts => (facts.Trying & bit) != 0) is { } states)
                return new(Verdict.Starvation, $"{thread.Name} can wait for ever while others get in", graph.PathTo(states[0]))
                { Cycle = Lasso.Around(graph, states, IsWithoutIt) };
        }

        return null;
    }

    private bool CanReachProgress(int start)
    {
        var leaving = graph.Edges.ToLookup(e => e.From);
        var seen = new HashSet<int> { start };
        var open = new Stack<int>([start]);
        while (open.TryPop(out var state))
            foreach (var edge in leaving[state])
            {
                if (edge.Progress)
                    return true;
                if (seen.Add(edge.To))
                    open.Push(edge.To);
            }

        return false;
    }
}
