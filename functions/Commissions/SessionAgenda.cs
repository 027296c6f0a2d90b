using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;

namespace Compagnon.Commissions;

/// <summary>Names of what an outcome keeps beside its choice, its pieces and its words (<see cref="Claim.Data"/>). They stand in tables.</summary>
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

    /// <summary>Whether a person is excluded from it.</summary>
    public bool Excludes(StaffMember person) => Deliberation.Excluded(Opinions).Contains(person.Id);
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
    /// <summary>The session's agenda as it stands.</summary>
    public async Task<SessionAgenda> ReadAsync(Session session, CancellationToken cancellation = default)
    {
        var items = new List<AgendaItem>();
        foreach (var entry in await sessions.ListEntriesAsync(session.Key, cancellation))
            if (await ReadAsync(session, entry, null, cancellation) is { } item) items.Add(item);
        foreach (var putOff in await sessions.ListPutOffAsync(session.Key, cancellation))
        {
            var entry = new AgendaEntry(putOff.Dossier, putOff.Assignment, session.Key.Id, false, putOff.At, putOff.Number);
            if (await ReadAsync(session, entry, putOff, cancellation) is { } item) items.Add(item);
        }

        return new SessionAgenda(session, [.. items.OrderBy(item => item.Entry.Number)]);
    }

    private async Task<AgendaItem?> ReadAsync(Session session, AgendaEntry entry, PutOff? putOff, CancellationToken cancellation)
    {
        if (await dossiers.FindAsync(entry.Dossier, cancellation) is not { } dossier) return null;

        var claim = await desk.FindClaimAsync(entry.Dossier, entry.Assignment, cancellation);
        var recordedAt = claim?.Text(OutcomeData.Session) ?? "";
        // An outcome and a putting off at the same moment: the outcome holds, and belongs to the session that recorded it.
        if (putOff is null && recordedAt.Length > 0 && recordedAt != session.Key.Id) return null;
        return new AgendaItem(
            entry,
            dossier,
            putOff is not null && recordedAt != session.Key.Id ? null : claim,
            [.. await opinions.ListAsync(entry.Dossier, cancellation), .. OwnConflicts(dossier, entry)],
            recordedAt == session.Key.Id ? null : putOff)
        {
            Deciders = await DecidersAsync(dossier, cancellation),
        };
    }

    // Nobody sits over their own dossier, declared or not.
    private IEnumerable<Opinion> OwnConflicts(DossierRecord dossier, AgendaEntry entry) =>
        (faculties.Find(dossier.Key.Faculty)?.People ?? [])
            .Where(person => person.SitsInCommission && dossier.Doctor.Is(person))
            .Select(person => new Opinion(dossier.Key, entry.Assignment, person.Id, OpinionKind.Conflict, "", entry.Ready));

    private async Task<IReadOnlyList<DecisionRule>> DecidersAsync(DossierRecord dossier, CancellationToken cancellation)
    {
        var procedure = await faculties.ProcedureAsync(dossier.Key.Faculty, dossier.ProcedureId, cancellation);
        // The form is read only where it can change anything.
        return procedure.Decisions is null ? [] : Examination.DecidersOf(procedure, await forms.FindHandedOverAsync(dossier.Key, cancellation));
    }
}
