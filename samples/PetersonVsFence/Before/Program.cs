using PetersonVsFence;

if (Environment.ProcessorCount < 2)
{
    Console.WriteLine("One core: threads take turns, and nothing can be seen.");
    return;
}

const int Entries = 1_000_000;
var deadline = DateTime.UtcNow.AddSeconds(10);
long lost = 0, total = 0;

// Until something is lost, or for ten seconds.
while (lost == 0 && DateTime.UtcNow < deadline)
{
    var gate = new PetersonLock();
    var counter = new Counter();
    var first = new Thread(() => Repeat(counter, gate.Enter0, gate.Exit0));
    var second = new Thread(() => Repeat(counter, gate.Enter1, gate.Exit1));
    first.Start();
    second.Start();
    first.Join();
    second.Join();
    total += 2 * Entries;
    lost += (2 * Entries) - counter.Value;
}

Console.WriteLine(lost > 0
    ? $"Lost {lost:N0} of {total:N0} updates: both threads were inside at once."
    : $"Lost none of {total:N0} updates.");

static void Repeat(Counter counter, Action enter, Action exit)
{
    for (var i = 0; i < Entries; i++)
    {
        enter();
        counter.Value++;
        exit();
    }
}

internal sealed class Counter
{
    public long Value;
}
