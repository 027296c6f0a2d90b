using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Azure;
using Azure.Core;

namespace Compagnon.Emulator.Tables;

/// <summary>The answer to one operation of a transaction: an HTTP message inside the multipart one.</summary>
internal sealed class PartResponse : Response
{
    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

    private PartResponse(int status, string reason)
    {
        Status = status;
        ReasonPhrase = reason;
    }

    public override int Status { get; }

    public override string ReasonPhrase { get; }

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    public override bool IsError => Status >= 400;

    public static async ValueTask<Response> ReadAsync(Stream message, string clientRequestId)
    {
        using var reader = new StreamReader(message);
        var status = (await reader.ReadLineAsync().ConfigureAwait(false))?.Split(' ', 3);
        if (status is not [_, var code, ..] || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new RequestFailedException("The service's answer to a part of the transaction has no status.");
        var response = new PartResponse(number, status is [_, _, var reason] ? reason : "") { ClientRequestId = clientRequestId };
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { Length: > 0 } header)
            if (header.IndexOf(':') is > 0 and var colon)
                response.headers[header[..colon]] = header[(colon + 1)..].Trim();
        var body = Encoding.UTF8.GetBytes(await reader.ReadToEndAsync().ConfigureAwait(false));
        response.ContentStream = new MemoryStream(body, 0, body.Length, writable: false, publiclyVisible: true);
        return response;
    }

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => headers.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.Select(header => new HttpHeader(header.Key, header.Value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = headers.TryGetValue(name, out var value) ? [value] : null;
        return values is not null;
    }
}
