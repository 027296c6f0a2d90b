using System.Globalization;
using Compagnon.Acting;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Operations;
using Compagnon.Web;
using Microsoft.DurableTask.Client;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Commissions;

/// <summary>A session, opened by somebody who takes part in it or prepares it.</summary>
/// <param name="Place">Where: at a link, or on the console.</param>
/// <param name="Faculty">The faculty as it stands today.</param>
/// <param name="Rule">Its commission.</param>
/// <param name="Person">Who looks.</param>
/// <param name="Agenda">The session and its agenda; on the console only what the page is about.</param>
/// <param name="Now">When.</param>
public sealed record SessionCase(
    SessionPlace Place, Faculty Faculty, CommissionRule Rule, StaffMember Person, SessionAgenda Agenda, DateTimeOffset Now)
{
    /// <summary>The session.</summary>
    public Session Session => Agenda.Session;

    /// <summary>The members: see <see cref="Session.MembersOf"/>.</summary>
    public IReadOnlyList<StaffMember> Members { get; } = Agenda.Session.MembersOf(Faculty);

    /// <summary>Who may be ticked as present: the members, and whoever chairs by a group and has not taken part yet.</summary>
    public IEnumerable<StaffMember> MayBePresent => IsUnknownMember ? Members.Append(Person) : Members;

    /// <summary>Whether this person sits in the commission by a group, and has not taken part in this session yet.</summary>
    public bool IsUnknownMember => Person.SitsInCommission && Members.All(member => member.Id != Person.Id);

    /// <summary>Whether an outcome was recorded here, or a dossier put off.</summary>
    public bool HasConcluded { get; init; }

    /// <summary>Whether this person may record an outcome that everybody who chairs is excluded from.</summary>
    public bool StandsInForChair { get; init; }

    /// <summary>Whether this person may move or cancel the session: the chair or the secretariat, until an outcome is recorded.</summary>
    public bool MayChange => !Session.IsFinal && !HasConcluded && SessionDesk.MayArrange(Person);

    /// <summary>Whether this person may tick who is present: who chairs, or may record the outcome of a dossier in their stead.</summary>
    public bool MayRecordPresence => Session.IsHeldAt(Now) && (Person.Has(StaffRole.Chair) || StandsInForChair);

    /// <summary>Whether this person, who comes by a group, may say that they take part, so that they can be ticked as present.</summary>
    public bool MayJoin => IsUnknownMember && !Session.IsFinal && Session.Joined.Count < JoinedMember.Most;

    /// <summary>Whether this person may give an opinion on a dossier now: a member, until the session begins.</summary>
    public bool MayGiveOpinion(AgendaItem item) =>
        Person.SitsInCommission && !item.Excludes(Person) && !item.IsSettled && !Session.IsFinal && Now < Session.Starts;

    /// <summary>Whether this person may record the outcome of a dossier now.</summary>
    public bool MayRecord(AgendaItem item) =>
        !item.IsSettled && !item.Excludes(Person) && Session.IsHeldAt(Now) && Deliberation.MayRecord(Person, Members, item.Opinions);

    /// <summary>The members who count for the quorum of a dossier.</summary>
    public IReadOnlyList<string> Counted(AgendaItem item) => Deliberation.Counted(Session.Present, Members, item.Opinions);

    /// <summary>The session's address, or one below it.</summary>
    public string Address(string below = "") => Place.Address + below;

    /// <summary>The address of a dossier on its agenda, or of one below it.</summary>
    public string Address(AgendaItem item, string below = "") => Address($"/dossiers/{item.Dossier.Key.Id}{below}");

    /// <summary>A person as the others know them.</summary>
    /// <param name="id">Whom.</param>
    /// <param name="actor">The name that was kept beside what they did; null where none was.</param>
    public string NameOf(string id, string? actor = null) => Session.NameOf(Faculty, id, actor);
}

/// <summary>A session's new day and place, as they were typed.</summary>
/// <param name="Date"><c>yyyy-MM-dd</c>.</param>
/// <param name="Time"><c>HH:mm</c>.</param>
/// <param name="Closing"><c>yyyy-MM-dd</c>; nothing where the agenda is closed.</param>
/// <param name="Place">Where.</param>
/// <param name="Video">The video link.</param>
/// <param name="Reason">Why.</param>
/// <param name="Version">How often the session had been changed when the form was opened.</param>
public sealed record SessionMoving(string Date, string Time, string Closing, string Place, string Video, string Reason, string Version)
{
    /// <summary>When and where it takes place.</summary>
    public SessionAnnouncement Announced => new(Date, Time, Closing, Place, Video);

    /// <summary>What the form shows first.</summary>
    public static SessionMoving Of(Session session) => new(
        LocalDatePattern.Iso.Format(session.Date),
        PlannedSession.TimePattern.Format(session.Time),
        LocalDatePattern.Iso.Format(session.Closing),
        session.Place,
        session.Video,
        "",
        session.Changes.ToString(CultureInfo.InvariantCulture));

    /// <summary>What is wrong with it.</summary>
    public FormErrors Check(Session session, DateTimeOffset now)
    {
        var errors = Announced.Check(session.State == SessionState.Open, now)
            .Add("motif", Reason.Length == 0 ? "Dites pourquoi la séance change : tous les membres le liront."
                : Reason.Length > AssignmentDesk.LongestWord
                    ? $"Raccourcissez ce texte : {AssignmentDesk.LongestWord} caractères au plus." : null);
        if (!errors.Any && Apply(session) is var moved
            && (moved.Date, moved.Time, moved.Closing, moved.Place, moved.Video)
                == (session.Date, session.Time, session.Closing, session.Place, session.Video))
        {
            errors.Add("jour", "Changez le jour, l’heure ou le lieu : rien n’est différent.");
        }

        return errors;
    }

    /// <summary>The session as it is from now on. Only where nothing is wrong.</summary>
    public Session Apply(Session session) => session with
    {
        Date = LocalDatePattern.Iso.Parse(Date).GetValueOrThrow(),
        Time = PlannedSession.TimePattern.Parse(Time).GetValueOrThrow(),
        Closing = session.State == SessionState.Open ? LocalDatePattern.Iso.Parse(Closing).GetValueOrThrow() : session.Closing,
        Place = Place,
        Video = Video,
        Reason = Reason,
        Before = session.Date,
        Changes = session.Changes + 1,
        IsStirred = true,
    };
}

/// <summary>What people do on the pages of a session. Each may be repeated: a second click finds what the first has done.</summary>
public sealed class SessionDesk(
    LinkSigner signer,
    SessionBook sessions,
    SessionReader reader,
    OpinionBook opinions,
    AssignmentDesk desk,
    FacultyBook faculties,
    AgreementRegister register,
    SessionActivities activities,
    JournalBook journal,
    WorkList work,
    TimeProvider time)
{
    /// <summary>The name of the choice that puts a dossier off to the next session.</summary>
    public const string PutOffChoice = "put-off";

    /// <summary>The name of the field with a conditional agreement's months.</summary>
    public const string MonthsField = "mois";

    /// <summary>
    /// What a token opens; null when it is forged, cut, expired, of another kind, or whoever it was sent to has nothing to do with sessions
    /// any more: the caller shows one and the same page for all of these.
    /// </summary>
    public async Task<SessionCase?> OpenAsync(string token, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        if (signer.Read(token, now) is not LinkReading.Valid({ Kind: LinkKind.Session } link)) return null;
        Traces.IsAbout(link.Dossier);
        if (faculties.Find(link.Dossier.Faculty) is not { Commission: { } rule } faculty) return null;
        if (faculty.FindPerson(link.Recipient) is not { } person) return null;
        if (!MayOpen(person)) return null;
        if (await sessions.FindAsync(link.Dossier, cancellation) is not { } session) return null;
        return Whole(SessionPlace.OfLink(token), faculty, rule, person, await reader.ReadAsync(session, cancellation), now);
    }

    /// <summary>
    /// A session with its whole agenda on the console: some four requests a dossier, so not for looking at. Null where there is none, or it
    /// does not open to whoever looks.
    /// </summary>
    public async Task<SessionCase?> OpenAsync(ConsoleCase visit, string id, CancellationToken cancellation = default) =>
        await FindAsync(visit, id, cancellation) is { } session && visit.Faculty.Commission is { } rule
            ? Whole(
                SessionPlace.OfConsole(visit, session.Key),
                visit.Faculty,
                rule,
                visit.Person,
                await reader.ReadAsync(session, cancellation),
                time.GetUtcNow())
            : null;

    /// <summary>A session on the console, without its agenda: for what is kept about it as a whole.</summary>
    public async Task<SessionCase?> OpenAsSuchAsync(ConsoleCase visit, string id, CancellationToken cancellation = default) =>
        await FindAsync(visit, id, cancellation) is { } session && visit.Faculty.Commission is { } rule
            ? OfConsole(visit, rule, new SessionAgenda(session, []))
            : null;

    /// <summary>A session on the console, with one dossier of its agenda; null where either is not there, or does not open.</summary>
    public async Task<(SessionCase Opened, AgendaItem Item)?> OpenAsync(
        ConsoleCase visit, string id, string dossier, CancellationToken cancellation = default)
    {
        if (!DossierKey.IsId(dossier) || visit.Faculty.Commission is not { } rule) return null;
        if (await FindAsync(visit, id, cancellation) is not { } session) return null;
        if (await reader.FindAsync(session, new DossierKey(visit.Faculty.Id, dossier), cancellation) is not { } item) return null;
        return (OfConsole(visit, rule, new SessionAgenda(session, [item])), item);
    }

    private SessionCase OfConsole(ConsoleCase visit, CommissionRule rule, SessionAgenda agenda) =>
        new(SessionPlace.OfConsole(visit, agenda.Session.Key), visit.Faculty, rule, visit.Person, agenda, time.GetUtcNow());

    /// <summary>A session on the console, for whom its pages open to; null otherwise, and where there is none.</summary>
    public async Task<Session?> FindAsync(ConsoleCase visit, string id, CancellationToken cancellation = default)
    {
        if (!MayOpen(visit.Person) || visit.Faculty.Commission is null || !DossierKey.IsId(id)) return null;
        var key = new DossierKey(visit.Faculty.Id, id);
        Traces.IsAbout(key);
        return await sessions.FindAsync(key, cancellation);
    }

    /// <summary>Whether a session's pages open to somebody: to its members, and to the department that prepares and follows it.</summary>
    public static bool MayOpen(StaffMember person) =>
        person.SitsInCommission || person.Has(StaffRole.Secretariat) || person.Has(StaffRole.Coordinator);

    /// <summary>Whether somebody announces, moves and cancels sessions: who chairs, and the secretariat.</summary>
    public static bool MayArrange(StaffMember person) => person.Has(StaffRole.Chair) || person.Has(StaffRole.Secretariat);

    private static SessionCase Whole(
        SessionPlace place, Faculty faculty, CommissionRule rule, StaffMember person, SessionAgenda agenda, DateTimeOffset now)
    {
        var opened = new SessionCase(place, faculty, rule, person, agenda, now)
        {
            HasConcluded = agenda.Items.Any(item => item.PutOff is not null || item.Claim?.Text(OutcomeData.Session) is { Length: > 0 }),
        };
        return opened with
        {
            StandsInForChair = agenda.Open.Any(item =>
                !item.Excludes(person) && Deliberation.MayRecord(person, opened.Members, item.Opinions)),
        };
    }

    /// <summary>
    /// What is wrong with a session's new day and place. Two sessions of a faculty never share a day: everybody knows a session by it.
    /// </summary>
    public async Task<FormErrors> CheckAsync(SessionCase opened, SessionMoving moving, CancellationToken cancellation = default)
    {
        var errors = moving.Check(opened.Session, opened.Now);
        var isTaken = (await sessions.ListAsync(opened.Faculty.Id, cancellation)).Any(other => other.Key != opened.Session.Key
            && other.State != SessionState.Cancelled && LocalDatePattern.Iso.Format(other.Date) == moving.Date);
        return AddClosed(errors, opened.Faculty, moving.Date).Add(
            "jour",
            isTaken ? "Une autre séance a lieu ce jour-là : choisissez un autre jour, ou annulez d’abord l’une des deux." : null);
    }

    /// <summary>
    /// Announces a session, as the faculty's file would. Sending the same again finds the one that is there; what a crash leaves undone
    /// behind its row, the sweep does.
    /// </summary>
    /// <param name="client">Starts its workflow.</param>
    /// <param name="visit">Who announces it, and where.</param>
    /// <param name="typed">When and where it takes place.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <returns>Its key; null where something is wrong, and what.</returns>
    public async Task<(DossierKey? Session, FormErrors Errors)> AnnounceAsync(
        DurableTaskClient client, ConsoleCase visit, SessionAnnouncement typed, CancellationToken cancellation = default)
    {
        var (faculty, now) = (visit.Faculty, time.GetUtcNow());
        var rule = faculty.Commission ?? throw new InvalidOperationException($"The faculty '{faculty.Id}' has no commission; ask before.");
        var errors = AddClosed(typed.Check(isAgendaOpen: true, now), faculty, typed.Date);
        if (errors.Any) return (null, errors);

        var planned = typed.Planned;
        if (planned.Closing.PlusDays(rule.ConveneDays) >= planned.Date)
        {
            return (null, errors.Add("cloture",
                $"Choisissez un dernier jour d’inscription plus de {rule.ConveneDays} jours avant la séance : "
                    + $"les membres sont convoqués {rule.ConveneDays} jours avant."));
        }

        // What the file announces and nobody has entered yet is there too.
        await sessions.EnterAsync(faculty.Id, rule, ParisTime.DayOf(now), cancellation);
        var known = await sessions.ListAsync(faculty.Id, cancellation);
        var session = Session.Of(
            faculty.Id, planned, known.Count(other => other.State == SessionState.Cancelled && other.Planned == planned.Date)) with
        {
            AnnouncedBy = visit.Person.Id,
            Announced = now,
            AnnouncedAs = Actor.NameOf(visit.Person.Id),
            IsStirred = true,
        };
        var there = known.FirstOrDefault(other =>
            other.State != SessionState.Cancelled && (other.Date == planned.Date || other.Planned == planned.Date));
        if (there is null && !await sessions.EnterAsync(session, cancellation)) there = await sessions.FindAsync(session.Key, cancellation);
        if (there is not null && !IsSame(there, session))
        {
            return (null, errors.Add("jour", there.Date == planned.Date
                ? "Une séance a déjà lieu ce jour-là : choisissez un autre jour, ou modifiez celle-là."
                : $"La séance annoncée pour ce jour-là a été déplacée au {ParisTime.Text(there.Date)}, et garde son numéro : "
                    + "choisissez un autre jour."));
        }

        await SessionFlow.StirAsync(client, session.Key, cancellation);
        return (session.Key, errors);
    }

    /// <summary>Moves a session. A second click, and whoever opened the form before somebody else moved it, changes nothing.</summary>
    public async Task MoveAsync(
        DurableTaskClient client, SessionCase opened, SessionMoving moving, CancellationToken cancellation = default)
    {
        var (session, done) = await sessions.ChangeAsync(
            opened.Session.Key, it => it.IsFinal || !IsOf(it, moving.Version) ? null : moving.Apply(it), cancellation);
        if (done)
        {
            await journal.AppendAsync(
                new JournalEntry(session.Key, opened.Now, JournalFact.SessionMoved, opened.Person.Id, $"{session.When}. {moving.Reason}"),
                cancellation);
        }

        await SessionFlow.StirAsync(client, session.Key, cancellation);
    }

    /// <summary>Cancels a session.</summary>
    public async Task CancelAsync(DurableTaskClient client, SessionCase opened, string reason, CancellationToken cancellation = default)
    {
        var (session, done) = await sessions.ChangeAsync(
            opened.Session.Key,
            it => it.IsFinal
                ? null
                : it with { State = SessionState.Cancelled, Reason = reason, Changes = it.Changes + 1, IsStirred = true },
            cancellation);
        if (done)
        {
            await journal.AppendAsync(
                new JournalEntry(session.Key, opened.Now, JournalFact.SessionCancelled, opened.Person.Id, reason), cancellation);
        }

        await SessionFlow.StirAsync(client, session.Key, cancellation);
    }

    /// <summary>
    /// Notes that somebody takes part whom no file lists, so that they count and are known by name. Does nothing for anybody else, and
    /// nothing twice.
    /// </summary>
    public async Task JoinAsync(SessionCase opened, CancellationToken cancellation = default)
    {
        if (!opened.MayJoin) return;
        var joining = new JoinedMember(opened.Person.Id, opened.Person.Name, opened.Person.Has(StaffRole.Chair));
        var (_, done) = await sessions.ChangeAsync(
            opened.Session.Key,
            it => it.IsFinal || it.Joined.Count >= JoinedMember.Most || it.Joined.Any(known => known.Id == joining.Id)
                ? null
                : it with { Joined = [.. it.Joined, joining] },
            cancellation);
        if (!done) return;
        await journal.AppendAsync(
            new JournalEntry(opened.Session.Key, opened.Now, JournalFact.MemberJoined, opened.Person.Id), cancellation);
    }

    /// <summary>Writes who is present. Whoever chairs may correct it as long as the session is not concluded.</summary>
    public async Task RecordPresenceAsync(SessionCase opened, IReadOnlyCollection<string> present, CancellationToken cancellation = default)
    {
        await JoinAsync(opened, cancellation);
        var known = opened.MayBePresent.Select(member => member.Id).Where(present.Contains).ToList();
        var (_, done) = await sessions.ChangeAsync(
            opened.Session.Key, it => it.IsFinal ? null : it with { Present = known, PresenceBy = opened.Person.Id }, cancellation);
        if (!done) return;
        await journal.AppendAsync(
            new JournalEntry(
                opened.Session.Key, opened.Now, JournalFact.PresenceRecorded, opened.Person.Id,
                string.Join(", ", known.Select(id => opened.MayBePresent.First(member => member.Id == id).Name))),
            cancellation);
    }

    /// <summary>Gives a member's opinion, or changes it.</summary>
    public async Task GiveOpinionAsync(
        SessionCase opened, AgendaItem item, OpinionKind kind, string remark, CancellationToken cancellation = default)
    {
        await JoinAsync(opened, cancellation);
        var by = opened.Person.Id;
        var given = await opinions.GiveAsync(
            new Opinion(item.Dossier.Key, item.Entry.Assignment, by, kind, remark, opened.Now, Actor.NameOf(by)), cancellation);
        await work.RefreshAsync(item.Dossier.Key, cancellation);
        await journal.AppendAsync(
            new JournalEntry(
                item.Dossier.Key, given.At, given.Kind == OpinionKind.Conflict ? JournalFact.ConflictDeclared : JournalFact.OpinionGiven,
                opened.Person.Id),
            cancellation);
    }

    /// <summary>For how many years a full agreement on this dossier holds.</summary>
    public async Task<int> YearsAsync(DossierRecord dossier, Faculty procedure, CancellationToken cancellation = default) =>
        AgreementTerm.YearsOf(procedure.Term, !await register.HasEarlierAsync(dossier.Key, dossier.Doctor.Rpps, cancellation));

    /// <summary>The name of the field with the agreement's kind; absent for a principal one.</summary>
    public const string CategoryField = "agrement";

    /// <summary>What is wrong with an outcome.</summary>
    public static FormErrors Check(DepartmentAnswer answer, SessionCase opened, AgendaItem item, Faculty procedure)
    {
        var errors = new FormErrors();
        var counted = opened.Counted(item).Count;
        var hasQuorum = opened.Session.PresenceBy.Length > 0 && counted >= opened.Rule.Quorum;
        var longest = procedure.Commission?.ConditionalMonths ?? opened.Rule.ConditionalMonths;
        switch (answer.Choice)
        {
            case Choices.Granted:
                errors.Add(CategoryField, CategoryMistake(answer));
                break;
            case Choices.Conditional:
                errors.Add(CategoryField, CategoryMistake(answer));
                errors.Add(MonthsField, int.TryParse(answer.Text(MonthsField), NumberStyles.None, CultureInfo.InvariantCulture, out var months)
                    && months >= 1 && months <= longest ? null : $"Donnez une durée de 1 à {longest} mois.");
                errors.Add(DepartmentAnswer.WordField, answer.Word.Length > 0 ? null : "Écrivez les recommandations : le médecin les lira.");
                break;
            case Choices.Deferred:
                errors.Add(DepartmentAnswer.PiecesField, answer.Pieces.Count > 0 ? null : "Cochez au moins une pièce à fournir.");
                errors.Add(DepartmentAnswer.PiecesField, answer.Pieces.All(piece => procedure.Pieces.Any(known => known.Id == piece))
                    ? null : "Cochez des pièces de la liste : une de celles-ci n’en fait plus partie.");
                errors.Add(DepartmentAnswer.WordField, answer.Word.Length > 0 ? null : "Écrivez au médecin ce que la commission attend.");
                break;
            case Choices.Refused:
                errors.Add(DepartmentAnswer.WordField, answer.Word.Length > 0 ? null : "Donnez les motifs du refus : le médecin les lira.");
                break;
            case PutOffChoice:
                errors.Add(DepartmentAnswer.WordField, answer.Word.Length > 0 || !hasQuorum
                    ? null : "Dites pourquoi ce dossier est reporté : le compte rendu le dira.");
                break;
            default:
                errors.Add(DepartmentAnswer.ChoiceField, "Choisissez ce que la commission a décidé.");
                break;
        }

        if (answer.Choice is not (PutOffChoice or "") && !hasQuorum)
        {
            errors.Add(DepartmentAnswer.ChoiceField, opened.Session.PresenceBy.Length == 0
                ? "Enregistrez d’abord les présences, sur la page de la séance."
                : $"Le quorum n’est pas atteint pour ce dossier : {counted} membre(s) présent(s) sans lien d’intérêts, {opened.Rule.Quorum} "
                    + "nécessaires. Reportez-le à la séance suivante.");
        }

        if (answer.Choice is not (Choices.Deferred or ""))
        {
            errors.Add(
                DepartmentAnswer.PiecesField,
                answer.Pieces.Count == 0 ? null : "Décochez les pièces, ou choisissez « Décision différée ».");
        }

        return errors.Add(DepartmentAnswer.WordField, answer.LengthMistake);
    }

    /// <summary>Records the outcome of a dossier. The first one holds, whoever comes second. Only where nothing is wrong.</summary>
    public async Task RecordAsync(
        DurableTaskClient client, SessionCase opened, AgendaItem item, DepartmentAnswer answer, Faculty procedure,
        CancellationToken cancellation = default)
    {
        await JoinAsync(opened, cancellation);
        var entry = item.Entry;
        if (answer.Choice == PutOffChoice)
        {
            var reason = opened.Counted(item).Count < opened.Rule.Quorum ? Join("quorum non atteint", answer.Word) : answer.Word;
            var putOff = new PutOff(entry.Dossier, entry.Assignment, entry.Session, entry.Number, reason, opened.Now);
            if (await desk.FindClaimAsync(entry.Dossier, entry.Assignment, cancellation) is not null) return;

            var moved = await sessions.GoOnAsync(entry, opened.Now, putOff, cancellation);
            await work.RefreshAsync(entry.Dossier, cancellation);
            await activities.FollowAsync(client, moved);
            await SessionFlow.StirAsync(client, opened.Session.Key, cancellation);
            await journal.AppendAsync(
                new JournalEntry(entry.Dossier, opened.Now, JournalFact.PutOff, opened.Person.Id, reason), cancellation);
            return;
        }

        var assignment = await desk.FindAsync(entry.Dossier, entry.Assignment, cancellation)
            ?? throw new InvalidOperationException(
                $"The dossier {entry.Dossier.Reference} is on an agenda and its workflow waits for nothing.");
        var data = new Dictionary<string, string>
        {
            [OutcomeData.Session] = opened.Session.Key.Id,
            [OutcomeData.Day] = LocalDatePattern.Iso.Format(opened.Session.Date),
            [OutcomeData.Number] = opened.Session.NumberOf(entry.Number),
            [OutcomeData.Present] = string.Join(' ', opened.Counted(item)),
        };
        if (answer.Choice == Choices.Granted)
            data[OutcomeData.Months] = Text(12 * await YearsAsync(item.Dossier, procedure, cancellation));
        if (answer.Choice == Choices.Conditional)
            data[OutcomeData.Months] = Text(int.Parse(answer.Text(MonthsField), CultureInfo.InvariantCulture));
        if (answer.Choice is Choices.Granted or Choices.Conditional
            && CategoryOf(answer) is { } category and not AgreementCategory.Principal)
            data[OutcomeData.Category] = category.ToString();
        await desk.ClaimAsync(
            assignment,
            new Claim(entry.Dossier, entry.Assignment, answer.Choice, answer.Pieces, answer.Word, opened.Person.Id, opened.Now, data),
            cancellation);
        await desk.RaiseAsync(client, entry.Dossier, entry.Assignment, cancellation);
    }

    private static string? CategoryMistake(DepartmentAnswer answer) =>
        CategoryOf(answer) is null ? "Choisissez un agrément principal, complémentaire ou fonctionnel." : null;

    private static AgreementCategory? CategoryOf(DepartmentAnswer answer) => answer.Text(CategoryField) is { Length: > 0 } typed
        ? Enum.GetValues<AgreementCategory>().Select(it => (AgreementCategory?)it).FirstOrDefault(it => it.ToString() == typed)
        : AgreementCategory.Principal;

    // Where a faculty says when it works, its sessions are on such days.
    private static FormErrors AddClosed(FormErrors errors, Faculty faculty, string date)
    {
        if (errors.For("jour") is not null || faculty.Calendar is not { } calendar) return errors;
        return LocalDatePattern.Iso.Parse(date) is { Success: true, Value: var day } && new WorkingDays(calendar).WhyClosed(day) is { } closed
            ? errors.Add("jour", $"Choisissez un jour ouvré : ce jour-là ne l’est pas ({closed}).")
            : errors;
    }

    private static bool IsSame(Session one, Session other) =>
        one.Key == other.Key && one.AnnouncedBy == other.AnnouncedBy && one.Changes == 0
        && (one.Time, one.Closing, one.Place, one.Video) == (other.Time, other.Closing, other.Place, other.Video);

    private static bool IsOf(Session session, string version) => session.Changes.ToString(CultureInfo.InvariantCulture) == version;

    private static string Join(string reason, string word) => word.Length == 0 ? reason : $"{reason}. {word}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
