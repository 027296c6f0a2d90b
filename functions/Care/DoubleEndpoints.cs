using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Care;

/// <summary>Closing a dossier as the double of another, by the secretariat or the coordination.</summary>
public sealed class DoubleEndpoints(
    DossierDesk dossiers, ConsoleDesk console, DossierBook book, Doubles doubles, PageRenderer pages, Problems problems)
{
    /// <summary>Below a dossier's page, before the id of the one that is kept.</summary>
    internal const string Path = "/double/";

    /// <summary>The field.</summary>
    internal const string ReasonField = "motif";

    /// <summary>Shows both and asks why.</summary>
    [Function("ConsoleDouble")]
    public Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/dossiers/{dossier}/double/{kept}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string kept) =>
        WithAsync(request, faculty, dossier, kept, (view, other) => Task.FromResult<IResult>(Doubles.CanJoin(view.Dossier, other)
            ? pages.Page<DoublePage>(new { View = view, Kept = other })
            : SeeOther.To(view.Address(CareEndpoints.Path))));

    /// <summary>Closes it. Sent again it shows where the dossier stands.</summary>
    [Function("ConsoleDoubleAnswer")]
    public Task<IResult> CloseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/dossiers/{dossier}/double/{kept}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string kept,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, faculty, dossier, kept, (view, other) => console.TakeAsync(
            request, view.Case, view.Address(Path + other.Key.Id), form => CloseAsync(client, view, other, form.Paragraph(ReasonField))));

    private async Task<IResult> CloseAsync(DurableTaskClient client, DossierView view, DossierRecord kept, string reason)
    {
        // Closed by the same form before, or by a colleague: the page says so.
        if (view.Dossier.DoubleOf.Length > 0) return SeeOther.To(view.Address(CareEndpoints.Path));

        var errors = new FormErrors().Add(ReasonField, reason.Length switch
        {
            0 => "Donnez le motif : le médecin le lira.",
            > JoinedDossier.LongestReason =>
                $"Raccourcissez ce texte : il compte {reason.Length} caractères, {JoinedDossier.LongestReason} au plus.",
            _ => null,
        });
        if (!errors.Any)
        {
            var asked = await doubles.JoinAsync(client, view.Key, kept.Key, reason, view.Case.Person.Id, CancellationToken.None);
            if (asked == DoubleAsked.NotPossible)
                errors.Add("", "L’un des deux dossiers vient de se terminer, ou d’être clos comme double : rien n’a été changé.");
        }

        return errors.Any
            ? pages.Page<DoublePage>(
                new { View = view, Kept = kept, Reason = reason, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
            : SeeOther.To(view.Address(CareEndpoints.Path));
    }

    private Task<IResult> WithAsync(
        HttpRequest request, string faculty, string dossier, string kept, Func<DossierView, DossierRecord, Task<IResult>> answer) =>
        dossiers.WithAsync(request, faculty, dossier, ConsolePage.Office, async view =>
            DossierKey.IsId(kept)
            && await book.FindAsync(view.Key with { Id = kept }, request.HttpContext.RequestAborted) is { Submitted: not null } other
            && other.Doctor.Rpps == view.Dossier.Doctor.Rpps
                ? await answer(view, other)
                : problems.NotFound());
}
