namespace SyncPrimitives.Machine;

/// <summary>A monitor: guards the short critical sections of slow paths and is the only way to block a thread.</summary>
internal sealed class Gate
{
    /// <summary>Creates the gate. The name appears in the model checker's traces only.</summary>
    public Gate(string name) => _ = name;

    /// <summary>
    /// Enters. <see cref="Thread.Interrupt"/> does not end this wait, which is short, but the thread's next one: a release
    /// that ended half-way would lose the lock.
    /// </summary>
    public void Enter()
    {
        bool entered = false, interrupted = false;
        while (!entered)
        {
            try
            {
                Monitor.Enter(this, ref entered);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }

        if (interrupted)
            Thread.CurrentThread.Interrupt();
    }

    public void Exit() => Monitor.Exit(this);

    /// <summary>Leaves the gate, sleeps until a pulse or without reason, and enters it again.</summary>
    public void Wait() => Monitor.Wait(this);

    /// <summary>As <see cref="Wait()"/>, for at most the given milliseconds (-1: without end); false when they have passed.</summary>
    public bool Wait(int milliseconds) => Monitor.Wait(this, milliseconds);

    public void PulseAll() => Monitor.PulseAll(this);
}
