using Compagnon.Dossiers;
using Compagnon.Dossiers.Changes;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Visits;

/// <summary>Who is engaged for a dossier's visit at the moment.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="People">Ids of those who are asked or have accepted; empty once the visit is over.</param>
public sealed record EngagedVisitors(DossierKey Dossier, IReadOnlyList<string> People);

/// <summary>Names one visit.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Stage">The stage's assignment.</param>
public sealed record VisitKey(DossierKey Dossier, string Stage);

/// <summary>A dossier, and a moment.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Since">The moment.</param>
public sealed record PlaceSince(DossierKey Dossier, DateTimeOffset Since);

/// <summary>The steps of a visit that touch the world. Each may be repeated.</summary>
public sealed class VisitActivities(OpenVisits open, DocumentBook documents, PlaceChanges places)
{
    /// <summary>Notes who is engaged.</summary>
    public const string EngageVisitors = "EngageVisitors";

    /// <summary>Seals what was attached to the report.</summary>
    public const string SealVisit = "SealVisit";

    /// <summary>Finds a place that was changed.</summary>
    public const string FindNewPlace = "FindNewPlace";

    /// <summary>The site's address where it was changed since a moment; null where it was not.</summary>
    [Function(FindNewPlace)]
    public async Task<string?> FindNewPlaceAsync([ActivityTrigger] PlaceSince asked) =>
        (await places.ListAsync(asked.Dossier)).LastOrDefault(change => change.At > asked.Since) is { } latest
            ? VisitDesk.SiteOf(latest.After)
            : null;

    /// <summary>Notes who is engaged for this dossier, and that nobody else is any more.</summary>
    [Function(EngageVisitors)]
    public Task EngageVisitorsAsync([ActivityTrigger] EngagedVisitors engaged) => open.SetAsync(engaged.Dossier, engaged.People);

    /// <summary>Seals what was attached to the report: what the commission sees does not change under its eyes.</summary>
    [Function(SealVisit)]
    public Task SealVisitAsync([ActivityTrigger] VisitKey visit) =>
        documents.SealAsync(VisitBook.ShelfOf(visit.Dossier, visit.Stage), Rounds.Draft);
}
