using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Renewals;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Microsoft.DurableTask.Client;

namespace Compagnon.Tests.Operations;

/// <summary>
/// The workflows' hub is gone, tables and documents are there: what docs/operations.md promises of it. Whatever was answered is a row, so a
/// workflow that begins again finds it and comes to where it stood.
/// </summary>
public sealed class LostHubTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Morning = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sweep_begins_every_workflow_again_and_nobody_is_asked_or_told_anything_twice()
    {
        string[] kept = ["--AzureWebJobsStorage", await azurite.NewAccountAsync(), "--Links:CurrentKey", AppProcess.NewLinkKey()];
        DossierKey dossier;
        int lines;
        await using (var before = await RunningApp.StartAsync(azurite, kept))
        {
            await before.Clock.AdvanceToAsync(Morning, Cancellation);
            dossier = await before.SubmitAsync();
            await before.Get<Outstanding>().NoteAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, Cancellation);
            await before.Get<AgreementStarter>().StartAsync(before.Workflows, dossier, Cancellation);
            var review = await new Journey(before.Visitor, before.Mailbox).OpenAssignmentAsync(before.Secretary.Address, "nouveau dossier à vérifier");
            await Journey.SayCompleteAsync(review);
            Assert.Equal("decision-1", (await before.WhenQuietAsync(dossier)).WaitsOn);
            lines = (await before.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Count;
        }

        await using (var after = await RunningApp.StartAsync(azurite, kept))
        {
            await after.Clock.AdvanceToAsync(Morning, Cancellation);
            Assert.Null(await after.Workflows.GetInstanceAsync(Agreement.InstanceOf(dossier), Cancellation));

            await after.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
            var record = await after.WhenQuietAsync(dossier);
            Assert.Equal((DossierState.AwaitingDecision, "decision-1"), (record.State, record.WaitsOn));
            Assert.Equal(
                OrchestrationRuntimeStatus.Running,
                (await after.Workflows.GetInstanceAsync(Agreement.InstanceOf(dossier), Cancellation))!.RuntimeStatus);
            Assert.Empty(await after.MailsOfAsync(dossier));
            Assert.Equal(lines, (await after.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Count);

            // The link in the mail that went out before still opens what was asked.
            var token = after.TokenFor(dossier, after.Coordinator.Id, "decision-1");
            await Journey.GrantAsync(await after.Visitor.OpenAsync($"/demande/{token}", Cancellation));
            Assert.Equal(DossierState.Granted, (await after.WhenQuietAsync(dossier)).State);
            Assert.Equal(["granted-doctor", "granted-notice-c-fontanel"], await after.MailsOfAsync(dossier));
            Assert.NotNull(await after.Get<AgreementRegister>().FindAsync(dossier, Cancellation));
        }

        // Lost once more: what is watched over for years has no note, so it is looked for at night.
        await using var later = await RunningApp.StartAsync(azurite, kept);
        await later.Clock.AdvanceToAsync(Morning.AddDays(1), Cancellation);
        await later.Clock.WhenQuietAsync(Cancellation);
        Assert.Equal(
            OrchestrationRuntimeStatus.Running,
            (await later.Workflows.GetInstanceAsync(AgreementWatch.InstanceOf(dossier), Cancellation))?.RuntimeStatus);
        Assert.Empty(await later.MailsOfAsync(dossier));
    }
}
