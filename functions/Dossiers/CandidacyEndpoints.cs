using System.Security.Cryptography;
using System.Text;
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
/// From the home page to the mail that confirms the address: the département, the faculty's questions, the doctor. Nothing personal stands
/// in an address, and nothing is stored before the last step.
/// </summary>
public sealed class CandidacyEndpoints(
    PageRenderer pages,
    Problems problems,
    FacultyBook faculties,
    DossierBook dossiers,
    AddressBook addresses,
    Outbox outbox,
    JournalBook journal,
    Tickets tickets,
    FormTokens tokens,
    TimeProvider time)
{
    private const string EligiblePurpose = "eligible";
    private const string SentPurpose = "candidacy-sent";
    private const string SentCookie = "compagnon-candidature";
    private const string SentPath = "/candidature-envoyee";

    // Long enough to look up a number and come back after the surgery.
    private static readonly TimeSpan EligibleLasts = TimeSpan.FromHours(12);
    private static readonly TimeSpan SentLasts = TimeSpan.FromMinutes(30);

    /// <summary>Which département. The choice comes as a query and leads on.</summary>
    [Function("CandidacyStart")]
    public IResult Start([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "candidature")] HttpRequest request)
    {
        if (!request.Query.TryGetValue("departement", out var chosen))
            return pages.Page<DepartementPage>(new { faculties.All }).WithoutPersonalData();
        if (Departement.Find(chosen.ToString()) is { } departement) return Redirect($"/candidature/{departement.Code}");

        var errors = new FormErrors().Add("departement", "Choisissez le département où vous exercez.");
        return pages.Page<DepartementPage>(new { faculties.All, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
            .WithoutPersonalData();
    }

    /// <summary>The questions of the faculty that serves the département, or that none does.</summary>
    [Function("CandidacyEligibility")]
    public IResult Eligibility(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "candidature/{departement}")] HttpRequest request,
        string departement)
    {
        if (Departement.Find(departement) is not { } known) return problems.NotFound();
        if (faculties.Serving(known.Code) is not { } faculty)
            return pages.Page<NoFacultyPage>(new { Departement = known, faculties.All }).WithoutPersonalData();
        return EligibilityPage(request, known, faculty, EligibilityForm.Empty, FormErrors.None, StatusCodes.Status200OK);
    }

    /// <summary>The answers: each 'no' with its reason, or on to the next step.</summary>
    [Function("CandidacyEligibilityAnswers")]
    public async Task<IResult> AnswerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "candidature/{departement}")] HttpRequest request, string departement)
    {
        if (Departement.Find(departement) is not { } known || faculties.Serving(known.Code) is not { } faculty) return problems.NotFound();
        var form = await Forms.ReadAsync(request, request.HttpContext.RequestAborted);
        if (!tokens.IsOurs(request, form)) return problems.FormExpired($"/candidature/{known.Code}");

        var answers = EligibilityForm.From(form, faculty);
        var errors = answers.Check(faculty);
        if (errors.Any) return EligibilityPage(request, known, faculty, answers, errors, StatusCodes.Status422UnprocessableEntity);
        if (answers.Obstacles(faculty).Count > 0) return EligibilityPage(request, known, faculty, answers, errors, StatusCodes.Status200OK);

        var ticket = tickets.Issue(
            EligiblePurpose, $"{known.Code}|{RandomNumberGenerator.GetHexString(24, lowercase: true)}", EligibleLasts);
        return Redirect($"/candidature/{known.Code}/identite?e={ticket}");
    }

    /// <summary>Who asks.</summary>
    [Function("CandidacyIdentity")]
    public IResult Identity(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "candidature/{departement}/identite")] HttpRequest request,
        string departement)
    {
        if (Departement.Find(departement) is not { } known || faculties.Serving(known.Code) is not { } faculty) return problems.NotFound();
        var ticket = request.Query["e"].ToString();
        if (NonceOf(ticket, known) is null) return Redirect($"/candidature/{known.Code}");
        return IdentityPage(request, known, faculty, ticket, CandidacyForm.Empty, FormErrors.None, StatusCodes.Status200OK);
    }

    /// <summary>Opens a dossier that waits for its address to be confirmed, and sends the link that does.</summary>
    [Function("CandidacyIdentityAnswers")]
    public async Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "candidature/{departement}/identite")] HttpRequest request,
        string departement,
        [DurableClient] DurableTaskClient client)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (Departement.Find(departement) is not { } known || faculties.Serving(known.Code) is not { } faculty) return problems.NotFound();
        var form = await Forms.ReadAsync(request, cancellation);
        if (!tokens.IsOurs(request, form)) return problems.FormExpired($"/candidature/{known.Code}");
        var ticket = form.Text("e");
        if (NonceOf(ticket, known) is not { } nonce) return Redirect($"/candidature/{known.Code}");

        var typed = CandidacyForm.From(form);
        var errors = typed.Check();
        if (errors.Any) return IdentityPage(request, known, faculty, ticket, typed, errors, StatusCodes.Status422UnprocessableEntity);

        var doctor = typed.ToDoctor(known.Code);
        if (!await addresses.CountCandidacyAsync(faculty.Id, time.GetUtcNow(), cancellation))
        {
            return problems.TooMany(
                "Trop de demandes en ce moment",
                "Cette faculté reçoit un nombre inhabituel de candidatures. Revenez dans une heure.",
                TimeSpan.FromHours(1));
        }
        if (!await EvenPace.KeepAsync(() => SendAsync(client, faculty, doctor, nonce, cancellation), cancellation))
        {
            return problems.TooMany(
                "Trop de demandes pour aujourd’hui",
                $"Nous avons déjà envoyé {AddressBook.MailsADay} messages à cette adresse aujourd’hui. Cherchez-les parmi "
                + "les courriers indésirables, ou revenez demain.",
                TimeSpan.FromHours(12));
        }

        // What was typed and nothing that was found: this browser must not learn whether there was a dossier already.
        request.HttpContext.Response.Cookies.Append(
            SentCookie, tickets.Issue(SentPurpose, $"{faculty.Id}|{doctor.Address}", SentLasts), tokens.CookieOptions(SentPath));
        return Redirect(SentPath);
    }

    /// <summary>Look into your mailbox. The address is shown to the browser that typed it, so that a slip is seen.</summary>
    [Function("CandidacySent")]
    public IResult Sent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "candidature-envoyee")] HttpRequest request)
    {
        if (tickets.Read(SentPurpose, request.Cookies[SentCookie])?.Split('|', 2) is not [var facultyId, var address]
            || faculties.Find(facultyId) is not { } faculty)
        {
            return Redirect("/candidature");
        }
        return pages.Page<CandidacySentPage>(new { Faculty = faculty, Address = address, Days = faculty.Delays.ConfirmationDays });
    }

    private PageResult EligibilityPage(
        HttpRequest request, Departement departement, Faculty faculty, EligibilityForm answers, FormErrors errors, int status) =>
        pages.Page<EligibilityPage>(
            new { Departement = departement, Faculty = faculty, Answers = answers, Errors = errors, Token = tokens.Issue(request) },
            status).WithoutPersonalData();

    private PageResult IdentityPage(
        HttpRequest request, Departement departement, Faculty faculty, string ticket, CandidacyForm typed, FormErrors errors, int status)
    {
        var page = pages.Page<IdentityPage>(
            new
            {
                Departement = departement,
                Faculty = faculty,
                Typed = typed,
                Errors = errors,
                Ticket = ticket,
                Token = tokens.Issue(request),
            },
            status);
        return typed == CandidacyForm.Empty ? page.WithoutPersonalData() : page;
    }

    private string? NonceOf(string ticket, Departement departement) =>
        tickets.Read(EligiblePurpose, ticket)?.Split('|') is [var code, var nonce] && code == departement.Code ? nonce : null;

    // A form that is sent twice names the same dossier and the same mail; so nothing is doubled, whoever clicks how often.
    private async Task<bool> SendAsync(
        DurableTaskClient client, Faculty faculty, Doctor doctor, string nonce, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var request = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{nonce}|{MailAddress.Key(doctor.Address)}|{doctor.Rpps}")));
        var today = ParisTime.DayOf(now);
        if (await addresses.TakeMailAsync(PublicForm.Candidacy, doctor.Address, today, request, cancellation) is not { } mail)
            return false;

        var (key, state) = await FindOpenAsync(faculty, doctor, cancellation)
            ?? (DossierKey.Of(faculty.Id, request), DossierState.AwaitingConfirmation);
        if (state == DossierState.AwaitingConfirmation)
        {
            await addresses.AddAsync(doctor.Address, key, CancellationToken.None);
            await dossiers.AddAsync(key, doctor, now, CancellationToken.None);
            // From the row: sent again, the form writes the line that a crash has cut off, and the same line once.
            if (await dossiers.FindAsync(key, CancellationToken.None) is { } record)
                await journal.AppendAsync(
                    new JournalEntry(key, record.Created, JournalFact.CandidacyReceived, Link.Doctor), CancellationToken.None);
        }

        // Who has an open dossier already gets the way back to it; on the screen nobody learns which.
        await outbox.PostAsync(
            client,
            new MailPosting(
                key,
                mail,
                state == DossierState.AwaitingConfirmation ? MailTemplates.AddressConfirmation : MailTemplates.NewLink,
                Link.Doctor,
                new Dictionary<string, string> { [MailData.Kind] = nameof(LinkKind.Dossier) }),
            CancellationToken.None);
        return true;
    }

    private async Task<(DossierKey Key, DossierState State)?> FindOpenAsync(Faculty faculty, Doctor doctor, CancellationToken cancellation)
    {
        foreach (var key in await addresses.DossiersOfAsync(doctor.Address, cancellation))
        {
            if (key.Faculty != faculty.Id || await dossiers.FindAsync(key, cancellation) is not { } record || record.IsFinal) continue;
            if (record.Doctor.Rpps != doctor.Rpps) continue;
            // An unconfirmed one whose name was corrected since is another one.
            if (record.State != DossierState.AwaitingConfirmation || record.Doctor == doctor) return (key, record.State);
        }
        return null;
    }

    private static IResult Redirect(string address) => SeeOther.To(address);
}
