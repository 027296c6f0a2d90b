using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Compagnon.Emulator.Tables;

/// <summary>An account's table service: where it is, and how requests to it are authorized.</summary>
/// <param name="Uri">The service's address without a table's name; its query, if any, is a shared access signature.</param>
/// <param name="AccountName">The account's name.</param>
/// <param name="Authorization">What authorizes a request, or null when the address does.</param>
internal sealed record TableEndpoint(Uri Uri, string AccountName, HttpPipelinePolicy? Authorization)
{
    private const string Scope = "https://storage.azure.com/.default";

    public static TableEndpoint Of(Uri uri, HttpPipelinePolicy? authorization = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return new(uri, AccountOf(uri), authorization);
    }

    public static TableEndpoint Of(Uri uri, TableSharedKeyCredential credential)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(credential);
        return new(uri, credential.AccountName, new SharedKeyPolicy(credential));
    }

    public static TableEndpoint Of(Uri uri, AzureSasCredential credential)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(credential);
        if (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback)
            throw new ArgumentException("A shared access signature is sent over HTTPS only, or to this machine.", nameof(uri));
        if (HasSignature(uri))
            throw new ArgumentException("The address has a shared access signature already; leave one of the two out.", nameof(uri));
        return Of(uri, new SasPolicy(credential));
    }

    public static TableEndpoint Of(Uri uri, TokenCredential credential, TableClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(credential);
        return Of(uri, options.EnableTenantDiscovery
            ? new TenantDiscoveryPolicy(credential, Scope)
            : new BearerTokenAuthenticationPolicy(credential, Scope));
    }

    /// <summary>The service and the table of an address that ends with the table's name.</summary>
    public static (Uri Service, string Table) Split(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var path = uri.AbsolutePath.TrimEnd('/');
        var slash = path.LastIndexOf('/');
        var table = path[(slash + 1)..];
        return table.Length > 0
            ? (new UriBuilder(uri) { Path = path[..slash] }.Uri, table)
            : throw new ArgumentException($"Expected the address of a table, got {uri.GetLeftPart(UriPartial.Path)}.", nameof(uri));
    }

    public static bool HasSignature(Uri uri) => uri.Query.Contains("sig=", StringComparison.OrdinalIgnoreCase);

    public HttpPipeline Pipeline(TableClientOptions options)
    {
        var pipeline = new HttpPipelineOptions(options) { RequestFailedDetailsParser = new TableErrorParser() };
        if (Authorization is not null) pipeline.PerRetryPolicies.Add(Authorization);
        return HttpPipelineBuilder.Build(pipeline);
    }

    /// <summary>The address of a path of the service.</summary>
    public Uri At(string path, string query = "")
    {
        var signature = Uri.Query.TrimStart('?');
        var whole = string.Join('&', new[] { query, signature }.Where(part => part.Length > 0));
        var address = $"{Uri.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}";
        return new Uri(whole.Length == 0 ? address : $"{address}?{whole}");
    }

    // account.table.core.windows.net, or an address without a name, as emulators have: 127.0.0.1:10002/account
    private static string AccountOf(Uri uri)
    {
        var dot = uri.Host.IndexOf('.');
        return uri.HostNameType == UriHostNameType.Dns && dot > 0 ? uri.Host[..dot] : uri.AbsolutePath.Trim('/').Split('/')[0];
    }
}
