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
    /// <c>AzureWebJobsStorage</c> as a connection string, or in Azure <c>AzureWebJobsStorage:blobServiceUri</c> and
    /// <c>:tableServiceUri</c>, or <c>:accountName</c>, each with the managed identity (<c>:clientId</c> where it is user-assigned).
    /// </summary>
    /// <exception cref="InvalidOperationException">No setting names an account.</exception>
    public static IServiceCollection AddCompagnonStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var (tables, blobs) = Clients(configuration.GetSection(Section));
        services.AddSingleton(tables);
        services.AddSingleton(blobs);
        services.AddSingleton<StorageClients>();
        services.AddSingleton<Outstanding>();
        return services;
    }

    private static (TableServiceClient Tables, BlobServiceClient Blobs) Clients(IConfigurationSection settings)
    {
        var tableOptions = new TableClientOptions();
        KeepShort(tableOptions.Retry, perTry: TimeSpan.FromSeconds(5));
        var blobOptions = new BlobClientOptions();
        KeepShort(blobOptions.Retry, perTry: TimeSpan.FromSeconds(20));

        if (settings.Value is { Length: > 0 } connection)
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

        var credential = new ManagedIdentityCredential(settings["clientId"] is { Length: > 0 } client
            ? ManagedIdentityId.FromUserAssignedClientId(client)
            : ManagedIdentityId.SystemAssigned);
        return (
            new TableServiceClient(Endpoint(settings, "table"), credential, tableOptions),
            new BlobServiceClient(Endpoint(settings, "blob"), credential, blobOptions));
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

    private static Uri Endpoint(IConfigurationSection settings, string service)
    {
        if (settings[service + "ServiceUri"] is { Length: > 0 } address) return new Uri(address);
        if (settings["accountName"] is { Length: > 0 } account) return new Uri($"https://{account}.{service}.core.windows.net");
        throw new InvalidOperationException(
            $"Expected {Section} (a connection string), or {Section}:{service}ServiceUri or {Section}:accountName (managed identity); "
            + "found none of them. Locally the emulator sets it; in Azure the app's settings do.");
    }
}
