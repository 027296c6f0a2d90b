using System.Collections.Concurrent;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Territories;
using Compagnon.Visits;
using Microsoft.Extensions.Logging;

namespace Compagnon.Listings;

/// <summary>
/// The list of a faculty's submitted dossiers. Whoever changed a dossier's row, its assignments or its place refreshes its line; doing so
/// again, or too often, changes nothing.
/// </summary>
public sealed class WorkList(
    ListingBook listings,
    DossierBook dossiers,
    AssignmentDesk assignments,
    FormBook forms,
    FacultyBook faculties,
    SessionBook sessions,
    OpinionBook opinions,
    CommuneBook communes,
    ILogger<WorkList> logger)
{
    // A page of the table, and some sixteen lines in each row that is written.
    private const int PieceOfWork = 1000;

    // As an invitation has it that says nothing else.
    private const int UsualMinutes = 60;

    /// <summary>The list's name.</summary>
    internal static readonly ListingName<WorkLine> Name = new("work-2");

    private static readonly ListingProgress Nothing = new("", false);

    // Faculties whose list was begun, by this process or an earlier one.
    private readonly ConcurrentDictionary<string, bool> begun = new(StringComparer.Ordinal);

    // A run of the sweep does what else it has to do, and must end before the host ends it.
    private static readonly TimeSpan LongestBuilding = TimeSpan.FromMinutes(3);

    /// <summary>The list of a faculty.</summary>
    public Task<Listing<WorkLine>> ReadAsync(string faculty, CancellationToken cancellation = default) =>
        listings.ReadAsync(Name, faculty, cancellation);

    /// <summary>Makes a dossier's line from what is true now.</summary>
    public async Task RefreshAsync(DossierKey key, CancellationToken cancellation = default)
    {
        await BeginAsync(key.Faculty, cancellation);
        await SetAsync(key.Faculty, [key.Id], cancellation);
    }

    /// <summary>Makes the lines of several dossiers of a faculty from what is true now.</summary>
    public async Task RefreshAsync(string faculty, IReadOnlyList<string> ids, CancellationToken cancellation = default)
    {
        if (ids.Count == 0) return;
        await BeginAsync(faculty, cancellation);
        await SetAsync(faculty, ids, cancellation);
    }

    /// <summary>
    /// Builds the lists of faculties that have none that is complete, for some minutes; the next call goes on. For the sweep.
    /// </summary>
    /// <returns>How many lines were made.</returns>
    public async Task<int> BuildAsync(CancellationToken cancellation = default)
    {
        var (built, until) = (0, DateTimeOffset.UtcNow + LongestBuilding);
        foreach (var faculty in faculties.All)
        {
            var progress = await listings.FindProgressAsync(Name, faculty.Id, cancellation) ?? Nothing;
            while (!progress.IsComplete && DateTimeOffset.UtcNow < until)
            {
                (progress, var count) = await BuildPieceAsync(faculty.Id, progress, cancellation);
                built += count;
            }
        }

        return built;
    }

    // A faculty's first dossiers need not wait for the sweep; asked once in a process.
    private async Task BeginAsync(string faculty, CancellationToken cancellation)
    {
        if (begun.ContainsKey(faculty)) return;
        if (await listings.FindProgressAsync(Name, faculty, cancellation) is null) await BuildPieceAsync(faculty, Nothing, cancellation);
        begun.TryAdd(faculty, true);
    }

    private async Task<(ListingProgress Progress, int Built)> BuildPieceAsync(
        string faculty, ListingProgress progress, CancellationToken cancellation)
    {
        var piece = await dossiers.ListAsync(faculty, cancellation, progress.After).Take(PieceOfWork).ToListAsync(cancellation);
        var submitted = piece.Where(dossier => dossier.Submitted is not null).Select(dossier => dossier.Key.Id).ToList();
        await SetAsync(faculty, submitted, cancellation);
        var reached = piece.Count < PieceOfWork ? new ListingProgress("", true) : new ListingProgress(piece[^1].Key.Id, false);
        await listings.KeepProgressAsync(Name, faculty, reached, cancellation);
        return (reached, submitted.Count);
    }

    private Task SetAsync(string faculty, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        listings.SetAsync(Name, faculty, ids, id => MakeAsync(new DossierKey(faculty, id), cancellation), cancellation);

    private async Task<WorkLine?> MakeAsync(DossierKey key, CancellationToken cancellation)
    {
        if (await dossiers.FindAsync(key, cancellation) is not { Submitted: not null } dossier) return null;

        var procedure = await FindProcedureAsync(dossier, cancellation);
        var form = await forms.FindHandedOverAsync(key, cancellation);
        var asked = await assignments.ListWithStateAsync(key, cancellation);
        var (visit, examinations) = await ReadStagesAsync(dossier, [.. asked.Select(pair => pair.Assignment)], procedure, form, cancellation);
        var line = WorkLine.Of(dossier, asked, procedure?.Targets, procedure?.Calendar);
        return line with
        {
            Visit = visit,
            Examinations = examinations,
            CommuneCode = form.Place?.CommuneCode ?? "",
            Commune = form.Place?.CommuneName ?? "",
            Zone = communes.ZoneOf(form.Place?.CommuneCode, ParisTime.DayOf(line.Submitted)),
            Specialty = form.Discipline?.Specialty ?? "",
        };
    }

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

        var isProposal = procedure is not null && Examination.DecidersOf(procedure, form).Count > 0;
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
