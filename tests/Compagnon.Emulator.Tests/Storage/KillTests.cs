using System.Diagnostics;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Emulator.Storage;

namespace Compagnon.Emulator.Tests.Storage;

/// <summary>A parent that is killed has no chance to stop Azurite; Azurite must notice and write everything all the same.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder state = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => state.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_acknowledged_row_and_blob_is_there_after_the_parent_was_killed(bool withItsGroup)
    {
        var options = new AzuriteOptions { Folder = state["azurite"] };
        using var parent = StandIn(await CommandAsync(options));
        var started = await StartedAsync(parent);
        var table = new TableClient(started.ConnectionString, "registers");
        var container = new BlobContainerClient(started.ConnectionString, "papers");
        await table.CreateAsync(Cancellation);
        await container.CreateAsync(cancellationToken: Cancellation);

        var acknowledged = 0;
        for (; acknowledged < 300; acknowledged++)
            await table.AddEntityAsync(new TableEntity("p", $"{acknowledged}"), Cancellation);
        await container.UploadBlobAsync("diplôme.pdf", new BinaryData(new byte[100_000]), Cancellation);
        await KillAsync(parent, withItsGroup);

        // Starting at once is what a person does after a crash: it must wait for the Azurite that is still writing.
        await using var azurite = await AzuriteProcess.StartAsync(options with { Say = _ => { } }, Cancellation);
        var rows = new TableClient(azurite.ConnectionString, "registers").Query<TableEntity>(cancellationToken: Cancellation);
        Assert.Equal(acknowledged, rows.Count());
        var blob = new BlobClient(azurite.ConnectionString, "papers", "diplôme.pdf");
        Assert.Equal(100_000, (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToMemory().Length);
    }

    [Fact]
    public async Task Azurite_is_gone_soon_after_its_parent()
    {
        var options = new AzuriteOptions { Folder = state["azurite"] };
        using var parent = StandIn(await CommandAsync(options));
        using var azurite = Process.GetProcessById((await StartedAsync(parent)).Process);

        await KillAsync(parent, withItsGroup: false);

        await azurite.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    private static async Task<ProcessStartInfo> CommandAsync(AzuriteOptions options)
    {
        var account = AzuriteOptions.DevelopmentAccount;
        var script = await AzuritePackage.ScriptAsync(null, _ => { }, Cancellation);
        return AzuriteProcess.Command(options, new Dictionary<string, string> { [account] = AzuriteOptions.KeyOf(account) }, script);
    }

    // bash holds the only writing end of Azurite's standard input, as an app does, and leads a process group of its own.
    private static Process StandIn(ProcessStartInfo command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The parent's stand-in needs bash and setsid.");
        var parent = new ProcessStartInfo("setsid")
        {
            ArgumentList = { "bash", "-c", "exec 3> >(exec \"$@\"); read", "--", command.FileName },
            Environment = { ["AZURITE_ACCOUNTS"] = command.Environment["AZURITE_ACCOUNTS"] },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in command.ArgumentList) parent.ArgumentList.Add(argument);
        return Process.Start(parent)!;
    }

    private static async Task<Facts> StartedAsync(Process parent)
    {
        var line = await parent.StandardOutput.ReadLineAsync(Cancellation);
        return JsonSerializer.Deserialize<Facts>(line!, JsonSerializerOptions.Web)!;
    }

    private static async Task KillAsync(Process parent, bool withItsGroup)
    {
        using var kill = Process.Start("kill", ["-KILL", "--", withItsGroup ? $"-{parent.Id}" : $"{parent.Id}"]);
        await kill.WaitForExitAsync(Cancellation);
        await parent.WaitForExitAsync(Cancellation);
        Assert.Equal((0, 128 + 9), (kill.ExitCode, parent.ExitCode));
    }

    private sealed record Facts(string Blob, string Table, int Process)
    {
        public string ConnectionString =>
            $"AccountName={AzuriteOptions.DevelopmentAccount};AccountKey={AzuriteOptions.KeyOf(AzuriteOptions.DevelopmentAccount)};"
            + $"BlobEndpoint={Blob}/{AzuriteOptions.DevelopmentAccount};TableEndpoint={Table}/{AzuriteOptions.DevelopmentAccount}";
    }
}
