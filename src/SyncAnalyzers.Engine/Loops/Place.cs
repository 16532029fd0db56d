namespace SyncAnalyzers.Engine.Loops;

/// <summary>A variable as one function reaches it: a field of an object, an element of an array, a local that a lambda shares.</summary>
/// <remarks>How it is reached is put into words when somebody asks: for most variables nobody does. Thread-safe: two threads may both find it, and find the same.</remarks>
/// <param name="member">The field, auto-property, local or parameter; for an element, what holds the array.</param>
/// <param name="isElement">It is an element of the array that <paramref name="member"/> holds.</param>
/// <param name="reader">Finds the key and the mentions.</param>
/// <param name="through">The object whose member it is, or the reference to the element.</param>
/// <param name="frame">Where it is reached.</param>
public sealed class Place(ISymbol member, bool isElement, PlaceReader reader, IOperation? through, Frame frame)
{
    private PlaceKey? _name;

    public ISymbol Member => member;

    public bool IsElement => isElement;

    /// <summary>Equal for the same variable within one function, at one moment.</summary>
    public string Key => Name.Text;

    /// <summary>The variables on the way there: where one of them changes, so does the place.</summary>
    public ImmutableArray<ISymbol> Mentions => Name.Mentions;

    /// <summary>Another thread can reach it.</summary>
    public bool IsShared { get; init; }

    /// <summary>The structs the variable lies in, outermost first. Fields of two structs are two variables, even if the structs are of one type.</summary>
    public ImmutableArray<ISymbol> Owners { get; init; } = [];

    /// <summary>What names the variable where it is reached: the outermost struct's field, or the variable itself.</summary>
    public ISymbol Root => Owners.IsEmpty ? Member : Owners[0];

    public bool IsVolatile => !IsElement && Member is IFieldSymbol { IsVolatile: true };

    public bool IsLocal => !IsElement && Member is ILocalSymbol or IParameterSymbol;

    /// <summary>Static, or of the object whose code this is.</summary>
    public bool IsOwn => Member.IsStatic || Key.StartsWith("this.", StringComparison.Ordinal) || IsLocal;

    /// <summary>The key cannot be told from others of its kind.</summary>
    public bool IsVague => Key.IndexOf('?') >= 0;

    /// <summary>The same variable of some object, or an element of the same array.</summary>
    public bool IsLike(Place other) => IsElement == other.IsElement && AreSame(Member, other.Member) && Owners.Length == other.Owners.Length && Owners.Zip(other.Owners, AreSame).All(same => same);

    public bool IsSame(Place other) => IsLike(other) && Key == other.Key;

    /// <summary>Another variable of the same kind: the other thread's flag.</summary>
    public bool IsPeerOf(Place other) => IsLike(other) && Key != other.Key && !IsVague && !other.IsVague;

    private PlaceKey Name => _name ??= reader.NameOf(this, through, frame);

    public override string ToString() => string.Concat(Owners.Select(owner => owner.Name + ".")) + Member.Name;

    private static bool AreSame(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, other.OriginalDefinition);
}

/// <summary>How a variable is reached.</summary>
public sealed record PlaceKey(string Text, ImmutableArray<ISymbol> Mentions);
