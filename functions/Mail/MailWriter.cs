using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Changes;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Web;

namespace Compagnon.Mail;

/// <summary>
/// Writes a posted mail: to whom, with which link, in which words. Addresses are looked up here, so that they stand nowhere else.
/// </summary>
public sealed class MailWriter(
    DossierBook dossiers,
    AgreementRegister register,
    AddressChangeBook changes,
    FacultyBook faculties,
    LinkAddresses addresses,
    PageRenderer renderer)
{
    /// <summary>The mail as it goes out; null where its dossier or its recipient is no longer there.</summary>
    public Task<WrittenMail?> WriteAsync(MailRecord mail) => WriteAsync(mail, leads: true);

    /// <summary>The mail for somebody else to read: as <see cref="WriteAsync(MailRecord)"/> would write it now, without its link, which is
    /// its recipient's alone.</summary>
    public Task<WrittenMail?> PreviewAsync(MailRecord mail) => WriteAsync(mail, leads: false);

    private async Task<WrittenMail?> WriteAsync(MailRecord mail, bool leads)
    {
        var posting = mail.Posting;
        // A session has no row among the dossiers, and nothing of its mails is a doctor's.
        var dossier = IsAboutSession(posting) ? null : await dossiers.FindAsync(posting.Dossier);
        if (dossier is null && !IsAboutSession(posting)) return null;
        if (faculties.Find(posting.Dossier.Faculty) is not { } faculty) return null;
        if (await RecipientOfAsync(posting, dossier?.Doctor, faculty) is not ({ Length: > 0 } address, var name)) return null;

        var link = LinkOf(posting, dossier, faculty, mail.Posted);
        var page = ConsolePageOf(posting);
        var facts = new MailFacts(
            faculty, posting.Dossier, dossier?.Doctor, posting.Recipient, page ?? (leads ? addresses.Of(link) : addresses.Site),
            AssignmentSchedule.LastDayBefore(link.Expires), posting.Data)
        {
            IsConsole = page is not null,
            IsAmendment = dossier is { Kind: DossierKind.Amendment },
            IsConfirmed = dossier is not { IsUnconfirmed: true } && posting.Template != MailTemplates.AddressChangeNew,
            IsRenewal = dossier is { IsRenewal: true },
            Renewed = dossier is { IsRenewal: true } ? await register.FindAsync(dossier.AgreementKey) : null,
            IsAccelerated = dossier is { IsAccelerated: true, IsFinal: false, IsUnconfirmed: false },
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
            Invitation = VisitMails.InvitationOf(posting.Template, facts, mail.Posted)
                ?? SessionInvitation.Of(posting.Template, facts, mail.Posted),
        };
    }

    private Uri? ConsolePageOf(MailPosting posting) =>
        posting.Recipient != Link.Doctor && posting.Data.TryGetValue(MailData.Console, out var below)
            ? new Uri(addresses.Site, $"console/{posting.Dossier.Faculty}{below}")
            : null;

    /// <summary>The mail in a few words, for the journal: « accusé de réception, au médecin ».</summary>
    public string Describe(MailPosting posting)
    {
        var recipient = posting.Recipient == Link.Doctor
            ? "au médecin"
            : "à " + (faculties.Find(posting.Dossier.Faculty)?.FindPerson(posting.Recipient)?.Name
                ?? "un ancien membre du département");
        return $"{MailTemplates.NameOf(posting.Template)}, {recipient}";
    }

    private static bool IsAboutSession(MailPosting posting) =>
        MailTemplates.IsAboutSession(posting.Template) || posting.Data.GetValueOrDefault(MailData.Kind) == nameof(LinkKind.Session);

    /// <summary>The change of address that a mail asks to confirm; null where it is over, or another took its place.</summary>
    public async Task<AddressChange?> FindOpenChangeAsync(MailPosting posting, DateTimeOffset now) =>
        await FindChangeAsync(posting) is { } change && change.IsOpen(now) ? change : null;

    private async Task<AddressChange?> FindChangeAsync(MailPosting posting) =>
        await changes.FindAsync(posting.Dossier) is { } change && change.Id == posting.Data.GetValueOrDefault(MailData.Change)
            ? change
            : null;

    private async Task<(string Address, string Name)?> RecipientOfAsync(MailPosting posting, Doctor? doctor, Faculty faculty)
    {
        // The two mailboxes of a change are those of the change, whatever is on record by now.
        if (posting.Template is MailTemplates.AddressChangeNew or MailTemplates.AddressChangeOld or MailTemplates.AddressChangedNotice)
        {
            if (doctor is null || await FindChangeAsync(posting) is not { } change) return null;
            return (posting.Template == MailTemplates.AddressChangeNew ? change.To : change.From, doctor.FullName);
        }
        if (posting.Recipient == Link.Doctor) return doctor is null ? null : (doctor.Address, doctor.FullName);
        return faculty.FindPerson(posting.Recipient) is { } person ? (person.Address, person.Name) : null;
    }

    // From the moment of posting, so that a repetition makes the same link.
    private static Link LinkOf(MailPosting posting, DossierRecord? dossier, Faculty faculty, DateTimeOffset posted)
    {
        var (kind, assignment) = KindOf(posting, dossier);
        var days = kind is LinkKind.Confirmation || MailTemplates.AsksForAddressChange(posting.Template)
            ? faculty.Delays.ConfirmationDays
            : faculty.Delays.LinkDays;
        return new Link(kind, posting.Dossier, posting.Recipient, assignment, AssignmentSchedule.Due(posted, days));
    }

    private static (LinkKind Kind, string Assignment) KindOf(MailPosting posting, DossierRecord? dossier)
    {
        if (dossier is null) return (LinkKind.Session, "");

        var change = posting.Data.GetValueOrDefault(MailData.Change, "");
        if (posting.Template == MailTemplates.AddressChangeNew)
            return (LinkKind.AddressChange, AddressChange.MarkOf(AddressSide.New, change));
        // What is left of the old mailbox: it sees what became of the change, and no longer the dossier.
        if (posting.Template is MailTemplates.AddressChangeOld or MailTemplates.AddressChangedNotice)
            return (LinkKind.AddressChange, AddressChange.MarkOf(AddressSide.Old, change));
        if (posting.Recipient != Link.Doctor)
        {
            return posting.Data.GetValueOrDefault(MailData.Kind) == nameof(LinkKind.Desk)
                ? (LinkKind.Desk, "")
                : (LinkKind.Assignment, posting.Data.GetValueOrDefault(MailData.Assignment, ""));
        }

        return posting.Template == MailTemplates.AddressConfirmation || dossier.IsUnconfirmed
            ? (LinkKind.Confirmation, dossier.LinkMark)
            : (LinkKind.Dossier, dossier.LinkMark);
    }
}
