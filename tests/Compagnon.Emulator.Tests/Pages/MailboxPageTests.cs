using System.Globalization;
using System.Net;
using System.Text;
using AngleSharp.Dom;
using Compagnon.Emulator.Graph;
using Compagnon.Emulator.Pages;
using Compagnon.Emulator.Tests.Graph;
using Compagnon.Testing;

namespace Compagnon.Emulator.Tests.Pages;

/// <summary>The mailbox as a person reads it.</summary>
public sealed class MailboxPageTests : IAsyncLifetime
{
    private GraphServer server = null!;
    private Visitor visitor = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await GraphServer.StartAsync();
        visitor = new Visitor(server.Address);
    }

    public ValueTask DisposeAsync()
    {
        visitor.Dispose();
        return server.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_mailbox_says_so()
    {
        var page = await OpenAsync("");
        Assert.Contains("Nothing was sent yet", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_mail_stands_first_and_drafts_stand_apart()
    {
        Send("Premier");
        Send("Second");
        server.Store.CreateDraft(GraphServer.Mailbox, Content("Brouillon"), []);

        var page = await OpenAsync("");
        Assert.Equal(["Second", "Premier"], Subjects(page));
        page = await page.FollowAsync("Drafts", Cancellation);
        Assert.Equal(["Brouillon"], Subjects(page));
        page = await page.FollowAsync("Anne", Cancellation);
        Assert.Contains("it was not sent", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_is_read_with_its_headers_and_its_body_in_a_sandbox()
    {
        var mail = server.Store.SendNew(
            GraphServer.Mailbox,
            Content("Votre dossier",
                "<html><head><title>x</title></head><body><a href='http://localhost:1/lien'>Suivre</a></body></html>") with
            {
                From = new MailParty(GraphServer.Mailbox, "DUMG de Grenoble"),
                Cc = [new MailParty("copie@faculte.example")],
                Headers = [new MailHeader("x-compagnon-mail", "reçu <1>")],
            },
            [], saveToSentItems: true);

        var page = await (await OpenAsync("")).FollowAsync("Anne", Cancellation);

        Assert.Equal("Votre dossier", page.Heading);
        string[] shown = ["DUMG de Grenoble", "anne@cabinet.example", "copie@faculte.example", "x-compagnon-mail", "reçu <1>"];
        Assert.All([.. shown, mail.InternetMessageId], one => Assert.Contains(one, page.Text, StringComparison.Ordinal));
        var frame = page.Document.QuerySelector("iframe")!;
        Assert.Equal("allow-same-origin allow-popups allow-popups-to-escape-sandbox", frame.GetAttribute("sandbox"));

        using var body = await server.Http.GetAsync(frame.GetAttribute("src"), Cancellation);
        var policy = body.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script", policy, StringComparison.Ordinal);
        Assert.Contains(
            "<head><base target=\"_blank\"><title>", await body.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_in_a_mail_can_become_part_of_the_page()
    {
        const string Evil = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>";
        server.Store.SendNew(
            GraphServer.Mailbox,
            Content(Evil) with { To = [new MailParty("a\"<b>@c.example", Evil)], Headers = [new MailHeader("x-a", Evil)] },
            [new NewAttachment(Evil, Evil, "x"u8.ToArray())], saveToSentItems: true);

        foreach (var path in new[] { "", "/1", "?q=" + Uri.EscapeDataString(Evil), "?to=" + Uri.EscapeDataString(Evil) })
        {
            var page = await OpenAsync(path);
            Assert.Empty(page.Document.QuerySelectorAll("script:not([src]), main img, [onerror]"));
        }

        Assert.Equal(Evil, (await OpenAsync("/1")).Document.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_plain_text_mail_keeps_its_lines_and_its_links()
    {
        server.Store.SendNew(
            GraphServer.Mailbox, Content("Texte") with { IsHtml = false, Body = "Bonjour <b>\nSuivre : http://localhost:1/a?b=1&c=2.\n" },
            [], saveToSentItems: true);
        var document = (await visitor.OpenAsync($"{EmulatorPages.Mailbox}/1/body", Cancellation)).Document;
        var link = document.QuerySelector("a")!;
        Assert.Equal("http://localhost:1/a?b=1&c=2", link.GetAttribute("href"));
        Assert.Equal("Bonjour <b>\nSuivre : http://localhost:1/a?b=1&c=2.\n", document.Body!.TextContent);
    }

    [Fact]
    public async Task A_picture_within_the_mail_is_shown_from_its_attachment()
    {
        var picture = new NewAttachment("logo.png", "image/png", new byte[] { 1, 2, 3 }, IsInline: true, ContentId: "logo@dumg");
        server.Store.SendNew(GraphServer.Mailbox, Content("Image", "<img src=\"cid:logo@dumg\" alt=\"\">"), [picture], true);
        var document = (await visitor.OpenAsync($"{EmulatorPages.Mailbox}/1/body", Cancellation)).Document;
        Assert.Equal([1, 2, 3], await server.Http.GetByteArrayAsync(document.QuerySelector("img")!.GetAttribute("src"), Cancellation));
        Assert.Empty((await OpenAsync("/1")).Document.QuerySelectorAll(".files"));
    }

    [Theory]
    [InlineData("agrement", "Agrément accordé")]
    [InlineData("ACCORDÉ", "Agrément accordé")]
    [InlineData("dubreuil", "Dossier du Dr Dubreuil")]
    [InlineData("lilas rue", "Dossier du Dr Dubreuil")]
    [InlineData("visite.ics", "Agrément accordé")]
    [InlineData("absent", "")]
    public async Task A_search_finds_subject_text_names_and_files_whatever_the_accents(string words, string expected)
    {
        server.Store.SendNew(
            GraphServer.Mailbox, Content("Agrément accordé"), [new NewAttachment("Visite.ics", "text/calendar", default)],
            saveToSentItems: true);
        Send("Dossier du Dr Dubreuil", "<style>.lilas{}</style><p>12 rue des Lilas</p>");

        var page = await (await OpenAsync("")).Fill("Search", words).PressAsync("Search", cancellation: Cancellation);
        Assert.Equal(expected, string.Join(' ', Subjects(page)));
    }

    [Fact]
    public async Task One_recipient_can_be_singled_out()
    {
        Send("Pour Anne");
        server.Store.SendNew(GraphServer.Mailbox, Content("Pour Marc") with { To = [new MailParty("Marc@cabinet.example")] }, [], true);
        var page = await OpenAsync("?to=marc@cabinet.example");
        Assert.Equal(["Pour Marc"], Subjects(page));
        Assert.Equal("marc@cabinet.example", page.Document.QuerySelector("option[selected]")!.TextContent);
        Assert.Equal(2, Subjects(await OpenAsync($"?to={GraphServer.Mailbox}")).Count);
    }

    [Fact]
    public async Task Every_mail_is_on_exactly_one_page()
    {
        for (var index = 0; index < 123; index++)
            Send(index.ToString(CultureInfo.InvariantCulture));
        var page = await OpenAsync("");
        var subjects = Subjects(page).ToList();
        Assert.Contains("1–50 of 123 messages", page.Text, StringComparison.Ordinal);
        for (var turn = 0; turn < 2; turn++)
        {
            page = await page.FollowAsync("Older", Cancellation);
            subjects.AddRange(Subjects(page));
        }

        Assert.Equal(Enumerable.Range(0, 123).Reverse().Select(index => index.ToString(CultureInfo.InvariantCulture)), subjects);
        Assert.Null(page.Document.QuerySelector("a[rel=next]"));
        Assert.Contains("No message fits", (await OpenAsync("?page=99")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("décision.pdf", "application/pdf", "inline", "application/pdf")]
    [InlineData("carte.png", "image/png", "inline", "image/png")]
    [InlineData("page.html", "text/html", "attachment", "application/octet-stream")]
    [InlineData("dessin.svg", "image/svg+xml", "attachment", "application/octet-stream")]
    [InlineData("../\"\r\nx.txt", "text/plain", "inline", "text/plain")]
    public async Task A_file_is_opened_only_when_that_is_harmless(string name, string type, string disposition, string servedAs)
    {
        server.Store.SendNew(
            GraphServer.Mailbox, Content("Pièce"), [new NewAttachment(name, type, "x"u8.ToArray())], saveToSentItems: true);
        var address = $"{EmulatorPages.Mailbox}/1/files/1";

        using var opened = await server.Http.GetAsync(address, Cancellation);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal(disposition, opened.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(servedAs, opened.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", opened.Headers.GetValues("X-Content-Type-Options").Single());
        using var downloaded = await server.Http.GetAsync($"{address}?download=1", Cancellation);
        Assert.Equal("attachment", downloaded.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("application/octet-stream", downloaded.Content.Headers.ContentType!.MediaType);
        if (!name.Contains('\r', StringComparison.Ordinal))
            Assert.Equal(name, downloaded.Content.Headers.ContentDisposition.FileNameStar);
    }

    [Fact]
    public async Task An_invitation_is_readable()
    {
        var calendar = Encoding.UTF8.GetBytes(InvitationTests.Calendar);
        server.Store.SendNew(
            GraphServer.Mailbox, Content("Visite"), [new NewAttachment("visite.ics", "text/calendar; method=REQUEST", calendar)],
            saveToSentItems: true);
        var page = await (await OpenAsync("/1")).FollowAsync("Open", Cancellation);
        Assert.Equal("visite.ics", page.Heading);
        Assert.Contains("Friday 12 March 2027, 14:00 (Europe/Paris)", page.Text, StringComparison.Ordinal);
        Assert.Contains("12 rue des Lilas, 38000 Grenoble", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/77")]
    [InlineData("/1/files/99")]
    [InlineData("/77/body")]
    [InlineData("/77/source")]
    public async Task What_is_not_there_is_a_page_that_leads_back(string path)
    {
        Send("Un");
        var page = await OpenAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal(HttpStatusCode.OK, (await page.FollowAsync("Back", Cancellation)).Status);
    }

    [Fact]
    public async Task The_page_knows_when_something_new_has_come()
    {
        var before = (await OpenAsync("")).Document.QuerySelector("main")!;
        Assert.Equal(
            before.GetAttribute("data-version"), await server.Http.GetStringAsync(before.GetAttribute("data-refresh"), Cancellation));
        Send("Nouveau");
        Assert.NotEqual(
            before.GetAttribute("data-version"), await server.Http.GetStringAsync(before.GetAttribute("data-refresh"), Cancellation));
    }

    [Fact]
    public async Task Assets_are_served_with_a_tag_and_come_from_nowhere_else()
    {
        var page = await OpenAsync("");
        var assets = page.Document.QuerySelectorAll("link[href], script[src]")
            .Select(asset => asset.GetAttribute("href") ?? asset.GetAttribute("src")!);
        Assert.All(assets, asset => Assert.StartsWith("/emulator/assets/", asset, StringComparison.Ordinal));
        using var first = await server.Http.GetAsync("/emulator/assets/emulator.css", Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/emulator/assets/emulator.css");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await server.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Http.GetAsync("/emulator/assets/other.css", Cancellation)).StatusCode);
    }

    private static List<string> Subjects(VisitedPage page) =>
        page.Document.QuerySelectorAll(".messages .subject").Select(subject => subject.TextContent).ToList();

    private static MailContent Content(string subject, string html = "<p>Bonjour</p>") => new()
    {
        Subject = subject,
        IsHtml = true,
        Body = html,
        To = [new MailParty("anne@cabinet.example", "Anne Lefèvre")],
    };

    private void Send(string subject, string html = "<p>Bonjour</p>") =>
        server.Store.SendNew(GraphServer.Mailbox, Content(subject, html), [], saveToSentItems: true);

    private Task<VisitedPage> OpenAsync(string path) => visitor.OpenAsync(EmulatorPages.Mailbox + path, Cancellation);
}
