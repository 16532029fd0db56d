using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>A function being read, and for a called one how its parameters look to the caller.</summary>
/// <param name="Site">The operation of the outermost function through which this one is reached.</param>
public sealed record Frame(CodeGraph Code, Frame? Caller = null, IOperation? Site = null)
{
    /// <summary>Deeper chains of helper methods are not followed.</summary>
    public const int MaxDepth = 4;

    private Dictionary<ISymbol, IOperation>? _arguments;
    private IOperation? _receiver;

    public int Depth { get; } = Caller is null ? 0 : Caller.Depth + 1;

    /// <summary>The function being analyzed, which all this is reached from.</summary>
    public CodeGraph Root => Caller is null ? Code : Caller.Root;

    public IOperation? Receiver => _receiver;

    /// <summary>The call in the caller.</summary>
    public IOperation? Call { get; private init; }

    public Frame Enter(CodeGraph callee, IOperation call, IOperation? receiver, ImmutableArray<IArgumentOperation> arguments)
    {
        var frame = new Frame(callee, this, Site ?? call) { Call = call, _receiver = receiver, _arguments = new(SymbolEqualityComparer.Default) };
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && callee.Method?.Parameters is { } own && parameter.Ordinal < own.Length)
                frame._arguments[own[parameter.Ordinal]] = argument.Value;
        }

        return frame;
    }

    public IOperation? ArgumentFor(IParameterSymbol parameter) =>
        _arguments is not null && _arguments.TryGetValue(parameter, out var argument) ? argument : null;

    /// <summary>The function is being read already: recursion.</summary>
    public bool IsIn(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(Code.Method, method.Declared()) || (Caller?.IsIn(method) ?? false);

    public IOperation SiteOf(IOperation operation) => Site ?? operation;
}
