using System.Collections.Concurrent;
using System.Diagnostics;
using Compagnon.Operations;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Operations;

public sealed class TraceTests(SharedApp shared) : IClassFixture<SharedApp>, IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private ActivityListener? listener;

    private RunningApp App => shared.Running;

    public void Dispose() => listener?.Dispose();

    [Fact]
    public async Task One_trace_leads_from_a_request_through_the_orchestration_and_its_activities_to_the_mail()
    {
        Listen(ActivitySamplingResult.AllDataAndRecorded);
        var doctor = SampleDoctor.New();
        using var visitor = new Visitor(App.Addresses.Root);
        await new Journey(visitor, App.Mailbox).ApplyAsync(doctor);
        await App.Mailbox.NextAsync(doctor.Address, "confirmez votre adresse");
        await App.Clock.WhenQuietAsync();

        // Other apps of this process trace as well: ours is the one whose mail is about this doctor's dossier.
        var mails = (await App.Mailbox.AllAsync()).Where(mail => mail.To.Contains(doctor.Address)).ToList();
        var header = Assert.Single(mails).Headers[Compagnon.Mail.GraphMail.Header].Split('/');
        var sent = Assert.Single(ended, span => span.OperationName == "mail send" && Equals(span.GetTagItem(Traces.Dossier), header[0]));
        Assert.Equal(header[1], sent.GetTagItem(Traces.Mail));
        Assert.Equal(RunningApp.FacultyId, sent.GetTagItem(Traces.Faculty));

        var way = WayTo(sent);
        Assert.Equal(
            ["mail send", "mail delivery", "CandidacyIdentityAnswers"],
            way.Select(span => span.OperationName).Take(3));
        Assert.Single(way.Select(span => span.TraceId).Distinct());
        Assert.Equal(ActivityKind.Server, way[2].Kind);
        Assert.Equal(header[1], way[1].GetTagItem(Traces.Mail));

        var trace = ended.Where(span => span.TraceId == sent.TraceId).ToList();
        Assert.All(trace, span => AssertNothingPersonal(span, doctor));
    }

    [Fact]
    public void The_identity_that_writes_traces_is_read_from_the_host_s_own_setting()
    {
        Assert.Equal("0d1c", TraceExport.IdentityOf("ClientId=0d1c;Authorization=AAD"));
        Assert.Equal("0d1c", TraceExport.IdentityOf(" Authorization=AAD ; clientid=0d1c "));
        Assert.Null(TraceExport.IdentityOf("Authorization=AAD"));
        Assert.Null(TraceExport.IdentityOf("ClientId=;Authorization=AAD"));
        Assert.Null(TraceExport.IdentityOf(null));
    }

    [Fact]
    public async Task Traces_go_nowhere_where_no_setting_says_where()
    {
        var export = new TraceExport(new TelemetrySettings());
        await export.StartAsync(TestContext.Current.CancellationToken);
        await export.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_collector_that_is_no_address_stops_the_start_and_is_named() => Assert.Contains(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        (await Assert.ThrowsAsync<InvalidOperationException>(() =>
            new TraceExport(new TelemetrySettings { Collector = "nonsense" }).StartAsync(TestContext.Current.CancellationToken))).Message,
        StringComparison.Ordinal);

    private static void AssertNothingPersonal(Activity span, SampleDoctor doctor)
    {
        string[] secrets = [doctor.Address, doctor.LastName, doctor.Rpps, "/confirmation/", "@"];
        var said = string.Join('\n', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(span.DisplayName).Append(span.StatusDescription));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, said, StringComparison.OrdinalIgnoreCase));
    }

    private List<Activity> WayTo(Activity span)
    {
        var spans = ended.GroupBy(one => one.SpanId).ToDictionary(group => group.Key, group => group.First());
        var way = new List<Activity> { span };
        while (spans.TryGetValue(way[^1].ParentSpanId, out var parent)) way.Add(parent);
        return way;
    }

    private void Listen(ActivitySamplingResult sampling)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Traces.SourceName or Traces.EngineSourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }
}
