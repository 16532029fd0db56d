using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Functions that are handed over, and what they are given when they are run.</summary>
internal static class DelegateArguments
{
    // Parallel.Invoke takes an array of them.
    public static IEnumerable<IOperation> DelegatesIn(IArgumentOperation argument) => argument.Value is IArrayCreationOperation { Initializer: { } items }
        ? items.ElementValues
        : [argument.Value];

    /// <summary>What a function is given when it is run as a delegate.</summary>
    /// <param name="function">A lambda, or a method that is named.</param>
    /// <param name="call">Runs the delegate, or hands it to a framework method that does.</param>
    public static ImmutableArray<AccessPath?> Of(IOperation function, IInvocationOperation call, PathResolver paths)
    {
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            return [.. call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal).Select(argument => paths.Resolve(argument.Value))];

        var method = function switch
        {
            IFlowAnonymousFunctionOperation lambda => lambda.Symbol,
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            IMethodReferenceOperation named => named.Method,
            _ => null,
        };

        // The elements of a list, one after another: each as good as a local that is set in a loop.
        return [.. (method?.Parameters ?? []).Select(parameter =>
            new AccessPath(PathRoot.Local, paths.Body + "|" + parameter.Name + "@" + call.Syntax.SpanStart, parameter.Name, paths.Names.IdOf(parameter.Type), []))];
    }
}
