using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Compagnon.Storage;
using Microsoft.Extensions.Configuration;

namespace Compagnon.Operations;

/// <summary>The commands <c>export</c> and <c>import</c>: everything that the app keeps, into a folder and back.</summary>
public static class ArchiveCommand
{
    private const string Usage = """
        export --to DIR   [--account NAME]    writes all tables and documents into an empty folder
        import --from DIR [--account NAME]    puts them back, into an account that holds none

          --account NAME   the storage account, as whoever is signed in with the Azure CLI. Without it the connection string
                           in the environment variable AzureWebJobsStorage
        """;

    /// <summary>Whether the command line asks for one of them.</summary>
    public static bool IsAskedFor(IReadOnlyList<string> arguments) => arguments is ["export" or "import", ..];

    /// <summary>Does it.</summary>
    /// <returns>0, or 1 when it cannot be done.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var isExport = arguments[0] == "export";
        string? folder = null, account = null;
        for (var index = 1; index < arguments.Count; index += 2)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1].OrNull() : null;
            if (value is not null && arguments[index] == (isExport ? "--to" : "--from")) folder = value;
            else if (value is not null && arguments[index] == "--account") account = value;
            else return await RefusedAsync($"'{arguments[index]}' is not understood, or lacks its value.");
        }

        if (folder is null) return await RefusedAsync("Which folder?");
        try
        {
            var (tables, blobs) = Open(account);
            var archive = new Archive(tables, blobs, new DirectoryInfo(Path.GetFullPath(folder)));
            var count = isExport ? await archive.WriteAsync() : await archive.ReadAsync();
            await output.WriteLineAsync($"{count.Rows} rows and {count.Blobs} files {(isExport ? "written to" : "read from")} {Path.GetFullPath(folder)}.");
            return 0;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException or IOException or RequestFailedException
            or AggregateException or AuthenticationFailedException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(wrong.Message);
            return 1;
        }

        async Task<int> RefusedAsync(string why)
        {
            await errors.WriteLineAsync($"{why}\n{Usage}");
            return 1;
        }
    }

    private static (TableServiceClient Tables, BlobServiceClient Blobs) Open(string? account)
    {
        if (account is null)
        {
            var connection = new ConfigurationBuilder().AddEnvironmentVariables().Build().Read<StorageConnectionSettings>().Connection.OrNull()
                ?? throw new InvalidOperationException("Expected --account NAME, or a connection string in AzureWebJobsStorage; found neither.");
            return (new TableServiceClient(connection), new BlobServiceClient(connection));
        }

        TokenCredential me = new AzureCliCredential();
        return (
            new TableServiceClient(new Uri($"https://{account}.table.core.windows.net"), me),
            new BlobServiceClient(new Uri($"https://{account}.blob.core.windows.net"), me));
    }
}
