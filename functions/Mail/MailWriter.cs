using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Web;

namespace Compagnon.Mail;

/// <summary>
/// Writes a posted mail: to whom, with which link, in which words. Addresses are looked up here, so that they stand nowhere else.
/// </summary>
public sealed class MailWriter(DossierBook dossiers, FacultyBook faculties, LinkAddresses addresses, PageRenderer renderer)
{
    /// <summary>The mail as it goes out; null where its dossier or its recipient is no longer there.</summary>
    public async Task<WrittenMail?> WriteAsync(MailRecord mail)
    {
        var posting = mail.Posting;
        // A session has no row among the dossiers, and nothing of its mails is a doctor's.
        var dossier = IsAboutSession(posting) ? null : await dossiers.FindAsync(posting.Dossier);
        if (dossier is null && !IsAboutSession(posting)) return null;
        if (faculties.Find(posting.Dossier.Faculty) is not { } faculty) return null;
        if (RecipientOf(posting, dossier?.Doctor, faculty) is not var (address, name)) return null;

        var link = LinkOf(posting, dossier?.State, faculty, mail.Posted);
        var facts = new MailFacts(
            faculty, posting.Dossier, dossier?.Doctor, posting.Recipient, addresses.Of(link),
            AssignmentSchedule.LastDayBefore(link.Expires), posting.Data)
        {
            IsConfirmed = dossier?.State != DossierState.AwaitingConfirmation,
        };
        return new WrittenMail(
            new MailKey(posting.Dossier, posting.Id),
            faculty.Mailbox.Address,
            faculty.Mailbox.Name,
            address,
            facts.IsConfirmed ? name : "",
            MailTemplates.SubjectOf(posting.Template, facts),
            await MailTemplates.HtmlAsync(renderer, posting.Template, facts))
        {
            Invitation = VisitMails.InvitationOf(posting.Template, facts, mail.Posted),
        };
    }

    /// <summary>The mail in a few words, for the journal: « accusé de réception, au médecin ».</summary>
    public string Describe(MailPosting posting)
    {
        var recipient = posting.Recipient == Link.Doctor
            ? "au médecin"
            : "à " + (faculties.Find(posting.Dossier.Faculty)?.People.FirstOrDefault(person => person.Id == posting.Recipient)?.Name
                ?? "un ancien membre du département");
        return $"{MailTemplates.NameOf(posting.Template)}, {recipient}";
    }

    private static bool IsAboutSession(MailPosting posting) =>
        MailTemplates.IsAboutSession(posting.Template) || posting.Data.GetValueOrDefault(MailData.Kind) == nameof(LinkKind.Session);

    private static (string Address, string Name)? RecipientOf(MailPosting posting, Doctor? doctor, Faculty faculty)
    {
        if (posting.Recipient == Link.Doctor) return doctor is null ? null : (doctor.Address, doctor.FullName);
        return faculty.People.FirstOrDefault(person => person.Id == posting.Recipient) is { } person ? (person.Address, person.Name) : null;
    }

    // From the moment of posting, so that a repetition makes the same link.
    private static Link LinkOf(MailPosting posting, DossierState? state, Faculty faculty, DateTimeOffset posted)
    {
        var isConfirmation = posting.Template == MailTemplates.AddressConfirmation
            || (posting.Data.GetValueOrDefault(MailData.Kind) == nameof(LinkKind.Confirmation)
                && state == DossierState.AwaitingConfirmation);
        var (kind, assignment) = isConfirmation ? (LinkKind.Confirmation, "")
            : IsAboutSession(posting) ? (LinkKind.Session, "")
            : posting.Recipient == Link.Doctor ? (LinkKind.Dossier, "")
            : (LinkKind.Assignment, posting.Data.GetValueOrDefault(MailData.Assignment, ""));
        var days = isConfirmation ? faculty.Delays.ConfirmationDays : faculty.Delays.LinkDays;
        return new Link(kind, posting.Dossier, posting.Recipient, assignment, AssignmentSchedule.Due(posted, days));
    }
}
