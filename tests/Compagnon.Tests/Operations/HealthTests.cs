using System.Net;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using Compagnon.Agreements;
using Compagnon.Mail;
using Compagnon.Operations;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compagnon.Tests.Operations;

public sealed class HealthTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private CuttableStorage storage = null!;
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        storage = CuttableStorage.Before(await azurite.NewAccountAsync());
        app = await RunningApp.StartAsync(azurite, "--AzureWebJobsStorage", storage.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        storage.Mend();
        await app.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Fact]
    public async Task An_app_that_answers_is_alive_whatever_else_is_down()
    {
        storage.Cut();
        var (status, body) = await AskAsync("/health");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("alive", body.GetProperty("status").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+$", body.GetProperty("version").GetString());
    }

    [Fact]
    public async Task An_app_whose_first_sweep_is_still_to_come_is_ready()
    {
        var (status, body) = await AskAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, status);
        AssertFound(body, "ready", storage: "ok", engine: "ok", mail: "ok", sweep: "never");
    }

    [Fact]
    public async Task Storage_that_is_cut_is_said_within_the_limit_and_without_a_word_about_where_it_is()
    {
        storage.Cut();
        using var http = new HttpClient { Timeout = Readiness.Limit + TimeSpan.FromSeconds(15) };
        using var answer = await http.GetAsync(new Uri(app.Addresses.Root, "/health/ready"), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);

        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var body = JsonDocument.Parse(text).RootElement;
        Assert.Equal("not ready", body.GetProperty("status").GetString());
        var checks = body.GetProperty("checks");
        Assert.Contains(checks.GetProperty("storage").GetString(), (string[])["failed", "late"]);
        Assert.Equal("ok", checks.GetProperty("engine").GetString());
        Assert.Equal("ok", checks.GetProperty("mail").GetString());
        // Nothing but the words themselves.
        Assert.Matches("""^\{"status":"not ready","checks":\{("(storage|engine|mail|sweep)":"(ok|never|failed|late)",?){4}\}\}$""", text);
    }

    [Fact]
    public async Task Readiness_comes_back_with_storage()
    {
        var readiness = New(TimeProvider.System);
        storage.Cut();
        Assert.False((await readiness.LookAsync(app.Workflows, Cancellation)).IsReady);

        storage.Mend();
        Assert.True((await New(TimeProvider.System).LookAsync(app.Workflows, Cancellation)).IsReady);
        // What was found a moment ago is told again: asking often costs nothing.
        Assert.False((await readiness.LookAsync(app.Workflows, Cancellation)).IsReady);
    }

    [Fact]
    public async Task A_sweep_says_when_it_ended_and_one_that_is_long_ago_is_late()
    {
        await app.Make<Sweep>().RunAsync(new TimerInfo(), app.Workflows, Cancellation);
        var ended = await app.Get<SweepBook>().LastAsync(Cancellation);
        Assert.NotNull(ended);
        Assert.Equal(CheckState.Ok, await SweepAt(ended.Value + Readiness.SweepIsLateAfter));
        Assert.Equal(CheckState.Late, await SweepAt(ended.Value + Readiness.SweepIsLateAfter + TimeSpan.FromSeconds(1)));

        async Task<CheckState> SweepAt(DateTimeOffset now) =>
            (await New(new StandingTime(now)).LookAsync(app.Workflows, Cancellation)).Sweep;
    }

    [Fact]
    public async Task A_mail_service_that_gives_no_token_is_said()
    {
        var readiness = New(TimeProvider.System, new NoToken());
        var report = await readiness.LookAsync(app.Workflows, Cancellation);
        Assert.Equal(CheckState.Failed, report.Mail);
        Assert.Equal(CheckState.Ok, report.Storage);
        Assert.False(report.IsReady);
    }

    [Fact]
    public async Task A_mail_service_that_does_not_answer_is_late_and_keeps_nobody_waiting()
    {
        var readiness = New(TimeProvider.System, new EndlessToken());
        var report = await readiness.LookAsync(app.Workflows, Cancellation).WaitAsync(Readiness.Limit + TimeSpan.FromSeconds(10), Cancellation);
        Assert.Equal(CheckState.Late, report.Mail);
    }

    private static void AssertFound(JsonElement body, string status, string storage, string engine, string mail, string sweep)
    {
        Assert.Equal(status, body.GetProperty("status").GetString());
        var checks = body.GetProperty("checks");
        Assert.Equal(
            (storage, engine, mail, sweep),
            (Word("storage"), Word("engine"), Word("mail"), Word("sweep")));

        string Word(string check) => checks.GetProperty(check).GetString()!;
    }

    private Readiness New(TimeProvider time, TokenCredential? credential = null) => new(
        app.Get<StorageClients>(),
        app.Get<SweepBook>(),
        credential is null ? app.Get<GraphAccess>() : new GraphAccess(credential, "https://graph.microsoft.com/.default"),
        time,
        NullLogger<Readiness>.Instance);

    private async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(string path)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(app.Addresses.Root, path), Cancellation);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }

    private sealed class StandingTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("No identity here.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("No identity here.");
    }

    // Heeds no cancellation, as some do.
    private sealed class EndlessToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource<AccessToken>().Task);
    }
}
