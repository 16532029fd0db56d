using ConnectionPool;

// One caller asks a closed pool, another wants to open it again. Each gets two seconds.
var pool = new Pool();
pool.Give(new Connection("first"));
pool.Close();

var asked = Task.Run(() => pool.Take());
Console.WriteLine(asked.Wait(TimeSpan.FromSeconds(2)) ? $"Asking a closed pool: {asked.Result?.Name ?? "no connection"}." : "Asking a closed pool: no answer.");

var opened = Task.Run(pool.Open);
Console.WriteLine(opened.Wait(TimeSpan.FromSeconds(2)) ? "Opening it again: done." : "Opening it again: the lock is still held, for ever.");
