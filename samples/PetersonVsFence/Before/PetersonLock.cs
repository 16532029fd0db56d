namespace PetersonVsFence;

/// <summary>G. L. Peterson, Myths about the mutual exclusion problem, 1981: for two threads, 0 and 1.</summary>
public sealed class PetersonLock
{
    private volatile bool _up0, _up1;
    private volatile int _turn;

    public void Enter0()
    {
        _up0 = true;
        _turn = 1;
        while (_up1 && _turn == 1) // SYNC3003
            Thread.SpinWait(1);
    }

    public void Enter1()
    {
        _up1 = true;
        _turn = 0;
        while (_up0 && _turn == 0) // SYNC3003
            Thread.SpinWait(1);
    }

    public void Exit0() => _up0 = false;

    public void Exit1() => _up1 = false;
}
