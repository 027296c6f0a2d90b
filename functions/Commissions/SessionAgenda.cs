using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;

namespace Compagnon.Commissions;

/// <summary>Names of what an outcome keeps beside choice, pieces and words (<see cref="Claim.Data"/>). They stand in tables.</summary>
public static class OutcomeData
{
    /// <summary>Id of the session.</summary>
    public const string Session = "session";

    /// <summary>The day on which the session was held, ISO 8601.</summary>
    public const string Day = "day";

    /// <summary>The outcome's number: <c>2027-03-12/04</c>, of the day that the session was announced for.</summary>
    public const string Number = "number";

    /// <summary>How long the agreement holds, in months.</summary>
    public const string Months = "months";

    /// <summary>The agreement's kind: the name of an <see cref="Agreements.AgreementCategory"/>; absent for a principal one.</summary>
    public const string Category = "category";

    /// <summary>Ids of the members who counted for the quorum, separated by spaces.</summary>
    public const string Present = "present";
}

/// <summary>One dossier as a session sees it.</summary>
/// <param name="Entry">Its place.</param>
/// <param name="Dossier">The dossier.</param>
/// <param name="Claim">The outcome, or the withdrawal; null while there is none.</param>
/// <param name="Opinions">All opinions on it, of all rounds.</param>
/// <param name="PutOff">Where this session has put it off; else null.</param>
public sealed record AgendaItem(
    AgendaEntry Entry, DossierRecord Dossier, Claim? Claim, IReadOnlyList<Opinion> Opinions, PutOff? PutOff)
{
    /// <summary>Who decides on it once the commission has concluded; empty where the commission does.</summary>
    public IReadOnlyList<DecisionRule> Deciders { get; init; } = [];

    /// <summary>Whether what the commission concludes is a proposal to somebody else.</summary>
    public bool IsProposal => Deciders.Count > 0;

    /// <summary>Whether this session has nothing more to say of it.</summary>
    public bool IsSettled => Claim is not null || PutOff is not null;

    /// <summary>Whether a member is excluded from it. Nobody sits over their own dossier, wherever their name stands.</summary>
    public bool Excludes(StaffMember person) =>
        Deliberation.Excluded(Opinions).Contains(person.Id) || (person.SitsInCommission && Dossier.Doctor.Is(person));
}

/// <summary>A session with what is on its agenda, in order.</summary>
/// <param name="Session">The session.</param>
/// <param name="Items">The dossiers, those that were put off among them.</param>
public sealed record SessionAgenda(Session Session, IReadOnlyList<AgendaItem> Items)
{
    /// <summary>Whether every dossier has an outcome, was withdrawn or put off.</summary>
    public bool IsSettled => Items.All(item => item.IsSettled);

    /// <summary>What is still to be examined.</summary>
    public IEnumerable<AgendaItem> Open => Items.Where(item => !item.IsSettled);
}

/// <summary>Reads a session's agenda with all that belongs to it.</summary>
public sealed class SessionReader(
    SessionBook sessions, OpinionBook opinions, DossierBook dossiers, AssignmentDesk desk, FormBook forms, FacultyBook faculties)
{
    // Dossiers of an agenda that are read at the same time.
    private const int AtOnce = 8;

    /// <summary>The session's agenda as it stands.</summary>
    public async Task<SessionAgenda> ReadAsync(Session session, CancellationToken cancellation = default)
    {
        IEnumerable<(AgendaEntry Entry, PutOff? PutOff)> all =
        [
            .. (await sessions.ListEntriesAsync(session.Key, cancellation)).Select(entry => (entry, null as PutOff)),
            .. (await sessions.ListPutOffAsync(session.Key, cancellation)).Select(putOff => (EntryOf(putOff), (PutOff?)putOff)),
        ];
        var items = new List<AgendaItem>();
        foreach (var some in all.Chunk(AtOnce))
        {
            var read = await Task.WhenAll(some.Select(each => ReadAsync(session, each.Entry, each.PutOff, cancellation)));
            items.AddRange(read.OfType<AgendaItem>());
        }

        return new SessionAgenda(session, [.. items.OrderBy(item => item.Entry.Number)]);
    }

    /// <summary>
    /// One dossier as a session sees it; null where it is not on its agenda and was not put off there. Four requests, as it is read for a page
    /// of its own; one more where it was put off.
    /// </summary>
    public async Task<AgendaItem?> FindAsync(Session session, DossierKey dossier, CancellationToken cancellation = default)
    {
        var entries = await sessions.ListEntriesOfAsync(dossier, cancellation);
        if (entries.LastOrDefault(entry => entry.Session == session.Key.Id) is { } entry
            && await ReadAsync(session, entry, null, cancellation) is { } item) return item;
        if (await sessions.ListPutOffAsync(session.Key, dossier, cancellation) is not [.., var putOff]) return null;

        // The round that was put off is on another agenda by now.
        var cycles = entries.FirstOrDefault(known => known.Assignment == putOff.Assignment)?.Cycles;
        return await ReadAsync(session, EntryOf(putOff) with { Cycles = cycles }, putOff, cancellation);
    }

    private static AgendaEntry EntryOf(PutOff putOff) =>
        new(putOff.Dossier, putOff.Assignment, putOff.Session, false, putOff.At, putOff.Number);

    private async Task<AgendaItem?> ReadAsync(Session session, AgendaEntry entry, PutOff? putOff, CancellationToken cancellation)
    {
        var (record, answer, given) = (
            dossiers.FindAsync(entry.Dossier, cancellation), desk.FindClaimAsync(entry.Dossier, entry.Assignment, cancellation),
            opinions.ListAsync(entry.Dossier, cancellation));
        await Task.WhenAll(record, answer, given);
        if (await record is not { } dossier) return null;

        var claim = await answer;
        var recordedAt = claim?.Text(OutcomeData.Session) ?? "";
        // An outcome and a putting off at the same moment: the outcome holds, and belongs to the session that recorded it.
        if (putOff is null && recordedAt.Length > 0 && recordedAt != session.Key.Id) return null;
        return new AgendaItem(
            entry,
            dossier,
            putOff is not null && recordedAt != session.Key.Id ? null : claim,
            [.. await given, .. OwnConflicts(dossier, entry)],
            recordedAt == session.Key.Id ? null : putOff)
        {
            Deciders = await DecidersAsync(dossier, entry, cancellation),
        };
    }

    // Nobody sits over their own dossier, declared or not.
    private IEnumerable<Opinion> OwnConflicts(DossierRecord dossier, AgendaEntry entry) =>
        (faculties.Find(dossier.Key.Faculty)?.People ?? [])
            .Where(person => person.SitsInCommission && dossier.Doctor.Is(person))
            .Select(person => new Opinion(dossier.Key, entry.Assignment, person.Id, OpinionKind.Conflict, "", entry.Ready));

    private async Task<IReadOnlyList<DecisionRule>> DecidersAsync(DossierRecord dossier, AgendaEntry entry, CancellationToken cancellation)
    {
        var procedure = await faculties.ProcedureAsync(dossier.Key.Faculty, dossier.ProcedureId, cancellation);
        // The form is read only where it can change anything, and was not looked at when the dossier was ready.
        return procedure.Decisions is null ? [] : Examination.DecidersOf(
            procedure, entry.Cycles ?? Examination.CyclesOf(await forms.FindHandedOverAsync(dossier.Key, cancellation)));
    }
}
