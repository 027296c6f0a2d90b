using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Mail;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Links;

/// <summary>
/// What a link that does not open shows, and how it is replaced. Forged, cut, foreign, expired, of a dossier that is gone: one page, one
/// status. A new link goes only to the address on record: at most one an hour for each old one, three a day for each recipient.
/// </summary>
public sealed class LinkPages(
    LinkSigner signer,
    PageRenderer pages,
    DossierBook dossiers,
    FacultyBook faculties,
    Outbox outbox,
    MailJournal mails,
    JournalBook journal,
    TimeProvider time)
{
    private const int LinksADay = 3;

    /// <summary>The page for a token that opens nothing: status 404, and a button that asks for a new link.</summary>
    /// <param name="request">The request that came with the token.</param>
    /// <param name="token">The token, whatever it is.</param>
    public Task<IResult> NotFoundAsync(HttpRequest request, string token)
    {
        ArgumentNullException.ThrowIfNull(request);
        // What is too long to be ours is not repeated into the page.
        var known = token.Length <= LinkSigner.MaximumLength ? Uri.EscapeDataString(token) : "-";
        return Task.FromResult<IResult>(pages.Page<LinkNotFoundPage>(new { Action = "/lien/" + known }, StatusCodes.Status404NotFound));
    }

    /// <summary>
    /// Asks for a new link in place of <paramref name="token"/>. The answer is always the same, and comes no sooner where nothing is sent.
    /// </summary>
    [Function("LinkRenewal")]
    public async Task<IResult> RenewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lien/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        await EvenPace.KeepAsync(() => RenewAsync(client, token, cancellation), cancellation);
        return pages.Page<LinkAskedPage>();
    }

    /// <summary>Opening the address of the form again, with the browser's history, shows the page that the form stands on.</summary>
    [Function("LinkRenewalPage")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "lien/{token}")] HttpRequest request, string token) =>
        NotFoundAsync(request, token);

    private async Task<bool> RenewAsync(DurableTaskClient client, string token, CancellationToken cancellation)
    {
        var reading = signer.Read(token, time.GetUtcNow());
        if ((reading as LinkReading.Expired)?.Link is not { } link)
        {
            // Left by a change of address before its time: the new one goes to the address on record, as always.
            if (reading is not LinkReading.Valid({ Kind: LinkKind.Dossier or LinkKind.Confirmation } left)) return false;
            link = left;
        }
        // Sessions are never removed: one that a link of ours names is there.
        if (link.Kind != LinkKind.Session)
        {
            if (await dossiers.FindAsync(link.Dossier, cancellation) is not { } record) return false;
            if (reading is LinkReading.Valid && link.Assignment == record.LinkMark) return false;
        }
        var people = faculties.Find(link.Dossier.Faculty)?.People ?? [];
        if (link.Recipient != Link.Doctor && people.All(person => person.Id != link.Recipient)) return false;

        var now = time.GetUtcNow();
        var lately = (await mails.ListAsync(link.Dossier, cancellation)).Count(mail =>
            mail.Posting.Template == MailTemplates.NewLink && mail.Posting.Recipient == link.Recipient && mail.Posted > now.AddDays(-1));
        if (lately >= LinksADay) return false;

        var hour = now.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        var old = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)))[..16];
        await outbox.PostAsync(
            client,
            new MailPosting(
                link.Dossier,
                $"link-{old}-{hour}",
                MailTemplates.NewLink,
                link.Recipient,
                new Dictionary<string, string> { [MailData.Kind] = link.Kind.ToString(), [MailData.Assignment] = link.Assignment }),
            cancellation);
        var fullHour = new DateTimeOffset(now.Date.AddHours(now.Hour), TimeSpan.Zero);
        await journal.AppendAsync(new JournalEntry(link.Dossier, fullHour, JournalFact.LinkRenewed, link.Recipient), cancellation);
        return true;
    }
}
