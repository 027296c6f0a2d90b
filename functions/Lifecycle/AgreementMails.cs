using Compagnon.Agreements;
using Compagnon.Mail;

namespace Compagnon.Lifecycle;

/// <summary>The words of one mail about an agreement.</summary>
/// <param name="Subject">After the reference.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Text">Its paragraphs.</param>
/// <param name="Button">What its button does: a verb.</param>
/// <param name="WordTitle">Above the reasons; empty where it carries none.</param>
/// <param name="SaysAppeal">Whether it says how the decision can be appealed.</param>
public sealed record AgreementMailText(
    string Subject, string Title, IReadOnlyList<string> Text, string Button, string WordTitle = "Les motifs", bool SaysAppeal = false);

/// <summary>The mails of what happens to an agreement between its grant and its end. Pure.</summary>
public static class AgreementMails
{
    /// <summary>Tells the holder that the agreement is suspended.</summary>
    public const string Suspended = "agreement-suspended";

    /// <summary>Tells the department.</summary>
    public const string SuspendedNotice = "agreement-suspended-notice";

    /// <summary>Tells the holder that it is resumed.</summary>
    public const string Resumed = "agreement-resumed";

    /// <summary>Tells the department.</summary>
    public const string ResumedNotice = "agreement-resumed-notice";

    /// <summary>Tells the holder that the faculty has withdrawn it.</summary>
    public const string Withdrawn = "agreement-withdrawn";

    /// <summary>Tells the department.</summary>
    public const string WithdrawnNotice = "agreement-withdrawn-notice";

    /// <summary>Confirms to the holder that it is to be given up.</summary>
    public const string GivingUp = "agreement-giving-up";

    /// <summary>Tells the department.</summary>
    public const string GivingUpNotice = "agreement-giving-up-notice";

    /// <summary>Confirms to the holder that it is kept after all.</summary>
    public const string Kept = "agreement-kept";

    /// <summary>Tells the department.</summary>
    public const string KeptNotice = "agreement-kept-notice";

    /// <summary>Tells the holder that it is given up.</summary>
    public const string GivenUp = "agreement-given-up";

    /// <summary>Tells the department.</summary>
    public const string GivenUpNotice = "agreement-given-up-notice";

    /// <summary>Asks a second person to confirm that an agreement be withdrawn.</summary>
    public const string WithdrawalAsked = "agreement-withdrawal-asked";

    /// <summary>Reminds them.</summary>
    public const string WithdrawalReminder = "agreement-withdrawal-reminder";

    /// <summary>Tells whoever proposed a withdrawal that it is done.</summary>
    public const string WithdrawalDone = "agreement-withdrawal-done";

    /// <summary>Tells whoever proposed it that it was not confirmed.</summary>
    public const string WithdrawalDeclined = "agreement-withdrawal-declined";

    /// <summary>Tells whoever proposed it that nobody confirmed it in time.</summary>
    public const string WithdrawalUnconfirmed = "agreement-withdrawal-unconfirmed";

    /// <summary>Tells whoever proposed it that the agreement had ended otherwise before.</summary>
    public const string WithdrawalTooLate = "agreement-withdrawal-too-late";

    /// <summary>Gives the holder the link to the dossier on which a change of the practice is declared.</summary>
    public const string AmendmentOpened = "agreement-amendment-opened";

    /// <summary>Tells the holder that a request about the agreement is closed, since the agreement is over.</summary>
    public const string FollowUpClosed = "agreement-follow-up-closed";

    private static readonly Dictionary<string, string> All = new()
    {
        [Suspended] = "agrément suspendu",
        [SuspendedNotice] = "agrément suspendu",
        [Resumed] = "suspension levée",
        [ResumedNotice] = "suspension levée",
        [Withdrawn] = "agrément retiré",
        [WithdrawnNotice] = "agrément retiré",
        [GivingUp] = "renonciation annoncée",
        [GivingUpNotice] = "renonciation annoncée",
        [Kept] = "renonciation reprise",
        [KeptNotice] = "renonciation reprise",
        [GivenUp] = "fin de l’agrément par renonciation",
        [GivenUpNotice] = "fin de l’agrément par renonciation",
        [WithdrawalAsked] = "confirmation d’un retrait demandée",
        [WithdrawalReminder] = "rappel, confirmation d’un retrait",
        [WithdrawalDone] = "retrait confirmé",
        [WithdrawalDeclined] = "retrait non confirmé",
        [WithdrawalUnconfirmed] = "retrait sans confirmation",
        [WithdrawalTooLate] = "retrait sans objet",
        [FollowUpClosed] = "demande close, l’agrément ayant pris fin",
        [AmendmentOpened] = "lien vers une demande d’avenant",
    };

    /// <summary>The templates' names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>What a mail is, in a few words.</summary>
    public static string NameOf(string template) => All[template];

    /// <summary>Which mails tell a change: the holder's and the department's; null where it is told in another way.</summary>
    public static (string Doctor, string Office)? Of(AgreementChangeKind? kind) => kind switch
    {
        AgreementChangeKind.Suspended => (Suspended, SuspendedNotice),
        AgreementChangeKind.Resumed => (Resumed, ResumedNotice),
        AgreementChangeKind.Withdrawn => (Withdrawn, WithdrawnNotice),
        AgreementChangeKind.GivingUp => (GivingUp, GivingUpNotice),
        AgreementChangeKind.Kept => (Kept, KeptNotice),
        AgreementChangeKind.GivenUp => (GivenUp, GivenUpNotice),
        _ => null,
    };

    /// <summary>The words of a mail.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such mail.</exception>
    public static AgreementMailText TextOf(string template, MailFacts facts)
    {
        var name = facts.Doctor.FullName;
        var which = facts.Text(MailData.Number) is { Length: > 0 } number ? $"agrément n°\u00A0{number}" : "agrément";
        var day = facts.Text(MailData.LastDay).Length > 0 ? facts.Day(MailData.LastDay) : "";
        var author = facts.PersonOf(MailData.Author);
        var isByItself = facts.Text(MailData.ByItself).Length > 0;
        return template switch
        {
            Suspended => new(
                "votre agrément est suspendu",
                "Votre agrément est suspendu",
                [
                    day.Length > 0
                        ? $"La faculté suspend votre {which} à compter d’aujourd’hui, jusqu’au {day} inclus. Il reprendra ensuite de lui-même."
                        : $"La faculté suspend votre {which} à compter d’aujourd’hui, jusqu’à nouvel avis.",
                    "Pendant ce temps, aucun interne ne peut vous être confié. Le département prend contact avec vous pour ceux que vous accueillez.",
                ],
                "Voir mon agrément",
                SaysAppeal: true),
            SuspendedNotice => new(
                $"agrément suspendu – {name}",
                "Un agrément est suspendu",
                [
                    $"L’{which} du {name} est suspendu {(day.Length > 0 ? $"jusqu’au {day} inclus" : "jusqu’à nouvel avis")}. Le médecin en est "
                    + "informé. Aucun interne ne peut lui être confié d’ici là.",
                ],
                "Voir l’agrément"),
            Resumed => new(
                "votre agrément reprend",
                "Votre agrément reprend",
                [
                    isByItself
                        ? $"La suspension de votre {which} est arrivée à son terme : il est de nouveau en cours."
                        : $"La faculté lève la suspension de votre {which} : il est de nouveau en cours.",
                    "Vous pouvez accueillir des internes.",
                ],
                "Voir mon agrément",
                "Un mot de la faculté"),
            ResumedNotice => new(
                $"suspension levée – {name}",
                "Un agrément reprend",
                [
                    isByItself
                        ? $"La suspension de l’{which} du {name} est arrivée à son terme. Le médecin en est informé."
                        : $"La suspension de l’{which} du {name} est levée. Le médecin en est informé.",
                ],
                "Voir l’agrément",
                "Un mot"),
            Withdrawn => new(
                "votre agrément est retiré",
                "Votre agrément est retiré",
                [
                    $"La faculté retire votre {which} de maître de stage des universités, à compter d’aujourd’hui. Deux personnes l’ont décidé.",
                    "Aucun interne ne peut plus vous être confié. Le département prend contact avec vous pour ceux que vous accueillez.",
                ],
                "Voir la décision",
                SaysAppeal: true),
            WithdrawnNotice => new(
                $"agrément retiré – {name}",
                "Un agrément est retiré",
                [$"L’{which} du {name} est retiré. Le médecin en est informé, avec les motifs et les recours."],
                "Voir l’agrément"),
            GivingUp => new(
                $"votre agrément prendra fin le {day}",
                "Vous renoncez à votre agrément",
                [
                    $"Comme vous l’avez demandé, votre {which} prendra fin le {day} au soir. Le département en est informé.",
                    "Jusqu’à ce jour, vous pouvez revenir sur ce choix depuis la page de votre agrément. Merci du temps donné aux internes.",
                ],
                "Voir mon agrément",
                "Ce que vous nous avez écrit"),
            GivingUpNotice => new(
                $"renonciation le {day} – {name}",
                "Un maître de stage renonce à son agrément",
                [$"Le {name} renonce à son {which} : dernier jour, le {day}. Jusque-là, il peut revenir sur ce choix."],
                "Voir l’agrément",
                "La raison donnée"),
            Kept => new(
                "vous gardez votre agrément",
                "Vous gardez votre agrément",
                [$"Comme vous l’avez demandé, votre {which} continue, jusqu’au {facts.Day(MailData.Until)}. Le département en est informé."],
                "Voir mon agrément"),
            KeptNotice => new(
                $"renonciation reprise – {name}",
                "Un maître de stage garde son agrément",
                [$"Le {name} est revenu sur sa renonciation : son {which} continue, jusqu’au {facts.Day(MailData.Until)}."],
                "Voir l’agrément"),
            GivenUp => new(
                "votre agrément a pris fin",
                "Votre agrément a pris fin",
                [
                    $"Votre {which} a pris fin, au jour que vous aviez choisi. Merci de ce que vous avez transmis aux internes.",
                    "Vous pourrez déposer une nouvelle candidature quand vous le voudrez.",
                ],
                "Voir mon dossier"),
            GivenUpNotice => new(
                $"agrément terminé par renonciation – {name}",
                "Un agrément a pris fin",
                [$"L’{which} du {name} a pris fin, au jour que le médecin avait choisi."],
                "Voir l’agrément"),
            WithdrawalAsked => new(
                $"retrait d’agrément à confirmer – {name}",
                "Un retrait d’agrément attend votre confirmation",
                [
                    $"{author} propose de retirer l’{which} du {name}. Un retrait n’a lieu que si une seconde personne le "
                    + $"confirme, d’ici au {day}. Sans réponse, l’agrément continue.",
                ],
                "Lire et répondre",
                "Les motifs proposés"),
            WithdrawalReminder => new(
                $"rappel, retrait d’agrément à confirmer – {name}",
                "Un retrait d’agrément attend toujours votre réponse",
                [
                    $"{author} propose de retirer l’{which} du {name}. Confirmez-le ou refusez-le d’ici au {day}. Sans réponse, "
                    + "l’agrément continue.",
                ],
                "Lire et répondre",
                "Les motifs proposés"),
            WithdrawalDone => new(
                $"retrait confirmé – {name}",
                "Le retrait est confirmé",
                [$"Une seconde personne a confirmé le retrait que vous proposiez : l’{which} du {name} est retiré. Le médecin en est informé."],
                "Voir l’agrément",
                "Un mot"),
            WithdrawalDeclined => new(
                $"retrait non confirmé – {name}",
                "Le retrait n’est pas confirmé",
                [$"Le retrait de l’{which} du {name}, que vous proposiez, n’est pas confirmé : l’agrément continue. Le médecin n’en est pas informé."],
                "Voir l’agrément",
                "La réponse"),
            WithdrawalUnconfirmed => new(
                $"retrait sans confirmation – {name}",
                "Personne n’a confirmé le retrait",
                [
                    $"Le retrait de l’{which} du {name}, que vous proposiez, est resté sans réponse : l’agrément continue. Vous pouvez le proposer de "
                    + "nouveau.",
                ],
                "Voir l’agrément"),
            WithdrawalTooLate => new(
                $"retrait sans objet – {name}",
                "Le retrait est sans objet",
                [$"Le retrait de l’{which} du {name} est confirmé, mais cet agrément avait déjà pris fin autrement : rien n’a été changé."],
                "Voir l’agrément"),
            FollowUpClosed => new(
                "votre demande est close",
                "Votre demande est close",
                ["L’agrément que concernait cette demande a pris fin : elle est close sans décision, et rien d’autre ne vous sera demandé."],
                "Voir mon dossier"),
            AmendmentOpened => new(
                "votre demande d’avenant est ouverte",
                "Votre demande d’avenant est ouverte",
                [
                    $"Vous avez signalé un changement qui touche votre {which}. Décrivez-le et envoyez votre demande : vos dernières réponses y sont "
                    + "déjà.",
                    "Votre agrément reste en cours pendant ce temps.",
                ],
                "Compléter ma demande"),
            _ => throw new ArgumentOutOfRangeException(nameof(template), template, "No such mail about an agreement."),
        };
    }

    /// <summary>Whether it reminds: not sent once what it reminds of is answered.</summary>
    public static bool IsReminder(string template) => template == WithdrawalReminder;
}
