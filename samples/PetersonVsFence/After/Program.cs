using PetersonVsFence;

if (Environment.ProcessorCount < 2)
{
    Console.WriteLine("One core: threads take turns, and nothing can be seen.");
    return;
}

var counter = new Counter();
var gate = new PetersonLock();
long entries = 0;

// Until something is lost, or for ten seconds.
for (var second = 0; second < 10 && counter.Value == entries; second++)
{
    var until = Environment.TickCount64 + 1000;
    long ofOne = 0, ofTwo = 0;
    var one = new Thread(() => ofOne = Count(gate.Enter0, gate.Exit0, until));
    var two = new Thread(() => ofTwo = Count(gate.Enter1, gate.Exit1, until));
    one.Start();
    two.Start();
    one.Join();
    two.Join();
    entries += ofOne + ofTwo;
}

Console.WriteLine(counter.Value < entries
    ? $"Lost {entries - counter.Value:N0} of {entries:N0} updates: both threads were inside at once."
    : $"Lost none of {entries:N0} updates.");

long Count(Action enter, Action exit, long until)
{
    var mine = 0L;
    while (Environment.TickCount64 < until)
    {
        enter();
        counter.Value++;
        exit();
        mine++;
    }

    return mine;
}

internal sealed class Counter
{
    public long Value;
}
