using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compagnon.Emulator.Graph;

/// <summary>Messages and attachments in Graph's JSON: reads and checks what an app sends, writes what it gets.</summary>
internal static class MessageJson
{
    private const int MostHeaders = 5;

    // In the order in which Graph writes them; the others come only when they are selected.
    private static readonly string[] Usual =
    [
        "id", "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "receivedDateTime", "sentDateTime", "hasAttachments",
        "internetMessageId", "subject", "bodyPreview", "importance", "parentFolderId", "conversationId", "isDeliveryReceiptRequested",
        "isReadReceiptRequested", "isRead", "isDraft", "webLink", "body", "sender", "from", "toRecipients", "ccRecipients", "bccRecipients",
        "replyTo", "flag",
    ];

    private static readonly string[] Others = ["internetMessageHeaders"];

    // Known to the real service, accepted here, and without effect.
    private static readonly string[] Ignored =
        ["bodyPreview", "changeKey", "conversationId", "conversationIndex", "createdDateTime", "flag", "hasAttachments", "id",
            "inferenceClassification", "internetMessageId", "isDraft", "lastModifiedDateTime", "parentFolderId", "receivedDateTime",
            "sentDateTime", "uniqueBody", "webLink"];

    // What may still change once a message was sent.
    private static readonly string[] ChangeableWhenSent = ["categories", "flag", "importance", "inferenceClassification", "isRead"];

    /// <summary>Whether a message has a property of that name.</summary>
    public static bool IsProperty(string name) => Usual.Contains(name) || Others.Contains(name) || Ignored.Contains(name);

    /// <summary>Reads a message that an app writes, over what is there already.</summary>
    /// <exception cref="GraphException">Something is unknown, of the wrong type or not allowed.</exception>
    public static (MailContent Content, IReadOnlyList<NewAttachment> Attachments) Read(
        JsonElement json, MailContent before, bool sent = false)
    {
        Require(json, JsonValueKind.Object, "message");
        var content = before;
        IReadOnlyList<NewAttachment> attachments = [];
        foreach (var property in json.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            if (name.Contains("@odata.", StringComparison.Ordinal))
                continue;
            if (sent && !ChangeableWhenSent.Contains(name))
                throw new GraphException(
                    400, "ErrorInvalidPropertySet", $"The property '{name}' can be changed only while the message is a draft.");
            switch (name)
            {
                case "subject":
                    content = content with { Subject = OneLine(Text(value, name)) };
                    break;
                case "body":
                    content = Body(content, value);
                    break;
                case "from":
                    content = content with { From = value.ValueKind is JsonValueKind.Null ? null : Party(value, name) };
                    break;
                case "sender":
                    content = content with { Sender = value.ValueKind is JsonValueKind.Null ? null : Party(value, name) };
                    break;
                case "toRecipients":
                    content = content with { To = Parties(value, name) };
                    break;
                case "ccRecipients":
                    content = content with { Cc = Parties(value, name) };
                    break;
                case "bccRecipients":
                    content = content with { Bcc = Parties(value, name) };
                    break;
                case "replyTo":
                    content = content with { ReplyTo = Parties(value, name) };
                    break;
                case "internetMessageHeaders":
                    content = content with { Headers = Headers(value) };
                    break;
                case "categories":
                    content = content with { Categories = Items(value, name).Select(item => Text(item, name)).ToArray() };
                    break;
                case "importance":
                    content = content with { Importance = Importance(Text(value, name)) };
                    break;
                case "isRead":
                    content = content with { IsRead = Boolean(value, name) };
                    break;
                case "isDeliveryReceiptRequested":
                    content = content with { IsDeliveryReceiptRequested = Boolean(value, name) };
                    break;
                case "isReadReceiptRequested":
                    content = content with { IsReadReceiptRequested = Boolean(value, name) };
                    break;
                case "attachments":
                    attachments = Items(value, name).Select(ReadAttachment).ToArray();
                    break;
                default:
                    if (!Ignored.Contains(name))
                        throw Unknown(name, "message");
                    break;
            }
        }

        return (content, attachments);
    }

    /// <summary>Reads a file that an app adds.</summary>
    /// <exception cref="GraphException">It is no file attachment, or something is missing or of the wrong type.</exception>
    public static NewAttachment ReadAttachment(JsonElement json)
    {
        Require(json, JsonValueKind.Object, "attachment");
        var type = json.TryGetProperty("@odata.type", out var typeValue) ? Text(typeValue, "@odata.type") : "";
        if (type is not "#microsoft.graph.fileAttachment")
            throw GraphException.Body(
                $"The emulator takes attachments with \"@odata.type\": \"#microsoft.graph.fileAttachment\", not '{type}'.");
        string? name = null, contentType = null, contentId = null;
        var inline = false;
        byte[]? content = null;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "name":
                    name = OneLine(Text(property.Value, property.Name));
                    break;
                case "contentType":
                    contentType = property.Value.ValueKind is JsonValueKind.Null ? null : OneLine(Text(property.Value, property.Name));
                    break;
                case "contentId":
                    contentId = property.Value.ValueKind is JsonValueKind.Null ? null : Text(property.Value, property.Name);
                    break;
                case "isInline":
                    inline = Boolean(property.Value, property.Name);
                    break;
                case "contentBytes":
                    if (property.Value.ValueKind is not JsonValueKind.String || !property.Value.TryGetBytesFromBase64(out content))
                        throw GraphException.Body("Cannot convert the literal of 'contentBytes' to the expected type 'Edm.Binary'.");
                    break;
                case "id" or "size" or "lastModifiedDateTime" or "contentLocation":
                    break;
                default:
                    if (!property.Name.Contains("@odata.", StringComparison.Ordinal))
                        throw Unknown(property.Name, "fileAttachment");
                    break;
            }
        }

        if (string.IsNullOrEmpty(name))
            throw new GraphException(400, "ErrorRequiredPropertyMissing", "Required property is missing. Property: name");
        if (content is null)
            throw new GraphException(400, "ErrorRequiredPropertyMissing", "Required property is missing. Property: contentBytes");
        return new NewAttachment(
            name, string.IsNullOrEmpty(contentType) ? "application/octet-stream" : contentType, content, inline, contentId);
    }

    /// <summary>Checks what the service checks when a message leaves.</summary>
    /// <exception cref="GraphException">Nobody gets it, a recipient has no valid address, or it is sent as somebody else.</exception>
    public static void CheckForSending(MailContent content, string mailbox)
    {
        var recipients = content.Recipients.Select(recipient => recipient.Party).ToArray();
        if (recipients.Length == 0)
            throw GraphException.Recipients("A message cannot be sent because it contains no recipients.");
        foreach (var recipient in recipients.Concat(content.ReplyTo))
        {
            if (!IsAddress(recipient.Address))
                throw GraphException.Recipients(
                    $"Recipient '{recipient.Address}' is not resolved. All recipients must be resolved before a message can be submitted.");
        }

        foreach (var party in new[] { content.From, content.Sender })
        {
            if (party is not null && !string.Equals(party.Address.Trim(), mailbox.Trim(), StringComparison.OrdinalIgnoreCase))
                throw GraphException.SendAs();
        }
    }

    /// <summary>Whether a text is one mail address and nothing else.</summary>
    public static bool IsAddress(string text) =>
        MailAddress.TryCreate(text, out var address) && address.Address == text && address.User.Length > 0 && address.Host.Length > 0;

    /// <summary>A message in Graph's JSON.</summary>
    /// <param name="message">The message.</param>
    /// <param name="immutable">Whether ids are written in their immutable form.</param>
    /// <param name="select">The properties asked for; none means the usual ones.</param>
    /// <param name="link">Where a person reads it.</param>
    public static JsonObject Write(StoredMessage message, bool immutable, IReadOnlyList<string> select, string link)
    {
        var json = new JsonObject { ["@odata.etag"] = $"W/\"{ChangeKey(message)}\"" };
        // Graph always adds the id to what is selected.
        foreach (var name in select.Count == 0 ? Usual : select.Append("id").Distinct())
            json[name] = Property(message, name, immutable, link);
        return json;
    }

    /// <summary>An attachment in Graph's JSON; with its bytes when they are given.</summary>
    public static JsonObject Write(StoredAttachment attachment, byte[]? content)
    {
        var json = new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph.fileAttachment",
            ["@odata.mediaContentType"] = attachment.ContentType,
            ["id"] = attachment.Id,
            ["lastModifiedDateTime"] = Date(attachment.Modified),
            ["name"] = attachment.Name,
            ["contentType"] = attachment.ContentType,
            ["size"] = attachment.Size,
            ["isInline"] = attachment.IsInline,
            ["contentId"] = attachment.ContentId,
        };
        if (content is not null)
            json["contentBytes"] = Convert.ToBase64String(content);
        return json;
    }

    private static JsonNode? Property(StoredMessage message, string name, bool immutable, string link) => name switch
    {
        "id" => immutable ? message.ImmutableId : message.RestId,
        "createdDateTime" => Date(message.Created),
        "lastModifiedDateTime" => Date(message.Modified),
        "changeKey" => ChangeKey(message),
        "categories" => Array(message.Content.Categories.Select(category => (JsonNode)category)),
        "receivedDateTime" or "sentDateTime" => Date(message.Date),
        "hasAttachments" => message.Attachments.Any(file => !file.IsInline),
        "internetMessageId" => message.InternetMessageId,
        "internetMessageHeaders" => message.Content.Headers.Count == 0
            ? null
            : Array(message.Content.Headers.Select(header => new JsonObject { ["name"] = header.Name, ["value"] = header.Value })),
        "subject" => message.Content.Subject,
        "bodyPreview" => message.Preview,
        "importance" => message.Content.Importance,
        "parentFolderId" => message.Folder,
        "conversationId" => message.ConversationId,
        "isDeliveryReceiptRequested" => message.Content.IsDeliveryReceiptRequested,
        "isReadReceiptRequested" => message.Content.IsReadReceiptRequested,
        "isRead" => message.Content.IsRead,
        "isDraft" => message.IsDraft,
        "webLink" => link,
        "body" or "uniqueBody" => new JsonObject
        {
            ["contentType"] = message.Content.IsHtml ? "html" : "text",
            ["content"] = message.Content.Body,
        },
        // A draft has no sender until one is written or it is sent.
        "sender" => message.IsDraft && message.Content.Sender is null ? null : Party(message.Content.Sender ?? message.From),
        "from" => message.IsDraft && message.Content.From is null ? null : Party(message.From),
        "toRecipients" => Array(message.Content.To.Select(Party)),
        "ccRecipients" => Array(message.Content.Cc.Select(Party)),
        "bccRecipients" => Array(message.Content.Bcc.Select(Party)),
        "replyTo" => Array(message.Content.ReplyTo.Select(Party)),
        "flag" => new JsonObject { ["flagStatus"] = "notFlagged" },
        "inferenceClassification" => "focused",
        _ => null,
    };

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => new([.. nodes]);

    private static JsonNode Party(MailParty party) => new JsonObject
    {
        ["emailAddress"] = new JsonObject { ["name"] = party.Name is "" ? party.Address : party.Name, ["address"] = party.Address },
    };

    private static string ChangeKey(StoredMessage message) =>
        Convert.ToBase64String(BitConverter.GetBytes(message.Number).Concat(BitConverter.GetBytes(message.Change)).ToArray());

    private static string Date(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static MailContent Body(MailContent content, JsonElement json)
    {
        Require(json, JsonValueKind.Object, "body");
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "contentType":
                    content = content with { IsHtml = IsHtml(Text(property.Value, "contentType")) };
                    break;
                case "content":
                    content = content with { Body = property.Value.ValueKind is JsonValueKind.Null ? "" : Text(property.Value, "content") };
                    break;
                default:
                    if (!property.Name.Contains("@odata.", StringComparison.Ordinal))
                        throw Unknown(property.Name, "itemBody");
                    break;
            }
        }

        return content;
    }

    private static bool IsHtml(string type) => type.ToLowerInvariant() switch
    {
        "html" => true,
        "text" => false,
        _ => throw GraphException.Body($"Requested value '{type}' was not found: a body is 'text' or 'html'."),
    };

    private static string Importance(string importance) => importance.ToLowerInvariant() switch
    {
        "low" or "normal" or "high" => importance.ToLowerInvariant(),
        _ => throw GraphException.Body($"Requested value '{importance}' was not found: importance is 'low', 'normal' or 'high'."),
    };

    private static MailHeader[] Headers(JsonElement json)
    {
        var headers = Items(json, "internetMessageHeaders").Select(item =>
        {
            Require(item, JsonValueKind.Object, "internetMessageHeader");
            var name = item.TryGetProperty("name", out var nameValue) ? Text(nameValue, "name") : "";
            var value = item.TryGetProperty("value", out var text) ? Text(text, "value") : "";
            if (!name.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
                throw new GraphException(
                    400, "InvalidInternetMessageHeader", $"The internet message header name '{name}' should start with 'x-' or 'X-'.");
            if (name.Any(character => character is <= ' ' or >= (char)127 or ':') || value.Any(char.IsControl))
                throw new GraphException(
                    400, "InvalidInternetMessageHeader", $"The internet message header '{name}' has characters that a header cannot have.");
            return new MailHeader(name, value);
        }).ToArray();
        return headers.Length <= MostHeaders
            ? headers
            : throw new GraphException(
                400, "InvalidInternetMessageHeaderCollection",
                $"Maximum number of headers in one message should be less than or equal to {MostHeaders}.");
    }

    private static MailParty[] Parties(JsonElement json, string name) => Items(json, name).Select(item => Party(item, name)).ToArray();

    private static MailParty Party(JsonElement json, string name)
    {
        Require(json, JsonValueKind.Object, name);
        if (!json.TryGetProperty("emailAddress", out var address))
            throw new GraphException(400, "ErrorInvalidRecipients", $"A recipient in '{name}' has no 'emailAddress'.");
        Require(address, JsonValueKind.Object, "emailAddress");
        return new MailParty(Optional("address"), Optional("name"));

        string Optional(string part) =>
            address.TryGetProperty(part, out var value) && value.ValueKind is not JsonValueKind.Null ? OneLine(Text(value, part)) : "";
    }

    private static IEnumerable<JsonElement> Items(JsonElement json, string name)
    {
        if (json.ValueKind is JsonValueKind.Null)
            return [];
        Require(json, JsonValueKind.Array, name);
        return json.EnumerateArray();
    }

    private static string Text(JsonElement json, string name)
    {
        Require(json, JsonValueKind.String, name);
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw GraphException.Body($"The value of '{name}' is not valid Unicode text.");
        }
    }

    private static bool Boolean(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        var kind => throw GraphException.Body($"'{name}' is true or false; a {kind} was found."),
    };

    // Line breaks in a subject, name or address would forge headers.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static void Require(JsonElement json, JsonValueKind kind, string name)
    {
        if (json.ValueKind != kind)
            throw GraphException.Body($"When trying to read '{name}', a {kind} was expected and a {json.ValueKind} was found.");
    }

    private static GraphException Unknown(string name, string type) => GraphException.Body(
        $"The property '{name}' does not exist on type 'microsoft.graph.{type}'. "
        + "Make sure to only use property names that are defined by the type.");
}
