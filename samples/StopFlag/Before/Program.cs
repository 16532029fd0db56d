using StopFlag;

var worker = new Worker();
var thread = new Thread(worker.Run) { IsBackground = true };
thread.Start();

Thread.Sleep(500);
worker.Stop();

Console.WriteLine(thread.Join(TimeSpan.FromSeconds(3))
    ? $"Stopped after {worker.Rounds:N0} rounds."
    : "Never stops: three seconds after Stop() the worker still runs.");
