using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers;

/// <summary>
/// The link that confirms the doctor's address. Mail scanners open every link, so opening it changes nothing: the button opens the dossier.
/// </summary>
public sealed class ConfirmationEndpoints(
    DoctorDesk desk,
    DossierBook dossiers,
    LinkSigner signer,
    LinkPages links,
    PageRenderer pages,
    Outbox outbox,
    JournalBook journal,
    TimeProvider time)
{
    /// <summary>The button.</summary>
    [Function("Confirmation")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "confirmation/{token}")] HttpRequest request, string token)
    {
        if (await desk.OpenAsync(token, LinkKind.Confirmation, request.HttpContext.RequestAborted) is not { } opened)
            return await links.NotFoundAsync(request, token);
        return pages.Page<ConfirmationPage>(new { Opened = opened });
    }

    /// <summary>Opens the dossier and leads to it. Pressing again leads to it too.</summary>
    [Function("ConfirmationAnswer")]
    public async Task<IResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "confirmation/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (await desk.OpenAsync(token, LinkKind.Confirmation, cancellation) is not { } opened)
            return await links.NotFoundAsync(request, token);

        var now = time.GetUtcNow();
        var change = await dossiers.ChangeAsync(
            opened.Key,
            // A link that was opened before the secretariat corrected the address is no longer this mailbox's.
            record => record.IsUnconfirmed && !record.IsFinal && record.LinkMark == opened.Record.LinkMark
                ? record with { State = DossierState.Draft, Since = now, Confirmed = now }
                : null,
            cancellation);
        var record = change!.Record;
        if (record.LinkMark != opened.Record.LinkMark) return await links.NotFoundAsync(request, token);

        // Repeated as long as somebody presses: what a crash left out is made up for, and what was done is not done twice.
        if (record.State == DossierState.Draft)
        {
            await journal.AppendAsync(
                new JournalEntry(record.Key, record.Confirmed ?? now, JournalFact.AddressConfirmed, Link.Doctor), cancellation);
            await outbox.PostAsync(
                client,
                new MailPosting(record.Key, "opened", MailTemplates.DossierOpened, Link.Doctor, new Dictionary<string, string>()),
                cancellation);
        }
        var link = new Link(LinkKind.Dossier, record.Key, Link.Doctor, record.LinkMark, AssignmentSchedule.Due(now, opened.Faculty.Delays.LinkDays));
        return SeeOther.To("/dossier/" + signer.Sign(link));
    }
}
