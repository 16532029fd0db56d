using SyncPrimitives.ModelChecking;

// Peterson's lock as the textbook prints it is correct, and on every real machine it is not: a store may still be in the
// processor's store buffer when the next load is done. Run this to see how, and what the fence changes.
Console.WriteLine(Model.Check(p => Peterson(p, fence: false), MemoryModel.SC));
Console.WriteLine(Model.Check(p => Peterson(p, fence: false), MemoryModel.TSO));
Console.WriteLine(Model.Check(p => Peterson(p, fence: true), MemoryModel.TSO));

static void Peterson(ModelProgram program, bool fence)
{
    SharedVariable[] flag = [program.Shared("flagA"), program.Shared("flagB")];
    var turn = program.Shared("turn");
    program.Thread("A", Party);
    program.Thread("B", Party);

    void Party(ModelThread me) => me.Forever(() =>
    {
        var other = 1 - me.Index;
        me.Request();
        flag[me.Index].VolatileWrite(1);
        turn.VolatileWrite(other);
        if (fence)
            me.Fence();
        me.SpinUntil(() => flag[other].Read() == 0 || turn.Read() == me.Index);
        me.Critical(() => { });
        flag[me.Index].VolatileWrite(0);
    });
}
