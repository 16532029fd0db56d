namespace DiningPhilosophers;

/// <summary>Three philosophers, three forks. Each eats with two of them.</summary>
public sealed class Table
{
    private readonly Lock _red = new();
    private readonly Lock _green = new();
    private readonly Lock _blue = new();
    private int _meals;

    public int Meals => Volatile.Read(ref _meals);

    public void Hypatia()
    {
        lock (_red)
        {
            lock (_green)
                Eat();
        }
    }

    public void Diogenes()
    {
        lock (_green)
        {
            lock (_blue)
                Eat();
        }
    }

    public void Seneca()
    {
        // Red before green before blue, for everybody.
        lock (_red)
        {
            lock (_blue)
                Eat();
        }
    }

    private void Eat() => Interlocked.Increment(ref _meals);
}
