using System.Security.Cryptography;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Dossiers;
using Compagnon.Storage;
using Compagnon.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compagnon.Tests.Dossiers;

public sealed class DocumentBookTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly DossierKey dossier = DossierKey.New("val-de-dore");
    private DocumentBook documents = null!;
    private BlobServiceClient blobs = null!;
    private StorageClients storage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var account = await azurite.NewAccountAsync();
        blobs = new BlobServiceClient(account);
        storage = new StorageClients(new TableServiceClient(account), blobs);
        documents = new DocumentBook(storage, TimeProvider.System, NullLogger<DocumentBook>.Instance);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_document_comes_back_byte_for_byte_with_its_size_print_and_name()
    {
        var pdf = SampleDocuments.Pdf("CV", 2_500_000);

        var stored = await StoreAsync("cv", pdf, "../CV d’Anne.pdf");

        Assert.Equal(
            ("CV d’Anne.pdf", "application/pdf", (long)pdf.Length, Convert.ToHexStringLower(SHA256.HashData(pdf))),
            (stored.Name, stored.Type, stored.Size, stored.Sha256));
        Assert.Equal(stored, await documents.FindAsync(dossier, "cv", Cancellation));
        Assert.Equal(pdf, await ReadAsync(stored));
        Assert.DoesNotContain("Anne", stored.Blob, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_starts_anywhere()
    {
        var pdf = SampleDocuments.Pdf("CV", 3_000_000);
        var stored = await StoreAsync("cv", pdf);

        await using var stream = await documents.OpenReadAsync(stored, Cancellation);
        stream.Seek(2_345_678, SeekOrigin.Begin);
        var part = new byte[1000];
        await stream.ReadExactlyAsync(part, Cancellation);

        Assert.Equal(pdf[2_345_678..2_346_678], part);
    }

    [Fact]
    public async Task A_new_document_takes_the_place_of_the_old_one_whose_bytes_go()
    {
        var first = await StoreAsync("cv", SampleDocuments.Pdf());

        var second = Assert.IsType<Deposit.Stored>(
            await documents.StoreAsync(dossier, "cv", Rounds.Draft, "photo.png", new MemoryStream(SampleDocuments.Png()), Cancellation));

        Assert.Equal(first, second.Replaced);
        Assert.Equal("image/png", Assert.Single(await documents.ListAsync(dossier, Cancellation)).Value.Type);
        Assert.Equal([second.Document.Blob], await BlobsAsync());
    }

    [Fact]
    public async Task A_document_of_more_than_ten_megabytes_is_left_where_it_is_noticed_and_nothing_is_kept()
    {
        var endless = new Endless(SampleDocuments.Pdf()[..64]);

        var refused = Assert.IsType<Deposit.Refused>(
            await documents.StoreAsync(dossier, "cv", Rounds.Draft, "grand.pdf", endless, Cancellation));

        Assert.Equal(DepositRefusal.TooLarge, refused.Reason);
        Assert.InRange(endless.Given, DocumentBook.LargestDocument, DocumentBook.LargestDocument + 2_000_000);
        Assert.Empty(await documents.ListAsync(dossier, Cancellation));
        Assert.Empty(await BlobsAsync());
    }

    [Fact]
    public async Task A_document_of_exactly_ten_megabytes_is_taken()
    {
        var pdf = SampleDocuments.Pdf("CV", 10_000_000);
        Assert.Equal(DocumentBook.LargestDocument, pdf.Length);

        Assert.Equal(pdf.Length, (await StoreAsync("cv", pdf)).Size);
    }

    [Fact]
    public async Task A_document_of_a_wrong_kind_is_refused_at_its_first_bytes()
    {
        var endless = new Endless("<html>"u8.ToArray());

        var refused = Assert.IsType<Deposit.Refused>(
            await documents.StoreAsync(dossier, "cv", Rounds.Draft, "cv.pdf", endless, Cancellation));

        Assert.Equal(DepositRefusal.WrongContent, refused.Reason);
        Assert.InRange(endless.Given, 1, 2_000_000);
        Assert.Empty(await BlobsAsync());
    }

    [Theory]
    [InlineData(0, DepositRefusal.Empty)]
    [InlineData(400, DepositRefusal.Damaged)]
    public async Task An_empty_or_cut_document_is_refused(int length, DepositRefusal reason)
    {
        var refused = Assert.IsType<Deposit.Refused>(
            await documents.StoreAsync(
                dossier, "cv", Rounds.Draft, "cv.pdf", new MemoryStream(SampleDocuments.Pdf()[..length]), Cancellation));

        Assert.Equal(reason, refused.Reason);
        Assert.Empty(await BlobsAsync());
    }

    [Fact]
    public async Task A_dossier_never_grows_beyond_fifty_megabytes_whoever_comes_at_once()
    {
        var pdf = SampleDocuments.Pdf("CV", 9_000_000);

        var deposits = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => documents.StoreAsync(dossier, $"piece-{i}", Rounds.Draft, "cv.pdf", new MemoryStream(pdf), Cancellation)));

        Assert.Equal(5, deposits.Count(deposit => deposit is Deposit.Stored));
        Assert.All(deposits.OfType<Deposit.Refused>(), refused => Assert.Equal(DepositRefusal.DossierFull, refused.Reason));
        Assert.Equal(5, (await documents.ListAsync(dossier, Cancellation)).Count);
        Assert.Equal(5, (await BlobsAsync()).Count);
    }

    [Fact]
    public async Task Two_at_once_on_one_piece_leave_one_document_and_one_blob()
    {
        var deposits = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => documents.StoreAsync(
            dossier, "cv", Rounds.Draft, $"{i}.pdf", new MemoryStream(SampleDocuments.Pdf(size: 2000 + (i * 1000))), Cancellation)));

        Assert.All(deposits, deposit => Assert.IsType<Deposit.Stored>(deposit));
        var kept = Assert.Single(await documents.ListAsync(dossier, Cancellation)).Value;
        Assert.Equal([kept.Blob], await BlobsAsync());
        Assert.Equal(kept.Sha256, Convert.ToHexStringLower(SHA256.HashData(await ReadAsync(kept))));

        // The total is that of the one document: 50 MB less its size still fit.
        var room = (int)Math.Min(DocumentBook.LargestDossier - kept.Size, DocumentBook.LargestDocument);
        Assert.Equal(room, (await StoreAsync("lieu", SampleDocuments.Pdf(size: room))).Size);
    }

    [Fact]
    public async Task A_document_that_is_removed_is_gone_with_its_bytes_and_its_room()
    {
        for (var i = 0; i < 5; i++) await StoreAsync($"piece-{i}", SampleDocuments.Pdf(size: 10_000_000));
        Assert.IsType<Deposit.Refused>(
            await documents.StoreAsync(dossier, "cv", Rounds.Draft, "cv.pdf", new MemoryStream(SampleDocuments.Pdf()), Cancellation));

        var removed = await documents.RemoveAsync(dossier, "piece-3", Rounds.Draft, Cancellation);

        Assert.Equal("piece-3", removed!.Document.Piece);
        Assert.True(await documents.RemoveUnnamedAsync(dossier, removed.Document.Change, Cancellation));
        Assert.Null(await documents.RemoveAsync(dossier, "piece-3", Rounds.Draft, Cancellation));
        Assert.Equal(4, (await BlobsAsync()).Count);
        await StoreAsync("cv", SampleDocuments.Pdf());
    }

    [Fact]
    public async Task Whoever_leaves_before_the_document_is_kept_leaves_nothing_and_afterwards_all_of_it()
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var content = new LastByteCancels(SampleDocuments.Pdf(), left);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            documents.StoreAsync(dossier, "cv", Rounds.Draft, "cv.pdf", content, left.Token));
        Assert.Empty(await documents.ListAsync(dossier, Cancellation));
        Assert.Empty(await BlobsAsync());

        // The time is asked for once the blob is there and before its row is.
        using var leftLater = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var unattended = new DocumentBook(storage, new CancellingClock(leftLater), NullLogger<DocumentBook>.Instance);
        var first = Assert.IsType<Deposit.Stored>(await unattended.StoreAsync(
            dossier, "cv", Rounds.Draft, "cv.pdf", new MemoryStream(SampleDocuments.Pdf()), leftLater.Token));

        Assert.True(leftLater.IsCancellationRequested);
        Assert.Equal(first.Document, await documents.FindAsync(dossier, "cv", Cancellation));
        Assert.Equal([first.Document.Blob], await BlobsAsync());
    }

    [Fact]
    public async Task After_a_round_is_sealed_nothing_changes_in_it_and_a_later_round_keeps_what_was_there_before()
    {
        var first = await StoreAsync("cv", SampleDocuments.Pdf());
        var sealedDocuments = await documents.SealAsync(dossier, Rounds.Draft, Cancellation);

        Assert.Equal(first, Assert.Single(sealedDocuments).Value);
        var late = Assert.IsType<Deposit.Refused>(
            await documents.StoreAsync(dossier, "cv", Rounds.Draft, "x.png", new MemoryStream(SampleDocuments.Png()), Cancellation));
        Assert.Equal(DepositRefusal.Sealed, late.Reason);
        Assert.Null(await documents.RemoveAsync(dossier, "cv", Rounds.Draft, Cancellation));
        Assert.Null(await documents.RemoveAsync(dossier, "cv", "completion-1", Cancellation));

        var second = Assert.IsType<Deposit.Stored>(
            await documents.StoreAsync(dossier, "cv", "completion-1", "x.png", new MemoryStream(SampleDocuments.Png()), Cancellation));
        Assert.Equal(first.Blob, second.Replaced!.Blob);
        Assert.Equal(2, (await BlobsAsync()).Count);
        Assert.Equal("image/png", (await documents.FindAsync(dossier, "cv", Cancellation))!.Type);
    }

    [Fact]
    public async Task What_was_handed_over_is_seen_until_its_successor_is_and_comes_back_when_that_is_removed()
    {
        var first = await StoreAsync("cv", SampleDocuments.Pdf(size: 9_000_000));
        Assert.Empty(await documents.ListHandedOverAsync(dossier, Cancellation));
        await documents.SealAsync(dossier, Rounds.Draft, Cancellation);

        await StoreAsync("cv", SampleDocuments.Pdf(size: 4_000), round: "completion-1");
        var second = await StoreAsync("cv", SampleDocuments.Pdf(size: 5_000), round: "completion-1");
        await StoreAsync("lieu", SampleDocuments.Pdf(), round: "completion-1");
        Assert.Equal(second, await documents.FindAsync(dossier, "cv", Cancellation));
        Assert.Equal(first, Assert.Single(await documents.ListHandedOverAsync(dossier, Cancellation)).Value);
        Assert.Equal(3, (await BlobsAsync()).Count);

        Assert.Equal(second, (await documents.RemoveAsync(dossier, "cv", "completion-1", Cancellation))!.Document);
        Assert.Equal(first, await documents.FindAsync(dossier, "cv", Cancellation));
        Assert.Null(await documents.RemoveAsync(dossier, "cv", "completion-1", Cancellation));
        await ReadAsync(first);

        var third = await StoreAsync("cv", SampleDocuments.Pdf(size: 6_000), round: "completion-1");
        await documents.SealAsync(dossier, "completion-1", Cancellation);
        Assert.Equal(third, (await documents.ListHandedOverAsync(dossier, Cancellation))["cv"]);
        await documents.UnsealAsync(dossier, "completion-1", Cancellation);
        Assert.Equal(first, Assert.Single(await documents.ListHandedOverAsync(dossier, Cancellation)).Value);
    }

    [Fact]
    public async Task A_dossier_keeps_room_for_what_may_come_back()
    {
        for (var i = 0; i < 5; i++) await StoreAsync($"piece-{i}", SampleDocuments.Pdf(size: 10_000_000));
        await documents.SealAsync(dossier, Rounds.Draft, Cancellation);

        await StoreAsync("piece-0", SampleDocuments.Pdf(size: 1_000), round: "completion-1");
        var refused = await documents.StoreAsync(
            dossier, "cv", "completion-1", "cv.pdf", new MemoryStream(SampleDocuments.Pdf(size: 1_000_000)), Cancellation);
        Assert.Equal(DepositRefusal.DossierFull, Assert.IsType<Deposit.Refused>(refused).Reason);

        await documents.RemoveAsync(dossier, "piece-0", "completion-1", Cancellation);
        Assert.Equal(
            DocumentBook.LargestDossier, (await documents.ListAsync(dossier, Cancellation)).Values.Sum(document => document.Size));
    }

    [Fact]
    public async Task Sealing_and_storing_at_once_leave_what_sealing_has_seen()
    {
        await StoreAsync("cv", SampleDocuments.Pdf());

        var storing = Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            documents.StoreAsync(
                dossier, "cv", Rounds.Draft, $"{i}.pdf", new MemoryStream(SampleDocuments.Pdf(size: 3000 + i)), Cancellation)));
        var seen = await documents.SealAsync(dossier, Rounds.Draft, Cancellation);
        await storing;

        Assert.Equal(seen, await documents.ListAsync(dossier, Cancellation));
    }

    [Fact]
    public async Task Another_dossiers_documents_are_never_found()
    {
        await StoreAsync("cv", SampleDocuments.Pdf());

        Assert.Null(await documents.FindAsync(DossierKey.New("val-de-dore"), "cv", Cancellation));
        Assert.Null(await documents.FindAsync(dossier, "~total", Cancellation));
    }

    [Theory]
    [InlineData(240, "240 octets")]
    [InlineData(240_400, "240 ko")]
    [InlineData(999_900, "1 Mo")]
    [InlineData(3_240_000, "3,2 Mo")]
    [InlineData(50_000_000, "50 Mo")]
    public void Sizes_are_written_as_people_read_them(long bytes, string text) => Assert.Equal(text, Document.SizeOf(bytes));

    private async Task<Document> StoreAsync(string piece, byte[] content, string name = "cv.pdf", string round = Rounds.Draft) =>
        Assert.IsType<Deposit.Stored>(
            await documents.StoreAsync(dossier, piece, round, name, new MemoryStream(content), Cancellation)).Document;

    private async Task<byte[]> ReadAsync(Document document)
    {
        await using var stream = await documents.OpenReadAsync(document, Cancellation);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        return copy.ToArray();
    }

    private async Task<List<string>> BlobsAsync()
    {
        var names = new List<string>();
        await foreach (var blob in blobs.GetBlobContainerClient(ContainerNames.Documents).GetBlobsAsync(cancellationToken: Cancellation))
            names.Add(blob.Name);
        return names;
    }

    /// <summary>An upload whose sender leaves when its end is read.</summary>
    private sealed class LastByteCancels(byte[] content, CancellationTokenSource left) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0) await left.CancelAsync();
            return read;
        }
    }

    /// <summary>A clock that cancels what asks it.</summary>
    private sealed class CancellingClock(CancellationTokenSource left) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            left.Cancel();
            return base.GetUtcNow();
        }
    }

    /// <summary>An upload without end, as somebody sends it who wants to fill the disk.</summary>
    private sealed class Endless(byte[] start) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++) buffer[offset + i] = Given + i < start.Length ? start[Given + i] : (byte)'x';
            Given += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
