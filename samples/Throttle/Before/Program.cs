using Throttle;

// Many callers, a few of them impatient. The throttle is meant to let two at a time through.
var downloads = new Downloads(width: 2);
var impatient = Enumerable.Range(0, 20).Select(async _ =>
{
    using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
    try
    {
        await downloads.Get(patience.Token);
    }
    catch (OperationCanceledException)
    {
    }
});

await Task.WhenAll(impatient);
await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => downloads.Get(CancellationToken.None)));
Console.WriteLine($"Meant for 2 at a time, {downloads.MostAtOnce} at once were seen.");
