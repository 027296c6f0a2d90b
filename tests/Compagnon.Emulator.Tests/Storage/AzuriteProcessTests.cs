using System.Diagnostics;
using Azure.Storage.Blobs;
using Compagnon.Emulator.Storage;

namespace Compagnon.Emulator.Tests.Storage;

public sealed class AzuriteProcessTests : IDisposable
{
    private const string Account = AzuriteOptions.DevelopmentAccount;

    private readonly TemporaryFolder state = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => state.Dispose();

    [Fact]
    public async Task What_was_stored_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await StartAsync())
        {
            var container = new BlobContainerClient(first.ConnectionString, "papers");
            await container.CreateAsync(cancellationToken: Cancellation);
            await container.UploadBlobAsync("a", BinaryData.FromString("accepted"), Cancellation);
            await first.StopAsync();
        }

        await using var second = await StartAsync();
        var blob = await new BlobClient(second.ConnectionString, "papers", "a").DownloadContentAsync(Cancellation);
        Assert.Equal("accepted", blob.Value.Content.ToString());
    }

    [Fact]
    public async Task What_was_kept_in_memory_is_gone_after_a_stop_and_nothing_of_it_was_written()
    {
        var options = new AzuriteOptions { Folder = state["azurite"], IsInMemory = true };
        await using (var first = await AzuriteProcess.StartAsync(options, Cancellation))
        {
            var container = new BlobContainerClient(first.ConnectionString, "papers");
            await container.CreateAsync(cancellationToken: Cancellation);
            await container.UploadBlobAsync("a", BinaryData.FromString("accepted"), Cancellation);
            Assert.True(await container.GetBlobClient("a").ExistsAsync(Cancellation));
            await first.StopAsync();
        }

        Assert.Empty(Directory.GetFiles(options.Folder));
        await using var second = await AzuriteProcess.StartAsync(options, Cancellation);
        Assert.False(await new BlobContainerClient(second.ConnectionString, "papers").ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Accounts_see_nothing_of_each_other()
    {
        await using var azurite = await AzuriteProcess.StartAsync(
            new AzuriteOptions { Folder = state["azurite"], Accounts = ["anne", "paul"] }, Cancellation);
        await new BlobContainerClient(azurite.ConnectionStringOf("anne"), "papers").CreateAsync(cancellationToken: Cancellation);

        Assert.True(await new BlobContainerClient(azurite.ConnectionStringOf("anne"), "papers").ExistsAsync(Cancellation));
        Assert.False(await new BlobContainerClient(azurite.ConnectionStringOf("paul"), "papers").ExistsAsync(Cancellation));
        Assert.Throws<ArgumentException>(() => azurite.ConnectionStringOf("jeanne"));
    }

    [Fact]
    public async Task A_second_start_on_a_folder_waits_until_the_first_has_gone()
    {
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var first = await StartAsync();
        var second = AzuriteProcess.StartAsync(
            new AzuriteOptions { Folder = state["azurite"], Say = _ => waits.TrySetResult() }, Cancellation);
        await waits.Task.WaitAsync(Cancellation);
        Assert.False(second.IsCompleted);

        await first.StopAsync();

        await using var started = await second;
        Assert.False(await new BlobContainerClient(started.ConnectionString, "none").ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task A_folder_that_stays_held_is_a_clear_error()
    {
        await using var first = await StartAsync();

        var error = await Assert.ThrowsAsync<StorageStartException>(() => AzuriteProcess.StartAsync(
            new AzuriteOptions { Folder = state["azurite"], Patience = TimeSpan.FromSeconds(1), Say = _ => { } }, Cancellation));

        Assert.Contains("still holds", error.Message);
        Assert.Contains(state["azurite"], error.Message);
    }

    [Fact]
    public async Task A_lock_whose_holder_was_killed_does_not_block_a_start()
    {
        await using (var first = await StartAsync())
        {
            using (var azurite = Process.GetProcessById(first.ProcessId)) azurite.Kill();
            Assert.False(await first.Ended.WaitAsync(Cancellation));
            await Assert.ThrowsAsync<InvalidOperationException>(first.StopAsync);
        }

        Assert.True(File.Exists(state["azurite/azurite.lock"]));
        await using var second = await StartAsync();
        Assert.False(await new BlobContainerClient(second.ConnectionString, "none").ExistsAsync(Cancellation));
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("a:b")]
    [InlineData("ab")]
    public async Task An_account_name_that_storage_would_refuse_is_refused(string account) =>
        await Assert.ThrowsAsync<ArgumentException>(() => AzuriteProcess.StartAsync(
            new AzuriteOptions { Folder = state["azurite"], Accounts = [account] }, Cancellation));

    private Task<AzuriteProcess> StartAsync() => AzuriteProcess.StartAsync(new AzuriteOptions { Folder = state["azurite"] }, Cancellation);
}
