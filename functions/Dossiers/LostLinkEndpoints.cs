using System.Security.Cryptography;
using Compagnon.Assignments;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers;

/// <summary>
/// « J’ai perdu mon lien »: a new one to the address on record, and a page that is the same whether there is such a dossier.
/// </summary>
public sealed class LostLinkEndpoints(
    PageRenderer pages,
    Problems problems,
    DossierBook dossiers,
    AddressBook addresses,
    Outbox outbox,
    FormTokens tokens,
    TimeProvider time)
{
    private const string Path = "/lien-perdu";

    /// <summary>The form.</summary>
    [Function("LostLink")]
    public IResult Show([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "lien-perdu")] HttpRequest request) =>
        Page(request, "", "", FormErrors.None, StatusCodes.Status200OK).WithoutPersonalData();

    /// <summary>Sends the link where there is one to send.</summary>
    [Function("LostLinkAsked")]
    public async Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lien-perdu")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var form = await Forms.ReadAsync(request, cancellation);
        if (!tokens.IsOurs(request, form)) return problems.FormExpired(Path);

        var address = MailAddress.Clean(form.Text(LostLinkPage.AddressField));
        var number = form.Text(LostLinkPage.NumberField).Trim();
        var id = DossierKey.ReadId(number);
        var rpps = Rpps.Clean(number);
        var errors = new FormErrors().Add(LostLinkPage.AddressField, CandidacyForm.AddressMistake(address));
        if (number.Length == 0) errors.Add(LostLinkPage.NumberField, "Indiquez la référence de votre dossier ou votre numéro RPPS.");
        else if (id is null && !Rpps.IsValid(rpps))
            errors.Add(
                LostLinkPage.NumberField,
                "Vérifiez ce numéro : une référence comporte 12 lettres et chiffres, un numéro RPPS 11 chiffres.");
        if (errors.Any)
            return Page(request, address, number.Length > 60 ? number[..60] : number, errors, StatusCodes.Status422UnprocessableEntity);

        await EvenPace.KeepAsync(
            () => SendAsync(client, address, id, rpps, AttemptOf(form.Text(LostLinkPage.AttemptField)), cancellation), cancellation);
        return SeeOther.To(Path + "/envoye");
    }

    /// <summary>Look into your mailbox.</summary>
    [Function("LostLinkSent")]
    public IResult Sent([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "lien-perdu/envoye")] HttpRequest request) =>
        pages.Page<LostLinkSentPage>().WithoutPersonalData();

    private PageResult Page(HttpRequest request, string address, string number, FormErrors errors, int status) => pages.Page<LostLinkPage>(
        new
        {
            Address = address,
            Number = number,
            Errors = errors,
            Token = tokens.Issue(request),
            Attempt = NewAttempt(),
        },
        status);

    private static string NewAttempt() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    // What is stored only where a dossier is found must not be able to fail there: the failure would tell.
    private static string AttemptOf(string given) => given.Length == 16 && given.All(char.IsAsciiHexDigitLower) ? given : NewAttempt();

    // Counted before anything is looked up: when the day's mails are used up does not tell whether there is a dossier either.
    private async Task<bool> SendAsync(
        DurableTaskClient client, string address, string? id, string rpps, string attempt, CancellationToken cancellation)
    {
        var today = ParisTime.DayOf(time.GetUtcNow());
        if (await addresses.TakeMailAsync(PublicForm.LostLink, address, today, attempt, cancellation) is not { } mail) return false;

        DossierRecord? wanted = null;
        foreach (var key in await addresses.DossiersOfAsync(address, cancellation))
        {
            if (await dossiers.FindAsync(key, cancellation) is not { } record || (key.Id != id && record.Doctor.Rpps != rpps)) continue;
            // Of several, the one that lives; of these, the last.
            if (wanted is null || (Rank(record), record.Created).CompareTo((Rank(wanted), wanted.Created)) > 0) wanted = record;
        }
        if (wanted is null) return false;

        var confirms = wanted.IsUnconfirmed;
        await outbox.PostAsync(
            client,
            new MailPosting(
                wanted.Key,
                mail,
                confirms ? MailTemplates.AddressConfirmation : MailTemplates.NewLink,
                Link.Doctor,
                new Dictionary<string, string> { [MailData.Kind] = nameof(LinkKind.Dossier) }),
            CancellationToken.None);
        return true;
    }

    private static int Rank(DossierRecord record) => record.IsFinal ? 1 : record.IsUnconfirmed ? 0 : 2;
}
