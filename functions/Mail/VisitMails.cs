using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Links;
using Compagnon.Visits;

namespace Compagnon.Mail;

/// <summary>Why dates or a report are asked for. The values stand in mails' data: they never change meaning.</summary>
public static class VisitWhy
{
    /// <summary>For the first time.</summary>
    public const string First = "first";

    /// <summary>Somebody declined, did not answer, or gave the visit up.</summary>
    public const string Declined = "declined";

    /// <summary>None of the dates suited the doctor.</summary>
    public const string NoneSuits = "none-suits";

    /// <summary>None of the dates suited the second visitor.</summary>
    public const string Second = "second";

    /// <summary>Whoever had to choose did not in time.</summary>
    public const string Silence = "silence";

    /// <summary>A participant asked for another date.</summary>
    public const string Moved = "moved";

    /// <summary>The visit was not made.</summary>
    public const string NotMade = "not-made";

    /// <summary>The second visitor sent the report back.</summary>
    public const string Returned = "returned";

    /// <summary>A visitor has left the department.</summary>
    public const string Gone = "gone";

    /// <summary>A visitor has left after the visit, and the report does not stand.</summary>
    public const string Unreported = "unreported";

    /// <summary>Somebody takes over the report of a visit that was made.</summary>
    public const string TakesOver = "takes-over";

    /// <summary>The visit is made elsewhere, on the same date.</summary>
    public const string Relocated = "relocated";
}

/// <summary>The words of one mail of a visit.</summary>
/// <param name="Subject">After the reference.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Text">Its paragraphs.</param>
/// <param name="Button">What its button does: a verb.</param>
/// <param name="WordTitle">Above somebody's own words.</param>
/// <param name="ShowsVisit">Whether it says when, how and where.</param>
/// <param name="Lines">What it lists; may be empty.</param>
public sealed record VisitMailText(
    string Subject,
    string Title,
    IReadOnlyList<string> Text,
    string Button,
    string WordTitle = "Un mot",
    bool ShowsVisit = false,
    IReadOnlyList<string>? Lines = null);

/// <summary>The mails of a visit, and the invitations that go with them. Pure.</summary>
public static class VisitMails
{
    /// <summary>Everything that these mails say of a visit.</summary>
    /// <param name="facts">What was posted.</param>
    private sealed class Told(MailFacts facts)
    {
        public string Doctor => facts.Doctor.FullName;

        public bool IsDoctor => facts.Recipient == Link.Doctor;

        public string Why => facts.Text(MailData.VisitWhy);

        public IReadOnlyList<VisitSlot> Slots => VisitSlot.ReadAll(facts.Text(MailData.VisitSlots));

        public string When => Slots is [var slot, ..] ? "le " + slot.Text : "à une date à convenir";

        public string Visitors => string.Join(" et ", Ids(MailData.VisitPeople).Select(Name));

        public string By => Name(facts.Text(MailData.VisitBy));

        public bool AreSeveral => Ids(MailData.VisitPeople).Length > 1;

        public string LastDay => facts.Text(MailData.LastDay).Length > 0
            ? $"jusqu’au {facts.Day(MailData.LastDay)} inclus"
            : "quelques jours";

        public string Since => facts.Text(MailData.Since).Length > 0 ? $"depuis le {facts.Day(MailData.Since)}" : "depuis quelques jours";

        public IReadOnlyList<string> Refusals =>
        [
            .. facts.Text(MailData.VisitNews).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                var parts = line.Split(' ', 3);
                if (parts.ElementAtOrDefault(1) == Choices.Gone) return "Un visiteur a quitté le département";
                var what = parts.ElementAtOrDefault(1) == Choices.Deadline ? "n’a pas répondu à temps" : "a décliné";
                return $"{Name(parts[0])} {what}" + (parts.ElementAtOrDefault(2) is { Length: > 0 } word ? $" : « {word} »" : "");
            }),
        ];

        private string Name(string id) => VisitDesk.NameOf(id, facts.Faculty, facts.Doctor);

        private string[] Ids(string name) => facts.Text(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static readonly Dictionary<string, (string Name, Func<Told, VisitMailText> Write)> All = new()
    {
        [MailTemplates.VisitTeamAsked] = ("visite à organiser", told => told.Why == VisitWhy.Declined
            ? new(
                $"visite à proposer à quelqu’un d’autre – {told.Doctor}",
                "La visite est à proposer à quelqu’un d’autre",
                [$"La visite du lieu d’exercice du {told.Doctor} n’a plus tous ses visiteurs."],
                "Choisir un visiteur",
                Lines: told.Refusals)
            : told.Why == VisitWhy.Unreported ? new(
                $"compte rendu de visite à reprendre – {told.Doctor}",
                "Un compte rendu de visite est à reprendre",
                [
                    $"La visite du lieu d’exercice du {told.Doctor} était prévue {told.When}, et son compte rendu n’est pas encore "
                    + "remis ou signé. "
                        + "Choisissez qui le reprend, ou qui refait la visite.",
                ],
                "Choisir un visiteur",
                Lines: told.Refusals)
            : new(
                $"visite à organiser – {told.Doctor}",
                "Une visite est à organiser",
                [
                    $"Le dossier du {told.Doctor} est complet. Choisissez qui visite son lieu d’exercice : "
                    + "la liste va du plus proche au plus éloigné.",
                ],
                "Choisir un visiteur")),
        [MailTemplates.VisitTeamReminder] = ("rappel, visite à organiser", told => told.Why == VisitWhy.Unreported
            ? new(
                $"rappel, compte rendu de visite à reprendre – {told.Doctor}",
                "Un compte rendu de visite attend quelqu’un",
                [
                    $"La visite du lieu d’exercice du {told.Doctor} était prévue {told.When}. "
                    + "Choisissez qui reprend son compte rendu, ou qui refait la visite.",
                ],
                "Choisir un visiteur")
            : new(
            $"rappel, visite à organiser – {told.Doctor}",
            "Une visite attend ses visiteurs",
            [$"La visite du lieu d’exercice du {told.Doctor} attend {told.Since} que vous choisissiez qui la fait."],
            "Choisir un visiteur")),
        [MailTemplates.VisitOffer] = ("visite proposée", told => told.Why == VisitWhy.TakesOver ? new(
            $"un compte rendu de visite à reprendre – {told.Doctor}",
            "Reprendriez-vous un compte rendu de visite ?",
            [
                $"La visite du lieu d’exercice du {told.Doctor} a eu lieu, et un visiteur a quitté le département. "
                + "La coordination vous propose de reprendre le "
                    + "compte rendu : ce qui était rédigé est gardé.",
                $"Vous avez {told.LastDay} pour accepter ou décliner.",
            ],
            "Lire le dossier et répondre",
            "Un mot de la coordination")
            : new(
            $"une visite vous est proposée – {told.Doctor}",
            "Accepteriez-vous de faire une visite ?",
            [
                $"Le {told.Doctor} demande à devenir maître de stage. La coordination vous propose de visiter son lieu d’exercice"
                    + (told.AreSeveral ? ", en binôme." : "."),
                $"Vous avez {told.LastDay} pour accepter ou décliner.",
            ],
            "Lire le dossier et répondre",
            "Un mot de la coordination")),
        [MailTemplates.VisitOfferReminder] = ("rappel, visite proposée", told => told.Why == VisitWhy.TakesOver
            ? new(
                $"rappel, un compte rendu de visite à reprendre – {told.Doctor}",
                "Un compte rendu de visite attend votre réponse",
                [
                    $"La coordination vous a proposé de reprendre le compte rendu de la visite du {told.Doctor}. "
                    + $"Vous avez {told.LastDay} pour répondre ; "
                        + "ensuite, quelqu’un d’autre sera sollicité.",
                ],
                "Lire le dossier et répondre",
                "Un mot de la coordination")
            : new(
            $"rappel, une visite vous est proposée – {told.Doctor}",
            "Une visite attend votre réponse",
            [
                $"La coordination vous a proposé de visiter le lieu d’exercice du {told.Doctor}. Vous avez {told.LastDay} pour répondre ; "
                    + "ensuite, quelqu’un d’autre sera sollicité.",
            ],
            "Lire le dossier et répondre",
            "Un mot de la coordination")),
        [MailTemplates.VisitReleased] = ("visite sans suite", told => new(
            $"visite sans suite – {told.Doctor}",
            "Cette visite ne vous est plus demandée",
            [
                $"Vous aviez accepté de visiter le lieu d’exercice du {told.Doctor}. Cette visite n’aura pas lieu avec vous ; "
                + "vous n’avez rien à faire. Merci.",
            ],
            "Ouvrir le dossier")),
        [MailTemplates.VisitDatesAsked] = ("dates de visite demandées", told => new(
            $"proposez des dates de visite – {told.Doctor}",
            told.Why == VisitWhy.First ? "Proposez des dates de visite" : "Proposez de nouvelles dates de visite",
            [
                told.Why switch
                {
                    VisitWhy.NoneSuits => $"Aucune des dates proposées ne convient au {told.Doctor}.",
                    VisitWhy.Second => $"Aucune des dates proposées ne convient à {told.By}.",
                    VisitWhy.Silence => "Aucune des dates proposées n’a été retenue à temps.",
                    VisitWhy.Moved => $"{told.By} a demandé une autre date.",
                    VisitWhy.NotMade => "La visite n’a pas eu lieu.",
                    _ => $"Merci d’avoir accepté de visiter le lieu d’exercice du {told.Doctor}.",
                },
                "Proposez des dates : une fois l’une d’elles choisie, chacun reçoit une invitation pour son agenda.",
            ],
            "Proposer des dates",
            "Le mot reçu")),
        [MailTemplates.VisitDatesReminder] = ("rappel, dates de visite demandées", told => new(
            $"rappel, proposez des dates de visite – {told.Doctor}",
            "Des dates de visite sont attendues",
            [
                $"Le {told.Doctor} attend {told.Since} des dates pour la visite de son lieu d’exercice. Vous avez {told.LastDay} ; "
                + "ensuite, quelqu’un d’autre sera sollicité.",
            ],
            "Proposer des dates",
            "Le mot reçu")),
        [MailTemplates.VisitConfirmationAsked] = ("accord sur les dates demandé", told => new(
            $"quelles dates vous conviennent ? – {told.Doctor}",
            "Quelles dates vous conviennent ?",
            [$"Votre binôme propose ces dates pour la visite du {told.Doctor}. Gardez celles où vous êtes disponible."],
            "Répondre",
            "Un mot de votre binôme",
            Lines: [.. told.Slots.Select(slot => slot.Text)])),
        [MailTemplates.VisitConfirmationReminder] = ("rappel, accord sur les dates demandé", told => new(
            $"rappel, quelles dates vous conviennent ? – {told.Doctor}",
            "Votre accord sur les dates est attendu",
            [
                $"Votre binôme a proposé ces dates pour la visite du {told.Doctor}. Sans réponse de votre part, elles ne pourront pas "
                + "être tenues.",
            ],
            "Répondre",
            "Un mot de votre binôme",
            Lines: [.. told.Slots.Select(slot => slot.Text)])),
        [MailTemplates.VisitSlotAsked] = ("choix de la date de visite", told => new(
            "choisissez la date de la visite",
            "Choisissez la date de la visite",
            [
                $"Votre dossier est complet. {told.Visitors} {(told.AreSeveral ? "proposent" : "propose")} de visiter votre lieu "
                + "d’exercice à l’une de ces dates.",
            ],
            "Choisir une date",
            told.AreSeveral ? "Un mot des visiteurs" : "Un mot du visiteur",
            Lines: [.. told.Slots.Select(slot => slot.Text)])),
        [MailTemplates.VisitSlotReminder] = ("rappel, choix de la date de visite", told => new(
            "rappel, choisissez la date de la visite",
            "La date de la visite est à choisir",
            [
                $"{told.Visitors} {(told.AreSeveral ? "attendent" : "attend")} votre choix {told.Since}. "
                + "Si aucune date ne convient, dites-le : d’autres vous seront proposées.",
            ],
            "Choisir une date",
            told.AreSeveral ? "Un mot des visiteurs" : "Un mot du visiteur",
            Lines: [.. told.Slots.Select(slot => slot.Text)])),
        [MailTemplates.VisitAgreed] = ("visite fixée", told => told.Why == VisitWhy.Relocated ? new(
            told.IsDoctor ? $"nouveau lieu de la visite {told.When}" : $"nouveau lieu de la visite {told.When} – {told.Doctor}",
            "Le lieu de la visite change",
            [
                told.IsDoctor
                    ? "Vous avez changé de lieu d’exercice : la visite a lieu à la nouvelle adresse, à la même date. "
                        + "L’invitation jointe met votre agenda à jour."
                    : $"Le {told.Doctor} a changé de lieu d’exercice : la visite a lieu à la nouvelle adresse, à la même date. "
                        + "L’invitation jointe met votre agenda à jour.",
                "Si cela ne convient pas, demandez une autre date par le bouton ci-dessous.",
            ],
            told.IsDoctor ? "Ouvrir mon dossier" : "Voir la visite",
            "Un mot",
            ShowsVisit: true)
            : new(
            told.IsDoctor ? $"visite {told.When}" : $"visite {told.When} – {told.Doctor}",
            "La visite est fixée",
            [
                told.IsDoctor
                    ? $"{told.Visitors} {(told.AreSeveral ? "visitent" : "visite")} votre lieu d’exercice. "
                        + "L’invitation jointe se range dans votre agenda."
                    : $"La visite du lieu d’exercice du {told.Doctor} est fixée. L’invitation jointe se range dans votre agenda.",
                "Si la date ne convient plus, demandez-en une autre par le bouton ci-dessous plutôt que par l’agenda.",
            ],
            told.IsDoctor ? "Ouvrir mon dossier" : "Voir la visite",
            "Un mot",
            ShowsVisit: true)),
        [MailTemplates.VisitComing] = ("rappel, visite à venir", told => new(
            told.IsDoctor ? $"rappel, visite {told.When}" : $"rappel, visite {told.When} – {told.Doctor}",
            "La visite approche",
            [
                told.IsDoctor
                    ? $"{told.Visitors} {(told.AreSeveral ? "visitent" : "visite")} bientôt votre lieu d’exercice."
                    : $"La visite du lieu d’exercice du {told.Doctor} approche.",
                "En cas d’empêchement, demandez une autre date par le bouton ci-dessous.",
            ],
            told.IsDoctor ? "Ouvrir mon dossier" : "Voir la visite",
            "Un mot",
            ShowsVisit: true)),
        [MailTemplates.VisitMoved] = ("visite à déplacer", told => new(
            told.IsDoctor ? "la visite change de date" : $"la visite change de date – {told.Doctor}",
            "La visite change de date",
            [
                (told.Why == VisitWhy.Gone ? "Un visiteur a quitté le département, et quelqu’un d’autre est cherché."
                    : $"{(told.By.Length > 0 ? told.By : "Un participant")} a demandé une autre date.")
                    + $" La visite prévue {told.When} est retirée de votre agenda ; une nouvelle date vous sera proposée.",
            ],
            told.IsDoctor ? "Ouvrir mon dossier" : "Ouvrir le dossier",
            "Le mot reçu")),
        [MailTemplates.VisitCancelled] = ("visite annulée", told => new(
            told.IsDoctor ? "la visite est annulée" : $"la visite est annulée – {told.Doctor}",
            "La visite est annulée",
            [
                told.IsDoctor
                    ? $"Vous avez retiré votre candidature : la visite prévue {told.When} n’aura pas lieu."
                    : $"Le {told.Doctor} a retiré sa candidature : la visite prévue {told.When} n’aura pas lieu.",
            ],
            told.IsDoctor ? "Ouvrir mon dossier" : "Ouvrir le dossier",
            "Un mot du médecin")),
        [MailTemplates.VisitReportAsked] = ("compte rendu de visite demandé", told => told.Why == VisitWhy.TakesOver
            ? new(
                $"compte rendu de visite à reprendre – {told.Doctor}",
                "Reprenez le compte rendu de la visite",
                [
                    $"La visite du lieu d’exercice du {told.Doctor} était prévue {told.When}. Reprenez-en le compte rendu : "
                    + "ce qui était rédigé et les photos y sont.",
                ],
                "Reprendre le compte rendu")
            : told.Why == VisitWhy.Returned
            ? new(
                $"compte rendu à revoir – {told.Doctor}",
                "Votre compte rendu est à revoir",
                [$"{told.By} vous renvoie le compte rendu de la visite du {told.Doctor}. Reprenez-le, puis remettez-le."],
                "Reprendre le compte rendu",
                "Un mot de votre binôme")
            : new(
                $"compte rendu de visite – {told.Doctor}",
                "Rédigez le compte rendu de la visite",
                [
                    $"La visite du lieu d’exercice du {told.Doctor} était prévue {told.When}. "
                    + "Rédigez-en le compte rendu, ou dites qu’elle n’a pas eu lieu.",
                    "Vous pouvez l’enregistrer et le reprendre plus tard, et y joindre des photos.",
                ],
                "Rédiger le compte rendu")),
        [MailTemplates.VisitReportReminder] = ("rappel, compte rendu de visite demandé", told => new(
            $"rappel, compte rendu de visite – {told.Doctor}",
            "Le compte rendu de la visite est attendu",
            [$"Le compte rendu de la visite du {told.Doctor} est attendu {told.Since}. Le dossier ne peut pas avancer sans lui."],
            "Rédiger le compte rendu",
            "Un mot de votre binôme")),
        [MailTemplates.VisitSignatureAsked] = ("signature du compte rendu demandée", told => new(
            $"compte rendu à signer – {told.Doctor}",
            "Un compte rendu de visite est à signer",
            [
                $"Votre binôme a rédigé le compte rendu de la visite du {told.Doctor}. Relisez-le, puis signez-le ou renvoyez-le avec "
                + "un mot.",
            ],
            "Relire et signer")),
        [MailTemplates.VisitSignatureReminder] = ("rappel, signature du compte rendu demandée", told => new(
            $"rappel, compte rendu à signer – {told.Doctor}",
            "Votre signature est attendue",
            [$"Le compte rendu de la visite du {told.Doctor} attend votre signature {told.Since}."],
            "Relire et signer")),
    };

    /// <summary>The templates' names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>What the mail is, in a few words, for the journal.</summary>
    public static string NameOf(string template) => All[template].Name;

    /// <summary>Its words.</summary>
    public static VisitMailText TextOf(string template, MailFacts facts) => All[template].Write(new Told(facts));

    /// <summary>Whether it reminds.</summary>
    public static bool IsReminder(string template) => template is MailTemplates.VisitTeamReminder or MailTemplates.VisitOfferReminder
        or MailTemplates.VisitDatesReminder or MailTemplates.VisitConfirmationReminder or MailTemplates.VisitSlotReminder
        or MailTemplates.VisitComing or MailTemplates.VisitReportReminder or MailTemplates.VisitSignatureReminder;

    /// <summary>Names a visit's event in calendars.</summary>
    public static string UidOf(string dossier, string stage) => $"{dossier}-{stage}@compagnon";

    /// <summary>What calendars call a visit.</summary>
    public static string TitleOf(string doctor) => $"Visite de terrain – {doctor}";

    /// <summary>The invitation that goes with a mail; null where none does.</summary>
    /// <param name="template">The mail's template.</param>
    /// <param name="facts">What was posted.</param>
    /// <param name="posted">When.</param>
    public static CalendarInvitation? InvitationOf(string template, MailFacts facts, DateTimeOffset posted)
    {
        InvitationMethod? method = template switch
        {
            MailTemplates.VisitAgreed => InvitationMethod.Request,
            MailTemplates.VisitMoved or MailTemplates.VisitCancelled => InvitationMethod.Cancel,
            _ => null,
        };
        if (method is null || VisitSlot.ReadAll(facts.Text(MailData.VisitSlots)) is not [var slot, ..]) return null;

        var told = new Told(facts);
        var visitors = facts.Text(MailData.VisitPeople).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var people = facts.Faculty.People.Where(person => visitors.Contains(person.Id) || person.Id == facts.Recipient);
        return new CalendarInvitation(
            method.Value,
            UidOf(facts.Dossier.Id, facts.Text(MailData.VisitStage)),
            Number(MailData.VisitVersion, 0),
            posted,
            slot.Start,
            Number(MailData.VisitMinutes, 60),
            TitleOf(told.Doctor),
            $"Visite {VisitWays.Label(facts.Text(MailData.VisitWay))} du lieu d’exercice du {told.Doctor}.\nVisiteurs : {told.Visitors}.\n"
                + $"Dossier {facts.Dossier.Reference}. Pour changer la date, utilisez le lien du courriel.",
            facts.Text(MailData.VisitPlace),
            new InvitedPerson(facts.Faculty.Mailbox.Name, facts.Faculty.Mailbox.Address),
            [
                new InvitedPerson(told.Doctor, facts.Doctor.Address),
                .. people.Select(person => new InvitedPerson(person.Name, person.Address)),
            ]);

        int Number(string name, int otherwise) =>
            int.TryParse(facts.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
    }
}
