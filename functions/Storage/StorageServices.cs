using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Storage;

/// <summary>Registers storage.</summary>
public static class StorageServices
{
    private const string Section = "AzureWebJobsStorage";

    /// <summary>
    /// Adds <see cref="StorageClients"/> and <see cref="Outstanding"/> over the account that the Functions host itself uses:
    /// <see cref="StorageConnectionSettings"/>, or in Azure <see cref="StorageSettings"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No setting names an account.</exception>
    public static IServiceCollection AddCompagnonStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var (tables, blobs) = Clients(configuration.Read<StorageConnectionSettings>().Connection, configuration.Read<StorageSettings>());
        services.AddSingleton(tables);
        services.AddSingleton(blobs);
        services.AddSingleton<StorageClients>();
        services.AddSingleton<Outstanding>();
        services.AddSingleton<SentTables>();
        return services;
    }

    private static (TableServiceClient Tables, BlobServiceClient Blobs) Clients(string? connection, StorageSettings settings)
    {
        var tableOptions = new TableClientOptions();
        KeepShort(tableOptions.Retry, perTry: TimeSpan.FromSeconds(5));
        var blobOptions = new BlobClientOptions();
        KeepShort(blobOptions.Retry, perTry: TimeSpan.FromSeconds(20));

        if (connection is { Length: > 0 })
        {
            try
            {
                return (new TableServiceClient(connection, tableOptions), new BlobServiceClient(connection, blobOptions));
            }
            catch (Exception wrong) when (wrong is FormatException or ArgumentException)
            {
                // Its message may hold the connection string's key: only the setting is named.
                throw new InvalidOperationException(
                    $"The setting {Section} must be a storage account's connection string (AccountName=…;AccountKey=…), "
                    + "or UseDevelopmentStorage=true.");
            }
        }

        var credential = new ManagedIdentityCredential(settings.ClientId is { Length: > 0 } client
            ? ManagedIdentityId.FromUserAssignedClientId(client)
            : ManagedIdentityId.SystemAssigned);
        return (
            new TableServiceClient(Endpoint("tableServiceUri", settings.TableServiceUri), credential, tableOptions),
            new BlobServiceClient(Endpoint("blobServiceUri", settings.BlobServiceUri), credential, blobOptions));
    }

    // A page that waits is worse than a page that says so: people are told within seconds that storage is down, and workflows have
    // retries of their own.
    private static void KeepShort(RetryOptions retry, TimeSpan perTry)
    {
        retry.Mode = RetryMode.Exponential;
        retry.MaxRetries = 2;
        retry.Delay = TimeSpan.FromMilliseconds(200);
        retry.MaxDelay = TimeSpan.FromSeconds(1);
        retry.NetworkTimeout = perTry;
    }

    private static Uri Endpoint(string name, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var endpoint) && endpoint.Scheme == Uri.UriSchemeHttps
            ? endpoint
            : throw new InvalidOperationException(
                $"Expected {Section} (a connection string), or an https address in {Section}:{name} (managed identity); "
                + $"found '{address}'. Locally the emulator sets it; in Azure the app's settings do.");
}
