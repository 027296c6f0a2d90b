using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Renewals;

namespace Compagnon.Mail;

/// <summary>Says of a mail whether anybody still needs it.</summary>
public sealed class MailNeed(
    SessionReminders sessions, MailWriter writer, RenewalBook renewals, AssignmentDesk desk, DossierBook dossiers, TimeProvider time)
{
    /// <summary>Whether what it reminds of, or asks for, has been answered, its dossier is on hold, or has been handed on to somebody
    /// else.</summary>
    public async Task<bool> IsAnsweredAsync(MailPosting posting) =>
        await sessions.IsNeedlessAsync(posting)
        || (MailTemplates.AsksForAddressChange(posting.Template) && await writer.FindOpenChangeAsync(posting, time.GetUtcNow()) is null)
        || (posting.Template == DossierMails.Confided && (await dossiers.FindAsync(posting.Dossier))?.FollowedBy != posting.Recipient)
        || (RenewalMailTexts.IsReminder(posting.Template)
            && posting.Data.TryGetValue(MailData.Renewal, out var renewal)
            && await renewals.IsAnsweredAsync(new DossierKey(posting.Dossier.Faculty, renewal)))
        || (MailTemplates.IsReminder(posting.Template) && !RenewalMailTexts.IsReminder(posting.Template)
            && posting.Data.TryGetValue(MailData.Assignment, out var assignment)
            && (await desk.FindClaimAsync(posting.Dossier, assignment) is not null || await IsHeldAsync(posting)));

    // A visit that is agreed comes whatever is held.
    private async Task<bool> IsHeldAsync(MailPosting posting) =>
        posting.Template != MailTemplates.VisitComing && await dossiers.FindAsync(posting.Dossier) is { IsHeld: true };
}
