using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Compagnon.Emulator.Graph;

/// <summary>The part of Microsoft Graph's mail API that the emulator speaks.</summary>
public static class GraphEndpoints
{
    /// <summary>Where the API answers: <c>{root}/users/{mailbox}/messages</c> and so on.</summary>
    public const string Root = "/emulator/graph/v1.0";

    /// <summary>Where faults are asked for.</summary>
    public const string Faults = "/emulator/graph/faults";

    /// <summary>Where addresses are said not to exist.</summary>
    public const string Bounces = "/emulator/graph/bounces";

    private const int LargestRequest = 4 * 1024 * 1024;
    private const long LargestMessage = 35 * 1024 * 1024;

    /// <summary>Maps the API and its faults. Any bearer token is good: the host lets only this machine in.</summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="store">Where messages are kept.</param>
    /// <param name="faults">The faults to obey.</param>
    public static void MapGraph(this IEndpointRouteBuilder routes, MessageStore store, GraphFaults faults)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(faults);
        faults.Map(routes, Faults);
        MapBounces(routes, store);

        var api = routes.MapGroup(Root).AddEndpointFilter((context, next) => Answer(context, next, faults));
        api.MapPost("/users/{mailbox}/messages", (string mailbox, HttpContext context) => CreateDraft(store, Mailbox(mailbox), context));
        api.MapGet("/users/{mailbox}/messages", (string mailbox, HttpContext context) => List(store, Mailbox(mailbox), null, context));
        api.MapGet("/users/{mailbox}/mailFolders/{folder}/messages", (string mailbox, string folder, HttpContext context) =>
            List(store, Mailbox(mailbox), Folder(folder), context));
        api.MapGet("/users/{mailbox}/messages/{id}", (string mailbox, string id, HttpContext context) =>
            Message(store, Find(store, mailbox, id), context));
        api.MapGet("/users/{mailbox}/messages/{id}/$value", (string mailbox, string id) =>
            Results.Bytes(store.MimeOf(Find(store, mailbox, id)), "text/plain"));
        api.MapPatch("/users/{mailbox}/messages/{id}", (string mailbox, string id, HttpContext context) =>
            Update(store, Find(store, mailbox, id), context));
        api.MapDelete("/users/{mailbox}/messages/{id}", (string mailbox, string id) => Delete(store, Find(store, mailbox, id)));
        api.MapPost("/users/{mailbox}/messages/{id}/send", (string mailbox, string id) => Send(store, Find(store, mailbox, id)));
        api.MapPost("/users/{mailbox}/messages/{id}/microsoft.graph.send", (string mailbox, string id) =>
            Send(store, Find(store, mailbox, id)));
        api.MapPost("/users/{mailbox}/messages/{id}/attachments", (string mailbox, string id, HttpContext context) =>
            Attach(store, Find(store, mailbox, id), context));
        api.MapGet("/users/{mailbox}/messages/{id}/attachments", (string mailbox, string id, HttpContext context) =>
            Attachments(store, Find(store, mailbox, id), context));
        api.MapGet("/users/{mailbox}/messages/{id}/attachments/{file}", (string mailbox, string id, string file) =>
            Attachment(store, Find(Find(store, mailbox, id), file)));
        api.MapGet("/users/{mailbox}/messages/{id}/attachments/{file}/$value", (string mailbox, string id, string file) =>
            Value(store, Find(Find(store, mailbox, id), file)));
        api.MapDelete("/users/{mailbox}/messages/{id}/attachments/{file}", (string mailbox, string id, string file) =>
            Detach(store, Find(store, mailbox, id), file));
        api.MapPost("/users/{mailbox}/sendMail", (string mailbox, HttpContext context) => SendMail(store, Mailbox(mailbox), context));
        api.MapPost("/users/{mailbox}/microsoft.graph.sendMail", (string mailbox, HttpContext context) =>
            SendMail(store, Mailbox(mailbox), context));
        api.Map("/me/{**rest}", IResult () =>
            throw GraphException.BadRequest("/me request is only valid with delegated authentication flow."));
        api.Map("/{**rest}", IResult (HttpContext context) => throw GraphException.BadRequest(
            $"Resource not found for the segment '{context.Request.Path}', or not with {context.Request.Method}: "
            + "see the emulator's README for its part of Graph."));
    }

    private static void MapBounces(IEndpointRouteBuilder routes, MessageStore store)
    {
        routes.MapGet(Bounces, () => Results.Json(new { addresses = store.Bouncing }));
        routes.MapPut(Bounces + "/{address}", (string address) =>
        {
            if (!MessageJson.IsAddress(address))
                return Results.Problem(statusCode: 400, title: "No mail address", detail: $"A mail address was expected, not '{address}'.");
            store.SetBouncing(address, true);
            return Results.NoContent();
        });
        routes.MapDelete(Bounces + "/{address}", (string address) =>
        {
            store.SetBouncing(address, false);
            return Results.NoContent();
        });
    }

    private static async ValueTask<object?> Answer(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, GraphFaults faults)
    {
        var context = invocation.HttpContext;
        var headers = context.Response.Headers;
        headers["request-id"] = Guid.NewGuid().ToString();
        headers["client-request-id"] = Guid.TryParse(context.Request.Headers["client-request-id"], out var asked)
            ? asked.ToString()
            : headers["request-id"].ToString();
        headers.CacheControl = "private";
        // Graph's own limit answers, in its own words, instead of the server's.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;

        var fault = faults.Take(context.Request.Method, context.Request.Path.Value ?? "");
        if (fault is not null && GraphFaults.Answer(fault, context) is { } failure)
            return failure;
        try
        {
            RequireToken(context);
            var result = await next(invocation);
            if (fault is null)
                return result;
            context.Abort();
            return Results.Empty;
        }
        catch (GraphException error)
        {
            return new GraphErrorResult(error.Status, error.Code, error.Message);
        }
    }

    private static void RequireToken(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && authorization.AsSpan("Bearer ".Length).Trim().Length > 0)
            return;
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"\"";
        throw new GraphException(401, "InvalidAuthenticationToken", "Access token is empty.");
    }

    private static async Task<IResult> CreateDraft(MessageStore store, string mailbox, HttpContext context)
    {
        using var body = await ReadBody(context);
        var (content, attachments) = MessageJson.Read(body.RootElement, new MailContent());
        var message = store.CreateDraft(mailbox, content, attachments);
        var json = Entity(message, context, [], expand: false, store);
        context.Response.Headers.Location = $"{Base(context)}/users/{Uri.EscapeDataString(mailbox)}/messages/{json["id"]}";
        return Json(json, 201);
    }

    private static IResult Message(MessageStore store, StoredMessage message, HttpContext context) =>
        Json(Entity(message, context, ODataQuery.Selection(context.Request.Query), ODataQuery.Expansion(context.Request.Query), store));

    private static async Task<IResult> Update(MessageStore store, StoredMessage message, HttpContext context)
    {
        using var body = await ReadBody(context);
        var (content, attachments) = MessageJson.Read(body.RootElement, message.Content, sent: !message.IsDraft);
        if (attachments.Count > 0)
            throw GraphException.Body("Attachments are added at the message's 'attachments', not by a change of the message.");
        if (!store.Update(message.Number, content))
            throw GraphException.NotFound();
        return Json(Entity(store.Find(message.Number) ?? throw GraphException.NotFound(), context, [], expand: false, store));
    }

    private static IResult Delete(MessageStore store, StoredMessage message) =>
        store.Delete(message.Number) ? Results.NoContent() : throw GraphException.NotFound();

    private static IResult Send(MessageStore store, StoredMessage message)
    {
        // The service looks among the drafts: what was sent is not found there.
        if (!message.IsDraft)
            throw GraphException.NotFound();
        MessageJson.CheckForSending(message.Content, message.Mailbox);
        return store.Send(message.Number) ? Results.StatusCode(202) : throw GraphException.NotFound();
    }

    private static async Task<IResult> SendMail(MessageStore store, string mailbox, HttpContext context)
    {
        using var body = await ReadBody(context);
        JsonElement? message = null;
        var save = true;
        // Parameters of an action are found whatever their case: the SDK writes them with a capital.
        foreach (var parameter in Object(body.RootElement, "the parameters of sendMail"))
        {
            if (parameter.Name.Equals("message", StringComparison.OrdinalIgnoreCase))
                message = parameter.Value;
            else if (parameter.Name.Equals("saveToSentItems", StringComparison.OrdinalIgnoreCase))
                save = Save(parameter.Value);
            else if (!parameter.Name.Contains("@odata.", StringComparison.Ordinal))
                throw GraphException.BadRequest(
                    $"The parameter '{parameter.Name}' in the request payload is not a valid parameter for the operation 'sendMail'.");
        }

        if (message is not { ValueKind: not JsonValueKind.Null } given)
            throw GraphException.BadRequest("The parameter 'Message' is missing in the request payload of the operation 'sendMail'.");
        var (content, attachments) = MessageJson.Read(given, new MailContent());
        MessageJson.CheckForSending(content, mailbox);
        store.SendNew(mailbox, content, attachments, save);
        return Results.StatusCode(202);

        static bool Save(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.Null => true,
            JsonValueKind.False => false,
            _ => throw GraphException.Body("'saveToSentItems' is true or false."),
        };
    }

    private static async Task<IResult> Attach(MessageStore store, StoredMessage message, HttpContext context)
    {
        using var body = await ReadBody(context);
        var attachment = MessageJson.ReadAttachment(body.RootElement);
        if (message.Attachments.Sum(file => file.Size) + attachment.Content.Length > LargestMessage)
            throw GraphException.TooLargeMessage();
        var stored = store.Attach(message.Number, attachment) ?? throw GraphException.NotFound();
        var json = MessageJson.Write(stored, attachment.Content.ToArray());
        context.Response.Headers.Location =
            $"{Base(context)}/users/{Uri.EscapeDataString(message.Mailbox)}/messages/{message.ImmutableId}/attachments/{stored.Id}";
        return Json(json, 201);
    }

    private static IResult Attachments(MessageStore store, StoredMessage message, HttpContext context) => Json(new JsonObject
    {
        ["@odata.context"] = $"{Base(context)}/$metadata#users('{Uri.EscapeDataString(message.Mailbox)}')/messages/attachments",
        ["value"] = Files(store, message),
    });

    private static IResult Attachment(MessageStore store, StoredAttachment attachment) =>
        Json(MessageJson.Write(attachment, store.ContentOf(attachment.Number) ?? throw GraphException.NotFound()));

    private static IResult Value(MessageStore store, StoredAttachment attachment) => Results.Bytes(
        store.ContentOf(attachment.Number) ?? throw GraphException.NotFound(), "application/octet-stream");

    private static IResult Detach(MessageStore store, StoredMessage message, string file) =>
        store.Detach(message.Number, Find(message, file).Number) ? Results.NoContent() : throw GraphException.NotFound();

    private static IResult List(MessageStore store, string mailbox, string? folder, HttpContext context)
    {
        var request = context.Request;
        var query = ODataQuery.OfList(request.Query);
        var (messages, count) = store.List(mailbox, folder, query.Filter, query.OrderBy, query.Skip, query.Top);
        var json = new JsonObject { ["@odata.context"] = $"{Base(context)}/$metadata#users('{Uri.EscapeDataString(mailbox)}')/messages" };
        if (query.Count)
            json["@odata.count"] = count;
        json["value"] =
            new JsonArray([.. messages.Select(message => Item(message, context, query.Select, query.ExpandAttachments, store))]);
        if (query.Skip + messages.Count < count && messages.Count > 0)
        {
            var next = request.Query.Where(option => option.Key is not "$skip")
                .Append(new("$skip", (query.Skip + messages.Count).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            json["@odata.nextLink"] = $"{Origin(context)}{request.PathBase}{request.Path.ToUriComponent()}{QueryString.Create(next)}";
        }

        ApplyPreference(context);
        return Json(json);
    }

    private static JsonObject Entity(
        StoredMessage message, HttpContext context, IReadOnlyList<string> select, bool expand, MessageStore store)
    {
        ApplyPreference(context);
        var json = Item(message, context, select, expand, store);
        json.Insert(0, "@odata.context", $"{Base(context)}/$metadata#users('{Uri.EscapeDataString(message.Mailbox)}')/messages/$entity");
        return json;
    }

    private static JsonObject Item(
        StoredMessage message, HttpContext context, IReadOnlyList<string> select, bool expand, MessageStore store)
    {
        var json = MessageJson.Write(message, Immutable(context), select, $"{Origin(context)}/emulator/mailbox/{message.Number}");
        if (expand)
            json["attachments"] = Files(store, message);
        return json;
    }

    private static JsonArray Files(MessageStore store, StoredMessage message) =>
        new([.. message.Attachments.Select(file => MessageJson.Write(file, store.ContentOf(file.Number)))]);

    private static StoredMessage Find(MessageStore store, string mailbox, string id)
    {
        var address = Mailbox(mailbox);
        if (!id.StartsWith(MessageStore.ImmutablePrefix, StringComparison.Ordinal)
            && !id.StartsWith(MessageStore.RestPrefix, StringComparison.Ordinal))
            throw GraphException.Malformed();
        return store.Find(address, id) ?? throw GraphException.NotFound();
    }

    private static StoredAttachment Find(StoredMessage message, string id) =>
        message.Attachments.SingleOrDefault(file => file.Id == id) ?? throw GraphException.NotFound();

    private static string Mailbox(string mailbox) => MessageJson.IsAddress(mailbox) || Guid.TryParse(mailbox, out _)
        ? mailbox
        : throw new GraphException(404, "ErrorInvalidUser", $"The requested user '{mailbox}' is invalid.");

    private static string Folder(string folder) => folder.ToLowerInvariant() switch
    {
        "drafts" or "sentitems" or "inbox" or "deleteditems" or "outbox" => folder.ToLowerInvariant(),
        _ => throw GraphException.Malformed(),
    };

    private static async Task<JsonDocument> ReadBody(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > LargestRequest)
            throw GraphException.TooLarge();
        if (!request.HasJsonContentType())
            throw GraphException.BadRequest(
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        var body = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await request.Body.ReadAsync(body.GetMemory(64 * 1024), context.RequestAborted)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > LargestRequest)
                throw GraphException.TooLarge();
        }

        if (body.WrittenCount == 0)
            throw GraphException.BadRequest("Empty Payload. JSON content expected.");
        try
        {
            return JsonDocument.Parse(body.WrittenMemory);
        }
        catch (JsonException)
        {
            throw GraphException.BadRequest(
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        }
    }

    private static IEnumerable<JsonProperty> Object(JsonElement json, string what) => json.ValueKind is JsonValueKind.Object
        ? json.EnumerateObject()
        : throw GraphException.Body($"{what} are an object; a {json.ValueKind} was found.");

    private static IResult Json(JsonObject json, int status = 200) =>
        Results.Text(
            json.ToJsonString(), "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false", null, status);

    private static bool Immutable(HttpContext context) => context.Request.Headers["Prefer"]
        .SelectMany(value => (value ?? "").Split(','))
        .Any(preference => preference.Replace("\"", "").Trim().Equals("IdType=ImmutableId", StringComparison.OrdinalIgnoreCase));

    private static void ApplyPreference(HttpContext context)
    {
        if (Immutable(context))
            context.Response.Headers["Preference-Applied"] = "IdType=\"ImmutableId\"";
    }

    private static string Origin(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    private static string Base(HttpContext context) => $"{Origin(context)}{Root}";
}
