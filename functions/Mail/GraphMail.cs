using System.Text;
using Compagnon.Operations;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;

namespace Compagnon.Mail;

/// <summary>A mail, ready to be sent.</summary>
/// <param name="Key">Which mail; travels in a header, by which a draft is recognised as ours.</param>
/// <param name="Mailbox">The address of the mailbox that sends it and takes the replies.</param>
/// <param name="MailboxName">Its name.</param>
/// <param name="To">The recipient's address.</param>
/// <param name="ToName">The recipient's name; empty where it is not known for certain.</param>
/// <param name="Subject">Plain text.</param>
/// <param name="Html">The body: a whole HTML document.</param>
public sealed record WrittenMail(
    MailKey Key, string Mailbox, string MailboxName, string To, string ToName, string Subject, string Html)
{
    /// <summary>The calendar invitation that goes with it; null where none does.</summary>
    public CalendarInvitation? Invitation { get; init; }
}

/// <summary>A draft of ours that lies in a mailbox.</summary>
/// <param name="Id">Graph's immutable id.</param>
/// <param name="Dossier">The dossier's id that its header names.</param>
/// <param name="Mail">The mail's id that its header names.</param>
public sealed record FoundDraft(string Id, string Dossier, string Mail);

/// <summary>A message that came into a mailbox.</summary>
/// <param name="Id">Graph's id.</param>
/// <param name="Received">When it came.</param>
/// <param name="MayReport">Whether it may be a report that a mail could not be delivered; its content says whether it is.</param>
public sealed record ReceivedMessage(string Id, DateTimeOffset Received, bool MayReport);

/// <summary>What the app asks of Graph. Each is one request, without retries of its own: waits are the workflow's.</summary>
public sealed class GraphMail(GraphServiceClient graph)
{
    /// <summary>The header that makes a draft ours: <c>dossier/mail</c>.</summary>
    public const string Header = "x-compagnon-mail";

    /// <summary>How many received messages one look takes.</summary>
    public const int MostReceived = 1000;

    /// <summary>How much of a message is read, in bytes.</summary>
    public const int LongestMime = 512 * 1024;

    // An id of this kind stays the same when the draft is sent and moves to another folder.
    private const string Immutable = "IdType=\"ImmutableId\"";

    /// <summary>Makes a draft in the mail's mailbox.</summary>
    /// <returns>The draft's immutable id.</returns>
    public async Task<string> CreateDraftAsync(WrittenMail mail, CancellationToken cancellation = default)
    {
        using var span = Traces.StartMail("mail draft", mail.Key.Dossier, mail.Key.Id);
        var mailbox = new Recipient { EmailAddress = new EmailAddress { Address = mail.Mailbox, Name = mail.MailboxName } };
        var recipient = new EmailAddress { Address = mail.To, Name = mail.ToName.Length > 0 ? mail.ToName : null };
        var draft = await graph.Users[mail.Mailbox].Messages.PostAsync(
            new Message
            {
                Subject = mail.Subject,
                Body = new ItemBody { ContentType = BodyType.Html, Content = mail.Html },
                ToRecipients = [new Recipient { EmailAddress = recipient }],
                ReplyTo = [mailbox],
                InternetMessageHeaders = [new InternetMessageHeader { Name = Header, Value = $"{mail.Key.Dossier.Id}/{mail.Key.Id}" }],
                Attachments = mail.Invitation is { } invitation ? [AttachmentOf(invitation)] : null,
            },
            request => request.Headers.Add("Prefer", Immutable),
            cancellation);
        return draft?.Id ?? throw new InvalidDataException("Graph made a draft and did not name it: expected an id in its answer.");
    }

    /// <summary>Whether a message is still a draft; null where the mailbox has no such message.</summary>
    public async Task<bool?> IsDraftAsync(string mailbox, string id, CancellationToken cancellation = default)
    {
        try
        {
            var message = await graph.Users[mailbox].Messages[id].GetAsync(
                request =>
                {
                    request.QueryParameters.Select = ["id", "isDraft"];
                    request.Headers.Add("Prefer", Immutable);
                },
                cancellation);
            return message?.IsDraft ?? throw new InvalidDataException("Graph did not say whether a message is a draft.");
        }
        catch (ApiException error) when (error.ResponseStatusCode == 404)
        {
            return null;
        }
    }

    /// <summary>Asks to send a draft. Returning means that Graph has accepted it.</summary>
    public async Task SendAsync(MailKey mail, string mailbox, string id, CancellationToken cancellation = default)
    {
        using var span = Traces.StartMail("mail send", mail.Dossier, mail.Id);
        await graph.Users[mailbox].Messages[id].Send.PostAsync(request => request.Headers.Add("Prefer", Immutable), cancellation);
    }

    /// <summary>Deletes a draft; no matter whether it is there.</summary>
    public async Task DeleteAsync(string mailbox, string id, CancellationToken cancellation = default)
    {
        try
        {
            await graph.Users[mailbox].Messages[id].DeleteAsync(request => request.Headers.Add("Prefer", Immutable), cancellation);
        }
        catch (ApiException error) when (error.ResponseStatusCode == 404)
        {
            // Gone, which is what was wanted.
        }
    }

    /// <summary>The drafts of ours in a mailbox that were made before <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<FoundDraft>> ListDraftsAsync(
        string mailbox, DateTimeOffset before, CancellationToken cancellation = default)
    {
        var drafts = graph.Users[mailbox].MailFolders["drafts"].Messages;
        var page = await drafts.GetAsync(
            request =>
            {
                request.QueryParameters.Select = ["id", "isDraft", "createdDateTime", "internetMessageHeaders"];
                request.QueryParameters.Filter = $"createdDateTime lt {before.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
                request.QueryParameters.Top = 100;
                request.Headers.Add("Prefer", Immutable);
            },
            cancellation);

        var found = new List<FoundDraft>();
        while (page is not null)
        {
            found.AddRange((page.Value ?? []).Select(Ours).OfType<FoundDraft>());
            if (page.OdataNextLink is not { } next) break;
            page = await drafts.WithUrl(next).GetAsync(request => request.Headers.Add("Prefer", Immutable), cancellation);
        }

        return found;
    }

    /// <summary>What came into a mailbox from <paramref name="since"/> on, oldest first: at most <see cref="MostReceived"/>, the rest is
    /// for the next look.</summary>
    public async Task<IReadOnlyList<ReceivedMessage>> ListReceivedAsync(
        string mailbox, DateTimeOffset since, CancellationToken cancellation = default)
    {
        var inbox = graph.Users[mailbox].MailFolders["inbox"].Messages;
        var page = await inbox.GetAsync(
            request =>
            {
                request.QueryParameters.Select = ["id", "receivedDateTime", "from", "internetMessageHeaders"];
                request.QueryParameters.Filter = $"receivedDateTime ge {since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
                request.QueryParameters.Orderby = ["receivedDateTime asc"];
                request.QueryParameters.Top = 100;
            },
            cancellation);

        var found = new List<ReceivedMessage>();
        while (page is not null)
        {
            found.AddRange((page.Value ?? []).Where(message => message is { Id: not null, ReceivedDateTime: not null })
                .Select(message => new ReceivedMessage(message.Id!, message.ReceivedDateTime!.Value, MayReport(message))));
            if (page.OdataNextLink is not { } next || found.Count >= MostReceived) break;
            page = await inbox.WithUrl(next).GetAsync(cancellationToken: cancellation);
        }

        return found;
    }

    /// <summary>A message as it travelled: of a longer one the first <see cref="LongestMime"/> bytes, in which a report says all it has
    /// to.</summary>
    public async Task<byte[]> ReadMimeAsync(string mailbox, string id, CancellationToken cancellation = default)
    {
        await using var content = await graph.Users[mailbox].Messages[id].Content.GetAsync(cancellationToken: cancellation)
            ?? throw new InvalidDataException("Graph gave no content of a message that it had listed.");
        var buffer = new byte[LongestMime];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return buffer[..length];
    }

    /// <summary>Our header of the message that a mailbox sent under this Message-ID; null where there is none of ours.</summary>
    public async Task<string?> FindHeaderAsync(string mailbox, string messageId, CancellationToken cancellation = default)
    {
        var found = await graph.Users[mailbox].Messages.GetAsync(
            request =>
            {
                request.QueryParameters.Select = ["id", "internetMessageHeaders"];
                request.QueryParameters.Filter = $"internetMessageId eq '{messageId.Replace("'", "''", StringComparison.Ordinal)}'";
                request.QueryParameters.Top = 5;
            },
            cancellation);
        return (found?.Value ?? []).Select(message => HeaderOf(message, Header)).FirstOrDefault(header => header is not null);
    }

    /// <summary>What a header of ours says; null where it is none.</summary>
    public static (string Dossier, string Mail)? ReadHeader(string header) =>
        header.Split('/') is [{ Length: > 0 and <= 100 } dossier, { Length: > 0 and <= 100 } mail] && header.All(IsOfAHeader)
            ? (dossier, mail)
            : null;

    private static bool IsOfAHeader(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '/';

    // Exchange writes the first; other servers' reports come through with theirs, and all of them from an address that nobody reads.
    private static bool MayReport(Message message) =>
        HeaderOf(message, "Content-Type")?.Contains("report-type", StringComparison.OrdinalIgnoreCase) == true
        || HeaderOf(message, "X-MS-Exchange-Message-Is-Ndr") is not null
        || HeaderOf(message, "X-Failed-Recipients") is not null
        || (message.From?.EmailAddress?.Address ?? "") is { } from
            && (from.StartsWith("postmaster@", StringComparison.OrdinalIgnoreCase)
                || from.StartsWith("mailer-daemon@", StringComparison.OrdinalIgnoreCase)
                || from.StartsWith("MicrosoftExchange", StringComparison.OrdinalIgnoreCase));

    private static string? HeaderOf(Message message, string name) =>
        message.InternetMessageHeaders?
            .FirstOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;

    private static FileAttachment AttachmentOf(CalendarInvitation invitation) => new()
    {
        OdataType = "#microsoft.graph.fileAttachment",
        Name = invitation.Method == InvitationMethod.Request ? "invitation.ics" : "annulation.ics",
        ContentType = invitation.ContentType,
        ContentBytes = Encoding.UTF8.GetBytes(invitation.Write()),
    };

    private static FoundDraft? Ours(Message message)
    {
        if (message is not { Id: { } id, IsDraft: true }) return null;
        return HeaderOf(message, Header)?.Split('/') is [var dossier, var mail] ? new FoundDraft(id, dossier, mail) : null;
    }
}
