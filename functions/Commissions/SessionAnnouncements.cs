using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Faculties;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NodaTime.Text;

namespace Compagnon.Commissions;

/// <summary>When and where a session takes place, as it was typed.</summary>
/// <param name="Date"><c>yyyy-MM-dd</c>.</param>
/// <param name="Time"><c>HH:mm</c>.</param>
/// <param name="Closing"><c>yyyy-MM-dd</c>.</param>
/// <param name="Place">Where.</param>
/// <param name="Video">The video link.</param>
public sealed record SessionAnnouncement(string Date, string Time, string Closing, string Place, string Video)
{
    /// <summary>What a form says.</summary>
    public static SessionAnnouncement From(IFormCollection form) => new(
        form.Paragraph("jour"), form.Paragraph("heure"), form.Paragraph("cloture"), form.Paragraph("lieu"), form.Paragraph("visio"));

    /// <summary>What the form shows first: the hour and the place of the last session that the faculty's file announces.</summary>
    public static SessionAnnouncement Of(CommissionRule rule) => rule.Sessions.MaxBy(session => session.Date) is { } last
        ? new("", last.Time, "", last.Place, last.Video)
        : new("", "", "", "", "");

    /// <summary>The session that it announces. Only where nothing is wrong.</summary>
    public PlannedSession Planned => new(
        LocalDatePattern.Iso.Parse(Date).GetValueOrThrow(), Time, LocalDatePattern.Iso.Parse(Closing).GetValueOrThrow(), Place, Video);

    /// <summary>What is wrong with it.</summary>
    /// <param name="isAgendaOpen">Whether dossiers can still come onto the agenda: else the last day for it means nothing.</param>
    /// <param name="now">The moment.</param>
    public FormErrors Check(bool isAgendaOpen, DateTimeOffset now)
    {
        var today = ParisTime.DayOf(now);
        var (date, closing) = (LocalDatePattern.Iso.Parse(Date), LocalDatePattern.Iso.Parse(Closing));
        var errors = new FormErrors()
            .Add("jour", !date.Success ? "Donnez le jour de la séance, comme 2027-03-12."
                : date.Value <= today ? "Choisissez un jour à venir."
                : date.Value > today.PlusYears(2) ? "Choisissez un jour dans les deux ans qui viennent." : null)
            .Add("heure", PlannedSession.TimePattern.Parse(Time).Success ? null : "Donnez l’heure de la séance, comme 14:30.");
        if (isAgendaOpen)
        {
            errors.Add("cloture", !closing.Success ? "Donnez le dernier jour d’inscription, comme 2027-03-01."
                : closing.Value < today ? "Choisissez un dernier jour d’inscription qui ne soit pas passé."
                : date.Success && closing.Value >= date.Value ? "Choisissez un dernier jour d’inscription avant la séance." : null);
        }

        return errors
            .Add("lieu", Place.Length > 300 ? "Raccourcissez le lieu : 300 caractères au plus."
                : Place.Length == 0 && Video.Length == 0 ? "Donnez un lieu, ou un lien de visioconférence." : null)
            .Add("visio", Video.Length == 0 || PlannedSession.IsVideo(Video) ? null : "Donnez une adresse qui commence par https://.");
    }
}

/// <summary>The page on which the secretariat or the chair announces a session: from then on it is as one of the faculty's file.</summary>
public sealed class SessionAnnouncements(ConsoleDesk console, SessionDesk desk, PageRenderer pages, Problems problems)
{
    /// <summary>Its address below that of the sessions. No session's id is a word.</summary>
    public const string Slug = "nouvelle";

    /// <summary>The form.</summary>
    [Function("ConsoleSessionAnnouncement")]
    public IResult Ask(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{faculty}/seances/nouvelle")] HttpRequest request,
        string faculty)
    {
        if (!console.TryOpen(request, faculty, SessionConsole.Page, out var visit, out var refusal)) return refusal;
        return visit.Faculty.Commission is { } rule && SessionDesk.MayArrange(visit.Person)
            ? Page(visit, rule, SessionAnnouncement.Of(rule), FormErrors.None)
            : problems.NotFound();
    }

    /// <summary>Announces the session, and leads to its page.</summary>
    [Function("ConsoleSessionAnnounced")]
    public async Task<IResult> AnnounceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/{faculty}/seances/nouvelle")] HttpRequest request,
        string faculty,
        [DurableClient] DurableTaskClient client)
    {
        if (!console.TryOpen(request, faculty, SessionConsole.Page, out var visit, out var refusal)) return refusal;
        if (visit.Faculty.Commission is not { } rule || !SessionDesk.MayArrange(visit.Person)) return problems.NotFound();
        return await console.TakeAsync(request, visit, AddressIn(visit), async form =>
        {
            var typed = SessionAnnouncement.From(form);
            var (session, errors) = await desk.AnnounceAsync(client, visit, typed, request.HttpContext.RequestAborted);
            return session is { } key ? SeeOther.To(SessionPlace.OfConsole(visit, key).Address) : Page(visit, rule, typed, errors);
        });
    }

    internal static string AddressIn(ConsoleCase visit) => visit.Address($"/{SessionConsole.Page.Slug}/{Slug}");

    private PageResult Page(ConsoleCase visit, CommissionRule rule, SessionAnnouncement typed, FormErrors errors) =>
        pages.Page<SessionAnnouncementPage>(
            new { Case = visit, Rule = rule, Typed = typed, Errors = errors },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
