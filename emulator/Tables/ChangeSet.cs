using System.Text;
using Azure;
using Azure.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Compagnon.Emulator.Tables;

/// <summary>A transaction as the multipart message of the table protocol, and the answers in the service's.</summary>
internal sealed class ChangeSet(TableEndpoint endpoint, IReadOnlyList<TableOperation> operations)
{
    private readonly string batch = $"batch_{Guid.NewGuid()}";
    private readonly string changes = $"changeset_{Guid.NewGuid()}";

    public string ContentType => $"multipart/mixed; boundary={batch}";

    public BinaryData Content()
    {
        using var buffer = new MemoryStream();
        using (var text = new StreamWriter(buffer, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" })
        {
            text.WriteLine($"--{batch}");
            text.WriteLine($"Content-Type: multipart/mixed; boundary={changes}");
            text.WriteLine();
            foreach (var operation in operations)
            {
                text.WriteLine($"--{changes}");
                text.WriteLine("Content-Type: application/http");
                text.WriteLine("Content-Transfer-Encoding: binary");
                text.WriteLine();
                text.WriteLine($"{operation.Method} {endpoint.At(operation.Path).GetLeftPart(UriPartial.Path)} HTTP/1.1");
                foreach (var (name, value) in operation.Headers()) text.WriteLine($"{name}: {value}");
                text.WriteLine();
                if (operation.Content is { } content) text.WriteLine(content.ToString());
            }

            text.WriteLine($"--{changes}--");
            text.WriteLine();
            text.WriteLine($"--{batch}--");
        }

        return BinaryData.FromBytes(buffer.ToArray());
    }

    /// <summary>The answer to each operation in order; to a transaction that failed, the one answer that says why.</summary>
    public static async ValueTask<IReadOnlyList<Response>> AnswersAsync(Response response)
    {
        // The answer lies in memory: nothing here waits, so synchronous calls may use this too.
        var whole = Reader(response.Headers.ContentType, response.Content.ToStream());
        var changeSet = await whole.ReadNextSectionAsync().ConfigureAwait(false) ?? throw Unreadable();
        var changes = Reader(changeSet.ContentType, changeSet.Body);
        var answers = new List<Response>();
        while (await changes.ReadNextSectionAsync().ConfigureAwait(false) is { } answer)
            answers.Add(await PartResponse.ReadAsync(answer.Body, response.ClientRequestId).ConfigureAwait(false));
        return answers;
    }

    private static MultipartReader Reader(string? contentType, Stream content) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 } boundary
            ? new MultipartReader(boundary.Value!, content)
            : throw Unreadable();

    private static RequestFailedException Unreadable() => new("The service's answer to the transaction is not a multipart message.");
}
