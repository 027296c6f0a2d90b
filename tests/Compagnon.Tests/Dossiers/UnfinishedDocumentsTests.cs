using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compagnon.Tests.Dossiers;

/// <summary>A kill between a document's blob, its row and its line in the journal, and the sweep that comes after.</summary>
public sealed class UnfinishedDocumentsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly Kill kill = new();
    private RunningApp app = null!;
    private DoctorVisit doctor = null!;

    // The app's documents, over a wire that ends where the test says.
    private DocumentBook mortal = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(azurite);
        doctor = await DoctorVisit.DraftAsync(app);
        var account = app.Get<IConfiguration>()["AzureWebJobsStorage"]!;
        var (tables, blobs) = (new TableClientOptions(), new BlobClientOptions());
        tables.AddPolicy(kill, HttpPipelinePosition.PerCall);
        blobs.AddPolicy(kill, HttpPipelinePosition.PerCall);
        mortal = new DocumentBook(
            new StorageClients(new TableServiceClient(account, tables), new BlobServiceClient(account, blobs)),
            app.Clock,
            NullLogger<DocumentBook>.Instance);
        // What is made once is made now.
        await mortal.ListAsync(doctor.Dossier, Cancellation);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_blob_whose_row_was_never_written_is_deleted_after_an_hour_and_no_sooner()
    {
        kill.At = request => request.Uri.Path.EndsWith("/$batch", StringComparison.Ordinal);
        await Assert.ThrowsAsync<KilledException>(() => StoreAsync("cv"));
        Assert.Single(await BlobsAsync());

        await SweepAsync();
        Assert.Single(await BlobsAsync());
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);

        Assert.Empty(await BlobsAsync());
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task A_document_whose_note_was_left_stays()
    {
        kill.At = request => request.Method == RequestMethod.Delete && request.Uri.Path.Contains("Outstanding", StringComparison.Ordinal);
        await Assert.ThrowsAsync<KilledException>(() => StoreAsync("cv"));
        Assert.Single(await NotesAsync());

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);

        Assert.Empty(await NotesAsync());
        using var read = await doctor.Http.GetAsync($"{doctor.Address}/pieces/cv/document", Cancellation);
        Assert.Equal(SampleDocuments.Pdf(), await read.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task A_blob_that_was_replaced_and_not_removed_is_deleted()
    {
        await StoreAsync("cv");
        kill.At = IsBlobDeletion;
        await Assert.ThrowsAsync<KilledException>(() => StoreAsync("cv"));
        Assert.Equal(2, (await BlobsAsync()).Count);

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);

        var kept = Assert.Single(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation)).Value;
        Assert.Equal([kept.Blob], await BlobsAsync());
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task A_removal_without_its_line_is_written_down_once_with_its_moment()
    {
        await StoreAsync("cv");
        var removed = await mortal.RemoveAsync(doctor.Dossier, "cv", Rounds.Draft, Cancellation);
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
        Assert.Empty(await doctor.Documents.ListHandedOverAsync(doctor.Dossier, Cancellation));
        // Another one takes its place meanwhile, and stays.
        await StoreAsync("cv");

        for (var sweeps = 0; sweeps < 2; sweeps++)
        {
            await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
            // As a sweep that was cut off itself would find it.
            await app.Get<Outstanding>().NoteAsync(
                OutstandingKind.Document, doctor.Dossier, removed!.Document.Change, Cancellation);
        }
        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);

        var line = Assert.Single(await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "vous", Cancellation));
        var label = app.Faculty.Pieces.First(piece => piece.Id == "cv").Label;
        Assert.Equal((JournalFact.DocumentRemoved, removed!.At, "vous"), (line.Fact, line.At, line.Who));
        Assert.EndsWith(label, line.Sentence, StringComparison.Ordinal);
        Assert.Single(await BlobsAsync());
        Assert.Single(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task A_removal_that_was_announced_and_never_done_writes_nothing()
    {
        await StoreAsync("cv");
        kill.At = request => request.Uri.Path.EndsWith("/$batch", StringComparison.Ordinal);
        await Assert.ThrowsAsync<KilledException>(() => mortal.RemoveAsync(doctor.Dossier, "cv", Rounds.Draft, Cancellation));
        kill.At = null;
        await StoreAsync("cv");

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);

        Assert.Empty(await app.Get<JournalBook>().ReadAsync(doctor.Dossier, cancellation: Cancellation));
        Assert.Single(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task Whoever_deposits_replaces_and_removes_in_peace_leaves_no_note()
    {
        await doctor.SendAsync("cv", "cv.pdf", SampleDocuments.Pdf());
        await doctor.SendAsync("cv", "cv.pdf", SampleDocuments.Pdf("autre"));
        await (await doctor.OpenAsync("/pieces/cv")).PressAsync("Supprimer ce document", cancellation: Cancellation);

        Assert.Empty(await NotesAsync());
        Assert.Empty(await BlobsAsync());
        Assert.Equal(
            [JournalFact.DocumentAdded, JournalFact.DocumentReplaced, JournalFact.DocumentRemoved],
            (await app.Get<JournalBook>().ReadAsync(doctor.Dossier, cancellation: Cancellation)).Select(line => line.Fact));
    }

    private static bool IsBlobDeletion(Request request) =>
        request.Method == RequestMethod.Delete && request.Uri.Path.Contains(ContainerNames.Documents, StringComparison.Ordinal);

    private async Task StoreAsync(string piece) => Assert.IsType<Deposit.Stored>(await mortal.StoreAsync(
        doctor.Dossier, piece, Rounds.Draft, "a.pdf", new MemoryStream(SampleDocuments.Pdf()), Cancellation));

    // Now, and not an hour later.
    private Task SweepAsync() => app.Make<Compagnon.Agreements.Sweep>().RunAsync(null!, app.Workflows, Cancellation);

    private Task<IReadOnlyList<OutstandingNote>> NotesAsync() =>
        app.Get<Outstanding>().ListAsync(OutstandingKind.Document, TimeSpan.Zero, Cancellation);

    private async Task<List<string>> BlobsAsync()
    {
        var container = await app.Get<StorageClients>().ContainerAsync(ContainerNames.Documents, Cancellation);
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: Cancellation)) names.Add(blob.Name);
        return names;
    }

    private sealed class KilledException : Exception;

    /// <summary>Ends everything at the first request that the test names: before it is sent.</summary>
    private sealed class Kill : HttpPipelinePolicy
    {
        public Func<Request, bool>? At { get; set; }

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (At?.Invoke(message.Request) is true) throw new KilledException();
            return ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is asked asynchronously only.");
    }
}
