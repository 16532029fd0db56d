using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Finds where a body decides an order between two things: <c>a.Id &lt; b.Id</c>, <c>CompareTo</c>, <c>Math.Min(i, j)</c>.</summary>
internal static class ComparisonReader
{
    public static ImmutableArray<ComparisonFact> Read(SyncModel model, CodeBody body, IOperation operation, LocalValues locals)
    {
        var resolver = new PathResolver(model.Names, body.Id, body.Symbol as IMethodSymbol, locals, new CaptureMap(null));
        var facts = ImmutableArray.CreateBuilder<ComparisonFact>();

        // Math.Min(i, j) and Math.Max(i, j) are in order by construction, and so are the two that a condition has picked.
        var extremes = ImmutableHashSet<string>.Empty;
        foreach (var inner in operation.Descendants())
        {
            switch (inner)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } compared:
                    Add(compared.LeftOperand, compared.RightOperand);
                    break;

                // The sign of the result is what is compared; the two sides are receiver and argument, or both arguments.
                case IInvocationOperation { Type.SpecialType: SpecialType.System_Int32, TargetMethod: { Name: "CompareTo" or "Compare" or "CompareOrdinal" } } call:
                    if (call.Arguments.Length >= 2)
                        Add(call.Arguments[0].Value, call.Arguments[1].Value);
                    else if (call is { Instance: { } instance, Arguments.Length: 1 })
                        Add(instance, call.Arguments[0].Value);
                    break;

                case IVariableDeclaratorOperation local when local.GetVariableInitializer()?.Value is IConditionalOperation or IInvocationOperation { TargetMethod: { Name: "Min" or "Max", ContainingType: { Name: "Math", ContainingNamespace.Name: "System" } } }:
                    extremes = extremes.Add(resolver.KeyOf(local.Symbol));
                    break;

                case IDeconstructionAssignmentOperation pair when pair.Value.WithoutConversions() is IConditionalOperation or ISwitchExpressionOperation or IInvocationOperation:
                    extremes = extremes.Union(pair.Target.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(local => resolver.KeyOf(local.Local)));
                    break;
            }
        }

        if (extremes.Count > 1)
            facts.Add(new ComparisonFact(extremes, extremes));

        return facts.ToImmutable();

        void Add(IOperation left, IOperation right)
        {
            if (Variables(left) is { IsEmpty: false } here && Variables(right) is { IsEmpty: false } there)
                facts.Add(new ComparisonFact(here, there));
        }

        ImmutableHashSet<string> Variables(IOperation side) => side.DescendantsAndSelf()
            .Select(part => part switch
            {
                IInstanceReferenceOperation => "this",
                ILocalReferenceOperation local => resolver.Resolve(local)?.Key ?? resolver.VariableKey(local),
                IParameterReferenceOperation => resolver.VariableKey(part),
                _ => null,
            })
            .OfType<string>()
            .ToImmutableHashSet();
    }
}

/// <summary>The body compares something of one set of variables with something of another.</summary>
public sealed record ComparisonFact(ImmutableHashSet<string> Left, ImmutableHashSet<string> Right)
{
    public bool Relates(string one, string other) =>
        (Left.Contains(one) && Right.Contains(other)) || (Left.Contains(other) && Right.Contains(one));
}
