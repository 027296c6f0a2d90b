using Compagnon.Assignments;
using Compagnon.Mail;

namespace Compagnon.Renewals;

/// <summary>The words of one mail about an agreement's renewal or end.</summary>
/// <param name="Name">What it is, for the journal.</param>
/// <param name="Subject">What it is about, after the dossier's reference.</param>
/// <param name="Title">The heading.</param>
/// <param name="Button">What the button does.</param>
/// <param name="Text">Paragraphs before the button; the first is what a mail list shows.</param>
public sealed record RenewalMailText(string Name, string Subject, string Title, string Button, params IReadOnlyList<string> Text)
{
    /// <summary>Above the doctor's or the commission's words.</summary>
    public string WordTitle { get; init; } = "";
}

/// <summary>The mails about the renewal and the end of agreements, in French.</summary>
public static class RenewalMailTexts
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        MailTemplates.RenewalInvitation, MailTemplates.RenewalReminder, MailTemplates.RenewalLastNotice, MailTemplates.RenewalUnanswered,
        MailTemplates.RenewalDeclined, MailTemplates.RenewalDeclinedNotice, MailTemplates.RenewalWantedNotice,
        MailTemplates.AgreementExtended, MailTemplates.AgreementExtendedNotice, MailTemplates.AgreementLapsed,
        MailTemplates.AgreementLapsedNotice,
    ];

    /// <summary>Whether it reminds of a renewal: not sent once that was answered.</summary>
    public static bool IsReminder(string template) =>
        template is MailTemplates.RenewalReminder or MailTemplates.RenewalLastNotice or MailTemplates.RenewalUnanswered;

    /// <summary>Whether it offers to decline.</summary>
    public static bool MayDecline(string template) =>
        template is MailTemplates.RenewalInvitation or MailTemplates.RenewalReminder or MailTemplates.RenewalLastNotice;

    /// <summary>What a mail is, for the journal.</summary>
    public static string NameOf(string template) => template switch
    {
        MailTemplates.RenewalInvitation => "invitation à renouveler l’agrément",
        MailTemplates.RenewalReminder => "rappel, renouvellement de l’agrément",
        MailTemplates.RenewalLastNotice => "dernier avis avant le terme de l’agrément",
        MailTemplates.RenewalUnanswered => "agrément bientôt à son terme, sans réponse du médecin",
        MailTemplates.RenewalDeclined => "renouvellement non souhaité, confirmation",
        MailTemplates.RenewalDeclinedNotice => "renouvellement non souhaité",
        MailTemplates.RenewalWantedNotice => "renouvellement finalement souhaité",
        MailTemplates.AgreementExtended or MailTemplates.AgreementExtendedNotice => "agrément prolongé",
        MailTemplates.AgreementLapsed or MailTemplates.AgreementLapsedNotice => "agrément arrivé à son terme",
        _ => throw Unknown(template),
    };

    /// <summary>The words of a mail.</summary>
    /// <exception cref="ArgumentException">It is no such mail.</exception>
    public static RenewalMailText TextOf(string template, MailFacts facts)
    {
        var (name, until) = (NameOf(template), facts.Day(MailData.Until));
        var doctor = facts.Candidate?.FullName ?? "";
        var isUnderWay = facts.Text(MailData.UnderWay).Length > 0;
        var isConditional = facts.Text(MailData.Recommendations).Length > 0;
        return template switch
        {
            MailTemplates.RenewalInvitation => new(
                name, $"votre agrément va jusqu’au {until}, renouvelez-le", "Renouveler votre agrément", "Préparer mon renouvellement",
                $"Votre agrément de maître de stage des universités va jusqu’au {until} inclus. Vous pouvez dès maintenant en demander le renouvellement.",
                isConditional
                    ? "Il vous est demandé de répondre à chaque recommandation de la commission, puis un court bilan de ces mois. Ce que nous "
                        + "savons déjà est rempli : vous n’avez qu’à le confirmer ou à le corriger."
                    : "Il vous est demandé un court bilan : les internes accueillis, leurs évaluations, vos formations, ce qui a changé. Ce que "
                        + "nous savons déjà est rempli : vous n’avez qu’à le confirmer ou à le corriger.")
            {
                WordTitle = isConditional ? "Les recommandations de la commission" : "",
            },
            MailTemplates.RenewalReminder => new(
                name, $"rappel, votre agrément va jusqu’au {until}", "Votre renouvellement vous attend", "Préparer mon renouvellement",
                $"Votre agrément va jusqu’au {until} inclus et sa demande de renouvellement ne nous est pas encore parvenue.",
                "La commission a besoin de temps pour l’examiner : plus tôt vous l’envoyez, plus sûrement la suite s’enchaîne sans interruption. "
                    + "Ce que vous avez déjà rempli est conservé."),
            MailTemplates.RenewalLastNotice => new(
                name, $"dernier avis, votre agrément prend fin le {until}", $"Votre agrément prend fin le {until}", "Envoyer mon renouvellement",
                $"Sans demande de votre part d’ici au {until} inclus, votre agrément prend fin ce jour-là et vous ne pourrez plus accueillir d’interne.",
                "Il suffit d’envoyer votre demande avant cette date. Si quelque chose vous en empêche, répondez à ce message."),
            MailTemplates.RenewalUnanswered => new(
                name, $"agrément à son terme le {until}, sans réponse – {doctor}", "Un agrément va prendre fin", "Voir le dossier",
                $"L’agrément du {doctor} va jusqu’au {until} inclus. Invité puis relancé, le médecin n’a ni envoyé de demande de renouvellement, ni dit y renoncer.",
                "Un appel peut encore suffire : il lui reste son lien, et le dernier avis lui est parvenu aujourd’hui."),
            MailTemplates.RenewalDeclined => new(
                name, "votre choix est noté", "Votre choix est noté", "Revoir mon choix",
                $"Vous ne souhaitez pas renouveler votre agrément. Il reste valable jusqu’au {until} inclus et prendra fin ce jour-là ; le département en est informé.",
                $"Vous pouvez encore changer d’avis jusqu’au {until}, depuis la même page. Merci pour le temps donné aux internes."),
            MailTemplates.RenewalDeclinedNotice => new(
                name, $"renouvellement non souhaité – {doctor}", "Un médecin ne renouvelle pas", "Voir le dossier",
                $"Le {doctor} ne souhaite pas renouveler son agrément, qui va jusqu’au {until} inclus. Le médecin ne recevra plus de rappel ; il peut encore changer d’avis jusqu’à cette date.")
            {
                WordTitle = "La raison donnée",
            },
            MailTemplates.RenewalWantedNotice => new(
                name, $"renouvellement finalement souhaité – {doctor}", "Un médecin renouvelle finalement", "Voir le dossier",
                $"Le {doctor}, qui ne souhaitait pas renouveler son agrément, est revenu sur ce choix. Sa demande est ouverte jusqu’au {until} inclus."),
            MailTemplates.AgreementExtended => new(
                name, "votre agrément est prolongé jusqu’à la décision", "Votre agrément est prolongé", "Suivre ma demande",
                $"Votre agrément allait jusqu’au {until} inclus et votre demande de renouvellement est encore examinée. Il reste valable jusqu’à la décision.",
                "Vous n’avez rien à faire. Vous serez informé de la décision par courriel."),
            MailTemplates.AgreementExtendedNotice => new(
                name, $"agrément prolongé jusqu’à la décision – {doctor}", "Un agrément est prolongé", "Ouvrir le dossier",
                $"L’agrément du {doctor} allait jusqu’au {until} inclus. Son renouvellement n’étant pas décidé, il reste valable jusqu’à la décision."),
            MailTemplates.AgreementLapsed => new(
                name, "votre agrément est arrivé à son terme", "Votre agrément est arrivé à son terme", "Voir mon dossier",
                isUnderWay
                    ? $"Votre agrément allait jusqu’au {until} inclus. Votre demande de renouvellement est encore examinée : si elle aboutit, l’agrément reprendra le jour de la décision."
                    : $"Votre agrément allait jusqu’au {until} inclus et n’a pas été renouvelé. Vous n’êtes plus maître de stage des universités depuis le lendemain.",
                isUnderWay
                    ? "D’ici là, aucun interne ne peut être accueilli."
                    : "Si vous souhaitez accueillir de nouveau des internes, déposez une nouvelle candidature : le département sera heureux de vous retrouver."),
            MailTemplates.AgreementLapsedNotice => new(
                name, $"agrément arrivé à son terme – {doctor}", "Un agrément est arrivé à son terme", "Voir le dossier",
                $"L’agrément du {doctor} allait jusqu’au {until} inclus. "
                    + (isUnderWay ? "Son renouvellement n’est pas encore décidé : l’agrément ne vaut plus d’ici là." : "Il n’a pas été renouvelé et n’est plus valable."),
                "Si un interne y est affecté, un autre lieu de stage est à trouver."),
            _ => throw Unknown(template),
        };
    }

    private static ArgumentException Unknown(string template) =>
        new($"Expected a mail about an agreement's renewal or end; got '{template}'.", nameof(template));
}
