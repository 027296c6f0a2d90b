using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Diagnostics;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Compagnon.Testing;

namespace Compagnon.Emulator.Tests.Tables;

public sealed class AuthorizationTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private const string Key = "c2VjcmV0IGtleSB0aGF0IG5vIGxvZyBtYXkgc2hvdw==";

    [Fact]
    public void A_connection_string_gives_the_address_and_the_account()
    {
        var development = new TableServiceClient("UseDevelopmentStorage=true");
        var azure = new TableServiceClient(
            $"DefaultEndpointsProtocol=https;AccountName=medecine;AccountKey={Key};EndpointSuffix=core.windows.net");
        var proxied = new TableServiceClient("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://storage");
        var table = new TableClient("UseDevelopmentStorage=true", "dossiers");

        Assert.Equal("http://127.0.0.1:10002/devstoreaccount1", development.Uri.ToString());
        Assert.Equal("devstoreaccount1", development.AccountName);
        Assert.Equal(("https://medecine.table.core.windows.net/", "medecine"), (azure.Uri.ToString(), azure.AccountName));
        Assert.Equal("http://storage:10002/devstoreaccount1", proxied.Uri.ToString());
        Assert.Equal("http://127.0.0.1:10002/devstoreaccount1/dossiers", table.Uri.ToString());
        Assert.Equal(("dossiers", "devstoreaccount1"), (table.Name, table.AccountName));
    }

    [Theory]
    [InlineData("AccountName=medecine")]
    [InlineData("AccountKey=c2VjcmV0")]
    [InlineData("AccountName=medecine;AccountKey=not base64 c2VjcmV0")]
    [InlineData("AccountName=medecine;AccountName=again;AccountKey=c2VjcmV0")]
    [InlineData("c2VjcmV0")]
    [InlineData("UseDevelopmentStorage=false")]
    public void A_connection_string_that_lacks_something_is_refused_without_showing_it(string connectionString)
    {
        var error = Assert.Throws<FormatException>(() => new TableServiceClient(connectionString));

        Assert.DoesNotContain("c2VjcmV0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_opens_its_account_and_another_key_does_not()
    {
        var uri = Service.Uri;
        var key = ConnectionString.Split("AccountKey=")[1].Split(';')[0];
        var credential = new TableSharedKeyCredential(Service.AccountName, Key);
        var table = new TableClient(uri, "dossiers", credential, Once(new TableClientOptions()));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync(Cancellation));
        credential.SetAccountKey(key);
        await table.CreateAsync(Cancellation);

        Assert.Equal((403, "AuthorizationFailure"), (refused.Status, refused.ErrorCode));
        var service = new TableServiceClient(uri, new TableSharedKeyCredential(Service.AccountName, key));
        Assert.Equal("dossiers", service.Query(cancellationToken: Cancellation).Single().Name);
    }

    [Fact]
    public async Task A_shared_access_signature_allows_what_it_says()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        var signature = Signature(table.Name, "r");

        var reader = new TableClient(table.Uri, new AzureSasCredential(signature), Once(new TableClientOptions()));
        var byAddress = new TableClient(new Uri($"{table.Uri}?{signature}"), Once(new TableClientOptions()));
        var byConnection = new TableClient($"TableEndpoint={Service.Uri};SharedAccessSignature={signature}", table.Name);

        Assert.Equal("r", reader.Query<TableEntity>(cancellationToken: Cancellation).Single().RowKey);
        Assert.Equal("r", byAddress.Query<TableEntity>(cancellationToken: Cancellation).Single().RowKey);
        Assert.True((await byConnection.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).HasValue);
        Assert.Equal((table.Name, Service.AccountName), (reader.Name, reader.AccountName));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => reader.AddEntityAsync(new TableEntity("p", "s"), Cancellation));
        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public void A_shared_access_signature_is_not_sent_over_plain_http_to_another_machine() =>
        Assert.Throws<ArgumentException>(
            () => new TableServiceClient(new Uri("http://medecine.table.core.windows.net"), new AzureSasCredential("sig=x")));

    [Fact]
    public async Task A_signature_is_added_once_however_often_a_request_is_tried()
    {
        var transport = new FakeTransport(new FakeAnswer(503), new FakeAnswer(503), new FakeAnswer(200, """{"value":[]}"""));
        var options = new TableClientOptions { Transport = transport, Retry = { Delay = TimeSpan.Zero, Mode = RetryMode.Fixed } };
        var service = new TableServiceClient(
            new Uri("https://medecine.table.core.windows.net"), new AzureSasCredential("?sv=1&sig=x"), options);

        Assert.Empty(await service.QueryAsync("TableName eq 'a'", cancellationToken: Cancellation).ToListAsync(Cancellation));

        Assert.Equal(3, transport.Requests.Count);
        Assert.All(transport.Requests, request => Assert.Equal("?$filter=TableName%20eq%20%27a%27&sv=1&sig=x", request.Uri.Query));
    }

    [Fact]
    public async Task A_token_is_asked_for_the_storage_scope_and_sent_as_bearer()
    {
        var transport = new FakeTransport(new FakeAnswer(204));
        var credential = new FakeCredential();
        var table = new TableClient(
            new Uri("https://medecine.table.core.windows.net"), "dossiers", credential, new TableClientOptions { Transport = transport });

        await table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation);

        Assert.Equal(["https://storage.azure.com/.default"], credential.Asked.Single().Scopes);
        var request = transport.Requests.Single();
        Assert.Equal("Bearer token of no tenant", request.Header("Authorization"));
        Assert.Equal("2020-12-06", request.Header("x-ms-version"));
        Assert.Equal("https://medecine.table.core.windows.net/dossiers(PartitionKey='p',RowKey='r')", request.Uri.ToString());
        Assert.Equal("PATCH", request.Method);
    }

    [Fact]
    public async Task A_token_is_never_sent_over_plain_http()
    {
        var table = new TableClient(
            new Uri("http://127.0.0.1:9/medecine"), "dossiers", new FakeCredential(), Once(new TableClientOptions()));

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.CreateAsync(Cancellation));
    }

    [Fact]
    public async Task Tenant_discovery_takes_the_tenant_from_the_services_challenge()
    {
        var transport = new FakeTransport(
            new FakeAnswer(401, Challenge: "Bearer authorization_uri=https://login.example/their-tenant/oauth2/authorize resource_id=x"),
            new FakeAnswer(204),
            new FakeAnswer(204));
        var credential = new FakeCredential();
        var options = new TableClientOptions { Transport = transport, EnableTenantDiscovery = true };
        var table = new TableClient(new Uri("https://medecine.table.core.windows.net"), "dossiers", credential, options);

        await table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation);
        await table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation);

        Assert.Equal(
            [null, "Bearer token of their-tenant", "Bearer token of their-tenant"],
            transport.Requests.Select(request => request.Header("Authorization")));
    }

    [Fact]
    public async Task A_busy_service_is_tried_again_and_a_refusal_is_not()
    {
        var busy = new FakeTransport(new FakeAnswer(503), new FakeAnswer(500), new FakeAnswer(204));
        var refusing = new FakeTransport(
            new FakeAnswer(409, """{"odata.error":{"code":"EntityAlreadyExists","message":{"value":"It is there."}}}"""));
        TableClient Table(HttpPipelineTransport transport) => new(
            new Uri("https://medecine.table.core.windows.net"),
            "dossiers",
            new TableSharedKeyCredential("medecine", Key),
            new TableClientOptions { Transport = transport, Retry = { Delay = TimeSpan.Zero, Mode = RetryMode.Fixed } });

        await Table(busy).AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        var error = Assert.Throws<RequestFailedException>(() => Table(refusing).AddEntity(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(3, busy.Requests.Count);
        Assert.Single(refusing.Requests);
        Assert.Equal((409, "EntityAlreadyExists"), (error.Status, error.ErrorCode));
        Assert.StartsWith("It is there.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_log_shows_a_key_or_a_signature()
    {
        var lines = new ConcurrentQueue<string>();
        using var listener = new AzureEventSourceListener((_, message) => lines.Enqueue(message), EventLevel.Verbose);
        var transport = new FakeTransport(new FakeAnswer(204), new FakeAnswer(204));
        var options = new TableClientOptions { Transport = transport };
        var address = new Uri("https://medecine.table.core.windows.net");
        var marker = Guid.NewGuid().ToString("N");

        await new TableClient(address, marker, new TableSharedKeyCredential("medecine", Key), options)
            .UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation);
        await new TableServiceClient(address, new AzureSasCredential("sv=1&sig=secretsignature"), options)
            .GetTableClient(marker).UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation);

        var mine = lines.Where(line => line.Contains(marker, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(mine);
        var signed = transport.Requests[0].Header("Authorization")!.Split(':')[1];
        Assert.All(lines, line =>
        {
            Assert.DoesNotContain(Key, line, StringComparison.Ordinal);
            Assert.DoesNotContain(signed, line, StringComparison.Ordinal);
            Assert.DoesNotContain("secretsignature", line, StringComparison.Ordinal);
        });
    }

    private static TableClientOptions Once(TableClientOptions options)
    {
        options.Retry.MaxRetries = 0;
        return options;
    }

    // A service SAS for a table, as the protocol defines it; the client that makes them is not part of the emulator.
    private string Signature(string table, string permissions)
    {
        var key = Convert.FromBase64String(ConnectionString.Split("AccountKey=")[1].Split(';')[0]);
        var expiry = DateTime.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        const string Version = "2019-02-02";
        var resource = $"/table/{Service.AccountName}/{table.ToLowerInvariant()}";
        var text = string.Join('\n', permissions, "", expiry, resource, "", "", "", Version, "", "", "", "");
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        return $"sv={Version}&sp={permissions}&se={Uri.EscapeDataString(expiry)}&tn={table}&sig={Uri.EscapeDataString(signature)}";
    }

    private sealed class FakeCredential : TokenCredential
    {
        public ConcurrentQueue<TokenRequestContext> Asked { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked.Enqueue(requestContext);
            return new AccessToken($"token of {requestContext.TenantId ?? "no tenant"}", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    private sealed record FakeAnswer(int Status, string Body = "", string? Challenge = null);

    private sealed record FakeRequest(string Method, Uri Uri, Dictionary<string, string> Headers)
    {
        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }

    /// <summary>Answers what the test says and remembers what it was asked.</summary>
    private sealed class FakeTransport : HttpClientTransport
    {
        private readonly Handler handler;

        public FakeTransport(params FakeAnswer[] answers)
            : this(new Handler(answers))
        {
        }

        private FakeTransport(Handler handler)
            : base(new HttpClient(handler)) => this.handler = handler;

        public List<FakeRequest> Requests => handler.Requests;

        private sealed class Handler(FakeAnswer[] answers) : HttpMessageHandler
        {
            public List<FakeRequest> Requests { get; } = [];

            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
                Task.FromResult(Send(request, cancellationToken));

            protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
                Requests.Add(new FakeRequest(request.Method.Method, request.RequestUri!, headers));
                var answer = answers[Requests.Count - 1];
                var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body) };
                if (answer.Challenge is not null) response.Headers.TryAddWithoutValidation("WWW-Authenticate", answer.Challenge);
                return response;
            }
        }
    }
}
