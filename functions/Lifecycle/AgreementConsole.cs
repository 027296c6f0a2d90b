using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Territories;
using Compagnon.Trainings;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Lifecycle;

/// <summary>An agreement as somebody of the department sees it.</summary>
/// <param name="Case">Who looks, and where.</param>
/// <param name="Agreement">The agreement.</param>
/// <param name="History">What has happened to it, newest first.</param>
/// <param name="Pending">The withdrawal that waits for its confirmation; null where none does.</param>
/// <param name="MayChange">Whether this person may change it.</param>
public sealed record AgreementView(
    ConsoleCase Case, AgreementRecord Agreement, IReadOnlyList<AgreementEvent> History, PendingWithdrawal? Pending, bool MayChange)
{
    /// <summary>What has happened about it beside the register: withdrawals proposed, changes declared, trainings; newest first.</summary>
    public IReadOnlyList<JournalLine> Told { get; init; } = [];

    /// <summary>Training sessions of its holder, newest first.</summary>
    public IReadOnlyList<Training> Trainings { get; init; } = [];

    /// <summary>The dossier of its renewal; null where there is none, or where it is not told.</summary>
    public DossierRecord? Renewal { get; init; }

    /// <summary>The last dossier of an amendment; null where there is none, or where it is not told.</summary>
    public DossierRecord? Amendment { get; init; }

    /// <summary>An address of this agreement's pages.</summary>
    /// <param name="below"><c>/suspension</c>; empty for its own page.</param>
    public string Address(string below = "") => Case.Address(AgreementNews.PageOf(Agreement.Dossier)) + below;

    /// <summary>The name of somebody of the department, of the holder, or of nobody.</summary>
    public string NameOf(string by) => by switch
    {
        "" => "",
        Links.Link.Doctor => Agreement.Holder,
        _ => Case.Faculty.FindPerson(by)?.Name ?? "une personne du département",
    };
}

/// <summary>Agreements on the console: the list, and each with what the department may do about it.</summary>
public sealed class AgreementConsole(
    ConsoleDesk console,
    AgreementRegister register,
    AgreementList list,
    AgreementDesk desk,
    Withdrawals withdrawals,
    DossierBook dossiers,
    TrainingBook trainings,
    JournalBook journal,
    CommuneBook communes,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>Below an agreement's page.</summary>
    internal const string SuspendPath = "/suspension", ResumePath = "/reprise", WithdrawPath = "/retrait";

    // Of years of an agreement; what comes with its dossiers stands in their journals.
    private const int MostTold = 100;

    private static readonly JournalFact[] OfJournalOnly =
    [
        JournalFact.TrainingReminded, JournalFact.TrainingLacking, JournalFact.AmendmentOpened, JournalFact.WithdrawalProposed,
        JournalFact.WithdrawalConfirmed, JournalFact.WithdrawalDeclined, JournalFact.WithdrawalUnconfirmed,
    ];

    /// <summary>The page of the console's navigation.</summary>
    public static ConsolePage Page { get; } = new("agrements", "Agréments", 30, ConsolePage.Readers);

    /// <summary>The faculty's agreements.</summary>
    [Function("ConsoleAgreements")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/agrements")] HttpRequest request, string faculty)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        var found = await list.ReadAsync(visit.Faculty.Id, request.HttpContext.RequestAborted);
        var (today, query) = (ParisTime.DayOf(time.GetUtcNow()), RegisterQuery.From(request.Query, visit.Faculty));
        var result = RegisterResult.Of(found.Lines, query, today, ZoneOf);
        return pages.Page<RegisterPage>(new { View = new RegisterView(visit, result, today, ZoneOf, found.IsComplete) });

        ZoneClass ZoneOf(string commune) => communes.ZoneOf(commune, today);
    }

    /// <summary>One agreement, with all that has happened to it: six requests to the tables at most.</summary>
    [Function("ConsoleAgreement")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/agrements/{id}")] HttpRequest request,
        string faculty,
        string id)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;

        var cancellation = request.HttpContext.RequestAborted;
        var key = new DossierKey(visit.Faculty.Id, id);
        if (!DossierKey.IsId(id) || await register.FindAsync(key, cancellation) is not { } agreement) return problems.NotFound();

        var (history, journaled, attended, renewal) = (
            register.HistoryAsync(key, cancellation),
            journal.ReadAsync(key, (JournalFact.TrainingReminded, JournalFact.WithdrawalUnconfirmed), default, MostTold, cancellation),
            trainings.ListAsync(key.Faculty, agreement.Rpps, cancellation),
            agreement.Renewal.Length > 0
                ? dossiers.FindAsync(new DossierKey(key.Faculty, agreement.Renewal), cancellation)
                : Task.FromResult<DossierRecord?>(null));
        await Task.WhenAll(history, journaled, attended, renewal);

        var told = (await journaled).Where(line => OfJournalOnly.Contains(line.Fact)).ToList();
        var pending = told.Any(line => line.Fact == JournalFact.WithdrawalProposed) ? await withdrawals.FindPendingAsync(key, cancellation) : null;
        // Where a proposal was looked at and a renewal too, this would be the seventh request.
        var amendments = told.Count(line => line.Fact == JournalFact.AmendmentOpened);
        var isRead = amendments > 0 && (agreement.Renewal.Length == 0 || told.All(line => line.Fact != JournalFact.WithdrawalProposed));
        return pages.Page<AgreementPage>(new
        {
            View = new AgreementView(visit, agreement, [.. (await history).Reverse()], pending, ConsolePage.Office.Any(visit.Person.Has))
            {
                Told = [.. Enumerable.Reverse(told)],
                Trainings = [.. (await attended).Reverse()],
                Renewal = await renewal,
                Amendment = isRead ? await dossiers.FindAsync(FollowUps.AmendmentOf(key, amendments), cancellation) : null,
            },
        });
    }

    /// <summary>Asks for what a suspension needs.</summary>
    [Function("ConsoleSuspension")]
    public Task<IResult> AskSuspensionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/agrements/{id}/suspension")] HttpRequest request,
        string faculty,
        string id) => AskAsync(request, faculty, id, AgreementActionKind.Suspend);

    /// <summary>Suspends an agreement from today. Pressing again shows where it stands.</summary>
    [Function("ConsoleSuspensionAnswer")]
    public Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/agrements/{id}/suspension")] HttpRequest request,
        string faculty,
        string id,
        [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, faculty, id, AgreementActionKind.Suspend, async (view, form) =>
        {
            var number = view.History.Count(line => line.Kind == AgreementChangeKind.Resumed) + 1;
            await ChangeAsync(client, view, AgreementChangeKind.Suspended, IdOf("suspension", number), form);
            return null;
        });

    /// <summary>Asks once more before an agreement is resumed.</summary>
    [Function("ConsoleResumption")]
    public Task<IResult> AskResumptionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/agrements/{id}/reprise")] HttpRequest request,
        string faculty,
        string id) => AskAsync(request, faculty, id, AgreementActionKind.Resume);

    /// <summary>Resumes an agreement. Pressing again shows where it stands.</summary>
    [Function("ConsoleResumptionAnswer")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/agrements/{id}/reprise")] HttpRequest request,
        string faculty,
        string id,
        [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, faculty, id, AgreementActionKind.Resume, async (view, form) =>
        {
            var number = view.History.Count(line => line.Kind == AgreementChangeKind.Suspended);
            await ChangeAsync(client, view, AgreementChangeKind.Resumed, IdOf("resumption", number), form);
            return null;
        });

    /// <summary>Asks for the reasons of a withdrawal.</summary>
    [Function("ConsoleWithdrawal")]
    public Task<IResult> AskWithdrawalAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/agrements/{id}/retrait")] HttpRequest request,
        string faculty,
        string id) => AskAsync(request, faculty, id, AgreementActionKind.Withdraw);

    /// <summary>Proposes a withdrawal. Pressing again shows that it waits for its confirmation.</summary>
    [Function("ConsoleWithdrawalAnswer")]
    public Task<IResult> ProposeWithdrawalAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/agrements/{id}/retrait")] HttpRequest request,
        string faculty,
        string id,
        [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, faculty, id, AgreementActionKind.Withdraw, async (view, form) =>
            await withdrawals.ProposeAsync(
                client, view.Case.Faculty, view.Agreement.Dossier, view.Case.Person, form.Reason, CancellationToken.None)
            is WithdrawalProposal.NobodyElse
                ? "Personne d’autre que vous ne peut confirmer un retrait : la faculté n’a ni autre coordinateur, ni présidence, ni décanat inscrits."
                : null);

    private Task<AgreementChanged?> ChangeAsync(
        DurableTaskClient client, AgreementView view, AgreementChangeKind kind, string id, AgreementActionForm form) =>
        desk.ChangeAsync(
            client,
            new AgreementChange(view.Agreement.Dossier, id, kind, time.GetUtcNow(), view.Case.Person.Id, form.Reason) { Until = form.LastDay },
            CancellationToken.None);

    private Task<IResult> AskAsync(HttpRequest request, string faculty, string id, AgreementActionKind kind) =>
        WithAsync(request, faculty, id, view => Task.FromResult<IResult>(AgreementActionForm.IsPossible(kind, view)
            ? pages.Page<AgreementActionPage>(new { View = view, Kind = kind })
            : SeeOther.To(view.Address())));

    private Task<IResult> AnswerAsync(
        HttpRequest request,
        string faculty,
        string id,
        AgreementActionKind kind,
        Func<AgreementView, AgreementActionForm, Task<string?>> act) =>
        WithAsync(request, faculty, id, view => console.TakeAsync(request, view.Case, view.Address(), async fields =>
        {
            if (!AgreementActionForm.IsPossible(kind, view)) return SeeOther.To(view.Address());

            var form = AgreementActionForm.From(fields);
            var errors = form.Check(kind, ParisTime.DayOf(time.GetUtcNow()));
            if (!errors.Any) errors.Add("", await act(view, form));
            return errors.Any
                ? pages.Page<AgreementActionPage>(
                    new { View = view, Kind = kind, Form = form, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
                : SeeOther.To(view.Address());
        }));

    private async Task<IResult> WithAsync(HttpRequest request, string faculty, string id, Func<AgreementView, Task<IResult>> answer)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;

        var cancellation = request.HttpContext.RequestAborted;
        var key = new DossierKey(visit.Faculty.Id, id);
        if (!DossierKey.IsId(id) || await register.FindAsync(key, cancellation) is not { } agreement) return problems.NotFound();
        return await answer(new AgreementView(
            visit,
            agreement,
            [.. (await register.HistoryAsync(key, cancellation)).Reverse()],
            await withdrawals.FindPendingAsync(key, cancellation),
            ConsolePage.Office.Any(visit.Person.Has)));
    }

    private static string IdOf(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number}");
}
