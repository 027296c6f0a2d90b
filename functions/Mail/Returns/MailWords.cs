using Compagnon.Consoles;
using Compagnon.Links;

namespace Compagnon.Mail.Returns;

/// <summary>What pages say of mails that have not arrived.</summary>
public static class MailWords
{
    /// <summary>« accusé de réception » with its first letter large.</summary>
    public static string TitleOf(string template)
    {
        // A mail of a form that this version no longer knows still stands in the list.
        var name = MailTemplates.Exists(template) ? MailTemplates.NameOf(template) : "courriel";
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    /// <summary>Why it is on the list, in two words.</summary>
    public static string LabelOf(MailTroubleKind kind) => kind switch
    {
        MailTroubleKind.Waiting => "en attente",
        MailTroubleKind.NotDelivered => "non envoyé",
        _ => "revenu",
    };

    /// <summary>What has happened, and what follows.</summary>
    public static string SentenceOf(MailRecord mail) => mail switch
    {
        { Returned: not null } => "Le courriel est parti, puis il est revenu : " + ReturnReason(mail.ReturnStatus),
        { State: MailState.NotDelivered, Reason: var reason } => NotSentReason(reason),
        { State: MailState.Dropped, Posting.Template: DossierMails.Confided } =>
            "Le dossier a changé de mains avant l’envoi : il n’a pas été envoyé.",
        { State: MailState.Dropped } => "Ce qu’il rappelait avait reçu une réponse : il n’a pas été envoyé.",
        { IsFinal: false } =>
            "Le service de messagerie ne l’a pas encore pris. L’envoi est essayé de nouveau de lui-même ; vous n’avez rien à faire.",
        _ => "Le service de messagerie l’a pris.",
    };

    /// <summary>How it fared, in two words.</summary>
    public static string LabelOf(MailRecord mail) => mail switch
    {
        { Returned: not null } => "revenu",
        { State: MailState.Accepted } => "envoyé",
        { State: MailState.Dropped } => "sans objet",
        { State: MailState.NotDelivered } => "non envoyé",
        _ => "en cours d’envoi",
    };

    /// <summary>Whom a mail is for, with no name of the doctor: « au médecin », « à Mme Odile Ferrand (secrétariat) ».</summary>
    public static string RecipientOf(MailPosting posting, Faculties.Faculty faculty) => posting.Recipient == Link.Doctor
        ? "au médecin"
        : faculty.FindPerson(posting.Recipient) is { } person
            ? $"à {person.ShortName} ({person.Labels()})"
            : "à une personne qui n’est plus inscrite";

    /// <summary>Whom a mail is for, on the list.</summary>
    public static string RecipientOf(MailTrouble mail, ConsoleCase visit) => mail.Recipient == Link.Doctor
        ? mail.Doctor
        : visit.Faculty.FindPerson(mail.Recipient)?.Name ?? "une personne qui n’est plus inscrite";

    // RFC 3463: the first number says for good, the second what, the third more.
    private static string ReturnReason(string status) => status.Split('.') switch
    {
        [_, "1", "0" or "1" or "2" or "3" or "6" or "10"] => "cette adresse n’existe pas ou n’existe plus.",
        [_, "2", "2"] => "la boîte du destinataire est pleine.",
        [_, "2", "1"] => "la boîte du destinataire est fermée.",
        [_, "7", _] => "la messagerie du destinataire l’a refusé.",
        [_, "4", _] => "la messagerie du destinataire n’a pas pu être jointe.",
        _ => "la messagerie du destinataire ne l’a pas pris.",
    };

    private static string NotSentReason(string reason) => reason switch
    {
        "no recipient" => "Il n’est pas parti : son destinataire n’est plus inscrit, ou son dossier n’existe plus.",
        "the mail service did not take it in time" =>
            "Il n’est pas parti : le service de messagerie ne l’a pas pris pendant trois semaines.",
        "the draft is gone and whether it was sent cannot be known" =>
            "On ne peut pas savoir s’il est parti : il a été supprimé de la boîte du département pendant l’envoi.",
        _ => "Il n’est pas parti : le service de messagerie a refusé ce message.",
    };
}
