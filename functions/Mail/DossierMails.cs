using Compagnon.Dossiers;
using Compagnon.Lifecycle;

namespace Compagnon.Mail;

/// <summary>The mails of what the department does with a dossier beside its procedure. Pure.</summary>
public static class DossierMails
{
    /// <summary>Tells the doctor that the dossier is on hold.</summary>
    public const string Held = "dossier-held";

    /// <summary>Tells the doctor that it goes on.</summary>
    public const string Resumed = "dossier-resumed";

    /// <summary>Tells the doctor that the department has written; what it wrote stands on the dossier's page.</summary>
    public const string MessageToDoctor = "message-to-doctor";

    /// <summary>Tells whoever takes care of a dossier, or the secretariat, that the doctor has written.</summary>
    public const string MessageFromDoctor = "message-from-doctor";

    /// <summary>Tells the doctor that the dossier is closed as the double of another.</summary>
    public const string ClosedAsDouble = "dossier-double";

    /// <summary>Tells somebody of the department that a colleague has put them in charge of a dossier.</summary>
    public const string Confided = "dossier-confided";

    private static readonly Dictionary<string, string> All = new()
    {
        [Confided] = "dossier confié",
        [ClosedAsDouble] = "dossier clos comme double",
        [MessageToDoctor] = "message du département, à lire sur le dossier",
        [MessageFromDoctor] = "message du médecin, à lire sur le dossier",
        [Held] = "dossier mis en attente",
        [Resumed] = "dossier repris après une mise en attente",
    };

    private const string NoWord = "";

    /// <summary>The templates' names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>What a mail is, in a few words.</summary>
    public static string NameOf(string template) => All[template];

    /// <summary>The words of a mail.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such mail.</exception>
    public static AgreementMailText TextOf(string template, MailFacts facts) => template switch
    {
        Held => new(
            "votre dossier est mis en attente",
            "Votre dossier est mis en attente",
            [
                facts.Text(MailData.Until).Length > 0
                    ? $"Le département met votre dossier en attente. Il reprendra de lui-même le {facts.Day(MailData.Until)}, ou "
                        + "plus tôt si le département le décide."
                    : "Le département met votre dossier en attente. Vous serez informé par courriel dès qu’il reprendra.",
                "D’ici là, aucun délai ne court et vous ne recevez pas de rappel. Ce qui vous était demandé peut toujours être envoyé.",
            ],
            "Voir mon dossier",
            "Le motif"),
        Resumed => new(
            "votre dossier reprend",
            "Votre dossier reprend",
            [
                "La mise en attente de votre dossier est terminée : son examen continue.",
                "Si quelque chose vous était demandé, le délai est prolongé d’autant. La page de votre dossier dit où il en est et, "
                + "s’il y a lieu, jusqu’à quand répondre.",
            ],
            "Voir mon dossier",
            NoWord),
        ClosedAsDouble => new(
            "ce dossier est clos, un autre continue",
            "Ce dossier est clos, un autre continue",
            [
                "Le département a reçu plusieurs candidatures à votre numéro RPPS. Il clôt celle-ci ; "
                + $"l’examen continue dans le dossier {new DossierKey("", facts.Text(MailData.Kept)).Reference}.",
                "Vous n’avez rien à faire. Si vous pensez que c’est une erreur, répondez à ce courriel ou écrivez au département "
                + "depuis la page du dossier.",
            ],
            "Voir ce dossier",
            "Le motif"),
        MessageToDoctor => new(
            "le département vous a écrit",
            "Le département vous a écrit",
            ["Un message vous attend sur la page de votre dossier. Vous pouvez y répondre."],
            "Lire le message",
            NoWord),
        MessageFromDoctor => new(
            $"message du médecin – {facts.Doctor.FullName}",
            "Un médecin vous a écrit",
            [
                $"Le {facts.Doctor.FullName} a écrit au département au sujet de son dossier. "
                + "Le message se lit sur la console, où vous pouvez répondre.",
            ],
            "Lire et répondre",
            NoWord),
        // The name of whoever has not confirmed an address stands in no mail.
        Confided => new(
            facts.IsConfirmed ? $"vous suivez désormais ce dossier – {facts.Doctor.FullName}" : "vous suivez désormais ce dossier",
            "Un dossier vous est confié",
            [
                $"{facts.PersonOf(MailData.Author)} vous confie "
                + (facts.IsConfirmed ? $"le dossier du {facts.Doctor.FullName}. " : "ce dossier. ")
                + "Vous le retrouvez sur la console, dans « Mes dossiers ».",
                "Désormais, les messages du médecin vous sont annoncés. Ce que la procédure demande au secrétariat ou à la "
                + "coordination leur est demandé comme avant.",
            ],
            "Ouvrir le dossier",
            NoWord),
        _ => throw new ArgumentOutOfRangeException(nameof(template), template, "No such mail about a dossier."),
    };
}
