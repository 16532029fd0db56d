namespace SyncAnalyzers.Engine.Loops;

/// <summary>A variable as one function reaches it: a field of an object, an element of an array, a local that a lambda shares.</summary>
/// <param name="Member">The field, auto-property, local or parameter; for an element, what holds the array.</param>
/// <param name="Key">Equal for the same variable within one function, at one moment.</param>
/// <param name="Mentions">The variables on the way there: where one of them changes, so does the place.</param>
public sealed record Place(ISymbol Member, bool IsElement, string Key, ImmutableArray<ISymbol> Mentions)
{
    /// <summary>Another thread can reach it.</summary>
    public bool IsShared { get; init; }

    public bool IsVolatile => !IsElement && Member is IFieldSymbol { IsVolatile: true };

    public bool IsLocal => !IsElement && Member is ILocalSymbol or IParameterSymbol;

    /// <summary>The key cannot be told from others of its kind.</summary>
    public bool IsVague => Key.IndexOf('?') >= 0;

    /// <summary>The same variable of some object, or an element of the same array.</summary>
    public bool IsLike(Place other) => IsElement == other.IsElement && SymbolEqualityComparer.Default.Equals(Member.OriginalDefinition, other.Member.OriginalDefinition);

    public bool IsSame(Place other) => Key == other.Key && IsLike(other);

    /// <summary>Another variable of the same kind: the other thread's flag.</summary>
    public bool IsPeerOf(Place other) => Key != other.Key && !IsVague && !other.IsVague && IsLike(other);

    public override string ToString() => Member.Name;
}
