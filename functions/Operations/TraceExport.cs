using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Compagnon.Operations;

/// <summary>
/// Sends the app's spans where the settings say, from the app's start to its end. Only spans of ours: those of HTTP clients would hold
/// mailboxes' addresses, those of requests links' tokens.
/// </summary>
public sealed class TraceExport(TelemetrySettings settings) : IHostedService
{
    private TracerProvider? provider;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var connection = settings.ApplicationInsights.OrNull();
        var collector = settings.Collector.OrNull();
        if (connection is null && collector is null) return Task.CompletedTask;

        // Whether the host's own sampling keeps the parent is its affair.
        var builder = Sdk.CreateTracerProviderBuilder()
            .SetSampler(new AlwaysOnSampler())
            .ConfigureResource(resource => resource.AddService("compagnon", serviceVersion: Version))
            .AddSource(Traces.SourceName, Traces.EngineSourceName);
        if (connection is not null) builder.AddAzureMonitorTraceExporter(options => Configure(options, connection));
        if (collector is not null) builder.AddOtlpExporter(options => options.Endpoint = CollectorOf(collector));
        provider = builder.Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        provider?.Dispose();
        provider = null;
        return Task.CompletedTask;
    }

    /// <summary>The app's version: <c>0.1.0</c>.</summary>
    internal static string Version { get; } = typeof(TraceExport).Assembly.GetName().Version!.ToString(3);

    /// <summary>The client id in <c>ClientId=…;Authorization=AAD</c>; null where there is none.</summary>
    internal static string? IdentityOf(string? authentication) => (authentication ?? "")
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(part => part.Split('=', 2))
        .Where(part => part.Length == 2 && part[0].Equals("ClientId", StringComparison.OrdinalIgnoreCase))
        .Select(part => part[1].OrNull())
        .FirstOrDefault();

    private void Configure(AzureMonitorExporterOptions options, string connection)
    {
        options.ConnectionString = connection;
        if (IdentityOf(settings.ApplicationInsightsIdentity) is { } identity)
            options.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(identity));
    }

    private static Uri CollectorOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var collector) && collector.Scheme is "http" or "https"
            ? collector
            : throw new InvalidOperationException(
                $"OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address, such as http://localhost:4317; it is '{address}'.");
}
