using Microsoft.Extensions.Configuration;

namespace Compagnon.Storage;

/// <summary>The account that the Functions host uses too, by a connection string. Where it is set it comes before <see cref="StorageSettings"/>.</summary>
public sealed class StorageConnectionSettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => null;

    /// <summary>The connection string, or <c>UseDevelopmentStorage=true</c>.</summary>
    [ConfigurationKeyName("AzureWebJobsStorage")]
    public string? Connection { get; set; }
}

/// <summary>The account that the Functions host uses too, by a managed identity.</summary>
public sealed class StorageSettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => "AzureWebJobsStorage";

    /// <summary>Where its blobs are.</summary>
    public string? BlobServiceUri { get; set; }

    /// <summary>Where its tables are.</summary>
    public string? TableServiceUri { get; set; }

    /// <summary>Client id of a user-assigned identity. Default: the system-assigned one.</summary>
    public string? ClientId { get; set; }
}
