using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Lifecycle;
using Compagnon.Links;
using Compagnon.Renewals;
using Compagnon.Visits;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Mail;

/// <summary>Mails that belong together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Templates">Their names, in the order in which they go out.</param>
public sealed record MailGroup(string Title, IReadOnlyList<string> Templates);

/// <summary>Every mail on invented facts: what a faculty shows of its mails before anybody gets one. Pure.</summary>
public static class SampleMails
{
    private const string AnAgreement = "2027-0042";

    // Whom a mail goes to that is not the doctor's; those whose name ends so go to the secretariat.
    private const string Notice = "-notice";

    private static readonly Dictionary<string, StaffRole> Recipients = new(StringComparer.Ordinal)
    {
        [MailTemplates.ReviewAsked] = StaffRole.Secretariat,
        [MailTemplates.PiecesProvided] = StaffRole.Secretariat,
        [MailTemplates.ReviewReminder] = StaffRole.Secretariat,
        [MailTemplates.ExtensionAsked] = StaffRole.Coordinator,
        [MailTemplates.ExtensionReminder] = StaffRole.Coordinator,
        [MailTemplates.DecisionAsked] = StaffRole.Coordinator,
        [MailTemplates.DecisionReminder] = StaffRole.Coordinator,
        [MailTemplates.LateNotice] = StaffRole.Coordinator,
        [MailTemplates.SignatureAsked] = StaffRole.Dean,
        [MailTemplates.SignatureReminder] = StaffRole.Dean,
        [MailTemplates.AuthorityAsked] = StaffRole.Secretariat,
        [MailTemplates.AuthorityReminder] = StaffRole.Secretariat,
        [MailTemplates.VisitTeamAsked] = StaffRole.Coordinator,
        [MailTemplates.VisitTeamReminder] = StaffRole.Coordinator,
        [MailTemplates.VisitOffer] = StaffRole.Teacher,
        [MailTemplates.VisitOfferReminder] = StaffRole.Teacher,
        [MailTemplates.VisitReleased] = StaffRole.Teacher,
        [MailTemplates.VisitDatesAsked] = StaffRole.Teacher,
        [MailTemplates.VisitDatesReminder] = StaffRole.Teacher,
        [MailTemplates.VisitConfirmationAsked] = StaffRole.Teacher,
        [MailTemplates.VisitConfirmationReminder] = StaffRole.Teacher,
        [MailTemplates.VisitReportAsked] = StaffRole.Teacher,
        [MailTemplates.VisitReportReminder] = StaffRole.Teacher,
        [MailTemplates.VisitSignatureAsked] = StaffRole.Teacher,
        [MailTemplates.VisitSignatureReminder] = StaffRole.Teacher,
        [MailTemplates.SessionConvened] = StaffRole.Member,
        [MailTemplates.SessionOpinionsReminder] = StaffRole.Member,
        [MailTemplates.SessionOutcomesReminder] = StaffRole.Chair,
        [MailTemplates.SessionMoved] = StaffRole.Member,
        [MailTemplates.SessionCancelled] = StaffRole.Member,
        [MailTemplates.SessionEmpty] = StaffRole.Chair,
        [MailTemplates.SessionMinutes] = StaffRole.Member,
        [MailTemplates.RenewalUnanswered] = StaffRole.Secretariat,
        [DossierMails.MessageFromDoctor] = StaffRole.Secretariat,
        [DossierMails.Confided] = StaffRole.Secretariat,
        [AgreementMails.WithdrawalAsked] = StaffRole.Coordinator,
        [AgreementMails.WithdrawalReminder] = StaffRole.Coordinator,
    };

    private static readonly MailGroup[] Known =
    [
        new("Candidature", [
            MailTemplates.AddressConfirmation, MailTemplates.DossierOpened, MailTemplates.OpenedForDoctor,
            MailTemplates.OpenedForDoctorNotice, MailTemplates.Acknowledgement, MailTemplates.NewLink]),
        new("Vérification et pièces", [
            MailTemplates.ReviewAsked, MailTemplates.ReviewReminder, MailTemplates.PiecesMissing, MailTemplates.PiecesReminder,
            MailTemplates.PiecesLastNotice, MailTemplates.PiecesProvided, MailTemplates.ExtensionAsked, MailTemplates.ExtensionReminder,
            MailTemplates.ExtensionGranted, MailTemplates.ExtensionGrantedNotice, MailTemplates.ExtensionRefused]),
        new("Visite", [.. VisitMails.Names]),
        new("Commission", [
            MailTemplates.CommissionPlanned, MailTemplates.CommissionUnplanned, MailTemplates.NoSessionNotice,
            MailTemplates.SessionConvened, MailTemplates.SessionOpinionsReminder, MailTemplates.SessionOutcomesReminder,
            MailTemplates.SessionMoved, MailTemplates.SessionCancelled, MailTemplates.SessionEmpty, MailTemplates.SessionMinutes,
            MailTemplates.Deferred, MailTemplates.DeferredReminder]),
        new("Décision et clôture", [
            MailTemplates.DecisionAsked, MailTemplates.DecisionReminder, MailTemplates.SignatureAsked, MailTemplates.SignatureReminder,
            MailTemplates.AuthorityAsked, MailTemplates.AuthorityReminder, MailTemplates.LateNotice, MailTemplates.Granted,
            MailTemplates.GrantedNotice, MailTemplates.GrantedConditionally, MailTemplates.Refused, MailTemplates.RefusedNotice,
            MailTemplates.Closed, MailTemplates.ClosedNotice, MailTemplates.Withdrawn, MailTemplates.WithdrawnNotice]),
        new("Vie de l’agrément", [MailTemplates.PlaceChangedNotice, MailTemplates.TrainingReminder, .. AgreementMails.Names]),
        new("Renouvellement", [.. RenewalMailTexts.Names]),
        new("Adresses et remise", [
            MailTemplates.AddressChangeNew, MailTemplates.AddressChangeOld, MailTemplates.AddressChanged,
            MailTemplates.AddressChangedNotice, MailTemplates.UndeliveredNotice]),
    ];

    /// <summary>Every mail that there is, by what it is about; each once.</summary>
    public static IReadOnlyList<MailGroup> Groups { get; } =
    [
        .. Known,
        new MailGroup(
            "Suivi du dossier",
            [.. MailTemplates.Names.Except(Known.SelectMany(group => group.Templates)).Order(StringComparer.Ordinal)]),
    ];

    /// <summary>Whom a mail goes to, by role; null for the doctor.</summary>
    public static StaffRole? RoleOf(string template) =>
        Recipients.TryGetValue(template, out var role) ? role
        : template.EndsWith(Notice, StringComparison.Ordinal) && !IsLastNotice(template) ? StaffRole.Secretariat
        : null;

    /// <summary>Whether a mail goes to the doctor and to everybody of the department who takes part.</summary>
    public static bool IsToEverybody(string template) => template is MailTemplates.VisitAgreed or MailTemplates.VisitComing
        or MailTemplates.VisitMoved or MailTemplates.VisitCancelled;

    // What the doctor is told before a delay ends.
    private static bool IsLastNotice(string template) => template is MailTemplates.PiecesLastNotice or MailTemplates.RenewalLastNotice;

    /// <summary>A mail's invented facts.</summary>
    /// <param name="template">One of <see cref="MailTemplates.Names"/>.</param>
    /// <param name="faculty">Whose mail.</param>
    /// <param name="kind">What is asked for.</param>
    /// <param name="address">Where its button leads.</param>
    /// <param name="today">The day on which it would go out.</param>
    public static MailFacts FactsOf(string template, Faculty faculty, DossierKind kind, Uri address, LocalDate today)
    {
        var role = RoleOf(template);
        var recipient = role is { } asked ? faculty.People.FirstOrDefault(person => person.Has(asked)) ?? faculty.People[0] : null;
        var isSession = MailTemplates.IsAboutSession(template);
        var key = new DossierKey(faculty.Id, "7kq4m2xz9abc");
        return new MailFacts(
            faculty,
            key,
            isSession ? null : new Doctor("Anne", "Martin", "10000000009", "anne.martin@exemple.example", faculty.Departements[0]),
            recipient?.Id ?? Link.Doctor,
            address,
            today.PlusDays(faculty.Delays.LinkDays),
            DataOf(faculty, today))
        {
            IsConfirmed = template
                is not (MailTemplates.AddressConfirmation or MailTemplates.OpenedForDoctor or MailTemplates.AddressChangeNew),
            IsAmendment = !isSession && kind == DossierKind.Amendment,
            IsRenewal = !isSession && kind == DossierKind.Renewal,
            IsConsole = recipient is not null
                && (AgreementMails.Names.Contains(template) || RenewalMailTexts.Names.Contains(template)
                    || DossierMails.Names.Contains(template)),
            Renewed = !isSession && kind == DossierKind.Renewal ? AgreementOf(key, today) : null,
        };
    }

    private static AgreementRecord AgreementOf(DossierKey key, LocalDate today) => new(
        key,
        "Dr Anne Martin",
        "10000000009",
        "63",
        today.PlusYears(-1),
        today.PlusMonths(9),
        AgreementState.Active,
        "",
        ParisTime.StartOf(today.PlusYears(-1)))
    {
        Number = AnAgreement,
    };

    private static Dictionary<string, string> DataOf(Faculty faculty, LocalDate today)
    {
        var visitors = faculty.People.Where(person => person.Has(StaffRole.Teacher) || person.Has(StaffRole.Supervisor)).Take(1).ToList();
        var pieces = faculty.Pieces.Take(2).Select(piece => piece.Label).ToList();
        var data = new Dictionary<string, string>
        {
            [MailData.Pieces] = string.Join('\n', pieces),
            [MailData.Word] = "Ceci est l’exemple d’un mot écrit par une personne du département.",
            [MailData.LastDay] = Day(faculty.Delays.CompletionDays),
            [MailData.From] = Day(0),
            [MailData.Until] = LocalDatePattern.Iso.Format(AgreementTerm.OfMonths(today, 12 * faculty.Term.FirstYears).Until),
            [MailData.Since] = Day(-7),
            [MailData.Session] = Day(42),
            [MailData.Before] = Day(35),
            [MailData.Time] = "14:30",
            [MailData.Place] = "Salle du conseil",
            [MailData.Video] = "",
            [MailData.Agenda] = "Dr Anne Martin\nDr Paul Durand (zone sous-dotée)",
            [MailData.Authority] = faculty.Decisions?.LastOrDefault()?.Authority ?? "La doyenne de la faculté",
            [MailData.LateStage] = "la vérification du dossier",
            [MailData.Target] = "30",
            [MailData.WaitsOn] = "le secrétariat du département",
            [MailData.Number] = AnAgreement,
            [MailData.Kept] = "3nf8r6tw1d2v",
            [MailData.Author] = faculty.People.First(person => person.Has(StaffRole.Coordinator)).Id,
            [MailData.Owed] = "1",
            [MailData.Attended] = "0",
            [MailData.Mail] = "accusé de réception",
            [MailData.VisitWhy] = VisitWhy.First,
            [MailData.VisitPeople] = string.Join(' ', visitors.Select(person => person.Id)),
            [MailData.VisitBy] = visitors.Select(person => person.Id).FirstOrDefault(Link.Doctor),
            [MailData.VisitWay] = VisitData.OnSite,
            [MailData.VisitPlace] = "12 rue de l’Exemple",
            [MailData.VisitSlots] = string.Join(
                '\n',
                new VisitSlot(today.PlusDays(14).At(new LocalTime(14, 30))),
                new VisitSlot(today.PlusDays(16).At(new LocalTime(9, 0)))),
            [MailData.VisitMinutes] = "60",
        };
        for (var i = 0; i < pieces.Count; i++)
        {
            var (state, word) = i == 0 ? (PieceState.Redo, "La page 2 est illisible.") : (PieceState.Missing, "");
            data[MailData.Asked(i)] = new AskedPiece(pieces[i], state, word).ToText();
        }

        return data;

        string Day(int days) => LocalDatePattern.Iso.Format(today.PlusDays(days));
    }
}
