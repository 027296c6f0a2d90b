using Compagnon.Mail;

namespace Compagnon.Lifecycle;

/// <summary>The mails of a dossier's way in the words of an amendment. Pure.</summary>
public static class AmendmentMails
{
    /// <summary>The words of a mail about an amendment; null where those of any dossier say it.</summary>
    public static AgreementMailText? Find(string template, MailFacts facts)
    {
        var name = facts.Doctor.FullName;
        return template switch
        {
            MailTemplates.Acknowledgement => new(
                "nous avons bien reçu votre demande d’avenant",
                "Votre demande d’avenant est arrivée",
                [
                    "Le secrétariat vérifie qu’elle est complète, puis la coordination du département décide. Vous en serez informé par courriel.",
                    "Votre agrément reste en cours, tel qu’il est, jusqu’à la décision.",
                ],
                "Suivre ma demande"),
            MailTemplates.ReviewAsked => new(
                $"demande d’avenant à vérifier – {name}",
                "Une demande d’avenant à vérifier",
                [$"Le {name} signale un changement de son lieu ou de son accueil. Dites si sa demande est complète, ou ce qui manque."],
                "Ouvrir la demande"),
            MailTemplates.ReviewReminder => new(
                $"rappel, demande d’avenant à vérifier – {name}",
                "Une demande d’avenant attend votre vérification",
                [$"La demande d’avenant du {name} attend depuis le {facts.Day(MailData.Since)}. Dites si elle est complète, ou ce qui manque."],
                "Ouvrir la demande"),
            MailTemplates.DecisionAsked => new(
                $"avenant à décider – {name}",
                "Un avenant attend votre décision",
                [$"La demande d’avenant du {name} est complète. Accordez ou refusez l’avenant ; un refus est motivé, et le médecin lit vos motifs."],
                "Lire la demande et décider"),
            MailTemplates.DecisionReminder => new(
                $"rappel, avenant à décider – {name}",
                "Un avenant attend toujours votre décision",
                [$"La demande d’avenant du {name} attend votre décision depuis le {facts.Day(MailData.Since)}."],
                "Lire la demande et décider"),
            MailTemplates.Granted => new(
                "votre avenant est accordé",
                "Votre avenant est accordé",
                [
                    "La faculté accepte le changement que vous avez signalé. Un nouvel agrément remplace le précédent, jusqu’au "
                    + $"{facts.Day(MailData.Until)} inclus : le terme reste le même.",
                    "Il porte un nouveau numéro. Imprimez sa nouvelle attestation : l’ancienne ne peut plus être présentée.",
                ],
                "Voir mon agrément",
                "Un mot de la faculté"),
            MailTemplates.GrantedNotice => new(
                $"avenant accordé – {name}",
                "Un avenant est accordé",
                [$"L’avenant du {name} est accordé, jusqu’au {facts.Day(MailData.Until)} inclus. Le registre est à jour et le médecin en est informé."],
                "Ouvrir la demande",
                "Le mot au médecin"),
            MailTemplates.Refused => new(
                "décision sur votre demande d’avenant",
                "Décision sur votre demande d’avenant",
                [
                    "Votre demande a été examinée. L’avenant ne vous est pas accordé : votre agrément reste en cours pour le lieu et l’accueil qui "
                    + "avaient été examinés.",
                ],
                "Voir la décision",
                SaysAppeal: true),
            MailTemplates.RefusedNotice => new(
                $"avenant refusé – {name}",
                "Un avenant est refusé",
                [$"L’avenant que demandait le {name} est refusé. La décision, ses motifs et les recours ont été adressés au médecin."],
                "Ouvrir la demande"),
            MailTemplates.Closed => new(
                "votre demande d’avenant est classée",
                "Votre demande d’avenant est classée sans décision",
                [
                    $"Ce qui vous était demandé ne nous est pas parvenu avant la fin du délai, le {facts.Day(MailData.LastDay)}. Votre agrément reste en "
                    + "cours, tel qu’il est ; vous pouvez signaler de nouveau le changement à tout moment.",
                ],
                "Voir ma demande"),
            MailTemplates.ClosedNotice => new(
                $"demande d’avenant classée – {name}",
                "Une demande d’avenant est classée",
                [$"La demande d’avenant du {name} est classée sans décision, faute de réponse. Son agrément reste tel qu’il est."],
                "Ouvrir la demande"),
            MailTemplates.Withdrawn => new(
                "votre demande d’avenant est retirée",
                "Votre demande d’avenant est retirée",
                ["Comme vous l’avez demandé, votre demande d’avenant est retirée. Votre agrément reste en cours, tel qu’il est."],
                "Voir ma demande"),
            MailTemplates.WithdrawnNotice => new(
                $"demande d’avenant retirée – {name}",
                "Une demande d’avenant est retirée",
                [$"Le {name} a retiré sa demande d’avenant. Aucune réponse n’est plus attendue de vous sur cette demande."],
                "Ouvrir la demande",
                "Un mot du médecin"),
            _ => null,
        };
    }
}
