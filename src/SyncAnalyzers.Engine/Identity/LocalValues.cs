namespace SyncAnalyzers.Engine.Identity;

/// <summary>What each local of a body stands for, over the body and all functions nested in it.</summary>
/// <remarks>Flow-insensitive on purpose: a local is followed only if it has one value in its whole life.</remarks>
public sealed class LocalValues
{
    private readonly Dictionary<ISymbol, Entry> _entries = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _captured = new(SymbolEqualityComparer.Default);

    private readonly HashSet<ISymbol> _nulls = new(SymbolEqualityComparer.Default);

    public LocalValues(IOperation body) => new Collector(this).Visit(body);

    /// <summary>The only value the local ever has, other than null.</summary>
    public IOperation? ValueOf(ILocalSymbol local) =>
        _entries.TryGetValue(local, out var entry) && entry.Writes == 1 ? entry.Value : null;

    /// <summary>What the loop goes through whose variable this is, or what is matched with the pattern that names it: <c>_task is { } running</c>.</summary>
    /// <remarks>No <see cref="ValueOf"/>: it stands for one of several, or for what has passed a test.</remarks>
    public IOperation? OriginOf(ILocalSymbol local) => _entries.TryGetValue(local, out var entry) ? entry.Origin : null;

    /// <summary>The out argument that gives the variable the only value it ever has, other than null.</summary>
    public IArgumentOperation? GiverOf(ISymbol variable) =>
        _entries.TryGetValue(variable, out var entry) && entry.Writes - entry.Nulls == 1 ? entry.Giver : null;

    /// <summary>What the variable holds is known wherever it holds anything.</summary>
    public bool HasOneValue(ISymbol variable) => GiverOf(variable) is not null || (variable is ILocalSymbol local && ValueOf(local) is not null);

    /// <summary>Written more than once, or once per turn of a loop: not one object.</summary>
    public bool Varies(ISymbol variable) =>
        _entries.TryGetValue(variable, out var entry) && (entry.InLoop || entry.Writes > (variable is IParameterSymbol ? 0 : 1));

    /// <summary>Also written null, so that whether it has its value is a question of where one is.</summary>
    public bool MayBeNull(ILocalSymbol local) => _nulls.Contains(local);

    /// <summary>A function nested in the body uses the variable, perhaps on another thread.</summary>
    public bool IsCaptured(ISymbol variable) => _captured.Contains(variable);

    private sealed class Entry
    {
        public int Writes { get; set; }

        /// <summary>How many of the writes to a parameter write null; those to a local are not counted at all.</summary>
        public int Nulls { get; set; }

        public IOperation? Value { get; set; }

        public IArgumentOperation? Giver { get; set; }

        public IOperation? Origin { get; set; }

        public bool InLoop { get; set; }
    }

    private sealed class Collector(LocalValues values) : OperationWalker
    {
        private readonly Stack<IMethodSymbol> _functions = new();
        private int _loops;

        public override void VisitVariableDeclarator(IVariableDeclaratorOperation operation)
        {
            var value = operation.GetVariableInitializer()?.Value;
            if (value is not null)
                WriteOrNull(operation.Symbol, value);

            base.VisitVariableDeclarator(operation);
        }

        public override void VisitSimpleAssignment(ISimpleAssignmentOperation operation)
        {
            if (IsNull(operation.Value) && operation.Target is ILocalReferenceOperation { Local: var local })
                values._nulls.Add(local);
            else
                WriteTarget(operation.Target, operation.Value);

            if (IsNull(operation.Value) && operation.Target is IParameterReferenceOperation { Parameter: var parameter })
                EntryOf(parameter).Nulls++;

            base.VisitSimpleAssignment(operation);
        }

        public override void VisitCoalesceAssignment(ICoalesceAssignmentOperation operation)
        {
            WriteTarget(operation.Target, null);
            base.VisitCoalesceAssignment(operation);
        }

        public override void VisitCompoundAssignment(ICompoundAssignmentOperation operation)
        {
            WriteTarget(operation.Target, null);
            base.VisitCompoundAssignment(operation);
        }

        public override void VisitIncrementOrDecrement(IIncrementOrDecrementOperation operation)
        {
            WriteTarget(operation.Target, null);
            base.VisitIncrementOrDecrement(operation);
        }

        public override void VisitDeconstructionAssignment(IDeconstructionAssignmentOperation operation)
        {
            foreach (var target in operation.Target.DescendantsAndSelf())
                WriteTarget(target, null);

            base.VisitDeconstructionAssignment(operation);
        }

        public override void VisitArgument(IArgumentOperation operation)
        {
            if (operation.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
            {
                var target = operation.Value is IDeclarationExpressionOperation { Expression: var declared } ? declared : operation.Value;
                WriteTarget(target, null);
                if (operation.Parameter.RefKind == RefKind.Out && target.Variable() is { } receiver)
                    EntryOf(receiver).Giver = operation;
            }

            base.VisitArgument(operation);
        }

        public override void VisitForEachLoop(IForEachLoopOperation operation)
        {
            foreach (var local in operation.Locals)
            {
                Write(local, null);
                EntryOf(local).InLoop = true;
            }

            if (operation.LoopControlVariable is IVariableDeclaratorOperation { Symbol: var element })
                EntryOf(element).Origin = operation.Collection;

            InLoop(() => base.VisitForEachLoop(operation));
        }

        public override void VisitIsPattern(IIsPatternOperation operation)
        {
            if (NamedBy(operation.Pattern) is ILocalSymbol local)
                EntryOf(local).Origin = operation.Value;

            base.VisitIsPattern(operation);
        }

        private static ISymbol? NamedBy(IPatternOperation pattern) => pattern switch
        {
            INegatedPatternOperation not => NamedBy(not.Pattern),
            IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
            IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
            _ => null,
        };

        public override void VisitForLoop(IForLoopOperation operation) => InLoop(() => base.VisitForLoop(operation));

        public override void VisitWhileLoop(IWhileLoopOperation operation) => InLoop(() => base.VisitWhileLoop(operation));

        public override void VisitLocalReference(ILocalReferenceOperation operation)
        {
            Use(operation.Local);
            base.VisitLocalReference(operation);
        }

        public override void VisitParameterReference(IParameterReferenceOperation operation)
        {
            Use(operation.Parameter);
            base.VisitParameterReference(operation);
        }

        public override void VisitAnonymousFunction(IAnonymousFunctionOperation operation)
        {
            _functions.Push(operation.Symbol);
            base.VisitAnonymousFunction(operation);
            _functions.Pop();
        }

        public override void VisitLocalFunction(ILocalFunctionOperation operation)
        {
            _functions.Push(operation.Symbol);
            base.VisitLocalFunction(operation);
            _functions.Pop();
        }

        private Entry EntryOf(ISymbol variable)
        {
            if (!values._entries.TryGetValue(variable, out var entry))
                values._entries.Add(variable, entry = new Entry());

            return entry;
        }

        private void InLoop(Action visit)
        {
            _loops++;
            visit();
            _loops--;
        }

        private void Use(ISymbol variable)
        {
            if (_functions.Count > 0 && !SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, _functions.Peek()))
                values._captured.Add(variable);
        }

        private void WriteTarget(IOperation target, IOperation? value)
        {
            if (target is ILocalReferenceOperation { Local: var local })
                Write(local, value);
            else if (target is IParameterReferenceOperation { Parameter: var parameter })
                Write(parameter, value);
        }

        private void WriteOrNull(ILocalSymbol local, IOperation value)
        {
            if (IsNull(value))
                values._nulls.Add(local);
            else
                Write(local, value);
        }

        private void Write(ISymbol variable, IOperation? value)
        {
            var entry = EntryOf(variable);
            entry.Writes++;
            entry.Value = value;

            // A value computed from names that do not vary is the same object on every turn: var gate = _gate.
            entry.InLoop |= _loops > 0 && (value is null || value.DescendantsAndSelf().Any(IsNewEachTime));
        }

        private bool IsNewEachTime(IOperation operation) => operation switch
        {
            IObjectCreationOperation or IInvocationOperation or IArrayElementReferenceOperation => true,
            IPropertyReferenceOperation property => !property.Arguments.IsEmpty,
            ILocalReferenceOperation { Local: var local } => values.Varies(local),
            _ => false,
        };

        private static bool IsNull(IOperation value) => value.ConstantValue is { HasValue: true, Value: null } || value is IDefaultValueOperation;
    }
}
