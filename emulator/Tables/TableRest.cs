using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Compagnon.Emulator.Tables;

/// <summary>Sends the requests of the table protocol; with <c>async</c> false everything completes before it returns.</summary>
internal sealed class TableRest(TableEndpoint endpoint, TableClientOptions options)
{
    private readonly HttpPipeline pipeline = endpoint.Pipeline(options);
    private readonly string version = options.VersionString;

    public TableEndpoint Endpoint => endpoint;

    public async ValueTask<Response> CreateTableAsync(string table, bool ifNotExists, bool async, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Post, endpoint.At("Tables"), ifNotExists ? [201, 204, 409] : [201, 204]);
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        message.Request.Headers.SetValue(HttpHeader.Names.ContentType, "application/json;odata=nometadata");
        message.Request.Content = RequestContent.Create(new Dictionary<string, string> { ["TableName"] = table });
        var response = await SendAsync(message, async, cancellationToken).ConfigureAwait(false);
        // A table that is being deleted conflicts as well, and that is an error.
        return response.Status == 409 && new RequestFailedException(response) is { ErrorCode: not "TableAlreadyExists" } failure
            ? throw failure
            : response;
    }

    public async ValueTask<Response> DeleteTableAsync(string table, bool async, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Delete, endpoint.At($"Tables('{TableOperation.Escaped(table)}')"), [204, 404]);
        return await SendAsync(message, async, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Response> GetAsync(
        string path, string query, bool missingIsAnswer, bool async, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Get, endpoint.At(path, query), missingIsAnswer ? [200, 404] : [200]);
        return await SendAsync(message, async, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Response> WriteAsync(TableOperation operation, bool async, CancellationToken cancellationToken)
    {
        ushort[] expected = operation.Method == RequestMethod.Delete ? [204, 404] : [201, 204];
        using var message = Message(operation.Method, endpoint.At(operation.Path), expected);
        foreach (var (name, value) in operation.Headers()) message.Request.Headers.SetValue(name, value);
        if (operation.Content is not null) message.Request.Content = RequestContent.Create(operation.Content);
        return await SendAsync(message, async, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<(IReadOnlyList<Response> Parts, Response Whole)> TransactAsync(
        IReadOnlyList<TableOperation> operations, bool async, CancellationToken cancellationToken)
    {
        var changeSet = new ChangeSet(endpoint, operations);
        using var request = Message(RequestMethod.Post, endpoint.At("$batch"), [202]);
        request.Request.Headers.SetValue(HttpHeader.Names.ContentType, changeSet.ContentType);
        request.Request.Content = RequestContent.Create(changeSet.Content());
        var response = await SendAsync(request, async, cancellationToken).ConfigureAwait(false);
        var parts = await ChangeSet.AnswersAsync(response).ConfigureAwait(false);
        if (parts.FirstOrDefault(part => part.IsError) is not { } failed) return (parts, response);

        var error = TableErrorParser.Parse(failed.Content);
        var message = error?.Message ?? $"The transaction failed: {failed.ReasonPhrase}";
        throw new TableTransactionFailedException(new RequestFailedException(failed.Status, message, error?.Code, null));
    }

    private HttpMessage Message(RequestMethod method, Uri uri, ushort[] expected)
    {
        var message = pipeline.CreateMessage(null, new StatusCodeClassifier(expected));
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(uri);
        request.Headers.SetValue("x-ms-version", version);
        request.Headers.SetValue("DataServiceVersion", "3.0");
        request.Headers.SetValue(HttpHeader.Names.Accept, TableOperation.JsonFormat);
        return message;
    }

    private async ValueTask<Response> SendAsync(HttpMessage message, bool async, CancellationToken cancellationToken)
    {
        if (async) await pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        else pipeline.Send(message, cancellationToken);
        return message.Response.IsError ? throw new RequestFailedException(message.Response) : message.Response;
    }
}
