using SyncAnalyzers.Rules;

namespace SyncAnalyzers.CodeFixes;

/// <summary>Base of the fixes that rewrite one document: what cannot be fixed is not offered.</summary>
public abstract class RewritingFix(params string[] ids) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. ids];

    public sealed override FixAllProvider GetFixAllProvider() => new FixOneByOne(this);

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await FixTarget.Create(context.Document, _ => diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } target)
                continue;

            foreach (var offer in await OffersFor(target).ConfigureAwait(false))
                context.RegisterCodeFix(CodeAction.Create(offer.Title, cancellation => LineEnds.KeptAsync(context.Document, offer.Changed, cancellation), offer.Key), diagnostic);
        }
    }

    /// <summary>The offers that hold what they promise. Every reason not to fix is checked before the fix is offered, by making it.</summary>
    /// <param name="key">Only the offers of this key; <see langword="null"/> for all.</param>
    internal async Task<IReadOnlyList<FixOffer>> OffersFor(FixTarget target, string? key = null)
    {
        List<FixOffer> offers = [];
        var soundness = new Soundness(target.Model, target.Cancellation);
        try
        {
            foreach (var offer in Offer(target).Where(offer => key is null || offer.Key == key))
            {
                var isKept = offer.IsFarReaching
                    ? await soundness.IsKeptIn(offer.Changed).ConfigureAwait(false) && (offer.Judged is null || await soundness.IsKeptIn(offer.Judged).ConfigureAwait(false))
                    : soundness.Compiles(offer.Changed);
                if (isKept)
                    offers.Add(offer);
            }
        }
        catch (Exception e) when (SafetyNet.Catches(e))
        {
            // What was finished before is as good as ever.
        }

        return offers;
    }

    /// <summary>The ways to put it right, the best first. What is offered is finished, so that it cannot turn out not to work.</summary>
    protected abstract IEnumerable<FixOffer> Offer(FixTarget target);
}

/// <summary>One way to put a report right.</summary>
/// <param name="Title">What the user reads.</param>
/// <param name="Changed">The document's root after it.</param>
public sealed record FixOffer(string Title, SyntaxNode Changed)
{
    /// <summary>More than the reported place is rewritten, so that the result has to be compiled and judged before it is offered.</summary>
    public bool IsFarReaching { get; init; }

    /// <summary>The same change said in a way that the rules can follow, where that is another one: it is judged as well.</summary>
    public SyntaxNode? Judged { get; init; }

    /// <summary>What is fixed together with this one, when everything is fixed at once.</summary>
    public string Key { get; init; } = Title;

    public static implicit operator FixOffer((string Title, SyntaxNode Changed) offer) => new(offer.Title, offer.Changed);
}
