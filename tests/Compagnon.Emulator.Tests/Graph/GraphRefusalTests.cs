using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Compagnon.Emulator.Graph;

namespace Compagnon.Emulator.Tests.Graph;

/// <summary>Requests that are refused, in Graph's words, and change nothing: so they share one server.</summary>
public sealed class GraphRefusalTests(GraphRefusalTests.Fixture fixture) : IClassFixture<GraphRefusalTests.Fixture>
{
    private readonly GraphServer server = fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_token_nothing_is_done()
    {
        using var anonymous = new HttpClient { BaseAddress = server.Address };
        using var response = await anonymous.PostAsJsonAsync($"{server.Users}/messages", GraphServer.Message(), Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal("InvalidAuthenticationToken", Code(await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)));
        Assert.Equal(0, server.Store.Version);
    }

    [Fact]
    public async Task An_error_has_the_shape_of_graph()
    {
        var (_, json) = await server.CallAsync(HttpMethod.Get, "messages/not-an-id");
        var error = json.GetProperty("error");
        Assert.Equal("ErrorInvalidIdMalformed", error.GetProperty("code").GetString());
        Assert.Equal("Id is malformed.", error.GetProperty("message").GetString());
        Assert.True(Guid.TryParse(error.GetProperty("innerError").GetProperty("request-id").GetString(), out _));
        Assert.True(error.GetProperty("innerError").TryGetProperty("date", out _));
    }

    [Theory]
    [InlineData("{", "BadRequest")]
    [InlineData("", "BadRequest")]
    [InlineData("[]", "RequestBodyRead")]
    [InlineData("null", "RequestBodyRead")]
    [InlineData("""{"subjet":"x"}""", "RequestBodyRead")]
    [InlineData("""{"subject":1}""", "RequestBodyRead")]
    [InlineData("""{"body":"x"}""", "RequestBodyRead")]
    [InlineData("""{"body":{"contentType":"rtf","content":"x"}}""", "RequestBodyRead")]
    [InlineData("""{"toRecipients":{}}""", "RequestBodyRead")]
    [InlineData("""{"toRecipients":[{}]}""", "ErrorInvalidRecipients")]
    [InlineData("""{"importance":"urgent"}""", "RequestBodyRead")]
    [InlineData("""{"subject":"\ud800"}""", "RequestBodyRead")]
    [InlineData("""{"internetMessageHeaders":[{"name":"List-Id","value":"x"}]}""", "InvalidInternetMessageHeader")]
    [InlineData("""{"internetMessageHeaders":[{"name":"x-a: b","value":"x"}]}""", "InvalidInternetMessageHeader")]
    [InlineData("""{"internetMessageHeaders":[{"name":"x-a","value":"x\r\nBcc: y@z"}]}""", "InvalidInternetMessageHeader")]
    [InlineData(
        """{"internetMessageHeaders":[{"name":"x-1"},{"name":"x-2"},{"name":"x-3"},{"name":"x-4"},{"name":"x-5"},{"name":"x-6"}]}""",
        "InvalidInternetMessageHeaderCollection")]
    [InlineData("""{"attachments":[{"name":"a","contentBytes":"eA=="}]}""", "RequestBodyRead")]
    [InlineData("""{"attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","contentBytes":"eA=="}]}""",
        "ErrorRequiredPropertyMissing")]
    [InlineData("""{"attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","name":"a"}]}""", "ErrorRequiredPropertyMissing")]
    [InlineData("""{"attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","name":"a","contentBytes":"%%%"}]}""",
        "RequestBodyRead")]
    public async Task A_body_that_cannot_be_read_changes_nothing(string body, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync($"{server.Users}/messages", content, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, Code(await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)));
        Assert.Equal(0, server.Store.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_four_megabytes_are_too_much(bool announced)
    {
        var text = JsonSerializer.Serialize(GraphServer.Message(html: new string('x', 4 * 1024 * 1024)));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Users}/messages")
        {
            Content = new StringContent(text, Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = !announced;
        request.Headers.ExpectContinue = true;
        using var response = await server.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(0, server.Store.Version);
    }

    [Theory]
    [InlineData("messages?$select=subjet", "RequestBroker--ParseUri")]
    [InlineData("messages?$expand=extensions", "RequestBroker--ParseUri")]
    [InlineData("messages?$top=0", "RequestBroker--ParseUri")]
    [InlineData("messages?$skip=-1", "RequestBroker--ParseUri")]
    [InlineData("messages?$orderby=body desc", "RequestBroker--ParseUri")]
    [InlineData("messages?$search=x", "BadRequest")]
    [InlineData("messages?$filter=isDraft", "BadRequest")]
    [InlineData("messages?$filter=isDraft eq 'true'", "BadRequest")]
    [InlineData("messages?$filter=subject eq 'abc", "BadRequest")]
    [InlineData("messages?$filter=subject eq 'a') or (1 eq 1", "BadRequest")]
    [InlineData("messages?$filter=createdDateTime gt yesterday", "BadRequest")]
    [InlineData("messages?$filter=body/content eq 'x'", "BadRequest")]
    [InlineData("messages?$filter=isDraft eq true&$orderby=createdDateTime", "InefficientFilter")]
    [InlineData("mailFolders/Unknown/messages", "ErrorInvalidIdMalformed")]
    [InlineData("events", "BadRequest")]
    public async Task A_query_that_cannot_be_read_says_so(string address, string code)
    {
        var (status, json) = await server.CallAsync(HttpMethod.Get, address);
        Assert.Equal((HttpStatusCode.BadRequest, code), (status, Code(json)));
    }

    [Fact]
    public async Task A_deeply_nested_filter_is_refused()
    {
        var (status, _) =
            await server.CallAsync(HttpMethod.Get, $"messages?$filter={new string('(', 3000)}isDraft eq true{new string(')', 3000)}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("""{"kind":"storm"}""")]
    [InlineData("""{"kind":"cut","count":0}""")]
    [InlineData("""{"kind":"cut","cuont":1}""")]
    [InlineData("nonsense")]
    public async Task A_fault_that_cannot_be_read_is_refused(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync(GraphEndpoints.Faults, content, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(server.Faults.All);
    }

    private static string? Code(JsonElement json) => json.GetProperty("error").GetProperty("code").GetString();

    /// <summary>The server, for all of them.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal GraphServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await GraphServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
