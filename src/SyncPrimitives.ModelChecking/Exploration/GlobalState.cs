namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>A store that its thread has made and the others do not see yet.</summary>
internal readonly record struct BufferedStore(int Location, long Value, bool IsRelease);

/// <summary>Memory, store buffers and where every thread stands. Immutable: a step makes a new one that shares what it did not change.</summary>
internal sealed record GlobalState(long[] Memory, LocalState[] Threads, BufferedStore[][] Buffers)
{
    /// <summary>What <paramref name="thread"/> sees at a location, and whether that comes from its own buffer.</summary>
    public long ValueFor(int thread, int location, out bool isForwarded)
    {
        var buffer = Buffers[thread];
        for (var i = buffer.Length - 1; i >= 0; i--)
        {
            if (buffer[i].Location != location)
                continue;
            isForwarded = true;
            return buffer[i].Value;
        }

        isForwarded = false;
        return InMemory(location);
    }

    public long InMemory(int location) => location < Memory.Length ? Memory[location] : 0;

    public GlobalState Store(int location, long value)
    {
        if (InMemory(location) == value)
            return this;
        var memory = new long[Math.Max(Memory.Length, location + 1)];
        Memory.CopyTo(memory, 0);
        memory[location] = value;
        return this with { Memory = memory };
    }

    public GlobalState WithThread(LocalState state)
    {
        if (Threads[state.Thread] == state)
            return this;
        var threads = (LocalState[])Threads.Clone();
        threads[state.Thread] = state;
        return this with { Threads = threads };
    }

    public GlobalState WithBuffer(int thread, BufferedStore[] buffer)
    {
        var buffers = (BufferedStore[][])Buffers.Clone();
        buffers[thread] = buffer;
        return this with { Buffers = buffers };
    }

    /// <summary>128 bits that stand for the state; two of 10^6 states share them with probability about 10^-27.</summary>
    public (ulong, ulong) Fingerprint()
    {
        var (a, b) = (0xCBF29CE484222325UL, 0x2545F4914F6CDD1DUL);
        for (var i = 0; i < Memory.Length; i++)
            if (Memory[i] != 0)
                Mix((ulong)i << 48 ^ (ulong)Memory[i], (ulong)i);
        foreach (var thread in Threads)
            Mix((ulong)thread.Id, 0xF00D);
        foreach (var buffer in Buffers)
        {
            Mix((ulong)buffer.Length, 0xB0FF);
            foreach (var store in buffer)
                Mix((ulong)store.Value, ((ulong)store.Location << 1) | (store.IsRelease ? 1UL : 0));
        }

        return (a, b);

        void Mix(ulong x, ulong y)
        {
            a = (a ^ x) * 0xFF51AFD7ED558CCDUL;
            a ^= a >> 32;
            a = (a ^ y) * 0xC4CEB9FE1A85EC53UL;
            a ^= a >> 29;
            b = ulong.RotateLeft(b ^ y, 27) * 0x9E3779B97F4A7C15UL;
            b = (b ^ (b >> 31) ^ x) * 0xD6E8FEB86659FD93UL;
        }
    }
}
