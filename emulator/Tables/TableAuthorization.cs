using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Compagnon.Emulator.Tables;

/// <summary>Signs every try of a request with the account's key (Shared Key Lite for the table service).</summary>
internal sealed class SharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        // The date is real time, not the emulated clock's: the service refuses signatures that are minutes off.
        var date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        request.Headers.SetValue("x-ms-date", date);
        var resource = $"/{credential.AccountName}{request.Uri.ToUri().AbsolutePath}";
        var signature = credential.Sign($"{date}\n{resource}");
        request.Headers.SetValue(HttpHeader.Names.Authorization, $"SharedKeyLite {credential.AccountName}:{signature}");
    }
}

/// <summary>Adds a shared access signature, which may be renewed while the client lives, to every try of a request.</summary>
internal sealed class SasPolicy(AzureSasCredential credential) : HttpPipelineSynchronousPolicy
{
    private const string Original = "Compagnon.Emulator.Tables.Query";

    public override void OnSendingRequest(HttpMessage message)
    {
        // A retry comes by again: the signature is added to the query as it was before the first try.
        if (!message.TryGetProperty(Original, out var before))
        {
            before = message.Request.Uri.Query;
            message.SetProperty(Original, before);
        }

        var query = (string)before!;
        var signature = credential.Signature.TrimStart('?');
        message.Request.Uri.Query = query.Length == 0 ? "?" + signature : $"{query}&{signature}";
    }
}
