using Microsoft.CodeAnalysis.Simplification;

namespace SyncAnalyzers.CodeFixes;

/// <summary>What is done where the time is up and nothing was acquired.</summary>
internal static class TimeIsUp
{
    /// <summary>Throws, in the place of a statement that does not ask what <paramref name="acquire"/> has returned.</summary>
    public static FixOffer Throw(FixTarget target, ExpressionSyntax acquire, StatementSyntax statement)
    {
        var exception = ObjectCreationExpression(ParseTypeName("System.TimeoutException").WithAdditionalAnnotations(Simplifier.Annotation)).WithArgumentList(ArgumentList());
        return ("Throw when the time is up", target.Root.ReplaceNode(statement, Layout.Unless(acquire, ThrowStatement(exception), statement)));
    }
}
