using Azure;
using Azure.Data.Tables;

namespace Compagnon.Emulator.Tables;

/// <summary>Storage connection strings.</summary>
internal static class TableConnectionString
{
    private const string Development =
        "AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + "TableEndpoint=http://{0}:10002/devstoreaccount1";

    public static TableEndpoint Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var settings = Settings(connectionString);
        if (settings.TryGetValue("UseDevelopmentStorage", out var development))
        {
            if (!string.Equals(development, "true", StringComparison.OrdinalIgnoreCase))
                throw new FormatException("UseDevelopmentStorage can only be true; leave it out otherwise.");
            var host = settings.TryGetValue("DevelopmentStorageProxyUri", out var proxy) ? new Uri(proxy).Host : "127.0.0.1";
            settings = Settings(string.Format(System.Globalization.CultureInfo.InvariantCulture, Development, host));
        }

        var service = ServiceIn(settings);
        if (settings.TryGetValue("SharedAccessSignature", out var signature))
            return TableEndpoint.Of(service, new AzureSasCredential(signature));
        if (!settings.TryGetValue("AccountKey", out var key) || !settings.TryGetValue("AccountName", out var account))
            throw new FormatException(
                "A connection string needs AccountName and AccountKey, or SharedAccessSignature, or UseDevelopmentStorage=true.");
        return TableEndpoint.Of(service, new TableSharedKeyCredential(account, key));
    }

    private static Uri ServiceIn(Dictionary<string, string> settings)
    {
        if (settings.TryGetValue("TableEndpoint", out var endpoint)) return new Uri(endpoint);
        if (!settings.TryGetValue("AccountName", out var account))
            throw new FormatException("A connection string needs TableEndpoint or AccountName.");
        var protocol = settings.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = settings.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        return new Uri($"{protocol}://{account}.table.{suffix}");
    }

    // The whole string is never part of an error: it holds the key.
    private static Dictionary<string, string> Settings(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = setting.IndexOf('=');
            if (equals <= 0) throw new FormatException("Expected name=value pairs separated by semicolons in the connection string.");
            if (!settings.TryAdd(setting[..equals].Trim(), setting[(equals + 1)..].Trim()))
                throw new FormatException($"The connection string has {setting[..equals].Trim()} twice.");
        }

        return settings;
    }
}
