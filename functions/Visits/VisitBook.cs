using Compagnon.Assignments;
using Compagnon.Dossiers;

namespace Compagnon.Visits;

/// <summary>A visit that was made and reported, for the stages that follow.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Stage">The visit's assignment: <c>visit-1</c>.</param>
/// <param name="Date">When it was made.</param>
/// <param name="Way"><see cref="VisitData.OnSite"/> or <see cref="VisitData.Video"/>.</param>
/// <param name="Visitors">Ids of the visitors, the report's author first; a second one has signed it.</param>
/// <param name="Report">The report.</param>
/// <param name="Reported">When it was handed in.</param>
/// <param name="Documents">Photos and papers attached to it, oldest first. They are shown at
/// <c>/demande/{token}/visite/pieces/{id}</c> (<see cref="Document.Piece"/>) to whoever has a link to the dossier.</param>
public sealed record MadeVisit(
    DossierKey Dossier,
    string Stage,
    VisitSlot Date,
    string Way,
    IReadOnlyList<string> Visitors,
    VisitReport Report,
    DateTimeOffset Reported,
    IReadOnlyList<Document> Documents);

/// <summary>Field visits, as they are read.</summary>
public sealed class VisitBook(AssignmentDesk desk, DocumentBook documents)
{
    /// <summary>The dossier's last visit once it is made and its report stands; null before, or where there is none.</summary>
    public async Task<MadeVisit?> FindAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        await FindStatusAsync(dossier, cancellation) is
        { Ended.Choice: Choices.Done, Report: { } report, Date: { } date } status
            ? new MadeVisit(
                dossier,
                status.Stage.Id,
                date,
                status.Way,
                status.Visitors,
                VisitReport.From(report.Text),
                report.At,
                await ListDocumentsAsync(dossier, status.Stage.Id, cancellation))
            : null;

    /// <summary>Where the dossier's last visit stands, under way or ended; null where there is none.</summary>
    public async Task<VisitStatus?> FindStatusAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var assignments = await desk.ListAsync(dossier, cancellation);
        return assignments.Any(assignment => assignment.Kind == AssignmentKind.Visit)
            ? VisitStatus.Of(assignments, await desk.ListClaimsAsync(dossier, cancellation))
            : null;
    }

    /// <summary>What is attached to a visit's report, oldest first.</summary>
    public async Task<IReadOnlyList<Document>> ListDocumentsAsync(
        DossierKey dossier, string stage, CancellationToken cancellation = default) =>
        [.. (await documents.ListAsync(ShelfOf(dossier, stage), cancellation)).Values.OrderBy(document => document.At)];

    /// <summary>
    /// Where a visit's documents are kept: beside the dossier's own, under an id that begins with the dossier's, with room and a seal of their
    /// own.
    /// </summary>
    public static DossierKey ShelfOf(DossierKey dossier, string stage) => dossier with { Id = $"{dossier.Id}-{stage}" };
}
