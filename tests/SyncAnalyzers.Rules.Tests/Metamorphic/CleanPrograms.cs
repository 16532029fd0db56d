namespace SyncAnalyzers.Rules.Tests.Metamorphic;

/// <summary>Programs without a deadlock that hold the same two locks in exactly two places.</summary>
/// <remarks>
/// A line <c>@lock</c> declares a lock, <c>@nest outer inner: body</c> holds two, <c>@one lock: body</c> one, and at
/// <c>@members</c> the type has room for methods. <see cref="Rendering"/> makes C# of it.
/// </remarks>
internal static class CleanPrograms
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> All { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["One class"] =
        [
            """
            class Inventory
            {
                @lock private readonly _shelves
                @lock private readonly _orders
                private int _amount;

                public void Receive(int amount)
                {
                    if (amount < 0) throw new ArgumentException("negative");
                    @nest _shelves _orders: _amount += amount;
                }
                @members private

                public int Ship(int amount)
                {
                    for (var tries = 0; tries < 3; tries++)
                    {
                        @nest _shelves _orders: if (_amount >= amount) _amount -= amount;
                    }

                    return amount;
                }
                @members private

                public void Recall()
                {
                    @one _orders: _amount = 0;
                }
            }
            """,
        ],
        ["Static locks of two classes in two files"] =
        [
            """
            static class Registry
            {
                @lock internal static readonly Names
                private static readonly List<string> s_entries = [];

                public static void Register(string entry)
                {
                    @nest Registry.Names Journal.Pages: s_entries.Add(entry); Journal.Note(entry);
                }
                @members private static

                public static void Forget()
                {
                    @one Registry.Names: s_entries.Clear();
                }
            }
            """,
            """
            static class Journal
            {
                @lock internal static readonly Pages
                private static readonly List<string> s_lines = [];

                public static void Note(string line) => s_lines.Add(line);

                public static void Compact()
                {
                    @nest Registry.Names Journal.Pages: s_lines.Clear();
                }
                @members private static
            }
            """,
        ],
        ["A generic type in two parts, with an accessor and a local function"] =
        [
            """
            partial class Cell<TValue>
            {
                @lock private readonly _value
                @lock private readonly _listeners
                private TValue? _now;

                public TValue? Now
                {
                    get
                    {
                        TValue? seen = default;
                        @nest _value _listeners: seen = _now;
                        return seen;
                    }
                }
                @members private
            }
            """,
            """
            partial class Cell<TValue>
            {
                private readonly List<Action<TValue>> _notified = [];

                public void Change(TValue next)
                {
                    Store();
                    foreach (var listener in _notified) listener(next);

                    void Store()
                    {
                        @nest _value _listeners: _now = next;
                    }
                }
                @members private
            }
            """,
        ],
        ["A base class and a derived one"] =
        [
            """
            abstract class Device
            {
                @lock protected readonly Port
                @lock protected readonly Journal
                protected int Written;

                public void Open()
                {
                    try
                    {
                        @nest Port Journal: Written++;
                    }
                    catch (InvalidOperationException)
                    {
                        Written = 0;
                    }
                }
                @members private

                public abstract void Print(string text);
            }
            """,
            """
            sealed class Printer : Device
            {
                public override void Print(string text)
                {
                    @nest Port Journal: Written += text.Length;
                }
                @members private
            }
            """,
        ],
    };
}
