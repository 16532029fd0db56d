#if NETSTANDARD2_0
namespace System.Runtime.CompilerServices;

/// <summary>What the compiler looks for by name and netstandard2.0 lacks.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute
{
    public string ParameterName { get; } = parameterName;
}
#endif
