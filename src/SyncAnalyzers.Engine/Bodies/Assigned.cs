using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Tells from the text alone whether a name is being assigned to.</summary>
internal static class Assigned
{
    /// <summary>The assignment, simple or compound, whose target ends in the name.</summary>
    public static AssignmentExpressionSyntax? By(SyntaxToken name)
    {
        var target = name.Parent?.Parent is MemberAccessExpressionSyntax access && access.Name == name.Parent ? access : name.Parent;
        return target?.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target ? assignment : null;
    }
}
