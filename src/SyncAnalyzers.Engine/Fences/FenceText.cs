using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>What the text tells of operations and called methods, so that few of them need be read when a body is searched for handshakes.</summary>
/// <remarks>For one thread, which follows one function.</remarks>
/// <param name="mayWait">The body waits. It may do so for a plain variable, of which no text tells.</param>
internal sealed class FenceText(FenceSyntax syntax, bool mayWait)
{
    // The flow comes by the same calls again and again.
    private readonly Dictionary<IMethodSymbol, CalleeText> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The operation may store what a handshake is made of.</summary>
    public bool MayStore(IOperation operation) => mayWait || syntax.MayStore(operation.Syntax, CancellationToken.None);

    public CalleeText Of(IMethodSymbol callee)
    {
        if (mayWait)
            return CalleeText.Volatile;

        if (!_known.TryGetValue(callee, out var known))
            _known.Add(callee, known = Read(callee));

        return known;
    }

    private CalleeText Read(IMethodSymbol callee) =>
        BodyFinder.DeclarationOf(callee) is not { } declaration ? CalleeText.Opaque
        : syntax.SketchOf(declaration, CancellationToken.None) is not null ? CalleeText.Volatile
        : declaration.DescendantNodes().Any(MayFence) ? CalleeText.Opaque
        : CalleeText.Plain;

    private static bool MayFence(SyntaxNode node) =>
        node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or LockStatementSyntax or AwaitExpressionSyntax or UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 };
}

/// <summary>What the text of a called method tells.</summary>
internal enum CalleeText
{
    /// <summary>It, or what it calls in its file, stores or loads a volatile variable.</summary>
    Volatile,

    /// <summary>It neither does that nor calls anything.</summary>
    Plain,

    /// <summary>What it calls may well contain a fence.</summary>
    Opaque,
}
