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

/// <summary>The four things the app asks of Graph. Each is one request, without retries of its own: waits are the workflow's.</summary>
public sealed class GraphMail(GraphServiceClient graph)
{
    /// <summary>The header that makes a draft ours: <c>dossier/mail</c>.</summary>
    public const string Header = "x-compagnon-mail";

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

    private static FileAttachment AttachmentOf(CalendarInvitation invitation) => new()
    {
        OdataType = "#microsoft.graph.fileAttachment",
        Name = invitation.Method == InvitationMethod.Request ? "invitation.ics" : "annulation.ics",
        ContentType = invitation.ContentType,
        ContentBytes = Encoding.UTF8.GetBytes(invitation.Write()),
    };

    private static FoundDraft? Ours(Message message)
    {
        if (message is not { Id: { } id, IsDraft: true, InternetMessageHeaders: { } headers }) return null;

        var name = headers.FirstOrDefault(header => string.Equals(header.Name, Header, StringComparison.OrdinalIgnoreCase))?.Value;
        return name?.Split('/') is [var dossier, var mail] ? new FoundDraft(id, dossier, mail) : null;
    }
}
