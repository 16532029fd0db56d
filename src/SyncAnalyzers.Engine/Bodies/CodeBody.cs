using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>One piece of code that runs as a whole: a method, accessor, constructor, initializer or the top-level statements.</summary>
/// <remarks>Binding and graph are made on first use and shared by all rules. Thread-safe: losing a race costs the work, nothing else.</remarks>
public sealed class CodeBody(SyntaxNode declaration, SemanticModel model, SymbolNames names)
{
    private ISymbol? _symbol;
    private string? _id;
    private IOperation? _operation;
    private ControlFlowGraph? _graph;
    private LocalValues? _locals;
    private volatile bool _isTooLarge;

    public SyntaxNode Declaration { get; } = declaration;

    public SemanticModel Model { get; } = model;

    /// <summary>The member this is the code of.</summary>
    public ISymbol? Symbol => _symbol ??= BodyFinder.SymbolOf(Declaration, Model);

    /// <summary>The member's documentation id; <c>top-level</c> for top-level statements.</summary>
    public string Id => _id ??= Symbol is { } symbol && names.IdOf(symbol) is { Length: > 0 } id ? id : "top-level";

    /// <summary><see langword="null"/> where the compiler has none: abstract, extern or broken members; and where there is too much.</summary>
    public IOperation? Operation => _operation ?? (_isTooLarge ? null : Bind());

    public ControlFlowGraph? Graph => _graph ??= Operation switch
    {
        IMethodBodyOperation body => ControlFlowGraph.Create(body),
        IConstructorBodyOperation body => ControlFlowGraph.Create(body),
        IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block),
        IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer),
        IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer),
        _ => null,
    };

    /// <summary>What the locals of this body and of the functions nested in it stand for.</summary>
    public LocalValues? Locals => _locals ??= Operation is { } operation ? new LocalValues(operation) : null;

    private IOperation? Bind()
    {
        if (Model.GetOperation(Declaration) is not { } operation)
            return null;

        _isTooLarge = CodeSize.IsTooLarge(operation);
        return _isTooLarge ? null : _operation = operation;
    }
}
