using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Compagnon.Emulator.Graph;
using Microsoft.Graph.Models;

namespace Compagnon.Emulator.Tests.Graph;

/// <summary>Mails to addresses that do not exist, and the reports that come back.</summary>
public sealed class BounceTests : IAsyncLifetime
{
    private const string Nobody = "personne@cabinet.example";
    private GraphServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await GraphServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_is_sent_to_an_address_that_bounces_is_accepted_and_comes_back_into_the_inbox()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await server.Http.PutAsync($"{GraphEndpoints.Bounces}/{Nobody}", null, Cancellation)).StatusCode);
        var sent = await SendAsync(Nobody, "médecin@cabinet.example");

        var user = server.Sdk().Users[GraphServer.Mailbox];
        var inbox = await user.MailFolders["inbox"].Messages.GetAsync(
            request =>
            {
                request.QueryParameters.Filter = $"receivedDateTime ge {DateTimeOffset.UtcNow.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}";
                request.QueryParameters.Orderby = ["receivedDateTime asc"];
                request.QueryParameters.Select = ["id", "receivedDateTime", "from", "internetMessageHeaders"];
            },
            Cancellation);

        var report = Assert.Single(inbox!.Value!);
        Assert.Equal("postmaster@faculte.example", report.From!.EmailAddress!.Address);
        Assert.Contains(report.InternetMessageHeaders!, header => header is { Name: "Content-Type", Value: { } type } && type.StartsWith("multipart/report; report-type=delivery-status", StringComparison.Ordinal));
        Assert.Contains(report.InternetMessageHeaders!, header => header.Name == "In-Reply-To" && header.Value == sent.InternetMessageId);

        await using var mime = await user.Messages[report.Id].Content.GetAsync(cancellationToken: Cancellation);
        using var reader = new StreamReader(mime!, Encoding.ASCII);
        var text = await reader.ReadToEndAsync(Cancellation);
        Assert.Contains($"Final-Recipient: rfc822;{Nobody}\r\nAction: failed\r\nStatus: 5.1.1\r\n", text, StringComparison.Ordinal);
        Assert.Contains($"Message-ID: {sent.InternetMessageId}\r\n", text, StringComparison.Ordinal);
        Assert.Contains("x-compagnon-mail: abc/letter\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_exists_again_returns_nothing()
    {
        server.Store.SetBouncing(Nobody.ToUpperInvariant(), true);
        Assert.Equal(Nobody, Assert.Single(server.Store.Bouncing));
        await server.Http.DeleteAsync($"{GraphEndpoints.Bounces}/{Nobody}", Cancellation);

        await SendAsync(Nobody);

        var listed = await server.Http.GetFromJsonAsync<JsonElement>("/emulator/mailbox/messages.json?kind=received", Cancellation);
        Assert.Equal(0, listed.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task The_mailbox_page_lets_an_address_bounce_and_returns_a_message_that_was_sent()
    {
        await SendAsync("quelquun@cabinet.example");
        var number = server.Store.Search(new MailSearch { Drafts = false }).Messages.Single().Number;

        using var returned = await server.Http.PostAsync($"/emulator/mailbox/{number}/return", null, Cancellation);
        using var form = new FormUrlEncodedContent([new("bounce", Nobody)]);
        using var bounced = await server.Http.PostAsync("/emulator/mailbox/bounces", form, Cancellation);

        Assert.Contains("Undeliverable: Votre dossier", WebUtility.HtmlDecode(await returned.Content.ReadAsStringAsync(Cancellation)), StringComparison.Ordinal);
        Assert.Contains($"{Nobody} does not exist", await bounced.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        // What came back is not among what was sent.
        var sent = await server.Http.GetFromJsonAsync<JsonElement>("/emulator/mailbox/messages.json", Cancellation);
        Assert.Equal(1, sent.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Nothing_but_an_address_can_bounce()
    {
        using var put = await server.Http.PutAsync($"{GraphEndpoints.Bounces}/nobody", null, Cancellation);
        using var form = new FormUrlEncodedContent([new("bounce", "no body")]);
        using var page = await server.Http.PostAsync("/emulator/mailbox/bounces", form, Cancellation);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (put.StatusCode, page.StatusCode));
        Assert.Empty(server.Store.Bouncing);
        Assert.False(server.Store.Return(4711));
    }

    [Fact]
    public async Task Any_message_can_be_had_as_it_travels_with_its_files()
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(
            new Message
            {
                Subject = "Été",
                Body = new ItemBody { ContentType = BodyType.Text, Content = "Bonjour" },
                ToRecipients = [new Recipient { EmailAddress = new EmailAddress { Address = Nobody, Name = "Hélène" } }],
                Attachments = [new FileAttachment { OdataType = "#microsoft.graph.fileAttachment", Name = "a.txt", ContentType = "text/plain", ContentBytes = [1, 2, 3] }],
            },
            cancellationToken: Cancellation);

        await using var mime = await user.Messages[draft!.Id].Content.GetAsync(cancellationToken: Cancellation);
        using var reader = new StreamReader(mime!, Encoding.ASCII);
        var text = await reader.ReadToEndAsync(Cancellation);

        Assert.Contains("Subject: =?utf-8?B?w4l0w6k=?=\r\n", text, StringComparison.Ordinal);
        Assert.Contains("To: =?utf-8?B?SMOpbMOobmU=?= <personne@cabinet.example>\r\n", text, StringComparison.Ordinal);
        Assert.Contains("filename=\"a.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n", text, StringComparison.Ordinal);
    }

    private async Task<Message> SendAsync(params string[] recipients)
    {
        var user = server.Sdk().Users[GraphServer.Mailbox];
        var draft = await user.Messages.PostAsync(
            new Message
            {
                Subject = "Votre dossier",
                Body = new ItemBody { ContentType = BodyType.Html, Content = "<p>Bonjour</p>" },
                ToRecipients = [.. recipients.Select(address => new Recipient { EmailAddress = new EmailAddress { Address = address } })],
                InternetMessageHeaders = [new InternetMessageHeader { Name = "x-compagnon-mail", Value = "abc/letter" }],
            },
            cancellationToken: Cancellation);
        await user.Messages[draft!.Id].Send.PostAsync(cancellationToken: Cancellation);
        return draft;
    }
}
