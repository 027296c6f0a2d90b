using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Consoles;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Renewals;

namespace Compagnon.Lifecycle;

/// <summary>Agreements as people read them. Pure.</summary>
public static class AgreementWords
{
    /// <summary>« En cours ».</summary>
    public static string Of(AgreementState state) => state switch
    {
        AgreementState.Active => "En cours",
        AgreementState.Conditional => "En cours, sous conditions",
        AgreementState.Suspended => "Suspendu",
        AgreementState.Extended => "Prolongé jusqu’à la décision sur son renouvellement",
        AgreementState.Lapsed => "Arrivé à son terme",
        AgreementState.Withdrawn => "Retiré par la faculté",
        AgreementState.GivenUp => "Terminé par renonciation",
        AgreementState.Replaced => "Remplacé par un avenant",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state; a newer version of the app wrote it."),
    };

    /// <summary>In a list: « En cours ».</summary>
    public static string ShortOf(AgreementState state) => state switch
    {
        AgreementState.Conditional => "Sous conditions",
        AgreementState.Extended => "Prolongé",
        AgreementState.Lapsed => "Échu",
        AgreementState.Withdrawn => "Retiré",
        AgreementState.GivenUp => "Renonciation",
        AgreementState.Replaced => "Remplacé",
        _ => Of(state),
    };

    /// <summary>Where a renewal stands, in a few words.</summary>
    /// <param name="standing">Where.</param>
    /// <param name="dossier">Where its dossier stands; null where there is none.</param>
    public static string Of(RenewalStanding standing, DossierState? dossier) => standing switch
    {
        RenewalStanding.None => "pas encore invité",
        RenewalStanding.Invited => "pas encore commencé",
        RenewalStanding.Begun => "demande commencée",
        RenewalStanding.HandedOver => dossier is { } state ? $"demande transmise : {Lower(state.StageLabel())}" : "demande transmise",
        RenewalStanding.Declined => "ne souhaite pas renouveler",
        RenewalStanding.Ended => dossier is { } state ? $"demande terminée : {Lower(state.StageLabel())}" : "demande terminée",
        _ => throw new ArgumentOutOfRangeException(nameof(standing), standing, "No such standing; a newer version of the app wrote it."),
    };

    /// <summary>Since when it stands there, behind <see cref="Of(RenewalStanding, DossierState?)"/>; empty where that is not known.</summary>
    /// <param name="standing">Where.</param>
    /// <param name="since">Since when its dossier stands where it stands.</param>
    public static string SinceOf(RenewalStanding standing, DateTimeOffset? since) => (standing, since) switch
    {
        (RenewalStanding.Invited or RenewalStanding.Begun, { } invited) => $" (invité le {ParisTime.DayText(invited)})",
        (RenewalStanding.HandedOver, { } from) => $", depuis le {ParisTime.DayText(from)}",
        (RenewalStanding.Ended, { } ended) => $", le {ParisTime.DayText(ended)}",
        _ => "",
    };

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>An agreement that is over, as the doctor's page begins: « Agrément retiré ».</summary>
    public static string TitleOf(AgreementState state) => state switch
    {
        AgreementState.Withdrawn => "Agrément retiré",
        AgreementState.GivenUp => "Vous avez renoncé à votre agrément",
        AgreementState.Replaced => "Agrément remplacé par un avenant",
        _ => "Agrément arrivé à son terme",
    };

    /// <summary>What the agreement is worth, in a sentence to its holder.</summary>
    public static string SentenceOf(AgreementRecord agreement)
    {
        var term = agreement.Terms[^1];
        var days = $"du {ParisTime.Text(term.From)} au {ParisTime.Text(term.Until)}";
        var ended = agreement.EndedOn is { } day ? ParisTime.Text(day) : ParisTime.Text(agreement.Until);
        return agreement.State switch
        {
            AgreementState.Suspended => agreement.SuspendedUntil is { } last
                ? $"Votre agrément est suspendu jusqu’au {ParisTime.Text(last)} inclus : aucun interne ne peut vous être confié d’ici là."
                : "Votre agrément est suspendu jusqu’à nouvel avis : aucun interne ne peut vous être confié pour le moment.",
            AgreementState.Extended =>
                "La dernière période de votre agrément est terminée ; il reste valable jusqu’à la décision sur son renouvellement.",
            AgreementState.Lapsed => $"Votre agrément est arrivé à son terme le {ended}. Vous pouvez déposer une nouvelle candidature.",
            AgreementState.Withdrawn => $"La faculté a retiré votre agrément le {ended}. Vous avez reçu ses motifs et les voies de recours.",
            AgreementState.GivenUp => $"Votre agrément a pris fin le {ended}, comme vous l’avez demandé. Merci de ce que vous avez transmis.",
            AgreementState.Replaced => $"Un avenant a remplacé cet agrément le {ended}.",
            _ => $"Vous êtes maître de stage des universités {days}.",
        };
    }

    /// <summary>How a state is coloured: a tag's class.</summary>
    public static string ToneOf(AgreementState state) => state switch
    {
        AgreementState.Active or AgreementState.Conditional or AgreementState.Extended => "done",
        AgreementState.Suspended => "",
        _ => "calm",
    };

    /// <summary>A line of the history: « Suspendu jusqu’au 3 mai 2027 inclus ».</summary>
    public static string Of(AgreementEvent line)
    {
        var until = line.Day is { } day ? $" jusqu’au {ParisTime.Text(day)} inclus" : "";
        return line.Kind switch
        {
            null => "Inscrit au registre",
            AgreementChangeKind.RenewalOpened => "Invitation à renouveler",
            AgreementChangeKind.RenewalDeclined => "Renouvellement non souhaité",
            AgreementChangeKind.RenewalWanted => "Renouvellement finalement souhaité",
            AgreementChangeKind.RenewalEnded => "Demande de renouvellement terminée sans nouvelle période",
            AgreementChangeKind.Renewed => "Renouvelé" + until,
            AgreementChangeKind.Extended => "Prolongé jusqu’à la décision sur son renouvellement",
            AgreementChangeKind.Lapsed => "Arrivé à son terme",
            AgreementChangeKind.Suspended => "Suspendu" + (until.Length > 0 ? until : " jusqu’à nouvel avis"),
            AgreementChangeKind.Resumed => line.By.Length > 0 ? "Suspension levée" : "Fin de la suspension",
            AgreementChangeKind.Withdrawn => "Retiré",
            AgreementChangeKind.GivingUp => "Renonciation annoncée, dernier jour" + until.Replace(" jusqu’au", " le", StringComparison.Ordinal).Replace(" inclus", "", StringComparison.Ordinal),
            AgreementChangeKind.Kept => "Renonciation reprise",
            AgreementChangeKind.GivenUp => "Terminé par renonciation",
            AgreementChangeKind.Replaced => "Remplacé par un avenant",
            _ => line.Kind.Value.ToString(),
        };
    }

    /// <summary>What comes in the years of an agreement, in its order, each kind once: what its holder has to know.</summary>
    /// <param name="agreement">As it stands.</param>
    /// <param name="faculty">The faculty as it stands today.</param>
    /// <param name="now">The moment of asking.</param>
    public static IReadOnlyList<(DateTimeOffset At, string Text)> Coming(AgreementRecord agreement, Faculty faculty, DateTimeOffset now) =>
    [
        .. WatchSchedule.Of(agreement, faculty.RenewalRule, faculty.Calendar)
            .Where(milestone => milestone.At > now)
            .DistinctBy(milestone => milestone.Kind)
            .Select(milestone => (milestone, Text: milestone.Kind switch
            {
                MilestoneKind.Invitation => "Le département vous invite à demander le renouvellement",
                MilestoneKind.TrainingReminder => "Rappel de la formation de l’année, si elle n’est pas enregistrée",
                MilestoneKind.Resumption => "Dernier jour de la suspension",
                MilestoneKind.GivingUp => "Dernier jour de votre agrément, comme vous l’avez demandé",
                MilestoneKind.End => "Dernier jour de votre agrément, s’il n’est pas renouvelé",
                _ => "",
            }))
            .Where(coming => coming.Text.Length > 0)
            .TakeWhile(coming => agreement.GivenUpOn is null || coming.milestone.At <= ParisTime.StartOf(agreement.GivenUpOn.Value.PlusDays(1)))
            // What ends at midnight ends with the day before.
            .Select(coming => (
                coming.milestone.Kind is MilestoneKind.Resumption or MilestoneKind.GivingUp or MilestoneKind.End
                    ? coming.milestone.At.AddTicks(-1)
                    : coming.milestone.At,
                coming.Text)),
    ];
}
