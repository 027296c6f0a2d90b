using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Emulator.Graph;
using Compagnon.Operations;
using Compagnon.Renewals;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Operations;

/// <summary>Each thing that the daily look finds, broken on purpose.</summary>
public sealed class DailySweepTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Address = "exploitation@universite.example";

    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(azurite, "--Operator:Address", Address, "--Operator:Mailbox", "dumg@val-de-dore.example");
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero), Cancellation);
        // What the timers did on the way is not this test's.
        await app.Clock.WhenQuietAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_watch_that_was_killed_is_started_again_once_and_told()
    {
        var agreement = await EnterAsync();
        await app.Get<WatchStarter>().StartAsync(app.Workflows, agreement, Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Empty(await LookAsync());

        await app.Workflows.TerminateInstanceAsync(AgreementWatch.InstanceOf(agreement), "killed by a test", Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Equal([DailyFinding.Of(DailyFindingKind.WatchStarted, agreement)], await LookAsync());
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.False((await app.Workflows.GetInstanceAsync(AgreementWatch.InstanceOf(agreement), Cancellation))!.IsCompleted);
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task A_submitted_dossier_without_a_workflow_gets_one_and_one_whose_workflow_was_ended_is_told()
    {
        var lost = await app.SubmitAsync();
        Assert.Equal([DailyFinding.Of(DailyFindingKind.WorkflowStarted, lost)], await LookAsync());
        Assert.Equal("review-1", (await app.WhenQuietAsync(lost)).WaitsOn);
        Assert.Empty(await LookAsync());

        await app.Workflows.TerminateInstanceAsync(Agreement.InstanceOf(lost), "ended by a test", Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Equal([DailyFinding.Of(DailyFindingKind.WorkflowEnded, lost)], await LookAsync());
    }

    [Fact]
    public async Task A_dossier_that_stands_beyond_its_delay_is_told()
    {
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        var due = app.Clock.GetUtcNow();
        await app.Get<DossierBook>().ChangeAsync(dossier, record => record with { Due = due - DailyLook.LateBy + TimeSpan.FromHours(1) }, Cancellation);
        Assert.Empty(await LookAsync());
        await app.Get<DossierBook>().ChangeAsync(dossier, record => record with { Due = due - DailyLook.LateBy - TimeSpan.FromHours(1) }, Cancellation);
        Assert.Equal([DailyFinding.Of(DailyFindingKind.WorkflowStuck, dossier)], await LookAsync());
    }

    [Fact]
    public async Task A_mail_that_Graph_does_not_take_is_told_after_a_day()
    {
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Unavailable });
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        Assert.Empty(await LookAsync());

        await app.Clock.AdvanceAsync(DailyLook.MailLateBy + TimeSpan.FromHours(1), Cancellation);
        var findings = await LookAsync();
        Assert.Contains(DailyFinding.Of(DailyFindingKind.MailNotAccepted, dossier, "acknowledgement-doctor"), findings);
        Assert.All(findings, finding => Assert.Equal(DailyFindingKind.MailNotAccepted, finding.Kind));
    }

    [Fact]
    public async Task One_mail_a_day_tells_the_operator_and_none_where_nothing_is_wrong()
    {
        await ForgetTodayAsync();
        Assert.Empty((await SweepAsync()) ?? []);
        await ForgetTodayAsync();
        var agreement = await EnterAsync();

        Assert.Single((await SweepAsync())!);
        Assert.Null(await SweepAsync());
        var mail = await app.Mailbox.NextAsync(Address, "Compagnon", cancellation: Cancellation);
        Assert.Contains(agreement.Reference, mail.Body);
        Assert.DoesNotContain("Martin", mail.Body);
        Assert.Single(await app.Mailbox.AllAsync(), sent => sent.To.Contains(Address));
    }

    [Fact]
    public async Task A_mail_that_Graph_refuses_is_told_by_the_next_hours_sweep_from_what_was_found_first()
    {
        await ForgetTodayAsync();
        var agreement = await EnterAsync();
        app.Graph.Add(new GraphFault { Kind = GraphFaultKind.Unavailable });
        await Assert.ThrowsAnyAsync<Exception>(SweepAsync);
        app.Graph.Clear();

        Assert.Equal([DailyFinding.Of(DailyFindingKind.WatchStarted, agreement)], await SweepAsync());
        Assert.Single(await app.Mailbox.AllAsync(), sent => sent.To.Contains(Address));
    }

    private async Task<DossierKey> EnterAsync()
    {
        var from = ParisTime.DayOf(app.Clock.GetUtcNow());
        var agreement = SampleAgreement.Of(RunningApp.FacultyId, from, from.PlusYears(3));
        await app.Get<DossierBook>().AddAsync(SampleAgreement.DossierOf(agreement), Cancellation);
        await app.Get<AgreementRegister>().EnterAsync(agreement, Cancellation);
        return agreement.Dossier;
    }

    private Task<IReadOnlyList<DailyFinding>> LookAsync() => app.Get<DailyLook>().RunAsync(app.Workflows, Cancellation);

    private Task<IReadOnlyList<DailyFinding>?> SweepAsync() => app.Get<DailySweep>().RunAsync(app.Workflows, Cancellation);

    // The hourly sweep may have looked already today.
    private async Task ForgetTodayAsync() =>
        await (await app.Get<StorageClients>().TableAsync(TableNames.Operations, Cancellation)).RemovePartitionAsync("daily", Cancellation);
}
