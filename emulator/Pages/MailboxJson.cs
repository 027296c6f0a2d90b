using System.Globalization;
using Compagnon.Emulator.Graph;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Emulator.Pages;

/// <summary>The mailbox for programs: what was sent, in the order in which it was sent, with everything in it.</summary>
internal static class MailboxJson
{
    private const int StandardTop = 200;
    private const int MaximumTop = 1000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public static async Task<IResult> List(MessageStore store, HttpContext context)
    {
        var query = context.Request.Query;
        var search = new MailSearch
        {
            Drafts = false,
            Recipient = Text("to"),
            Mailbox = Text("mailbox"),
            Words = Text("q"),
            OldestFirst = true,
            Top = StandardTop,
        };
        switch (Text("kind"))
        {
            case null or "sent":
                break;
            case "drafts":
                search = search with { Drafts = true };
                break;
            case "all":
                search = search with { Drafts = null };
                break;
            case "received":
                search = search with { Received = true };
                break;
            default:
                return Bad("kind is 'sent', 'drafts', 'all' or 'received'.");
        }

        if (Text("since") is { } since)
        {
            if (long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                search = search with { After = position };
            else if (DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
                search = search with { From = date };
            else
                return Bad("since is the 'last' of an earlier answer, or a date such as 2027-03-01T08:00:00Z.");
        }

        if (Text("top") is { } top)
        {
            if (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MaximumTop)
                return Bad($"top is a number from 1 to {MaximumTop}.");
            search = search with { Top = number };
        }

        var wait = TimeSpan.Zero;
        if (Text("wait") is { } seconds)
        {
            if (!double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number > LongestWait.TotalSeconds)
                return Bad($"wait is a number of seconds, at most {LongestWait.TotalSeconds}.");
            wait = TimeSpan.FromSeconds(number);
        }

        var (messages, count) = await Search(store, search, wait, context.RequestAborted);
        return Results.Json(new
        {
            count,
            last = messages.Count == 0 ? search.After ?? 0 : messages[^1].Position,
            messages = messages.Select(message => Describe(message, context)),
        });

        string? Text(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
    }

    // Real time, whatever the emulator's clock says: somebody waits for an answer.
    private static async Task<(IReadOnlyList<StoredMessage> Messages, long Count)> Search(
        MessageStore store, MailSearch search, TimeSpan wait, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(wait);
        while (true)
        {
            var change = store.NextChange;
            var found = store.Search(search);
            if (found.Messages.Count > 0 || limit.IsCancellationRequested)
                return found;
            await change.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.IsCancellationRequested && wait > TimeSpan.Zero)
                return store.Search(search);
        }
    }

    private static object Describe(StoredMessage message, HttpContext context)
    {
        var origin = $"{context.Request.Scheme}://{context.Request.Host}";
        return new
        {
            number = message.Number,
            position = message.Position,
            id = message.ImmutableId,
            restId = message.RestId,
            mailbox = message.Mailbox,
            folder = message.Folder,
            isDraft = message.IsDraft,
            createdAt = message.Created,
            sentAt = message.Sent,
            internetMessageId = message.InternetMessageId,
            from = message.From,
            to = message.Content.To,
            cc = message.Content.Cc,
            bcc = message.Content.Bcc,
            replyTo = message.Content.ReplyTo,
            subject = message.Content.Subject,
            importance = message.Content.Importance,
            categories = message.Content.Categories,
            headers = message.Content.Headers,
            contentType = message.Content.IsHtml ? "html" : "text",
            body = message.Content.Body,
            preview = message.Preview,
            page = $"{origin}{MailboxPages.Root}/{message.Number}",
            attachments = message.Attachments.Select(file => new
            {
                id = file.Id,
                name = file.Name,
                contentType = file.ContentType,
                size = file.Size,
                sha256 = file.Sha256,
                isInline = file.IsInline,
                contentId = file.ContentId,
                url = $"{origin}{MailboxPages.FileAddress(message, file)}?download=1",
            }),
        };
    }

    private static IResult Bad(string expected) => Results.Problem(statusCode: 400, title: "A parameter cannot be read", detail: expected);
}
