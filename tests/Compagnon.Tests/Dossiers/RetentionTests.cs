using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Journal;
using Compagnon.Mail;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers;

/// <summary>What was never handed over is not kept for ever.</summary>
public sealed class RetentionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Retention Retention => app.Get<Retention>();

    // In the hour of the night in which the app itself erases, a test would come second.
    public async ValueTask InitializeAsync() => app = await RunningApp.StartOnMondayAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_candidacy_that_nobody_confirmed_is_erased_by_night_and_only_the_journal_knows_of_it()
    {
        var doctor = SampleDoctor.New();
        await new Journey(app.Visitor, app.Mailbox).ApplyAsync(doctor);
        await app.Clock.WhenQuietAsync();
        var dossier = Assert.Single(await app.Get<AddressBook>().DossiersOfAsync(doctor.Address, Cancellation));

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(29), Cancellation);
        Assert.Equal(0, await Retention.EraseAsync(Cancellation));
        Assert.NotNull(await app.Get<DossierBook>().FindAsync(dossier, Cancellation));

        await NextNightAsync();
        await NextNightAsync();

        foreach (var table in (string[])[TableNames.Dossiers, TableNames.Addresses, TableNames.Mails, TableNames.Documents, TableNames.Forms])
            Assert.DoesNotContain(await RowsAsync(table), row => row.PartitionKey != "hour");
        Assert.Single(await FactsAsync(dossier), fact => fact == JournalFact.Erased);
        Assert.DoesNotContain(
            (await RowsAsync(TableNames.Journal)).SelectMany(row => row.Select(pair => pair.Value)).OfType<string>(),
            text => text.Contains(doctor.LastName, StringComparison.Ordinal) || text.Contains(doctor.Address, StringComparison.Ordinal)
                || text.Contains(doctor.Rpps, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_mail_about_it_keeps_an_unconfirmed_candidacy_as_long_as_its_link_may_hold()
    {
        var dossier = await UnconfirmedAsync();
        await app.Clock.AdvanceAsync(Retention.Unconfirmed - TimeSpan.FromDays(1), Cancellation);
        await app.Get<MailJournal>().AddAsync(
            new MailPosting(dossier, "again", MailTemplates.AddressConfirmation, "doctor", new Dictionary<string, string>()), Cancellation);

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(2), Cancellation);
        Assert.Equal(0, await Retention.EraseAsync(Cancellation));

        await app.Clock.AdvanceAsync(Retention.Unconfirmed, Cancellation);
        Assert.Equal(1, await Retention.EraseAsync(Cancellation));
        Assert.Equal(0, await Retention.EraseAsync(Cancellation));
    }

    [Fact]
    public async Task A_draft_that_was_withdrawn_goes_with_its_documents_after_its_time()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        await (await doctor.OpenAsync("/retrait")).PressAsync("Retirer ma candidature", cancellation: Cancellation);

        await app.Clock.AdvanceAsync(Retention.Withdrawn - TimeSpan.FromDays(1), Cancellation);
        Assert.Equal(0, await Retention.EraseAsync(Cancellation));
        Assert.NotEmpty(await BlobsAsync());

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(1), Cancellation);
        Assert.Equal(1, await Retention.EraseAsync(Cancellation));
        Assert.Empty(await BlobsAsync());
        Assert.Empty(await RowsAsync(TableNames.Documents));
        Assert.Empty(await RowsAsync(TableNames.Forms));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await doctor.OpenAsync()).Status);
        Assert.Contains(JournalFact.Erased, await FactsAsync(doctor.Dossier));
    }

    [Fact]
    public async Task A_draft_is_kept_while_its_doctor_works_on_it_and_erased_when_nobody_has_for_its_time()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        await app.Clock.AdvanceAsync(Retention.Abandoned - TimeSpan.FromDays(1), Cancellation);
        await doctor.StoreAsync("cv");

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(2), Cancellation);
        Assert.Equal(0, await Retention.EraseAsync(Cancellation));

        await app.Clock.AdvanceAsync(Retention.Abandoned, Cancellation);
        Assert.Equal(1, await Retention.EraseAsync(Cancellation));
        Assert.Empty(await BlobsAsync());
    }

    [Fact]
    public async Task A_step_of_the_form_that_is_saved_keeps_a_draft_as_a_document_does()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        await app.Clock.AdvanceAsync(Retention.Abandoned - TimeSpan.FromDays(1), Cancellation);
        await app.Get<FormBook>().SaveAsync(
            doctor.Dossier, FormStep.Place, Answers.None.Set("commune", "Thiers"), null, cancellation: Cancellation);

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(2), Cancellation);
        Assert.Equal(0, await Retention.EraseAsync(Cancellation));

        await app.Clock.AdvanceAsync(Retention.Abandoned, Cancellation);
        Assert.Equal(1, await Retention.EraseAsync(Cancellation));
        Assert.Empty(await RowsAsync(TableNames.Forms));
    }

    [Fact]
    public async Task What_was_submitted_stays_whatever_became_of_it()
    {
        var dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
        await app.Get<Compagnon.Assignments.AssignmentDesk>().WithdrawAsync(app.Workflows, dossier, "doctor", "", Cancellation);
        Assert.Equal(DossierState.Withdrawn, (await app.WhenQuietAsync(dossier)).State);

        await app.Clock.AdvanceAsync(Retention.Abandoned * 2, Cancellation);

        Assert.Equal(0, await Retention.EraseAsync(Cancellation));
        Assert.NotNull(await app.Get<DossierBook>().FindAsync(dossier, Cancellation));
        Assert.NotEmpty(await BlobsAsync());
    }

    private async Task<DossierKey> UnconfirmedAsync()
    {
        var dossier = DossierKey.New(RunningApp.FacultyId);
        await app.Get<DossierBook>().AddAsync(dossier, DoctorVisit.Anne, app.Clock.GetUtcNow(), Cancellation);
        return dossier;
    }

    private async Task NextNightAsync()
    {
        var now = app.Clock.GetUtcNow();
        await app.Clock.AdvanceToAsync(new DateTimeOffset(now.Date.AddDays(1).AddHours(3.5), TimeSpan.Zero), Cancellation);
    }

    private async Task<IEnumerable<JournalFact>> FactsAsync(DossierKey dossier) =>
        (await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation)).Select(line => line.Fact);

    private async Task<List<TableEntity>> RowsAsync(string name)
    {
        var table = await app.Get<StorageClients>().TableAsync(name, Cancellation);
        var rows = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Cancellation)) rows.Add(row);
        return rows;
    }

    private async Task<List<string>> BlobsAsync()
    {
        var container = await app.Get<StorageClients>().ContainerAsync(ContainerNames.Documents, Cancellation);
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: Cancellation)) names.Add(blob.Name);
        return names;
    }
}
