using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Renewals;

/// <summary>The renewal of an agreement before and beside its dossier: invited, reminded, declined, overtaken by the end. Everything may
/// be repeated.</summary>
public sealed class RenewalDesk(
    AgreementRegister register,
    AgreementDesk desk,
    DossierBook dossiers,
    AddressBook addresses,
    EarlierAnswers earlier,
    FacultyBook faculties,
    RenewalMails mails,
    JournalBook journal,
    TimeProvider time,
    ILogger<RenewalDesk> logger)
{
    /// <summary>
    /// Opens the dossier of the renewal where there is none yet, and invites or reminds its holder; the last time the department too.
    /// Does nothing once that was answered.
    /// </summary>
    public async Task RemindAsync(
        DurableTaskClient client, AgreementRecord agreement, Milestone milestone, DateTimeOffset at, CancellationToken cancellation = default)
    {
        if (agreement is { IsOver: true } or { IsRenewalDeclined: true } or { GivenUpOn: not null }) return;
        if (await OpenAsync(client, agreement, at, cancellation) is not { Submitted: null, IsFinal: false } renewal) return;

        var template = milestone.Kind switch
        {
            MilestoneKind.Invitation => MailTemplates.RenewalInvitation,
            MilestoneKind.Reminder => MailTemplates.RenewalReminder,
            _ => MailTemplates.RenewalLastNotice,
        };
        await mails.TellDoctorAsync(client, agreement, renewal, milestone.Id, template, cancellation: cancellation);
        if (milestone.Kind == MilestoneKind.LastNotice)
            await mails.TellOfficeAsync(client, agreement, renewal, milestone.Id, MailTemplates.RenewalUnanswered, cancellation: cancellation);
    }

    /// <summary>The dossier on which the term that holds is to be renewed: opened by the first call, found by every other.</summary>
    /// <returns>Null where it cannot be renewed, or nobody knows its holder's address.</returns>
    public async Task<DossierRecord?> OpenAsync(
        DurableTaskClient client, AgreementRecord agreement, DateTimeOffset at, CancellationToken cancellation = default)
    {
        var sources = await earlier.SourcesOfAsync(agreement, cancellation);
        if (sources.Count == 0)
        {
            logger.LogError("The agreement {Agreement} has no dossier left: nobody can be invited to renew it", agreement.Dossier.Id);
            return null;
        }

        if (agreement.Renewal.Length == 0)
        {
            // Its id is random, and which one holds stands in the register before anything else is written: a repetition finds that one.
            var opened = await desk.ChangeAsync(
                client,
                new AgreementChange(
                    agreement.Dossier, Id(agreement.Terms.Count, "renewal"), AgreementChangeKind.RenewalOpened, at, "")
                {
                    Dossier = DossierKey.New(agreement.Dossier.Faculty).Id,
                },
                cancellation);
            if (opened is not { IsDone: true, Agreement.Renewal.Length: > 0 }) return null;
            agreement = opened.Agreement;
        }

        var key = new DossierKey(agreement.Dossier.Faculty, agreement.Renewal);
        if (await dossiers.FindAsync(key, cancellation) is not { } renewal)
        {
            renewal = RenewalOf(agreement, key, sources, at);
            await addresses.AddAsync(renewal.Doctor.Address, key, cancellation);
            await dossiers.AddAsync(renewal, cancellation);
            renewal = (await dossiers.FindAsync(key, cancellation))!;
        }

        await journal.AppendAsync(new JournalEntry(key, renewal.Created, JournalFact.RenewalOpened, ""), cancellation);
        return renewal;
    }

    /// <summary>Notes that the holder does not want the renewal of a draft, and tells the department.</summary>
    /// <returns>Whether that stands; false where the dossier is no draft of a renewal any more, or the agreement cannot be renewed.</returns>
    public Task<bool> DeclineAsync(
        DurableTaskClient client, DossierRecord draft, string reason, CancellationToken cancellation = default) =>
        AnswerAsync(client, draft, AgreementChangeKind.RenewalDeclined, reason, cancellation);

    /// <summary>Takes that back, and tells the department.</summary>
    /// <returns>As <see cref="DeclineAsync"/>.</returns>
    public Task<bool> ResumeAsync(DurableTaskClient client, DossierRecord draft, CancellationToken cancellation = default) =>
        AnswerAsync(client, draft, AgreementChangeKind.RenewalWanted, "", cancellation);

    /// <summary>Ends a term: it is extended where its renewal is under way and the faculty says so, else it lapses, and a draft that was
    /// never handed over is closed with it. The holder and the department are told.</summary>
    public async Task EndAsync(
        DurableTaskClient client, AgreementRecord agreement, Milestone milestone, CancellationToken cancellation = default)
    {
        // First, so that whoever hands it over in the same moment is either before the end or finds it closed.
        var renewal = await CloseDraftAsync(agreement, milestone.At, cancellation);
        var isUnderWay = renewal is { Submitted: not null, IsFinal: false };
        var isExtended = isUnderWay && faculties.RenewalRuleOf(agreement.Dossier.Faculty).ExtendWhileDeciding;
        var changed = await desk.ChangeAsync(
            client,
            new AgreementChange(
                agreement.Dossier,
                milestone.Id,
                isExtended ? AgreementChangeKind.Extended : AgreementChangeKind.Lapsed,
                milestone.At,
                ""),
            cancellation);
        if (changed is not { IsDone: true }) return;

        await mails.TellDoctorAsync(
            client, agreement, renewal, milestone.Id, isExtended ? MailTemplates.AgreementExtended : MailTemplates.AgreementLapsed,
            isUnderWay: isUnderWay, cancellation: cancellation);
        await mails.TellOfficeAsync(
            client, agreement, renewal, milestone.Id,
            isExtended ? MailTemplates.AgreementExtendedNotice : MailTemplates.AgreementLapsedNotice,
            isUnderWay: isUnderWay, cancellation: cancellation);
    }

    private async Task<bool> AnswerAsync(
        DurableTaskClient client, DossierRecord draft, AgreementChangeKind kind, string reason, CancellationToken cancellation)
    {
        if (draft is not { IsRenewal: true, State: DossierState.Draft }) return false;
        var history = await register.HistoryAsync(draft.AgreementKey, cancellation);
        if (await register.FindAsync(draft.AgreementKey, cancellation) is not { } agreement) return false;

        var isDecline = kind == AgreementChangeKind.RenewalDeclined;
        // Counted by what it takes back, so that two clicks are one answer and each change of mind is another.
        var number = history.Count(line => line.Dossier == draft.Key.Id
            && line.Kind == (isDecline ? AgreementChangeKind.RenewalWanted : AgreementChangeKind.RenewalDeclined));
        if (!isDecline && number == 0) return false;
        var id = Id(number, isDecline ? "declined" : "wanted") + "-" + draft.Key.Id;
        var change = new AgreementChange(draft.AgreementKey, id, kind, time.GetUtcNow(), Link.Doctor, reason) { Dossier = draft.Key.Id };
        if (await desk.ChangeAsync(client, change, cancellation) is not { IsDone: true }) return false;

        // The first click's, however often it is pressed.
        if (await register.FindEventAsync(draft.AgreementKey, id, cancellation) is not { } line) return false;
        await journal.AppendAsync(
            new JournalEntry(
                draft.Key, line.At, isDecline ? JournalFact.RenewalDeclined : JournalFact.RenewalWanted, Link.Doctor, line.Reason),
            cancellation);
        if (isDecline)
            await mails.TellDoctorAsync(client, agreement, draft, id, MailTemplates.RenewalDeclined, line.Reason, cancellation: cancellation);
        await mails.TellOfficeAsync(
            client, agreement, draft, id, isDecline ? MailTemplates.RenewalDeclinedNotice : MailTemplates.RenewalWantedNotice, line.Reason,
            cancellation: cancellation);
        return true;
    }

    private async Task<DossierRecord?> CloseDraftAsync(AgreementRecord agreement, DateTimeOffset at, CancellationToken cancellation)
    {
        if (agreement.Renewal.Length == 0) return null;
        var change = await dossiers.ChangeAsync(
            new DossierKey(agreement.Dossier.Faculty, agreement.Renewal),
            record => record.State == DossierState.Draft ? record with { State = DossierState.ClosedWithoutDecision, Since = at } : null,
            cancellation);
        if (change?.Record is { State: DossierState.ClosedWithoutDecision, Submitted: null } closed)
        {
            await journal.AppendAsync(new JournalEntry(closed.Key, closed.Since, JournalFact.RenewalClosed, ""), cancellation);
        }

        return change?.Record;
    }

    private static DossierRecord RenewalOf(
        AgreementRecord agreement, DossierKey key, IReadOnlyList<DossierRecord> sources, DateTimeOffset at) => new()
        {
            Key = key,
            Kind = DossierKind.Renewal,
            Agreement = agreement.Dossier.Id,
            Renews = RenewedTerm.Of(agreement),
            // As it is known by now: an address is changed on one of them.
            Doctor = sources.MaxBy(source => source.AddressChanged ?? source.Submitted ?? source.Created)!.Doctor,
            State = DossierState.Draft,
            Since = at,
            Created = at,
            Confirmed = at,
            // Accepted once, it holds until there is another version.
            CharterVersion = sources[0].CharterVersion,
            CharterAccepted = sources[0].CharterAccepted,
        };

    private static string Id(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number}-{what}");
}
