using System.Text.RegularExpressions;

namespace SyncAnalyzers.Benchmarks.Plant;

/// <summary>
/// A hand-made lock that takes the place of a lock statement, right, or with one mistake: <c>«right|wrong»</c>. What has to be
/// reported of the mistake stands on a line that ends in <c>//!</c>. Variables begin with <c>planted</c>.
/// </summary>
/// <param name="Sides">How each party enters and leaves.</param>
internal sealed partial record SpinProtocol(string Mistake, string Rule, string Fields, params (string Enter, string Exit)[] Sides)
{
    private const string Peterson0 = "plantedUp0 = true; plantedTurn = 1; «Interlocked.MemoryBarrier();|»\nwhile (plantedUp1 && plantedTurn == 1) Thread.Yield(); //!";
    private const string Peterson1 = "plantedUp1 = true; plantedTurn = 0; Interlocked.MemoryBarrier();\nwhile (plantedUp0 && plantedTurn == 0) Thread.Yield();";
    private const string Flags = "volatile bool plantedUp0, plantedUp1; STATIC volatile int plantedTurn;";

    public static IReadOnlyList<SpinProtocol> All { get; } =
    [
        new("compare-and-swap torn in two", "SYNC3007", "int plantedHeld;",
            ("while («Interlocked.CompareExchange(ref plantedHeld, 1, 0)|Volatile.Read(ref plantedHeld)» != 0) Thread.Yield();\n«|Volatile.Write(ref plantedHeld, 1);» //!", "Volatile.Write(ref plantedHeld, 0);")),
        new("fence removed from Peterson's lock", "SYNC3003", Flags, (Peterson0, "plantedUp0 = false;"), (Peterson1, "plantedUp1 = false;")),
        new("released by a plain store", "SYNC3007", "int plantedHeld;",
            ("while (Interlocked.Exchange(ref plantedHeld, 1) != 0) Thread.Yield();", "«Volatile.Write(ref plantedHeld, 0)|plantedHeld = 0»; //!")),
        new("turn dropped from Peterson's lock", "SYNC3004", Flags,
            ("plantedUp0 = true; plantedTurn = 1; Interlocked.MemoryBarrier();\nwhile (plantedUp1« && plantedTurn == 1|») Thread.Yield(); //!", "plantedUp0 = false;"),
            ("plantedUp1 = true; plantedTurn = 0; Interlocked.MemoryBarrier();\nwhile (plantedUp0« && plantedTurn == 0|») Thread.Yield(); //!", "plantedUp1 = false;")),
        new("spins without a pause", "SYNC3002", "int plantedHeld;",
            ("while (Interlocked.CompareExchange(ref plantedHeld, 1, 0) != 0) { «Thread.Yield();|» } //!", "Volatile.Write(ref plantedHeld, 0);")),
        new("Interlocked.Exchange became a plain store", "SYNC3003", "volatile bool plantedUp0, plantedUp1; STATIC int plantedTurn;",
            ("plantedUp0 = true; «Interlocked.Exchange(ref plantedTurn, 1)|Volatile.Write(ref plantedTurn, 1)»;\nwhile (plantedUp1 && Volatile.Read(ref plantedTurn) == 1) Thread.Yield(); //!", "plantedUp0 = false;"),
            ("plantedUp1 = true; Interlocked.Exchange(ref plantedTurn, 0);\nwhile (plantedUp0 && Volatile.Read(ref plantedTurn) == 0) Thread.Yield();", "plantedUp1 = false;")),
        new("ticket drawn in two steps", "SYNC3007", "int plantedNext, plantedServing;",
            ("var plantedMine = «Interlocked.Increment(ref plantedNext) - 1|plantedNext++»; //!\nwhile (Volatile.Read(ref plantedServing) != plantedMine) Thread.SpinWait(1);", "Volatile.Write(ref plantedServing, plantedServing + 1);")),
        new("fence missing where Dekker comes back", "SYNC3003", Flags,
            ("plantedUp0 = true; Interlocked.MemoryBarrier();\nwhile (plantedUp1) { //!\nif (plantedTurn == 0) { Thread.Yield(); continue; }\nplantedUp0 = false; while (plantedTurn != 0) Thread.Yield(); plantedUp0 = true; «Interlocked.MemoryBarrier();|» }", "plantedTurn = 1; plantedUp0 = false;"),
            ("plantedUp1 = true; Interlocked.MemoryBarrier();\nwhile (plantedUp0) {\nif (plantedTurn == 1) { Thread.Yield(); continue; }\nplantedUp1 = false; while (plantedTurn != 1) Thread.Yield(); plantedUp1 = true; Interlocked.MemoryBarrier(); }", "plantedTurn = 0; plantedUp1 = false;")),
        new("plain look at the ticket served", "SYNC3001", "int plantedNext, plantedServing;",
            ("var plantedMine = Interlocked.Increment(ref plantedNext) - 1;\nwhile («Volatile.Read(ref plantedServing)|plantedServing» != plantedMine) { «Thread.SpinWait(1);|» } //!", "Volatile.Write(ref plantedServing, plantedServing + 1);")),
        new("turn dropped from Dekker's lock", "SYNC3005", Flags,
            ("plantedUp0 = true; Interlocked.MemoryBarrier();\nwhile (plantedUp1) {\n«if (plantedTurn == 0) { Thread.Yield(); continue; }|»\nplantedUp0 = false; //!\n«while (plantedTurn != 0)|» Thread.Yield(); plantedUp0 = true; Interlocked.MemoryBarrier(); }", "plantedTurn = 1; plantedUp0 = false;"),
            ("plantedUp1 = true; Interlocked.MemoryBarrier();\nwhile (plantedUp0) {\n«if (plantedTurn == 1) { Thread.Yield(); continue; }|»\nplantedUp1 = false; //!\n«while (plantedTurn != 1)|» Thread.Yield(); plantedUp1 = true; Interlocked.MemoryBarrier(); }", "plantedTurn = 0; plantedUp1 = false;")),
        new("ticket lock released by a plain increment", "SYNC3007", "int plantedNext, plantedServing;",
            ("var plantedMine = Interlocked.Increment(ref plantedNext) - 1;\nwhile (Volatile.Read(ref plantedServing) != plantedMine) Thread.SpinWait(1);", "«Volatile.Write(ref plantedServing, plantedServing + 1)|plantedServing++»; //!")),
        new("looks at the other's flag before raising its own", "SYNC3007", Flags,
            ("«plantedUp0 = true; plantedTurn = 1; Interlocked.MemoryBarrier();|»\nwhile (plantedUp1« && plantedTurn == 1|») Thread.Yield();\n«|plantedUp0 = true;» //!", "plantedUp0 = false;"),
            ("«plantedUp1 = true; plantedTurn = 0; Interlocked.MemoryBarrier();|»\nwhile (plantedUp0« && plantedTurn == 0|») Thread.Yield();\n«|plantedUp1 = true;» //!", "plantedUp1 = false;")),
    ];

    public string FieldsFor(bool isStatic) => $"\nprivate {(isStatic ? "static " : "")}{Fields.Replace("STATIC", "private" + (isStatic ? " static" : ""), StringComparison.Ordinal)}\n";

    /// <summary>The lock's body, between entering and leaving.</summary>
    public string Around(int side, string body, bool isRight) =>
        $$"""
        { {{Code(Sides[side].Enter, isRight)}}
        try {{body}} finally {
        {{Code(Sides[side].Exit, isRight)}}
        } }

        """;

    private static string Code(string template, bool isRight) =>
        Types().Replace(Choice().Replace(template, choice => choice.Groups[isRight ? 1 : 2].Value), "global::System.Threading.$0");

    [GeneratedRegex("«([^|»]*)\\|([^»]*)»")]
    private static partial Regex Choice();

    [GeneratedRegex(@"\b(Interlocked|Volatile|Thread)\.")]
    private static partial Regex Types();
}
