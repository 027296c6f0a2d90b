using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Tests.Agreements;
using Compagnon.Visits;

namespace Compagnon.Tests.Visits;

/// <summary>Takes a dossier through a visit by the answers alone, without their pages.</summary>
internal static class AgreedVisits
{
    /// <summary>A dossier that is complete: somebody is to be picked who visits.</summary>
    public static async Task<DossierKey> UnarrangedVisitAsync(this RunningApp app, string lastName, string rpps = "10003456789")
    {
        var dossier = await app.StartDossierAsync(lastName, rpps);
        await app.WhenQuietAsync(dossier);
        await app.AnswerAsync(dossier, "review-1", Choices.Complete, app.Secretary.Id);
        return dossier;
    }

    /// <summary>A dossier whose visit somebody makes on a date.</summary>
    /// <param name="app">The app.</param>
    /// <param name="lastName">The doctor's.</param>
    /// <param name="visitor">Id of whoever goes.</param>
    /// <param name="slot">When: <c>2027-03-12T14:30</c>.</param>
    public static async Task<DossierKey> AgreedVisitAsync(this RunningApp app, string lastName, string visitor, string slot)
    {
        var dossier = await app.UnarrangedVisitAsync(lastName);
        await app.AnswerAsync(dossier, "visit-1-team-1", Choices.Done, app.Coordinator.Id, (VisitData.Visitors, visitor));
        await app.AnswerAsync(dossier, "visit-1-offer-1", Choices.Accepted, visitor);
        await app.AgreeAsync(dossier, 1, visitor, slot);
        return dossier;
    }

    /// <summary>Agrees on a date, for the first time or again.</summary>
    public static async Task AgreeAsync(this RunningApp app, DossierKey dossier, int round, string visitor, string slot)
    {
        await app.AnswerAsync(
            dossier, $"visit-1-dates-{round}", Choices.Done, visitor,
            (VisitData.Slots, slot), (VisitData.Way, VisitData.OnSite), (VisitData.Place, "12 rue des Tilleuls, 63300 Thiers"));
        await app.AnswerAsync(dossier, $"visit-1-slot-{round}", Choices.Done, Link.Doctor, (VisitData.Slot, slot));
    }

    /// <summary>Answers what a workflow waits for, and lets it go on.</summary>
    public static async Task AnswerAsync(
        this RunningApp app, DossierKey dossier, string assignment, string choice, string by, params (string Name, string Value)[] data)
    {
        var desk = app.Get<AssignmentDesk>();
        var open = await desk.FindAsync(dossier, assignment) ?? throw new InvalidOperationException($"Nothing is asked as {assignment}.");
        await desk.ClaimAsync(
            open,
            new Claim(dossier, assignment, choice, [], "", by, app.Clock.GetUtcNow(), data.ToDictionary(pair => pair.Name, pair => pair.Value)));
        await desk.RaiseAsync(app.Workflows, dossier, assignment);
        await app.WhenQuietAsync(dossier);
    }
}
