using Compagnon.Faculties;
using Compagnon.Mail;

namespace Compagnon.Commissions;

/// <summary>Whether a reminder of a commission is still needed by the time it would go out.</summary>
public sealed class SessionReminders(SessionBook sessions, SessionReader reader, FacultyBook faculties)
{
    /// <summary>Whether whoever it reminds has done meanwhile what it reminds of, or the session does not take place.</summary>
    public async Task<bool> IsNeedlessAsync(MailPosting posting)
    {
        if (posting.Template is not (MailTemplates.SessionOpinionsReminder or MailTemplates.SessionOutcomesReminder)) return false;
        if (await sessions.FindAsync(posting.Dossier) is not { } session) return false;
        if (session.IsFinal) return true;
        if (faculties.Find(session.Key.Faculty)?.FindPerson(posting.Recipient) is not { } person) return false;

        var agenda = await reader.ReadAsync(session);
        return posting.Template == MailTemplates.SessionOpinionsReminder
            ? agenda.Open.All(item => Deliberation.Owing([person], item.Opinions, item.Entry.Assignment).Count == 0)
            : agenda.IsSettled;
    }
}
