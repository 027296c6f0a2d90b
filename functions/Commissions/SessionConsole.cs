using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace Compagnon.Commissions;

/// <summary>The commission's sessions on the console: the list of them, and the page of one.</summary>
public sealed class SessionConsole(
    ConsoleDesk console,
    SessionBook sessions,
    SessionViews views,
    SessionDesk desk,
    SessionAnswers answers,
    WorkList work,
    PageRenderer pages,
    Problems problems,
    TimeProvider time)
{
    /// <summary>The year's name in the address.</summary>
    public const string YearField = "annee";

    // Nobody looks further, and a year that no calendar has is none.
    private const int FirstYear = 2000, LastYear = 2200;

    private static readonly Period Ahead = Period.FromYears(5);

    /// <summary>The page of the console's navigation.</summary>
    public static ConsolePage Page { get; } = new("seances", "Séances", 40, [.. ConsolePage.Readers, StaffRole.Member]);

    /// <summary>The sessions to come, or those of a year (<c>?annee=2026</c>) that are over.</summary>
    [Function("ConsoleSessions")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances")] HttpRequest request, string faculty)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;

        var (now, cancellation) = (time.GetUtcNow(), request.HttpContext.RequestAborted);
        var today = ParisTime.DayOf(now);
        var year = YearOf(request) is { } asked and >= FirstYear and <= LastYear ? Math.Min(asked, today.Year) : (int?)null;
        var (from, until) = year is { } past
            ? (new LocalDate(past, 1, 1), LocalDate.Min(new LocalDate(past + 1, 1, 1), today))
            : (today, today + Ahead);
        var reading = sessions.ListAsync(visit.Faculty.Id, from, until, cancellation: cancellation);
        var listing = work.ReadAsync(visit.Faculty.Id, cancellation);
        await Task.WhenAll(reading, listing);
        var counts = Count((await listing).Lines);
        return pages.Page<SessionsPage>(new
        {
            View = new SessionsView(visit, [.. (await reading).Select(session => SummaryOf(session, counts))], year, now),
        });
    }

    /// <summary>One session (<c>?page=2</c> of its agenda).</summary>
    [Function("ConsoleSession")]
    public async Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/{id}")] HttpRequest request,
        string faculty,
        string id)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        return await views.FindAsync(visit, id, request.Query.Page(), cancellation: request.HttpContext.RequestAborted) is { } view
            ? pages.Page<SessionOverviewPage>(new { View = view })
            : problems.NotFound();
    }

    /// <summary>Takes who is present; or that somebody takes part whom no file lists.</summary>
    [Function("ConsoleSessionPresence")]
    public async Task<IResult> RecordPresenceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/seances/{id}")] HttpRequest request,
        string faculty,
        string id)
    {
        if (!console.TryOpen(request, faculty, Page, out var visit, out var refusal)) return refusal;
        var cancellation = request.HttpContext.RequestAborted;
        if (await views.FindAsync(visit, id, cancellation: cancellation) is not { Opened: { } opened } view) return problems.NotFound();
        return await console.TakeAsync(request, visit, opened.Address(), async form =>
        {
            var act = form.Text(SessionConsoleAnswers.ActField);
            if (act == SessionConsoleAnswers.Joining) await desk.JoinAsync(opened, cancellation);
            var errors = act == SessionConsoleAnswers.Presence
                ? await answers.RecordPresenceAsync(opened, form, cancellation)
                : FormErrors.None;
            return errors.Any
                ? pages.Page<SessionOverviewPage>(new { View = view, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
                : SeeOther.To(opened.Address());
        });
    }

    private static Dictionary<string, (int All, int Open)> Count(IReadOnlyList<WorkLine> lines)
    {
        var counts = new Dictionary<string, (int All, int Open)>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            foreach (var round in line.Examinations ?? [])
            {
                if (!round.IsOf(round.Session) || round.Session.Length == 0) continue;
                var (all, open) = counts.GetValueOrDefault(round.Session);
                counts[round.Session] = (all + 1, open + (round.Outcome.Length == 0 ? 1 : 0));
            }
        }

        return counts;
    }

    private static SessionSummary SummaryOf(Session session, Dictionary<string, (int All, int Open)> counts) =>
        counts.GetValueOrDefault(session.Key.Id) is var (all, open)
            ? new SessionSummary(session, all, open)
            : new SessionSummary(session, 0, 0);

    private static int? YearOf(HttpRequest request) =>
        int.TryParse(request.Query[YearField].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
