using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Identity;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Renewals;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Abstractions;

namespace Compagnon.Mail;

/// <summary>
/// The steps of a delivery. Each may be repeated, or cut off anywhere: what is certain stands in the mail's row before the next thing is
/// asked of Graph, and what is uncertain is asked of Graph before anything is sent.
/// </summary>
public sealed class MailActivities(
    MailJournal mails,
    MailWriter writer,
    GraphMail graph,
    AssignmentDesk desk,
    RenewalBook renewals,
    DossierBook dossiers,
    FacultyBook faculties,
    SessionReminders sessions,
    Outbox outbox,
    JournalBook journal,
    Outstanding outstanding,
    TimeProvider time,
    ILogger<MailActivities> logger)
{
    /// <summary>Makes the draft and writes its id into the row.</summary>
    public const string DraftMail = "DraftMail";

    /// <summary>Sends the draft and marks the mail accepted.</summary>
    public const string SendDraft = "SendDraft";

    /// <summary>Gives the mail up.</summary>
    public const string GiveUpMail = "GiveUpMail";

    // A message can be missing for a moment while it moves from one folder to another.
    private static readonly TimeSpan MayBeMoving = TimeSpan.FromMinutes(10);

    /// <summary>Makes the draft and writes its id into the row.</summary>
    [Function(DraftMail)]
    public async Task<DeliveryOutcome> DraftMailAsync([ActivityTrigger] MailKey key, [DurableClient] DurableTaskClient client)
    {
        if (await mails.FindAsync(key.Dossier, key.Id) is not { } mail)
        {
            // Announced and never posted: without this the sweep would start it every hour for good.
            await outstanding.DoneAsync(OutstandingKind.Mail, key.Dossier, key.Id);
            return DeliveryOutcome.Over;
        }

        if (mail.IsFinal) return await FinishAsync(client, mail);
        if (mail.Draft.Length > 0) return DeliveryOutcome.GoOn;
        if (await IsAnsweredAsync(mail)) return await EndAsync(client, mail, MailState.Dropped, "answered");
        if (faculties.Find(key.Dossier.Faculty) is null)
        {
            logger.LogError(
                "There is no faculty '{Faculty}' any more: the mail {Mail} waits until its file is put back", key.Dossier.Faculty, key.Id);
            return DeliveryOutcome.Later();
        }

        if (await writer.WriteAsync(mail) is not { } written) return await EndAsync(client, mail, MailState.NotDelivered, "no recipient");

        try
        {
            var draft = await graph.CreateDraftAsync(written);
            var named = mail with { Draft = draft, Mailbox = written.Mailbox };
            if (await mails.MoveAsync(named, MailState.Drafted) is null)
            {
                // The same step ran twice at once and the other was quicker: its draft is the one.
                await graph.DeleteAsync(written.Mailbox, draft);
            }

            return DeliveryOutcome.GoOn;
        }
        catch (Exception error) when (IsGraph(error))
        {
            return await FailedAsync(client, mail, error);
        }
    }

    /// <summary>Sends the draft and marks the mail accepted.</summary>
    [Function(SendDraft)]
    public async Task<DeliveryOutcome> SendDraftAsync([ActivityTrigger] MailKey key, [DurableClient] DurableTaskClient client)
    {
        if (await mails.FindAsync(key.Dossier, key.Id) is not { } mail) return DeliveryOutcome.Over;
        if (mail.IsFinal) return await FinishAsync(client, mail);
        if (mail.Draft.Length == 0) return DeliveryOutcome.Later();

        try
        {
            switch (await graph.IsDraftAsync(mail.Mailbox, mail.Draft))
            {
                case false:
                    return await EndAsync(client, mail, MailState.Accepted);

                case null when mail.State == MailState.Drafted:
                    // Somebody emptied the drafts. It was never asked to be sent, so a new one sends nothing twice.
                    await mails.MoveAsync(mail with { Draft = "", Mailbox = "" }, MailState.Pending);
                    return DeliveryOutcome.Later();

                case null when time.GetUtcNow() - mail.Changed < MayBeMoving:
                    return DeliveryOutcome.Later();

                case null:
                    return await EndAsync(
                        client, mail, MailState.NotDelivered, "the draft is gone and whether it was sent cannot be known");
            }

            if (await IsAnsweredAsync(mail))
            {
                await graph.DeleteAsync(mail.Mailbox, mail.Draft);
                return await EndAsync(client, mail, MailState.Dropped, "answered");
            }

            if (mail.State != MailState.Sending)
            {
                if (await mails.MoveAsync(mail, MailState.Sending) is not { } sending) return DeliveryOutcome.Later();
                mail = sending;
            }

            await graph.SendAsync(key, mail.Mailbox, mail.Draft);
            return await EndAsync(client, mail, MailState.Accepted);
        }
        catch (Exception error) when (IsGraph(error))
        {
            return await FailedAsync(client, mail, error);
        }
    }

    /// <summary>Gives the mail up: Graph would not take it for weeks.</summary>
    [Function(GiveUpMail)]
    public async Task GiveUpMailAsync([ActivityTrigger] MailKey key, [DurableClient] DurableTaskClient client)
    {
        if (await mails.FindAsync(key.Dossier, key.Id) is not { } mail) return;
        await (mail.IsFinal
            ? FinishAsync(client, mail)
            : EndAsync(client, mail, MailState.NotDelivered, "the mail service did not take it in time"));
    }

    private async Task<bool> IsAnsweredAsync(MailRecord mail) =>
        await sessions.IsNeedlessAsync(mail.Posting)
        || (MailTemplates.AsksForAddressChange(mail.Posting.Template)
            && await writer.FindOpenChangeAsync(mail.Posting, time.GetUtcNow()) is null)
        || (RenewalMailTexts.IsReminder(mail.Posting.Template)
            && mail.Posting.Data.TryGetValue(MailData.Renewal, out var renewal)
            && await renewals.IsAnsweredAsync(new DossierKey(mail.Posting.Dossier.Faculty, renewal)))
        || (MailTemplates.IsReminder(mail.Posting.Template) && !RenewalMailTexts.IsReminder(mail.Posting.Template)
            && mail.Posting.Data.TryGetValue(MailData.Assignment, out var assignment)
            && await desk.FindClaimAsync(mail.Posting.Dossier, assignment) is not null);

    private async Task<DeliveryOutcome> FailedAsync(DurableTaskClient client, MailRecord mail, Exception error)
    {
        var status = (error as ApiException)?.ResponseStatusCode ?? 0;
        logger.LogWarning("Graph did not take the mail {Mail} of the dossier {Dossier}: {Status} {Kind}", mail.Posting.Id, mail.Posting.Dossier.Id, status, error.GetType().Name);

        // The message itself is refused: trying the same again for weeks would only hide it.
        if (status is 400 or 413 or 422 && await mails.FindAsync(mail.Posting.Dossier, mail.Posting.Id) is { IsFinal: false } current)
            return await EndAsync(client, current, MailState.NotDelivered, $"the mail service refused the message ({status})");

        return DeliveryOutcome.Later(AskedWait(error as ApiException));
    }

    private TimeSpan? AskedWait(ApiException? error)
    {
        var header = error?.ResponseHeaders?.FirstOrDefault(known => known.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase));
        if (header?.Value?.FirstOrDefault() is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var moment) && moment > time.GetUtcNow()
            ? moment - time.GetUtcNow()
            : null;
    }

    private async Task<DeliveryOutcome> EndAsync(DurableTaskClient client, MailRecord mail, MailState state, string reason = "") =>
        await mails.MoveAsync(mail, state, reason) is { } moved
            ? await FinishAsync(client, moved)
            : DeliveryOutcome.Later();

    // Repeated as it is after a crash: the journal's line has the moment that stands in the row.
    private async Task<DeliveryOutcome> FinishAsync(DurableTaskClient client, MailRecord mail)
    {
        var posting = mail.Posting;
        if (mail.State is MailState.Accepted or MailState.NotDelivered)
        {
            var fact = mail.State == MailState.Accepted ? JournalFact.MailSent : JournalFact.MailNotDelivered;
            await journal.AppendAsync(new JournalEntry(
                posting.Dossier, mail.Changed, fact, "", writer.Describe(posting)));
        }

        if (mail.State == MailState.NotDelivered)
            logger.LogError("Mail not delivered: {Mail} of the dossier {Dossier}", posting.Id, posting.Dossier.Id);
        if (mail.State == MailState.NotDelivered && posting.Recipient == Link.Doctor) await TellSecretariatAsync(client, posting);
        await outstanding.DoneAsync(OutstandingKind.Mail, posting.Dossier, posting.Id);
        return DeliveryOutcome.Over;
    }

    // The doctor's delays run on. Before the submission nobody of the department knows the dossier, and the address may be anybody's.
    private async Task TellSecretariatAsync(DurableTaskClient client, MailPosting lost)
    {
        // One that is invited to renew is known to it.
        if (await dossiers.FindAsync(lost.Dossier) is not ({ Submitted: not null } or { IsRenewal: true })) return;

        var asked = (await desk.ListAsync(lost.Dossier)).LastOrDefault(assignment => assignment.Kind == AssignmentKind.Review);
        var data = new Dictionary<string, string>
        {
            // A mail that is refused at once may come before the first review is opened.
            [MailData.Assignment] = asked?.Id ?? "review-1",
            [MailData.Mail] = MailTemplates.NameOf(lost.Template),
        };
        // Short, whatever the two ids are.
        var which = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(lost.Id)))[..16];
        foreach (var person in faculties.Find(lost.Dossier.Faculty)?.People ?? [])
        {
            if (!person.Has(StaffRole.Secretariat)) continue;
            await outbox.PostAsync(
                client,
                new MailPosting(lost.Dossier, $"undelivered-{which}-{person.Id}", MailTemplates.UndeliveredNotice, person.Id, data));
        }
    }

    private static bool IsGraph(Exception error) =>
        error is ApiException or HttpRequestException or IOException or TaskCanceledException or AuthenticationFailedException;
}
