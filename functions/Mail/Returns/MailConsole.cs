using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Operations;
using Compagnon.Storage;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Mail.Returns;

/// <summary>A mail as somebody of the department sees it.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Mail">The mail.</param>
/// <param name="Kind">Why it has not arrived, while nobody has seen to it; else null.</param>
/// <param name="Dossier">The dossier that it is about; null where it is about a session.</param>
/// <param name="IsNeedless">Whether what it reminds of is answered: it would not be sent.</param>
public sealed record MailView(ConsoleCase Case, MailRecord Mail, MailTroubleKind? Kind, DossierRecord? Dossier, bool IsNeedless)
{
    /// <summary>The address of its page.</summary>
    public string Address => MailConsole.AddressOf(Case, Mail.Posting.Dossier.Id, Mail.Posting.Id);

    /// <summary>Whether it is for the doctor.</summary>
    public bool IsForDoctor => Mail.Posting.Recipient == Link.Doctor;

    /// <summary>Whether whoever looks may do something about it.</summary>
    public bool MayAct => ConsolePage.Office.Any(Case.Person.Has);

    /// <summary>Whether it can be sent again.</summary>
    public bool CanBeSent => MayAct && !IsNeedless && Mail is { Care: not { IsSentAgain: true } }
        && (Kind is MailTroubleKind.NotDelivered or MailTroubleKind.Returned || Mail.Care is not null);

    /// <summary>Whether it can be put away.</summary>
    public bool CanBePutAway => MayAct && Kind is MailTroubleKind.NotDelivered or MailTroubleKind.Returned;

    /// <summary>Whether whoever looks may have the doctor's address changed: links name people of the file, and the secretariat alone acts
    /// in a doctor's stead.</summary>
    public bool MayCorrect => IsForDoctor && Dossier is not null && MailTroubles.IsKnown(Dossier)
        && Case.Faculty.People.Any(person => person.Id == Case.Person.Id && person.Has(StaffRole.Secretariat));

    /// <summary>Whom it is for: the name and today's address; null where there is nobody any more.</summary>
    public (string Name, string Address)? Recipient => IsForDoctor
        ? Dossier is null ? null : (Dossier.Doctor.FullName, Dossier.Doctor.Address)
        : Case.Faculty.FindPerson(Mail.Posting.Recipient) is { } person ? (person.Name, person.Address) : null;

    /// <summary>Who saw to it.</summary>
    public string CareBy => Case.Faculty.FindPerson(Mail.Care?.By)?.Name ?? "une personne du département";
}

/// <summary>Mails that have not arrived, on the console: the list, and each with what can be done about it.</summary>
public sealed class MailConsole(
    ConsoleDesk console,
    MailTroubles troubles,
    MailJournal mails,
    MailNeed need,
    MailEnding ending,
    Outbox outbox,
    Outstanding outstanding,
    DossierBook dossiers,
    LinkSigner signer,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>Field of the buttons, its values, and the field of the word.</summary>
    internal const string ActionField = "action", SendAgain = "renvoyer", PutAway = "classer", WordField = "mot";

    /// <summary>The longest word, in characters.</summary>
    internal const int LongestWord = 300;

    private const int LongestPosition = 200;

    // Long enough for a telephone call; a new one is a click away.
    private static readonly TimeSpan LinkLasts = TimeSpan.FromHours(12);

    /// <summary>The page of the console's navigation.</summary>
    public static ConsolePage Page { get; } = new("courriels", "Courriels", 70, ConsolePage.Readers);

    /// <summary>The address of a mail's page.</summary>
    internal static string AddressOf(ConsoleCase visit, string dossier, string mail) => visit.Address($"/{Page.Slug}/{dossier}/{mail}");

    /// <summary>The faculty's mails that have not arrived.</summary>
    [Function("ConsoleMails")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/courriels")]
        HttpRequest request,
        string faculty)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        var after = request.Query["apres"].ToString();
        if (after.Length > LongestPosition) after = "";
        var page = await troubles.ReadAsync(visit.Faculty.Id, after, request.HttpContext.RequestAborted);
        return pages.Page<MailListPage>(new { Case = visit, Mails = page.Mails, page.Next, IsFirst = after.Length == 0 });
    }

    /// <summary>One mail.</summary>
    [Function("ConsoleMail")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/courriels/{dossier}/{mail}")]
        HttpRequest request,
        string faculty,
        string dossier,
        string mail) =>
        WithAsync(request, faculty, dossier, mail, view => Task.FromResult<IResult>(pages.Page<MailPage>(new { View = view })));

    /// <summary>Sends a mail again, or puts it away. Pressing again shows what was done.</summary>
    [Function("ConsoleMailAnswer")]
    public Task<IResult> AnswerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/courriels/{dossier}/{mail}")] HttpRequest request,
        string faculty,
        string dossier,
        string mail,
        [DurableClient] DurableTaskClient client) =>
        WithAsync(request, faculty, dossier, mail, view => console.TakeAsync(request, view.Case, view.Address, async form =>
        {
            switch (form.Text(ActionField))
            {
                case SendAgain when view.CanBeSent:
                    await CareAsync(client, view, "");
                    break;
                case PutAway when view.CanBePutAway:
                    var word = form.Paragraph(WordField).ReplaceLineEndings(" ");
                    var errors = new FormErrors().Add(WordField, MistakeOf(word));
                    if (errors.Any)
                    {
                        return pages.Page<MailPage>(
                            new { View = view, Word = word, Errors = errors }, StatusCodes.Status422UnprocessableEntity);
                    }

                    await CareAsync(client, view, word);
                    break;
                default:
                    break;
            }

            return SeeOther.To(view.Address);
        }));

    /// <summary>Leads to the change of the doctor's address.</summary>
    [Function("ConsoleMailAddress")]
    public Task<IResult> CorrectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/courriels/{dossier}/{mail}/adresse")]
        HttpRequest request,
        string faculty,
        string dossier,
        string mail) =>
        WithAsync(request, faculty, dossier, mail, view =>
        {
            if (!view.MayCorrect) return Task.FromResult<IResult>(SeeOther.To(view.Address));
            var until = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + LinkLasts).ToUnixTimeSeconds());
            var link = new Link(LinkKind.Desk, view.Mail.Posting.Dossier, view.Case.Person.Id, "", until);
            return Task.FromResult<IResult>(SeeOther.To($"/{LinkAddresses.PathOf(link.Kind)}/{signer.Sign(link)}/adresse"));
        });

    private static string? MistakeOf(string word) => word.Length switch
    {
        0 => "Dites en un mot ce qui a été fait : cela reste dans l’historique.",
        > LongestWord => $"Raccourcissez ce texte : {LongestWord} caractères au plus.",
        _ => null,
    };

    // The mail that goes out is named after the one that has not arrived, so that pressing twice sends one.
    private async Task CareAsync(DurableTaskClient client, MailView view, string word)
    {
        var posting = view.Mail.Posting;
        // Should this be cut off after the row is written, the sweep does what follows from it.
        await outstanding.NoteAsync(OutstandingKind.Mail, posting.Dossier, posting.Id);
        if (word.Length == 0) await outbox.PostAsync(client, posting with { Id = $"again-{MailEnding.ShortOf(posting.Id)}" });
        var cared = await mails.CareAsync(view.Mail, new MailCare(time.GetUtcNow(), view.Case.Person.Id, word))
            ?? await mails.FindAsync(posting.Dossier, posting.Id);
        if (cared is { IsFinal: true }) await ending.FinishAsync(client, cared);
    }

    private async Task<IResult> WithAsync(
        HttpRequest request, string faculty, string dossier, string mail, Func<MailView, Task<IResult>> answer)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;

        var cancellation = request.HttpContext.RequestAborted;
        var key = new DossierKey(visit.Faculty.Id, dossier);
        if (!DossierKey.IsId(dossier) || !Outbox.IsId(mail)) return problems.NotFound();
        Traces.IsAbout(key);
        // The table knows dossiers by their id alone: what another faculty sent is not there.
        if (await mails.FindAsync(key, mail, cancellation) is not { } found || found.Posting.Dossier != key) return problems.NotFound();
        if (troubles.KindOf(found) is var kind && kind is null && found.Care is null) return problems.NotFound();

        var record = await dossiers.FindAsync(key, cancellation);
        if (found.Posting.Recipient == Link.Doctor && !MailTroubles.IsKnown(record)) return problems.NotFound();
        return await answer(new MailView(visit, found, kind, record, await need.IsAnsweredAsync(found.Posting)));
    }
}
