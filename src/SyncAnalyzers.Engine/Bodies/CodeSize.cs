namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Which code is too deep or too long to be judged. Programs write such code, and tests of compilers.</summary>
/// <remarks>Whoever reads operations calls itself for what is nested, and a stack that overflows takes the compiler with it.</remarks>
internal static class CodeSize
{
    /// <summary>A chain of as many calls or additions is far more than people write, and a stack has room for several such.</summary>
    private const int MaxDepth = 400;

    private const int MaxOperations = 20_000;

    public static bool IsTooLarge(IOperation operation)
    {
        // Every level is a character at least.
        if (operation.Syntax.Span.Length <= MaxDepth)
            return false;

        var room = MaxOperations;
        return !Fits(operation, MaxDepth, ref room);
    }

    private static bool Fits(IOperation operation, int depth, ref int room)
    {
        if (depth == 0 || room-- == 0)
            return false;

        foreach (var child in operation.ChildOperations)
        {
            if (!Fits(child, depth - 1, ref room))
                return false;
        }

        return true;
    }
}
