using DiningPhilosophers;

var table = new Table();
Task[] philosophers = [Repeat(table.Hypatia), Repeat(table.Diogenes), Repeat(table.Seneca)];

Console.WriteLine(Task.WaitAll(philosophers, TimeSpan.FromSeconds(10))
    ? $"Everybody is full after {table.Meals} meals."
    : $"Deadlock after {table.Meals} meals: everybody holds one fork and waits for the next.");

static Task Repeat(Action eat) => Task.Factory.StartNew(
    () =>
    {
        for (var i = 0; i < 1_000_000; i++)
            eat();
    },
    TaskCreationOptions.LongRunning);
