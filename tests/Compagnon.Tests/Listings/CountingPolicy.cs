using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Compagnon.Tests.Listings;

/// <summary>Counts the requests to a table service and the entities in their answers.</summary>
internal sealed class CountingPolicy : HttpPipelinePolicy
{
    private int requests;
    private int entities;

    public (int Requests, int Entities) Taken => (requests, entities);

    /// <summary>What was counted since the last time.</summary>
    public (int Requests, int Entities) Take() => (Interlocked.Exchange(ref requests, 0), Interlocked.Exchange(ref entities, 0));

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ProcessNext(message, pipeline);
        Count(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        Count(message);
    }

    private void Count(HttpMessage message)
    {
        Interlocked.Increment(ref requests);
        if (message.Request.Method != RequestMethod.Get || message.Response is not { IsError: false, ContentStream: MemoryStream content }) return;
        using var json = JsonDocument.Parse(content.ToArray());
        Interlocked.Add(ref entities, json.RootElement.TryGetProperty("value", out var rows) ? rows.GetArrayLength() : 1);
    }
}
