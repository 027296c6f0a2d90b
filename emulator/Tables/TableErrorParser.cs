using System.Text.Json;
using Azure;
using Azure.Core;

namespace Compagnon.Emulator.Tables;

/// <summary>Reads the service's errors: <c>{"odata.error":{"code":…,"message":{"value":…}}}</c>.</summary>
internal sealed class TableErrorParser : RequestFailedDetailsParser
{
    public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        error = Parse(response.ContentStream is MemoryStream ? response.Content : BinaryData.Empty)
            ?? (response.Headers.TryGetValue("x-ms-error-code", out var code) ? new ResponseError(code, response.ReasonPhrase) : null);
        return error is not null;
    }

    public static ResponseError? Parse(BinaryData content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("odata.error", out var error)) return null;
            var code = error.TryGetProperty("code", out var name) ? name.GetString() : null;
            var message = error.TryGetProperty("message", out var text) && text.TryGetProperty("value", out var value) ? value : default;
            return new ResponseError(code, message.ValueKind == JsonValueKind.String ? message.GetString() : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
