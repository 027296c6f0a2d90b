using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Emulator.Graph;

/// <summary>An answer that is an error, with the status, code and words that Graph has for it.</summary>
internal sealed class GraphException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public static GraphException BadRequest(string message) => new(400, "BadRequest", message);

    public static GraphException Body(string message) => new(400, "RequestBodyRead", message);

    public static GraphException Uri(string message) => new(400, "RequestBroker--ParseUri", message);

    public static GraphException NotFound() => new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    public static GraphException Malformed() => new(400, "ErrorInvalidIdMalformed", "Id is malformed.");

    public static GraphException TooLarge() =>
        new(413, "RequestEntityTooLarge", "The request body is too large: the maximum request length supported is 4MB.");

    public static GraphException TooLargeMessage() =>
        new(413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.");

    public static GraphException Recipients(string reason) =>
        new(400, "ErrorInvalidRecipients", $"At least one recipient is not valid., {reason}");

    public static GraphException SendAs() => new(
        403, "ErrorSendAsDenied",
        "The user account which was used to submit this request does not have the right to send mail on behalf of the specified "
        + "sending account., Cannot submit message.");
}

/// <summary>An error in Graph's shape.</summary>
internal sealed class GraphErrorResult(int status, string code, string message) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        var requestId = context.Response.Headers["request-id"].ToString();
        var error = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = code,
                ["message"] = message,
                ["innerError"] = new JsonObject
                {
                    ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
                    ["request-id"] = requestId,
                    ["client-request-id"] = context.Response.Headers["client-request-id"].ToString(),
                },
            },
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(error.ToJsonString(), context.RequestAborted);
    }
}
