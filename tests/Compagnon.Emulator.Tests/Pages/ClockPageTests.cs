using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.Pages;
using Compagnon.Emulator.Tests.Graph;

namespace Compagnon.Emulator.Tests.Pages;

/// <summary>The clock, moved by a person and by a program.</summary>
public sealed class ClockPageTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2027, 1, 31, 10, 0, 0, TimeSpan.Zero);

    private readonly StandingTime real = new(Start);
    private EmulatorClock clock = null!;
    private GraphServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        clock = new EmulatorClock(real: real);
        server = await GraphServer.StartAsync(clock);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await clock.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"by":"P30D"}""", "2027-03-02T10:00:00Z")]
    [InlineData("""{"by":"P1M"}""", "2027-02-28T10:00:00Z")]
    [InlineData("""{"by":"P5Y"}""", "2032-01-31T10:00:00Z")]
    [InlineData("""{"by":"P1W2DT3H4M5S"}""", "2027-02-09T13:04:05Z")]
    [InlineData("""{"by":"1.12:00:00"}""", "2027-02-01T22:00:00Z")]
    [InlineData("""{"to":"2027-03-01"}""", "2027-03-01T00:00:00Z")]
    [InlineData("""{"to":"2027-03-01T08:30:00+01:00"}""", "2027-03-01T07:30:00Z")]
    [InlineData("""{"to":"2027-03-01T08:30"}""", "2027-03-01T08:30:00Z")]
    public async Task A_program_moves_the_clock(string move, string expected)
    {
        var (status, json) = await PostAsync(move);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), json.GetProperty("now").GetDateTimeOffset());
        Assert.Equal(
            clock.GetUtcNow() - Start, TimeSpan.ParseExact(json.GetProperty("offset").GetString()!, "c", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("nonsense")]
    [InlineData("""{"by":"P"}""")]
    [InlineData("""{"by":"P1DT"}""")]
    [InlineData("""{"by":"-1.00:00:00"}""")]
    [InlineData("""{"by":"P99999999D"}""")]
    [InlineData("""{"by":"P9000Y"}""")]
    [InlineData("""{"by":"P99999999999D"}""")]
    [InlineData("""{"by":"tomorrow"}""")]
    [InlineData("""{"to":"2027-01-30"}""")]
    [InlineData("""{"to":"9999-01-01"}""")]
    [InlineData("""{"to":"March"}""")]
    [InlineData("""{"by":"P1D","next":true}""")]
    [InlineData("""{"forward":"P1D"}""")]
    public async Task A_move_that_cannot_be_made_is_refused_and_the_clock_stays(string move)
    {
        var (status, json) = await PostAsync(move);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotEmpty(json.GetProperty("detail").GetString()!);
        Assert.Equal(Start, clock.GetUtcNow());
    }

    [Fact]
    public async Task The_next_thing_due_is_named_and_reached()
    {
        var alarm = new Alarm("timer of agreement-42", Start.AddDays(3));
        using var later = clock.Register(new Alarm("later", Start.AddDays(9)));
        using var registration = clock.Register(alarm);

        var before = await server.Http.GetFromJsonAsync<JsonElement>(ClockPages.Root, Cancellation);
        Assert.Equal("timer of agreement-42", before.GetProperty("nextDue").GetProperty("what").GetString());
        Assert.Equal(Start.AddDays(3), before.GetProperty("nextDue").GetProperty("at").GetDateTimeOffset());

        var (_, after) = await PostAsync("""{"next":true}""");
        Assert.True(alarm.Rang);
        Assert.Equal(Start.AddDays(3), after.GetProperty("now").GetDateTimeOffset());
        Assert.Equal("later", after.GetProperty("nextDue").GetProperty("what").GetString());
    }

    [Fact]
    public async Task A_person_moves_the_clock()
    {
        using var registration = clock.Register(new Alarm("timer of agreement-42", Start.AddHours(30)));
        var browser = await BrowseAsync(HttpMethod.Get, null);
        Assert.Contains("timer of agreement-42", browser, StringComparison.Ordinal);
        await BrowseAsync(HttpMethod.Post, new() { ["by"] = "P1D" });
        Assert.Equal(Start.AddDays(1), clock.GetUtcNow());
        await BrowseAsync(HttpMethod.Post, new() { ["next"] = "true" });
        Assert.Equal(Start.AddHours(30), clock.GetUtcNow());
        await BrowseAsync(HttpMethod.Post, new() { ["to"] = "2027-06-01T08:00" });
        Assert.Equal(new DateTimeOffset(2027, 6, 1, 8, 0, 0, TimeSpan.Zero), clock.GetUtcNow());
        Assert.Contains("is past", await BrowseAsync(HttpMethod.Post, new() { ["to"] = "2027-01-01T08:00" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_move_shows_how_far_it_is_and_can_be_stopped()
    {
        var slow = new Alarm("slow", Start.AddDays(1)) { Every = TimeSpan.FromDays(1), Gate = new SemaphoreSlim(2) };
        using var registration = clock.Register(slow);
        var moving = PostAsync("""{"by":"P10D"}""");
        await slow.Waiting.Task.WaitAsync(Cancellation);

        var page = await BrowseAsync(HttpMethod.Get, null);
        Assert.Contains("<progress", page, StringComparison.Ordinal);
        using var stopped = await server.Http.PostAsync($"{ClockPages.Root}/stop", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        slow.Gate.Release(100);

        Assert.Equal(HttpStatusCode.Conflict, (await moving).Status);
        Assert.InRange(clock.GetUtcNow(), Start.AddDays(2), Start.AddDays(9));
        Assert.False(clock.IsMoving);
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(3600, "1 h")]
    [InlineData(90_061, "1 d 1 h")]
    [InlineData(86_460, "1 d")]
    [InlineData(160_000_000, "5 y 25 d")]
    public void A_length_of_time_is_told_in_its_largest_unit_and_the_one_below(int seconds, string expected) =>
        Assert.Equal(expected, ClockPages.Duration(TimeSpan.FromSeconds(seconds)));

    private async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync(ClockPages.Root, content, Cancellation);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    private async Task<string> BrowseAsync(HttpMethod method, Dictionary<string, string>? form)
    {
        using var request = new HttpRequestMessage(method, ClockPages.Root);
        request.Headers.Accept.ParseAdd("text/html");
        if (form is not null)
            request.Content = new FormUrlEncodedContent(form);
        using var response = await server.Http.SendAsync(request, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>Real time that stands still.</summary>
    private sealed class StandingTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>Something that is due once, or again and again.</summary>
    private sealed class Alarm(string name, DateTimeOffset due) : IClockParticipant
    {
        private DateTimeOffset? next = due;

        public TimeSpan? Every { get; init; }

        public SemaphoreSlim? Gate { get; init; }

        public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Rang { get; private set; }

        public DateTimeOffset? NextDue => next;

        public string? NextDueName => name;

        public bool IsQuiet => true;

        public async ValueTask FireDueAsync(DateTimeOffset now, CancellationToken cancellation)
        {
            Rang = true;
            if (Gate is { CurrentCount: 0 })
                Waiting.TrySetResult();
            if (Gate is not null)
                await Gate.WaitAsync(CancellationToken.None);
            next = Every is { } every ? next + every : null;
        }

        public Task WhenQuietAsync(CancellationToken cancellation) => Task.CompletedTask;
    }
}
