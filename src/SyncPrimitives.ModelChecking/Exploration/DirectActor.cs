namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>The builder and the final check: alone with the memory, so every access happens at once.</summary>
internal sealed class DirectActor(World world, List<long> memory) : Actor(world)
{
    public override int Thread => -1;

    public override long Perform(in Operation operation)
    {
        if (operation.Location < 0)
            return 0;
        var old = memory[operation.Location];
        if (!operation.IsReady(old))
            throw new InvalidOperationException("The code that runs alone would wait for ever.");
        memory[operation.Location] = Effect.NewValue(operation, old);
        return old;
    }

    public override int Allocate(string name, long value)
    {
        var location = World.AddLocation(name);
        while (memory.Count <= location)
            memory.Add(0);
        memory[location] = value;
        return location;
    }

    public override long HandleOf(object? value) => World.Heap.Identify(value, thread: -1, ordinal: World.Heap.Count);

    public override object? ObjectOf(long handle) => World.Heap[handle];
}
