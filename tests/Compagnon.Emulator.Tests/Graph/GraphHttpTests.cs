using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Compagnon.Emulator.Graph;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Emulator.Tests.Graph;

/// <summary>What goes wrong over plain HTTP, and the answers that Graph has for it.</summary>
public sealed class GraphHttpTests : IAsyncLifetime
{
    private GraphServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await GraphServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Attachments_cannot_make_a_message_larger_than_35_megabytes()
    {
        var (_, draft) = await server.CallAsync(HttpMethod.Post, "messages", GraphServer.Message(), immutable: true);
        var file = new Dictionary<string, object>
        {
            ["@odata.type"] = "#microsoft.graph.fileAttachment",
            ["name"] = "a",
            ["contentBytes"] = Convert.ToBase64String(new byte[3_000_000]),
        };
        HttpStatusCode status;
        JsonElement json;
        var added = 0;
        while (((status, json) = await server.CallAsync(HttpMethod.Post, $"messages/{draft.GetProperty("id")}/attachments", file)).status
            is HttpStatusCode.Created)
            added++;
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "ErrorMessageSizeExceeded", 12), (status, Code(json), added));
    }

    [Theory]
    [InlineData("isDraft eq true", "un deux")]
    [InlineData("isDraft eq false", "L'été trois")]
    [InlineData("subject eq 'DEUX'", "deux")]
    [InlineData("subject eq 'L''été'", "L'été")]
    [InlineData("startswith(subject,'t')", "trois")]
    [InlineData("contains(subject,'u')", "un deux")]
    [InlineData("endswith(subject,'x') or subject eq 'un'", "un deux")]
    [InlineData("not (isDraft eq true) and subject ne 'trois'", "L'été")]
    [InlineData("hasAttachments eq true", "trois")]
    [InlineData("from/emailAddress/address eq 'DUMG@faculte.example'", "un deux L'été trois")]
    [InlineData("createdDateTime gt 2100-01-01", "")]
    [InlineData("sentDateTime le 2100-01-01T00:00:00Z", "un deux L'été trois")]
    public async Task A_filter_finds_what_it_says(string filter, string expected)
    {
        await server.CallAsync(HttpMethod.Post, "messages", GraphServer.Message("un"));
        await server.CallAsync(HttpMethod.Post, "messages", GraphServer.Message("deux"));
        await server.CallAsync(HttpMethod.Post, "sendMail", new { message = GraphServer.Message("L'été") });
        var withFile = GraphServer.Message("trois");
        withFile["attachments"] = new[]
        {
            new Dictionary<string, object>
            {
                ["@odata.type"] = "#microsoft.graph.fileAttachment",
                ["name"] = "a",
                ["contentBytes"] = "eA==",
            },
        };
        await server.CallAsync(HttpMethod.Post, "sendMail", new { message = withFile });

        var (status, json) = await server.CallAsync(HttpMethod.Get, $"messages?$filter={Uri.EscapeDataString(filter)}");

        Assert.Equal(HttpStatusCode.OK, status);
        var found = json.GetProperty("value").EnumerateArray().Select(message => message.GetProperty("subject").GetString()).Reverse();
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public async Task A_message_of_another_mailbox_is_not_found()
    {
        var (_, draft) = await server.CallAsync(HttpMethod.Post, "messages", GraphServer.Message(), immutable: true);
        var (status, json) = await server.CallAsync(
            HttpMethod.Get, $"{GraphEndpoints.Root}/users/autre@faculte.example/messages/{draft.GetProperty("id")}");
        Assert.Equal((HttpStatusCode.NotFound, "ErrorItemNotFound"), (status, Code(json)));
    }

    [Fact]
    public async Task What_was_sent_can_be_marked_but_not_rewritten()
    {
        var (_, draft) = await server.CallAsync(HttpMethod.Post, "messages", GraphServer.Message(), immutable: true);
        var message = $"messages/{draft.GetProperty("id")}";
        await server.CallAsync(HttpMethod.Post, $"{message}/send");
        var (marked, _) = await server.CallAsync(HttpMethod.Patch, message, new { categories = new[] { "lu" }, isRead = false });
        var (rewritten, json) = await server.CallAsync(HttpMethod.Patch, message, new { subject = "autre" });
        Assert.Equal(HttpStatusCode.OK, marked);
        Assert.Equal((HttpStatusCode.BadRequest, "ErrorInvalidPropertySet"), (rewritten, Code(json)));
    }

    [Fact]
    public async Task A_deleted_message_that_was_sent_stays_known_as_sent()
    {
        var (_, draft) = await server.CallAsync(HttpMethod.Post, "messages", GraphServer.Message(), immutable: true);
        var message = $"messages/{draft.GetProperty("id")}";
        await server.CallAsync(HttpMethod.Post, $"{message}/send");
        Assert.Equal(HttpStatusCode.NoContent, (await server.CallAsync(HttpMethod.Delete, message)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.CallAsync(HttpMethod.Delete, message)).Status);
        Assert.Equal(1, server.Store.Search(new MailSearch { Drafts = false }).Count);
    }

    [Fact]
    public async Task Faults_hit_the_requests_that_match_and_no_others()
    {
        await FaultAsync("""{"kind":"throttle","count":2,"method":"POST","path":"/sendMail","retryAfter":7,"skip":1}""");
        await FaultAsync("""{"kind":"unavailable","path":"/mailFolders/"}""");

        var statuses = new List<int>();
        for (var attempt = 0; attempt < 4; attempt++)
            statuses.Add(await SendAsync());
        Assert.Equal([202, 429, 429, 202], statuses);
        using var throttled = await server.Http.GetAsync($"{server.Users}/mailFolders/drafts/messages", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, throttled.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.CallAsync(HttpMethod.Get, "messages")).Status);
        Assert.Equal([2, 1], server.Faults.All.Select(fault => fault.Failed));

        using var cleared = await server.Http.DeleteAsync(GraphEndpoints.Faults, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, cleared.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.CallAsync(HttpMethod.Get, "mailFolders/drafts/messages")).Status);

        async Task<int> SendAsync() =>
            (int)(await server.CallAsync(HttpMethod.Post, "sendMail", new { message = GraphServer.Message() })).Status;

        async Task FaultAsync(string json)
        {
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var response = await server.Http.PostAsync(GraphEndpoints.Faults, content, Cancellation);
            response.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task A_throttled_answer_says_when_to_come_back()
    {
        server.Faults.Add(new GraphFault { Kind = GraphFaultKind.Throttle, RetryAfter = 12 });
        using var response = await server.Http.GetAsync($"{server.Users}/messages", Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(12), response.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData(null, "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    [InlineData(null, null, HttpStatusCode.Accepted)]
    public async Task Another_site_cannot_use_the_endpoint_through_a_browser(string? host, string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Users}/sendMail")
        {
            Content = JsonContent.Create(new { message = GraphServer.Message() }),
        };
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await server.Http.SendAsync(request, Cancellation);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public void Any_subject_comes_back_and_is_found_by_its_filter() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        given =>
        {
            // Graph keeps text that UTF-8 can hold, on one line.
            var subject = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(given.Get)).ReplaceLineEndings(" ")
                .Replace("\0", "", StringComparison.Ordinal);
            var (_, draft) = server.CallAsync(HttpMethod.Post, "messages", GraphServer.Message(subject), immutable: true).GetAwaiter()
                .GetResult();
            var filter = Uri.EscapeDataString($"subject eq '{subject.Replace("'", "''", StringComparison.Ordinal)}'");
            var (_, found) = server.CallAsync(HttpMethod.Get, $"messages?$filter={filter}&$top=1000", immutable: true).GetAwaiter()
                .GetResult();
            return draft.GetProperty("subject").GetString() == subject
                && found.GetProperty("value").EnumerateArray()
                    .Any(one => one.GetProperty("id").GetString() == draft.GetProperty("id").GetString());
        }).QuickCheckThrowOnFailure();

    private static string? Code(JsonElement json) => json.GetProperty("error").GetProperty("code").GetString();
}
