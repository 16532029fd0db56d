using BankTransfer;

var audit = new AuditLog();
Account first = new(1, 1000, audit), second = new(2, 1000, audit);

Task[] work =
[
    Repeat(() => first.TransferTo(second, 1)),
    Repeat(() => second.TransferTo(first, 1)),
    Repeat(() => audit.Close([first, second])),
];

Console.WriteLine(Task.WaitAll(work, TimeSpan.FromSeconds(10))
    ? $"Done: {first.Balance} and {second.Balance}."
    : "Deadlock: nothing has moved for ten seconds.");

static Task Repeat(Action action) => Task.Factory.StartNew(
    () =>
    {
        for (var i = 0; i < 100_000; i++)
            action();
    },
    TaskCreationOptions.LongRunning);
