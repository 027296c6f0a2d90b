using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Compagnon.Testing;

namespace Compagnon.Emulator.Tests.Storage;

/// <summary>The real blob SDK, assembled from its parts in Blobs.props, works against this Azurite.</summary>
public sealed class BlobTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;

    private BlobContainerClient container = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        container = new BlobContainerClient(await azurite.NewAccountAsync(), "papers");
        await container.CreateAsync(cancellationToken: Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Twenty_megabytes_go_up_in_blocks_and_come_down_whole_and_in_parts()
    {
        var bytes = RandomNumberGenerator.GetBytes(20 * Megabyte);
        var blob = container.GetBlobClient("lyon/diplôme n° 1.pdf");

        await blob.UploadAsync(
            new MemoryStream(bytes),
            new BlobUploadOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/pdf" },
                Metadata = new Dictionary<string, string> { ["kind"] = "diploma" },
                TransferOptions = new StorageTransferOptions { InitialTransferSize = Megabyte, MaximumTransferSize = 4 * Megabyte },
            },
            Cancellation);

        var blocks = await container.GetBlockBlobClient(blob.Name).GetBlockListAsync(cancellationToken: Cancellation);
        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value;
        var whole = (await blob.DownloadContentAsync(Cancellation)).Value.Content;
        var part = (await blob.DownloadContentAsync(
            new BlobDownloadOptions { Range = new HttpRange(7 * Megabyte, 1000) }, Cancellation)).Value.Content;
        Assert.Equal(5, blocks.Value.CommittedBlocks.Count());
        Assert.Equal(("application/pdf", "diploma"), (properties.ContentType, properties.Metadata["kind"]));
        Assert.True(whole.ToMemory().Span.SequenceEqual(bytes));
        Assert.True(part.ToMemory().Span.SequenceEqual(bytes.AsSpan(7 * Megabyte, 1000)));
    }

    [Fact]
    public async Task A_stream_can_be_written_and_read_in_pieces()
    {
        var bytes = RandomNumberGenerator.GetBytes(3 * Megabyte);
        var blob = container.GetBlobClient("stream");

        await using (var writing = await blob.OpenWriteAsync(true, new BlobOpenWriteOptions { BufferSize = Megabyte }, Cancellation))
            for (var at = 0; at < bytes.Length; at += 100_000)
                await writing.WriteAsync(bytes.AsMemory(at, Math.Min(100_000, bytes.Length - at)), Cancellation);

        await using var reading = await blob.OpenReadAsync(cancellationToken: Cancellation);
        var read = new MemoryStream();
        await reading.CopyToAsync(read, Cancellation);
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public async Task An_upload_that_is_given_up_leaves_no_blob()
    {
        var blob = container.GetBlobClient("abandoned");

        var inBlocks = new StorageTransferOptions { InitialTransferSize = Megabyte, MaximumTransferSize = Megabyte };

        await Assert.ThrowsAsync<IOException>(() => blob.UploadAsync(
            new BreakingStream(5 * Megabyte), new BlobUploadOptions { TransferOptions = inBlocks }, Cancellation));

        Assert.False(await blob.ExistsAsync(Cancellation));
        Assert.Empty(await container.GetBlobsAsync(cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Blobs_are_listed_by_folder_and_deleted()
    {
        foreach (var name in (string[])["lyon/1/a", "lyon/1/b", "lyon/2/a", "paris/1/a"])
            await container.UploadBlobAsync(name, BinaryData.FromString(name), Cancellation);

        var inFolder = await container.GetBlobsAsync(prefix: "lyon/1/", cancellationToken: Cancellation)
            .Select(blob => blob.Name).ToListAsync(Cancellation);
        var folders = await container.GetBlobsByHierarchyAsync(delimiter: "/", cancellationToken: Cancellation)
            .Select(item => item.Prefix).ToListAsync(Cancellation);
        var deleted = await container.DeleteBlobIfExistsAsync("lyon/1/a", cancellationToken: Cancellation);
        var again = await container.DeleteBlobIfExistsAsync("lyon/1/a", cancellationToken: Cancellation);

        Assert.Equal(["lyon/1/a", "lyon/1/b"], inFolder);
        Assert.Equal(["lyon/", "paris/"], folders);
        Assert.Equal((true, false), (deleted.Value, again.Value));
    }

    [Fact]
    public async Task A_blob_is_not_overwritten_unless_asked_and_only_in_the_version_that_was_read()
    {
        var blob = container.GetBlobClient("once");
        await blob.UploadAsync(BinaryData.FromString("first"), Cancellation);
        var read = (await blob.DownloadContentAsync(Cancellation)).Value.Details.ETag;
        await blob.UploadAsync(BinaryData.FromString("second"), overwrite: true, Cancellation);

        var exists = await Assert.ThrowsAsync<RequestFailedException>(
            () => blob.UploadAsync(BinaryData.FromString("third"), Cancellation));
        var changed = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(
            BinaryData.FromString("third"),
            new BlobUploadOptions { Conditions = new BlobRequestConditions { IfMatch = read } },
            Cancellation));

        Assert.Equal((409, "BlobAlreadyExists"), (exists.Status, exists.ErrorCode));
        Assert.Equal((412, "ConditionNotMet"), (changed.Status, changed.ErrorCode));
    }

    [Fact]
    public async Task A_shared_access_signature_opens_one_blob_for_reading_until_it_expires()
    {
        var blob = container.GetBlobClient("shared");
        await blob.UploadAsync(BinaryData.FromString("text"), Cancellation);
        await container.UploadBlobAsync("private", BinaryData.FromString("text"), Cancellation);
        using var http = new HttpClient();

        var valid = blob.GenerateSasUri(BlobSasPermissions.Read, DateTimeOffset.UtcNow.AddMinutes(5));
        var expired = blob.GenerateSasUri(BlobSasPermissions.Read, DateTimeOffset.UtcNow.AddMinutes(-5));
        var other = new UriBuilder(valid) { Path = container.GetBlobClient("private").Uri.AbsolutePath }.Uri;

        Assert.Equal("text", await http.GetStringAsync(valid, Cancellation));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.GetAsync(expired, Cancellation)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.GetAsync(other, Cancellation)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.DeleteAsync(valid, Cancellation)).StatusCode);
    }

    /// <summary>A browser that goes away in the middle of its upload.</summary>
    private sealed class BreakingStream(long breaksAt) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (position >= breaksAt) throw new IOException("The client has gone.");
            var read = (int)Math.Min(count, breaksAt - position);
            position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
