namespace SyncAnalyzers.Package.Tests;

/// <summary>The package SyncPrimitives in a fresh project.</summary>
public sealed class LibraryInstallation
{
    [Fact]
    public async Task Brings_the_analyzers_along()
    {
        using var project = FreshProject.WithLibrary(("Program.cs",
            """
            using SyncPrimitives;

            var account = new Account();
            await Task.WhenAll(account.Pay(2), account.Pay(3));
            Console.WriteLine($"Paid {account.Paid}");

            class Account
            {
                private readonly AsyncMutex _gate = new();
                private readonly object _lock = new();

                public int Paid { get; private set; }

                public async Task Pay(int amount)
                {
                    using (await _gate.EnterScopeAsync())
                        Paid += amount;
                }

                public void Close()
                {
                    Monitor.Enter(_lock);
                    Console.WriteLine(Paid);
                    Monitor.Exit(_lock);
                }

                public async Task Drop()
                {
                    await _gate.EnterScopeAsync();
                    await Task.Yield();
                }
            }
            """));

        var reports = await project.Build();
        Assert.Equal(["Program.cs(22): SYNC2002", "Program.cs(29): SYNC2012"], reports.Select(report => $"{report.Place}: {report.Rule}"));

        var (exitCode, output) = await project.Dotnet("run", "--no-build");
        Assert.Equal((0, "Paid 5"), (exitCode, output.Trim()));
    }
}
