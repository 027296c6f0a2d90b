using System.Net;
using System.Text;
using Compagnon.Emulator.Graph;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Item.SendMail;

namespace Compagnon.Emulator.Tests.Graph;

/// <summary>What the app does with the real Microsoft.Graph SDK.</summary>
public sealed class GraphSdkTests : IAsyncLifetime
{
    private const string Immutable = "IdType=\"ImmutableId\"";
    private GraphServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await GraphServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_draft_with_an_immutable_id_keeps_it_when_it_is_sent()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(NewMessage(), Prefer, Cancellation);
        Assert.True(draft!.IsDraft);
        Assert.Equal("drafts", draft.ParentFolderId);

        await user.Messages[draft.Id].Send.PostAsync(cancellationToken: Cancellation);

        var sent = await user.Messages[draft.Id].GetAsync(
            request =>
            {
                request.Headers.Add("Prefer", Immutable);
                request.QueryParameters.Select = ["isDraft", "subject", "internetMessageHeaders", "parentFolderId"];
            },
            Cancellation);
        Assert.Equal(draft.Id, sent!.Id);
        Assert.False(sent.IsDraft);
        Assert.Equal("sentitems", sent.ParentFolderId);
        Assert.Equal("Votre dossier « n° 1 » est arrivé", sent.Subject);
        Assert.Equal(
            ("x-compagnon-mail", "reçu-1"), (sent.InternetMessageHeaders!.Single().Name, sent.InternetMessageHeaders!.Single().Value));
        Assert.Null(sent.Body);
    }

    [Fact]
    public async Task Without_the_preference_the_id_changes_when_a_draft_is_sent()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(NewMessage(), cancellationToken: Cancellation);
        await user.Messages[draft!.Id].Send.PostAsync(cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<ODataError>(() => user.Messages[draft.Id].GetAsync(cancellationToken: Cancellation));
        Assert.Equal((404, "ErrorItemNotFound"), (error.ResponseStatusCode, error.Error!.Code));
        var sent = await user.MailFolders["SentItems"].Messages.GetAsync(cancellationToken: Cancellation);
        Assert.NotEqual(draft.Id, sent!.Value!.Single().Id);
    }

    [Fact]
    public async Task What_was_sent_cannot_be_sent_again()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(NewMessage(), Prefer, Cancellation);
        await user.Messages[draft!.Id].Send.PostAsync(cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<ODataError>(() => user.Messages[draft.Id].Send.PostAsync(cancellationToken: Cancellation));
        Assert.Equal((404, "ErrorItemNotFound"), (error.ResponseStatusCode, error.Error!.Code));
        Assert.Equal(1, server.Store.Search(new MailSearch { Drafts = false }).Count);
    }

    [Fact]
    public async Task Of_many_senders_of_one_draft_one_sends()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(NewMessage(), Prefer, Cancellation);

        var accepted = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                await user.Messages[draft!.Id].Send.PostAsync(cancellationToken: Cancellation);
                return true;
            }
            catch (ODataError)
            {
                return false;
            }
        }));

        Assert.Single(accepted, won => won);
    }

    [Fact]
    public async Task A_mail_is_sent_at_once_with_its_attachment()
    {
        var calendar = Encoding.UTF8.GetBytes("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
        var message = NewMessage();
        message.CcRecipients = [new Recipient { EmailAddress = new EmailAddress { Address = "secretariat@faculte.example" } }];
        message.Importance = Importance.High;
        message.Attachments =
            [new FileAttachment { Name = "visite d'agrément.ics", ContentType = "text/calendar; method=REQUEST", ContentBytes = calendar }];

        await server.Sdk().Users[GraphServer.Mailbox].SendMail.PostAsync(
            new SendMailPostRequestBody { Message = message, SaveToSentItems = true }, cancellationToken: Cancellation);

        var sent = Assert.Single(server.Store.Search(new MailSearch { Drafts = false }).Messages);
        Assert.Equal("anne@cabinet.example", sent.Content.To.Single().Address);
        Assert.Equal("secretariat@faculte.example", sent.Content.Cc.Single().Address);
        Assert.Equal("high", sent.Content.Importance);
        Assert.True(sent.Content.IsHtml);
        var file = Assert.Single(sent.Attachments);
        Assert.Equal(("visite d'agrément.ics", "text/calendar; method=REQUEST"), (file.Name, file.ContentType));
        Assert.Equal(calendar, server.Store.ContentOf(file.Number));
    }

    [Fact]
    public async Task A_mail_that_is_not_saved_was_sent_all_the_same()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        await user.SendMail.PostAsync(
            new SendMailPostRequestBody { Message = NewMessage(), SaveToSentItems = false }, cancellationToken: Cancellation);

        Assert.Empty((await user.Messages.GetAsync(cancellationToken: Cancellation))!.Value!);
        Assert.Single(server.Store.Search(new MailSearch { Drafts = false }).Messages);
    }

    [Fact]
    public async Task Attachments_are_added_read_and_taken_away()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(NewMessage(), Prefer, Cancellation);
        var attachments = user.Messages[draft!.Id].Attachments;
        var content = Enumerable.Range(0, 2_900_000).Select(index => (byte)index).ToArray();
        var added = await attachments.PostAsync(
            new FileAttachment { Name = "charte.pdf", ContentType = "application/pdf", ContentBytes = content },
            cancellationToken: Cancellation);
        await attachments.PostAsync(
            new FileAttachment { Name = "autre.txt", ContentBytes = "x"u8.ToArray() }, cancellationToken: Cancellation);

        var listed = await attachments.GetAsync(cancellationToken: Cancellation);
        Assert.Equal(["charte.pdf", "autre.txt"], listed!.Value!.Select(file => file.Name));
        var read = Assert.IsType<FileAttachment>(await attachments[added!.Id].GetAsync(cancellationToken: Cancellation));
        Assert.Equal(content, read.ContentBytes);

        await attachments[added.Id].DeleteAsync(cancellationToken: Cancellation);
        var expanded = await user.Messages[draft.Id].GetAsync(request => request.QueryParameters.Expand = ["attachments"], Cancellation);
        Assert.Equal(["autre.txt"], expanded!.Attachments!.Select(file => file.Name));
    }

    [Fact]
    public async Task A_draft_is_changed_and_deleted()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(NewMessage(), Prefer, Cancellation);

        var changed = await user.Messages[draft!.Id].PatchAsync(new Message { Subject = "Autre" }, Prefer, Cancellation);
        Assert.Equal(("Autre", draft.Id), (changed!.Subject, changed.Id));
        Assert.NotEqual(draft.ChangeKey, changed.ChangeKey);
        Assert.Equal("anne@cabinet.example", changed.ToRecipients!.Single().EmailAddress!.Address);

        await user.Messages[draft.Id].DeleteAsync(cancellationToken: Cancellation);
        var error = await Assert.ThrowsAsync<ODataError>(() => user.Messages[draft.Id].GetAsync(cancellationToken: Cancellation));
        Assert.Equal(404, error.ResponseStatusCode);
        Assert.Empty(server.Store.Search(new MailSearch()).Messages);
    }

    [Fact]
    public async Task Drafts_left_behind_are_found_by_a_filter_page_by_page()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        for (var index = 0; index < 25; index++)
        {
            var draft = await user.Messages.PostAsync(NewMessage($"Mail {index}"), Prefer, Cancellation);
            if (index % 5 == 0)
                await user.Messages[draft!.Id].Send.PostAsync(cancellationToken: Cancellation);
        }

        var first = await user.Messages.GetAsync(
            request =>
            {
                request.QueryParameters.Filter =
                    $"createdDateTime lt {DateTimeOffset.UtcNow.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ} and isDraft eq true";
                request.QueryParameters.Orderby = ["createdDateTime asc"];
                request.QueryParameters.Select = ["subject"];
                request.QueryParameters.Top = 7;
                request.QueryParameters.Count = true;
            },
            Cancellation);
        Assert.Equal(20, first!.OdataCount);
        Assert.Equal(7, first.Value!.Count);
        var subjects = new List<string?>();
        await PageIterator<Message, MessageCollectionResponse>
            .CreatePageIterator(server.Sdk(), first, message =>
            {
                subjects.Add(message.Subject);
                return true;
            })
            .IterateAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 25).Where(index => index % 5 != 0).Select(index => $"Mail {index}"), subjects);
    }

    [Fact]
    public async Task The_sdk_waits_and_tries_again_when_it_is_throttled()
    {
        server.Faults.Add(
            new GraphFault { Kind = GraphFaultKind.Throttle, Count = 1, Method = "POST", Path = "/messages", RetryAfter = 1 });

        var draft = await server.Sdk(repeats: true).Users[GraphServer.Mailbox].Messages.PostAsync(NewMessage(), Prefer, Cancellation);

        Assert.NotNull(draft!.Id);
        Assert.Equal(1, server.Faults.All.Single().Failed);
        Assert.Equal(1, server.Store.Search(new MailSearch()).Count);
    }

    [Fact]
    public async Task A_connection_cut_after_the_work_leaves_the_mail_sent_and_the_caller_unsure()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(NewMessage(), Prefer, Cancellation);
        server.Faults.Add(new GraphFault { Kind = GraphFaultKind.Cut, Count = 1, Path = "/send" });

        await Assert.ThrowsAsync<HttpRequestException>(() => user.Messages[draft!.Id].Send.PostAsync(cancellationToken: Cancellation));

        var now = await user.Messages[draft!.Id].GetAsync(cancellationToken: Cancellation);
        Assert.False(now!.IsDraft);
    }

    [Theory]
    [InlineData("ErrorSendAsDenied", 403, "autre@faculte.example", "anne@cabinet.example")]
    [InlineData("ErrorInvalidRecipients", 400, null, "pas une adresse")]
    [InlineData("ErrorInvalidRecipients", 400, null, "")]
    [InlineData("ErrorInvalidRecipients", 400, null, null)]
    public async Task What_cannot_be_sent_says_why(string code, int status, string? from, string? to)
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];

        var draft = await user.Messages.PostAsync(Written(), Prefer, Cancellation);
        var sending = await Assert.ThrowsAsync<ODataError>(() => user.Messages[draft!.Id].Send.PostAsync(cancellationToken: Cancellation));
        var atOnce = await Assert.ThrowsAsync<ODataError>(() => user.SendMail.PostAsync(
            new SendMailPostRequestBody { Message = Written() }, cancellationToken: Cancellation));

        Assert.Equal((status, code), (sending.ResponseStatusCode, sending.Error!.Code));
        Assert.Equal((status, code), (atOnce.ResponseStatusCode, atOnce.Error!.Code));
        Assert.Empty(server.Store.Search(new MailSearch { Drafts = false }).Messages);

        // A new one each time: the SDK writes of an object only what changed since it wrote it last.
        Message Written()
        {
            var message = NewMessage();
            message.From = from is null ? null : new Recipient { EmailAddress = new EmailAddress { Address = from } };
            message.ToRecipients = to is null ? [] : [new Recipient { EmailAddress = new EmailAddress { Address = to } }];
            return message;
        }
    }

    [Fact]
    public async Task A_mailbox_may_write_in_its_own_name()
    {
        var message = NewMessage();
        message.From =
            new Recipient { EmailAddress = new EmailAddress { Address = GraphServer.Mailbox.ToUpperInvariant(), Name = "DUMG" } };
        await server.Sdk().Users[GraphServer.Mailbox].SendMail.PostAsync(
            new SendMailPostRequestBody { Message = message }, cancellationToken: Cancellation);
        Assert.Equal("DUMG", server.Store.Search(new MailSearch()).Messages.Single().From.Name);
    }

    private static Message NewMessage(string subject = "Votre dossier « n° 1 » est arrivé") => new()
    {
        Subject = subject,
        Body = new ItemBody { ContentType = BodyType.Html, Content = "<p>Bonjour Docteur</p>" },
        ToRecipients = [new Recipient { EmailAddress = new EmailAddress { Address = "anne@cabinet.example", Name = "Anne Lefèvre" } }],
        InternetMessageHeaders = [new InternetMessageHeader { Name = "x-compagnon-mail", Value = "reçu-1" }],
    };

    private static void Prefer<T>(Microsoft.Kiota.Abstractions.RequestConfiguration<T> request)
        where T : class, new() => request.Headers.Add("Prefer", Immutable);
}
