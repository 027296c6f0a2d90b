using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Territories;
using Compagnon.Visits;
using Microsoft.Extensions.Logging;

namespace Compagnon.Listings;

/// <summary>
/// The list of a faculty's submitted dossiers, and of imported ones with a message to be read. Whoever changed a dossier's row, its
/// assignments or its place refreshes its line; where the dossier is a renewal, its agreement's line too says where it stands.
/// </summary>
public sealed class WorkList(
    ListingBook listings,
    AgreementList agreements,
    DossierBook dossiers,
    AssignmentDesk assignments,
    FormBook forms,
    HoldBook holds,
    FacultyBook faculties,
    SessionBook sessions,
    OpinionBook opinions,
    CommuneBook communes,
    DurationBook durations,
    ILogger<WorkList> logger)
    : KeptList<WorkLine>(Name, listings, faculties)
{
    // As an invitation has it that says nothing else.
    private const int UsualMinutes = 60;

    /// <summary>The list's name.</summary>
    public static ListingName<WorkLine> Name { get; } = new("work-3");

    private readonly FacultyBook faculties = faculties;

    /// <inheritdoc/>
    public override async Task RefreshAsync(DossierKey key, CancellationToken cancellation = default)
    {
        await base.RefreshAsync(key, cancellation);
        if (await dossiers.FindAsync(key, cancellation) is { IsRenewal: true } renewal)
            await agreements.RefreshAsync(renewal.AgreementKey, cancellation);
    }

    /// <inheritdoc/>
    protected override IAsyncEnumerable<(string Id, bool IsListed)> ListAsync(
        string faculty, string after, CancellationToken cancellation) =>
        dossiers.ListAsync(faculty, cancellation, after).Select(dossier => (dossier.Key.Id, IsListed(dossier)));

    /// <inheritdoc/>
    protected override async Task<WorkLine?> MakeAsync(DossierKey key, CancellationToken cancellation)
    {
        if (await dossiers.FindAsync(key, cancellation) is not { } dossier || !IsListed(dossier)) return null;

        var procedure = await FindProcedureAsync(dossier, cancellation);
        var form = await forms.FindHandedOverAsync(key, cancellation);
        var asked = await assignments.ListWithStateAsync(key, cancellation);
        var (visit, examinations) = await ReadStagesAsync(
            dossier, [.. asked.Select(pair => pair.Assignment)], procedure, form, cancellation);
        var line = WorkLine.Of(
            dossier, asked, procedure?.Targets, procedure?.Calendar, dossier.Hold is null ? [] : await holds.ListAsync(key, cancellation));
        return line with
        {
            Visit = visit,
            Examinations = examinations,
            CommuneCode = form.Place?.CommuneCode ?? "",
            Commune = form.Place?.CommuneName ?? "",
            Zone = communes.ZoneOf(form.Place?.CommuneCode, ParisTime.DayOf(line.Submitted)),
            Specialty = form.Discipline?.Specialty ?? "",
            Days = dossier.IsFinal ? await durations.FindStagesAsync(key, cancellation) : null,
        };
    }

    // The holder of an imported agreement writes messages too.
    private static bool IsListed(DossierRecord dossier) => dossier.Submitted is not null && (!dossier.IsImported || dossier.HasNews);

    // What was answered tells more of a visit and of the commission than what was asked; most dossiers have neither yet.
    private async Task<(VisitLine? Visit, IReadOnlyList<Examination>? Examinations)> ReadStagesAsync(
        DossierRecord dossier, IReadOnlyList<Assignment> asked, Faculty? procedure, DossierForm form, CancellationToken cancellation)
    {
        var isVisited = asked.Any(assignment => assignment.Kind == AssignmentKind.Visit);
        var isExamined = asked.Any(assignment => assignment.Kind == AssignmentKind.Commission);
        if (!isVisited && !isExamined) return (null, null);

        var claims = await assignments.ListClaimsAsync(dossier.Key, cancellation);
        var visit = VisitStatus.Of(asked, claims) is { } status ? VisitLine.Of(status, procedure?.Visit?.Minutes ?? UsualMinutes) : null;
        if (!isExamined) return (visit, null);

        var isProposal = procedure is not null && Examination.DecidersOf(procedure, Examination.CyclesOf(form)).Count > 0;
        return (visit, Examination.Of(
            dossier,
            await sessions.ListEntriesOfAsync(dossier.Key, cancellation),
            claims,
            await opinions.ListAsync(dossier.Key, cancellation),
            faculties.Find(dossier.Key.Faculty)?.People ?? [],
            isProposal));
    }

    // A list that lacks a line because of a procedure that cannot be read would hide a dossier: it is shown, and never late.
    private async Task<Faculty?> FindProcedureAsync(DossierRecord dossier, CancellationToken cancellation)
    {
        try
        {
            return (await faculties.ProcedureAsync(dossier.Key.Faculty, dossier.ProcedureId, cancellation)).For(dossier.IsAccelerated);
        }
        catch (Exception missing) when (missing is InvalidOperationException or InvalidDataException)
        {
            logger.LogError(missing, "The procedure of the dossier {Dossier} cannot be read", dossier.Key.Id);
            return null;
        }
    }
}
