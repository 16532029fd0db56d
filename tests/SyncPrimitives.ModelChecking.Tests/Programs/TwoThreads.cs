namespace SyncPrimitives.ModelChecking.Tests.Programs;

/// <summary>The protocols for two threads that lectures build up to Dekker and Peterson, and ways to get those wrong.</summary>
internal static class TwoThreads
{
    public static Action<ModelProgram> CheckThenSet(int rounds) => Flags(rounds, (t, mine, other) =>
    {
        t.SpinUntil(() => other.Read() == 0);
        mine.Write(1);
        t.Fence();
    });

    public static Action<ModelProgram> NaiveFlags(int rounds) => Flags(rounds, (t, mine, other) =>
    {
        mine.Write(1);
        t.Fence();
        t.SpinUntil(() => other.Read() == 0);
    });

    public static Action<ModelProgram> RetreatingFlags(int rounds) => Flags(rounds, (t, mine, other) =>
    {
        for (var loop = t.Loop(); ; loop.Again())
        {
            mine.Write(1);
            t.Fence();
            if (other.Read() == 0)
                return;
            mine.Write(0);
            t.Fence();
        }
    });

    public static Action<ModelProgram> Dekker(int rounds, bool fences) => p =>
    {
        SharedVariable[] flag = [p.Shared("flagA"), p.Shared("flagB")];
        var turn = p.Shared("turn");
        p.Threads(2, rounds, Enter, Exit);

        void Enter(ModelThread t)
        {
            var (mine, other) = (flag[t.Index], flag[1 - t.Index]);
            mine.Write(1);
            if (fences)
                t.Fence();
            for (var loop = t.Loop(); other.Read() == 1; loop.Again())
            {
                if (turn.Read() == t.Index)
                    continue;
                mine.Write(0);
                t.SpinUntil(() => turn.Read() == t.Index);
                mine.Write(1);
                if (fences)
                    t.Fence();
            }
        }

        void Exit(ModelThread t)
        {
            turn.Write(1 - t.Index);
            flag[t.Index].Write(0);
        }
    };

    public static Action<ModelProgram> Peterson(int rounds, PetersonVariant variant) => p =>
    {
        SharedVariable[] flag = [p.Shared("flagA"), p.Shared("flagB")];
        var turn = p.Shared("turn");
        p.Threads(2, rounds, Enter, t => flag[t.Index].VolatileWrite(0));

        void Enter(ModelThread t)
        {
            var (mine, other, his) = (flag[t.Index], flag[1 - t.Index], 1 - t.Index);
            switch (variant)
            {
                case PetersonVariant.StoresSwapped:
                    turn.Write(his);
                    mine.Write(1);
                    t.Fence();
                    break;
                case PetersonVariant.FenceBetweenStores:
                    mine.Write(1);
                    t.Fence();
                    turn.Write(his);
                    break;
                case PetersonVariant.TurnByExchange:
                    mine.Write(1);
                    turn.Exchange(his);
                    break;
                case PetersonVariant.PlainStores:
                    mine.Write(1);
                    turn.Write(his);
                    t.Fence();
                    break;
                default:
                    mine.VolatileWrite(1);
                    turn.VolatileWrite(his);
                    if (variant == PetersonVariant.Correct)
                        t.Fence();
                    break;
            }

            t.SpinUntil(() => other.Read() == 0 || turn.Read() == t.Index);
        }
    };

    private static Action<ModelProgram> Flags(int rounds, Action<ModelThread, SharedVariable, SharedVariable> enter) => p =>
    {
        SharedVariable[] flag = [p.Shared("flagA"), p.Shared("flagB")];
        p.Threads(2, rounds, t => enter(t, flag[t.Index], flag[1 - t.Index]), t => flag[t.Index].Write(0));
    };
}

public enum PetersonVariant
{
    Correct,
    NoFence,
    StoresSwapped,
    FenceBetweenStores,
    TurnByExchange,
    PlainStores,
}
