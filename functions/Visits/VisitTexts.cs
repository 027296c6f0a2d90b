using Compagnon.Assignments;
using Compagnon.Links;

namespace Compagnon.Visits;

/// <summary>A visit as its doctor is told of it.</summary>
/// <param name="State">In a few words: « Visite à organiser ».</param>
/// <param name="Sentence">What happens now.</param>
/// <param name="WaitsOn">On whom it waits: « vous », « Dr A »; empty where it waits for its day.</param>
/// <param name="Asks">Whether something is asked of the doctor.</param>
public sealed record VisitTexts(string State, string Sentence, string WaitsOn, bool Asks = false)
{
    /// <summary>The words for where a visit stands. Who declined is nobody's business but the department's.</summary>
    public static VisitTexts Of(VisitStatus status, Func<string, string> names)
    {
        var visitors = string.Join(" et ", status.Visitors.Select(names));
        return status.Awaited switch
        {
            _ when status.Ended is not null => new("Visite faite", "La visite est faite et son compte rendu est joint à votre dossier.", ""),
            AssignmentKind.VisitDates => new(
                "Visite à organiser", $"{names(status.Visitors.FirstOrDefault(""))} va vous proposer des dates de visite.", Waiting()),
            AssignmentKind.VisitConfirmation => new(
                "Visite à organiser", "Des dates de visite sont en train d’être arrêtées ; elles vous seront proposées.", Waiting()),
            AssignmentKind.VisitSlot => new(
                "Choisissez la date de la visite", $"{visitors} vous {(status.Visitors.Count > 1 ? "proposent" : "propose")} des dates. Choisissez celle qui vous convient.", "vous", Asks: true),
            AssignmentKind.VisitAppointment when status.Date is { } date => new(
                "Visite fixée", $"La visite a lieu le {date.Text}, {VisitWays.Label(status.Way)}, avec {visitors}.", ""),
            AssignmentKind.VisitTeam or AssignmentKind.VisitOffer when status.IsMade => new(
                "Compte rendu de visite attendu",
                $"La visite était prévue le {status.Date?.Text}. Le département désigne qui prend la suite de la personne qui devait en rendre compte.",
                "la coordination du département"),
            AssignmentKind.VisitReport => new(
                "Compte rendu de visite attendu", $"La visite était prévue le {status.Date?.Text}. {names(status.Visitors.FirstOrDefault(""))} doit en rédiger le compte rendu.", Waiting()),
            AssignmentKind.VisitSignature => new(
                "Compte rendu de visite attendu", "Le compte rendu de la visite est rédigé ; le second visiteur le relit et le signe.", Waiting()),
            _ => new(
                "Visite à organiser",
                "Une visite de votre lieu d’exercice est prévue. Le département désigne qui la fera ; vous conviendrez ensuite d’une date.",
                "la coordination du département"),
        };

        string Waiting() => string.Join(" et ", status.AwaitedPeople.Select(id => id == Link.Doctor ? "vous" : names(id)));
    }
}
