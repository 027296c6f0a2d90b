using System.Globalization;
using Azure.Identity;
using Compagnon.Faculties;
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
    MailNeed need,
    MailEnding ending,
    FacultyBook faculties,
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
        if (await need.IsAnsweredAsync(mail.Posting)) return await EndAsync(client, mail, MailState.Dropped, "answered, or on hold");
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

            if (await need.IsAnsweredAsync(mail.Posting))
            {
                await graph.DeleteAsync(mail.Mailbox, mail.Draft);
                return await EndAsync(client, mail, MailState.Dropped, "answered, or on hold");
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

    private async Task<DeliveryOutcome> FailedAsync(DurableTaskClient client, MailRecord mail, Exception error)
    {
        var status = (error as ApiException)?.ResponseStatusCode ?? 0;
        logger.LogWarning(
            "Graph did not take the mail {Mail} of the dossier {Dossier}: {Status} {Kind}",
            mail.Posting.Id,
            mail.Posting.Dossier.Id,
            status,
            error.GetType().Name);

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

    private async Task<DeliveryOutcome> FinishAsync(DurableTaskClient client, MailRecord mail)
    {
        await ending.FinishAsync(client, mail);
        return DeliveryOutcome.Over;
    }

    private static bool IsGraph(Exception error) =>
        error is ApiException or HttpRequestException or IOException or TaskCanceledException or AuthenticationFailedException;
}
