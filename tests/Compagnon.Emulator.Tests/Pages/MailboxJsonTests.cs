using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Pages;
using Compagnon.Emulator.Tests.Graph;

namespace Compagnon.Emulator.Tests.Pages;

/// <summary>The mailbox as tests read it.</summary>
public sealed class MailboxJsonTests : IAsyncLifetime
{
    private GraphServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await GraphServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Everything_in_a_mail_can_be_read()
    {
        var file = new NewAttachment("visite.ics", "text/calendar", "BEGIN"u8.ToArray());
        server.Store.SendNew(
            GraphServer.Mailbox, Content("Un") with { Headers = [new MailHeader("x-compagnon-mail", "7")] }, [file], saveToSentItems: true);

        var mail = (await ReadAsync("")).GetProperty("messages").EnumerateArray().Single();

        Assert.Equal("Un", mail.GetProperty("subject").GetString());
        Assert.Equal("html", mail.GetProperty("contentType").GetString());
        Assert.Equal("<p>Bonjour</p>", mail.GetProperty("body").GetString());
        Assert.Equal(GraphServer.Mailbox, mail.GetProperty("from").GetProperty("address").GetString());
        Assert.Equal("anne@cabinet.example", mail.GetProperty("to")[0].GetProperty("address").GetString());
        Assert.Equal("7", mail.GetProperty("headers")[0].GetProperty("value").GetString());
        var attachment = mail.GetProperty("attachments")[0];
        Assert.Equal(5, attachment.GetProperty("size").GetInt32());
        Assert.Equal("BEGIN"u8.ToArray(), await server.Http.GetByteArrayAsync(attachment.GetProperty("url").GetString(), Cancellation));
        using var page = await server.Http.GetAsync(mail.GetProperty("page").GetString(), Cancellation);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task What_came_since_is_listed_once_in_its_order_also_a_draft_sent_later()
    {
        var draft = server.Store.CreateDraft(GraphServer.Mailbox, Content("Brouillon"), []);
        Send("Un");
        Send("Deux");
        var first = await ReadAsync("?top=1");
        Assert.Equal(["Un"], Subjects(first));
        var second = await ReadAsync($"?since={first.GetProperty("last")}");
        Assert.Equal(["Deux"], Subjects(second));
        server.Store.Send(draft.Number);
        Assert.Equal(["Brouillon"], Subjects(await ReadAsync($"?since={second.GetProperty("last")}")));
    }

    [Fact]
    public async Task A_reader_who_waits_is_answered_when_the_mail_comes()
    {
        var reading = ReadAsync("?to=anne@cabinet.example&wait=30");
        server.Store.SendNew(GraphServer.Mailbox, Content("Autre") with { To = [new MailParty("marc@cabinet.example")] }, [], true);
        Assert.False(reading.IsCompleted);
        Send("Pour Anne");
        Assert.Equal(["Pour Anne"], Subjects(await reading));
    }

    [Fact]
    public async Task A_reader_who_waits_in_vain_gets_an_empty_answer()
    {
        var json = await ReadAsync("?wait=0.05&since=12");
        Assert.Equal((0, 12), (json.GetProperty("count").GetInt32(), json.GetProperty("last").GetInt32()));
    }

    [Fact]
    public async Task Drafts_and_sent_mails_are_told_apart()
    {
        server.Store.CreateDraft(GraphServer.Mailbox, Content("Brouillon"), []);
        Send("Envoyé");
        Assert.Equal(["Envoyé"], Subjects(await ReadAsync("")));
        Assert.Equal(["Brouillon"], Subjects(await ReadAsync("?kind=drafts")));
        Assert.Equal(["Brouillon", "Envoyé"], Subjects(await ReadAsync("?kind=all")));
        Assert.Empty(Subjects(await ReadAsync("?mailbox=autre@faculte.example")));
        Assert.Equal(["Envoyé"], Subjects(await ReadAsync("?since=2020-01-01")));
        Assert.Empty(Subjects(await ReadAsync("?since=2199-01-01")));
    }

    [Theory]
    [InlineData("?since=hier")]
    [InlineData("?top=0")]
    [InlineData("?top=5000")]
    [InlineData("?kind=inbox")]
    [InlineData("?wait=90")]
    [InlineData("?wait=-1")]
    public async Task A_parameter_that_cannot_be_read_is_refused(string query)
    {
        using var response = await server.Http.GetAsync($"{EmulatorPages.Mailbox}/messages.json{query}", Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static IEnumerable<string?> Subjects(JsonElement json) =>
        json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("subject").GetString());

    private static MailContent Content(string subject) =>
        new() { Subject = subject, IsHtml = true, Body = "<p>Bonjour</p>", To = [new MailParty("anne@cabinet.example")] };

    private void Send(string subject) => server.Store.SendNew(GraphServer.Mailbox, Content(subject), [], saveToSentItems: true);

    private Task<JsonElement> ReadAsync(string query) =>
        server.Http.GetFromJsonAsync<JsonElement>($"{EmulatorPages.Mailbox}/messages.json{query}", Cancellation);
}
