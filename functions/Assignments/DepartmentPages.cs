using Compagnon.Acting;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Assignments;

/// <summary>
/// The pages that a link in a mail opens to somebody of the department: the dossier, its documents, and the form of a review or a decision.
/// GET and HEAD change nothing; the form's button answers.
/// </summary>
public sealed class DepartmentPages(
    DepartmentDesk department,
    LinkPages links,
    PageRenderer pages,
    AssignmentDesk desk,
    DocumentBook documents,
    AgreementRegister register,
    JournalBook journal,
    IEnumerable<AssignmentForm> forms,
    TimeProvider time)
{
    private readonly Dictionary<AssignmentKind, AssignmentForm> forms = forms.ToDictionary(form => form.Kind);

    /// <summary>Shows the page.</summary>
    [Function("DepartmentPage")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        var view = await ViewAsync(client, token, opened, cancellation);
        return pages.Page<DepartmentPage>(new { View = view });
    }

    /// <summary>Takes the answer. Whoever comes second is shown the first.</summary>
    [Function("DepartmentAnswer")]
    public async Task<IResult> AnswerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "demande/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);

        var (link, _, _, _, dossier, assignment) = opened;
        var view = await ViewAsync(client, token, opened, cancellation);
        if (view.CanAnswer)
        {
            var answer = view.Form.Read(await ReadAsync(request, cancellation), view);
            view = view with { Answer = answer, Errors = view.Form.Check(answer, view) };
            if (view.Errors.Any) return pages.Page<DepartmentPage>(new { View = view }, StatusCodes.Status422UnprocessableEntity);

            await desk.ClaimAsync(
                assignment,
                new Claim(
                    dossier.Key, assignment.Id, answer.Choice, answer.Pieces, answer.Word, link.Recipient, time.GetUtcNow(),
                    view.Form.DataOf(answer, view)),
                cancellation);
        }

        // Whoever won: an answer whose event a crash kept back is told now.
        await desk.RaiseAsync(client, dossier.Key, assignment.Id, cancellation);
        return SeeOther.To("/demande/" + token);
    }

    /// <summary>Shows or downloads (<c>?telecharger</c>) one document of the dossier.</summary>
    [Function("DepartmentDocument")]
    public async Task<IResult> DocumentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "demande/{token}/pieces/{piece}")] HttpRequest request,
        string token,
        string piece)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await OpenAsync(token, cancellation) is not { } opened) return await links.NotFoundAsync(request, token);
        if (await documents.FindHandedOverAsync(opened.Dossier.Key, piece, cancellation) is not { } document)
            return await links.NotFoundAsync(request, token);

        var content = await documents.OpenReadAsync(document, cancellation);
        if (DocumentResult.BeginsReading(request))
        {
            var label = LabelOf(opened.Procedure, piece);
            await journal.AppendAsync(
                new JournalEntry(opened.Dossier.Key, time.GetUtcNow(), JournalFact.DocumentRead, opened.Person.Id, label), cancellation);
        }

        return new DocumentResult(document, content, asAttachment: request.Query.ContainsKey("telecharger"));
    }

    private async Task<DepartmentCase?> OpenAsync(string token, CancellationToken cancellation) =>
        await department.OpenAsync(token, cancellation) is { } opened && forms.ContainsKey(opened.Assignment.Kind) ? opened : null;

    // What cannot be read as a form says nothing, and the page asks again.
    private static async Task<DepartmentAnswer> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return DepartmentAnswer.From(await Forms.ReadAsync(request, cancellation));
        }
        catch (RequestRefusedException refused) when (refused.Status != StatusCodes.Status413PayloadTooLarge)
        {
            return DepartmentAnswer.Nothing;
        }
    }

    private async Task<DepartmentView> ViewAsync(
        DurableTaskClient client, string token, DepartmentCase opened, CancellationToken cancellation)
    {
        var (_, faculty, procedure, person, dossier, assignment) = opened;
        var form = forms[assignment.Kind];
        var claim = await desk.FindClaimAsync(dossier.Key, assignment.Id, cancellation);
        if (claim is not null) await desk.CatchUpAsync(client, dossier.Key, assignment.Id, cancellation);

        var handedOver = await documents.ListHandedOverAsync(dossier.Key, cancellation);
        var isFirst = assignment.Kind != AssignmentKind.Decision
            || !await register.HasEarlierAsync(dossier.Key, dossier.Doctor.Rpps, cancellation);
        return new DepartmentView(
            form,
            await form.ReadModelAsync(opened, cancellation),
            token,
            faculty,
            procedure,
            person,
            dossier,
            assignment,
            claim,
            claim is null ? "" : Actor.Of(NameOf(claim.By, faculty, dossier.Doctor), claim.Actor),
            AgreementTerm.YearsOf(procedure.Term, isFirst),
            (await register.FindAsync(dossier.AgreementKey, cancellation))?.GrantedOn(dossier.Key),
            [.. procedure.Pieces.Where(piece => handedOver.ContainsKey(piece.Id)).Select(piece => new DepartmentDocument(
                piece.Label, handedOver[piece.Id], $"/demande/{token}/pieces/{piece.Id}"))],
            [.. procedure.Pieces.Where(piece => piece.Required && !handedOver.ContainsKey(piece.Id)).Select(piece => piece.Label)],
            await journal.ReadAsync(dossier.Key, dossier.Doctor.FullName, cancellation),
            DepartmentAnswer.Nothing,
            FormErrors.None);
    }

    private static string NameOf(string by, Faculty faculty, Doctor doctor) => by switch
    {
        "" => "",
        Link.Doctor => doctor.FullName,
        _ => faculty.People.FirstOrDefault(person => person.Id == by)?.Name ?? "un ancien membre du département",
    };

    private static string LabelOf(Faculty procedure, string piece) =>
        procedure.Pieces.FirstOrDefault(known => known.Id == piece)?.Label ?? piece;
}
