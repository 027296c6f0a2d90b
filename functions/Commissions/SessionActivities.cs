using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Territories;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Commissions;

/// <summary>A dossier that is ready for the commission.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Assignment">What its workflow waits for: <c>commission-1</c>.</param>
/// <param name="Ready">Since when.</param>
public sealed record AgendaRequest(DossierKey Dossier, string Assignment, DateTimeOffset Ready);

/// <summary>The steps of a session, and how a dossier comes onto its agenda. Each may be repeated.</summary>
public sealed class SessionActivities(
    SessionBook sessions,
    SessionReader reader,
    FacultyBook faculties,
    FormBook forms,
    DossierBook dossiers,
    CommuneBook communes,
    JournalBook journal,
    WorkList work,
    Outbox outbox,
    MailJournal mails,
    TimeProvider time,
    ILogger<SessionActivities> logger)
{
    /// <summary>Puts a dossier onto the next agenda that is open.</summary>
    public const string PlaceOnAgenda = "PlaceOnAgenda";

    /// <summary>Tells a dossier's session that the dossier has its answer.</summary>
    public const string LeaveAgenda = "LeaveAgenda";

    /// <summary>Does what is due of a session and says when to look again.</summary>
    public const string AdvanceSession = "AdvanceSession";

    /// <summary>Puts a dossier onto the next agenda that is open. Where no session is announced the secretariat is told.</summary>
    /// <remarks>A dossier has priority that goes the quicker way, or whose commune is short of doctors on the day on which it is
    /// ready.</remarks>
    [Function(PlaceOnAgenda)]
    public async Task PlaceOnAgendaAsync([ActivityTrigger] AgendaRequest request, [DurableClient] DurableTaskClient client)
    {
        var now = time.GetUtcNow();
        var form = await forms.FindHandedOverAsync(request.Dossier);
        var isPriority = await dossiers.FindAsync(request.Dossier) is { IsAccelerated: true }
            || communes.ZoneOf(form.Place?.CommuneCode, ParisTime.DayOf(now)).IsUnderserved();
        var faculty = faculties.Find(request.Dossier.Faculty);
        if (faculty?.Commission is { } rule) await sessions.EnterAsync(faculty.Id, rule, ParisTime.DayOf(now));
        var entry = await sessions.PlaceAsync(
            new AgendaEntry(request.Dossier, request.Assignment, "", isPriority, request.Ready, Cycles: Examination.CyclesOf(form)), now);
        await work.RefreshAsync(request.Dossier);
        await FollowAsync(client, entry);
    }

    /// <summary>Tells a dossier's session that the dossier has its answer: the minutes may be due.</summary>
    [Function(LeaveAgenda)]
    public async Task LeaveAgendaAsync([ActivityTrigger] AgendaRequest request, [DurableClient] DurableTaskClient client)
    {
        if (await sessions.FindEntryAsync(request.Dossier, request.Assignment) is { Session.Length: > 0 } entry)
            await SessionFlow.StirAsync(client, new DossierKey(request.Dossier.Faculty, entry.Session));
    }

    /// <summary>Does what is due of a session, one thing after the other.</summary>
    /// <returns>The moment at which to look again; null where nothing more happens.</returns>
    [Function(AdvanceSession)]
    public async Task<DateTimeOffset?> AdvanceSessionAsync([ActivityTrigger] SessionMoment moment, [DurableClient] DurableTaskClient client)
    {
        var (key, now) = moment;
        if (faculties.Find(key.Faculty) is not { Commission: { } rule } faculty)
        {
            logger.LogError(
                "There is no commission of the faculty '{Faculty}' any more, and its session {Session} is announced: nobody is convened or "
                + "reminded until it stands in its file again",
                key.Faculty,
                key.Id);
            return now.AddDays(1);
        }

        while (true)
        {
            // Forgotten before it is looked at: what changes from here on is noted anew.
            var (session, _) = await sessions.ChangeAsync(key, it => it.IsStirred ? it with { IsStirred = false } : null);
            if (session is { AnnouncedBy.Length: > 0, IsEntered: false }) session = await EnterAsync(client, session);
            var agenda = await ReadAsync(session);
            await TellDoctorsAsync(client, agenda, now);

            var next = SessionSchedule.Next(session, rule, agenda.IsSettled, now, faculty.Calendar);
            if (next is null) return null;
            if (next.At > now) return next.At;
            await DoAsync(client, faculty, agenda, next.Step, now);
        }
    }

    // What was announced on the console: as the sweep does with what a file announces, the dossiers that wait for a session are placed.
    private async Task<Session> EnterAsync(DurableTaskClient client, Session session)
    {
        await journal.AppendAsync(
            new JournalEntry(
                session.Key, session.Announced ?? session.Written, JournalFact.SessionAnnounced, session.AnnouncedBy, session.PlannedWhen)
            {
                Actor = session.AnnouncedAs,
            });
        foreach (var entry in await sessions.ListUnplacedAsync(session.Key.Faculty))
            await PlaceOnAgendaAsync(new AgendaRequest(entry.Dossier, entry.Assignment, entry.Ready), client);
        return (await sessions.ChangeAsync(session.Key, it => it with { IsEntered = true })).Session;
    }

    private async Task<SessionAgenda> ReadAsync(Session session)
    {
        if (session.State != SessionState.Closed) return await reader.ReadAsync(session);

        await sessions.NumberAsync(session.Key);
        var agenda = await reader.ReadAsync(session);
        await work.RefreshAsync(session.Key.Faculty, [.. agenda.Open.Select(item => item.Dossier.Key.Id)]);
        return agenda;
    }

    private Task DoAsync(
        DurableTaskClient client, Faculty faculty, SessionAgenda agenda, SessionStep step, DateTimeOffset now) => step switch
        {
            SessionStep.TellMoved => TellMovedAsync(client, faculty, agenda.Session),
            SessionStep.Release => ReleaseAsync(client, faculty, agenda, now),
            SessionStep.CloseAgenda => CloseAsync(agenda.Session),
            SessionStep.Convene => ConveneAsync(client, faculty, agenda, now),
            SessionStep.RemindOpinions(var number) => RemindOpinionsAsync(client, faculty, agenda, number),
            SessionStep.RemindOutcomes(var number) => RemindOutcomesAsync(client, faculty, agenda, number),
            SessionStep.Conclude => ConcludeAsync(client, faculty, agenda, now),
            _ => throw new InvalidOperationException($"A session does not know the step {step}."),
        };

    private async Task TellMovedAsync(DurableTaskClient client, Faculty faculty, Session session)
    {
        foreach (var person in Everybody(faculty))
        {
            await PostAsync(
                client, session, $"moved-{Number(session.Changes)}-{person.Id}", MailTemplates.SessionMoved, person,
                await ChangeOfAsync(session, person));
        }

        await SetAsync(session, it => it with { ChangesTold = session.Changes });
    }

    private async Task ReleaseAsync(DurableTaskClient client, Faculty faculty, SessionAgenda agenda, DateTimeOffset now)
    {
        var session = agenda.Session;
        foreach (var item in agenda.Open)
        {
            var entry = await sessions.GoOnAsync(item.Entry, now, putOff: null);
            await work.RefreshAsync(entry.Dossier);
            await FollowAsync(client, entry);
            if (entry.Session.Length == 0) await TellDoctorWaitsAsync(client, entry, session);
        }

        foreach (var person in Everybody(faculty))
        {
            await PostAsync(
                client, session, $"cancelled-{person.Id}", MailTemplates.SessionCancelled, person,
                await ChangeOfAsync(session, person));
        }

        await SetAsync(session, it => it with { ChangesTold = session.Changes });
    }

    private async Task CloseAsync(Session session)
    {
        await SetAsync(session, it => it.State == SessionState.Open ? it with { State = SessionState.Closed } : it);
        await journal.AppendAsync(new JournalEntry(session.Key, session.Closes, JournalFact.AgendaClosed, ""));
    }

    private async Task ConveneAsync(DurableTaskClient client, Faculty faculty, SessionAgenda agenda, DateTimeOffset now)
    {
        var session = agenda.Session;
        var examined = agenda.Open.ToList();
        foreach (var person in examined.Count > 0 ? Members(faculty) : [])
        {
            await PostAsync(
                client, session, ConvenedId(person), MailTemplates.SessionConvened, person,
                new()
                {
                    [MailData.Agenda] = Lines(examined.Where(item => !item.Excludes(person))),
                    [MailData.SessionVersion] = Number(session.Changes),
                });
        }

        if (examined.Count == 0)
        {
            foreach (var person in faculty.People.Where(person => person.Has(StaffRole.Chair) || person.Has(StaffRole.Secretariat)))
                await PostAsync(client, session, $"empty-{person.Id}", MailTemplates.SessionEmpty, person, []);
        }

        await SetAsync(session, it => it with { Convened = now });
        await journal.AppendAsync(new JournalEntry(session.Key, now, JournalFact.MembersConvened, ""));
    }

    private async Task RemindOpinionsAsync(DurableTaskClient client, Faculty faculty, SessionAgenda agenda, int number)
    {
        foreach (var person in Members(faculty))
        {
            var owed = agenda.Open
                .Where(item => Deliberation.Owing([person], item.Opinions, item.Entry.Assignment).Count > 0).ToList();
            if (owed.Count == 0) continue;
            await PostAsync(
                client, agenda.Session, $"opinions-{Number(number)}-{person.Id}", MailTemplates.SessionOpinionsReminder, person,
                new() { [MailData.Agenda] = Lines(owed) });
        }

        await SetAsync(agenda.Session, it => it with { OpinionsReminded = number });
    }

    private async Task RemindOutcomesAsync(DurableTaskClient client, Faculty faculty, SessionAgenda agenda, int number)
    {
        var members = agenda.Session.MembersOf(faculty);
        foreach (var person in faculty.People)
        {
            var owed = agenda.Open.Where(item => Deliberation.MayRecord(person, members, item.Opinions)).ToList();
            if (owed.Count == 0) continue;
            await PostAsync(
                client, agenda.Session, $"outcomes-{Number(number)}-{person.Id}", MailTemplates.SessionOutcomesReminder, person,
                new() { [MailData.Agenda] = Lines(owed) });
        }

        await SetAsync(agenda.Session, it => it with { OutcomesReminded = number });
    }

    private async Task ConcludeAsync(DurableTaskClient client, Faculty faculty, SessionAgenda agenda, DateTimeOffset now)
    {
        await sessions.KeepMinutesAsync(agenda.Session.Key, MinutesLine.Of(agenda, faculty));
        foreach (var person in agenda.Items.Count > 0 ? Everybody(faculty) : [])
            await PostAsync(client, agenda.Session, $"minutes-{person.Id}", MailTemplates.SessionMinutes, person, []);

        await SetAsync(agenda.Session, it => it with { State = SessionState.Held, Concluded = now });
        await journal.AppendAsync(new JournalEntry(agenda.Session.Key, now, JournalFact.MinutesSent, ""));
    }

    // Wherever a dossier went: its session's workflow tells the doctor; where it went nowhere, the secretariat has to know.
    internal async Task FollowAsync(DurableTaskClient client, AgendaEntry entry)
    {
        if (entry.Session.Length > 0)
        {
            await SessionFlow.StirAsync(client, new DossierKey(entry.Dossier.Faculty, entry.Session));
            return;
        }

        foreach (var person in faculties.Find(entry.Dossier.Faculty)?.People ?? [])
        {
            if (!person.Has(StaffRole.Secretariat)) continue;
            var mail = new MailPosting(
                entry.Dossier, $"{entry.Assignment}-unplanned-{person.Id}", MailTemplates.NoSessionNotice, person.Id,
                new Dictionary<string, string> { [MailData.Assignment] = "review-1" });
            await outbox.PostAsync(client, mail);
        }
    }

    private async Task TellDoctorsAsync(DurableTaskClient client, SessionAgenda agenda, DateTimeOffset now)
    {
        var session = agenda.Session;
        if (session.IsFinal || now >= session.Starts) return;

        var day = LocalDatePattern.Iso.Format(session.Date);
        foreach (var item in agenda.Open)
        {
            var entry = item.Entry;
            if (entry.Told == day) continue;
            var data = new Dictionary<string, string> { [MailData.Session] = day };
            if (entry.Told.Length > 0) data[MailData.Before] = entry.Told;
            await outbox.PostAsync(client, new MailPosting(
                entry.Dossier,
                $"{entry.Assignment}-planned-{session.Key.Id}-{Number(session.Changes)}",
                MailTemplates.CommissionPlanned,
                Link.Doctor,
                data));
            await journal.AppendAsync(new JournalEntry(
                entry.Dossier, now, entry.Told.Length > 0 ? JournalFact.CommissionMoved : JournalFact.CommissionPlanned, "", session.Title));
            await sessions.TellAsync(entry, day);
        }
    }

    private async Task TellDoctorWaitsAsync(DurableTaskClient client, AgendaEntry entry, Session cancelled)
    {
        await outbox.PostAsync(client, new MailPosting(
            entry.Dossier,
            $"{entry.Assignment}-unplanned-{cancelled.Key.Id}",
            MailTemplates.CommissionUnplanned,
            Link.Doctor,
            new Dictionary<string, string> { [MailData.Session] = LocalDatePattern.Iso.Format(cancelled.Date) }));
    }

    // Only what is in somebody's calendar can be changed there.
    private async Task<Dictionary<string, string>> ChangeOfAsync(Session session, StaffMember person)
    {
        var data = new Dictionary<string, string> { [MailData.Word] = session.Reason };
        if (await mails.FindAsync(session.Key, ConvenedId(person)) is not null) data[MailData.SessionVersion] = Number(session.Changes);
        return data;
    }

    private static string ConvenedId(StaffMember person) => $"convened-{person.Id}";

    private Task PostAsync(
        DurableTaskClient client, Session session, string id, string template, StaffMember person, Dictionary<string, string> data)
    {
        data[MailData.Session] = LocalDatePattern.Iso.Format(session.Date);
        data[MailData.Time] = PlannedSession.TimePattern.Format(session.Time);
        data[MailData.Place] = session.Place;
        data[MailData.Video] = session.Video;
        data[MailData.Before] = LocalDatePattern.Iso.Format(session.Before);
        return outbox.PostAsync(client, new MailPosting(session.Key, id, template, person.Id, data));
    }

    private Task SetAsync(Session session, Func<Session, Session> change) => sessions.ChangeAsync(session.Key, it => change(it));

    private static IEnumerable<StaffMember> Members(Faculty faculty) => faculty.People.Where(person => person.SitsInCommission);

    private static IEnumerable<StaffMember> Everybody(Faculty faculty) =>
        faculty.People.Where(person => person.SitsInCommission || person.Has(StaffRole.Secretariat));

    private static string Lines(IEnumerable<AgendaItem> items) => string.Join('\n', items.Select(item =>
        item.Dossier.Doctor.FullName + (item.Entry.IsPriority ? " (zone sous-dotée)" : "")));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
