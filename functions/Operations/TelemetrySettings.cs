using Microsoft.Extensions.Configuration;

namespace Compagnon.Operations;

/// <summary>Where traces go. Without any of them they are not kept.</summary>
public sealed class TelemetrySettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => null;

    /// <summary>Connection string of Application Insights; the Functions host reads it too.</summary>
    [ConfigurationKeyName("APPLICATIONINSIGHTS_CONNECTION_STRING")]
    public string? ApplicationInsights { get; set; }

    /// <summary>
    /// <c>ClientId=…;Authorization=AAD</c>: as which user-assigned identity to write there; the Functions host reads it too. Default: with
    /// the connection string alone.
    /// </summary>
    [ConfigurationKeyName("APPLICATIONINSIGHTS_AUTHENTICATION_STRING")]
    public string? ApplicationInsightsIdentity { get; set; }

    /// <summary>Address of a collector that takes OTLP over gRPC, such as <c>http://localhost:4317</c>.</summary>
    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_ENDPOINT")]
    public string? Collector { get; set; }
}
