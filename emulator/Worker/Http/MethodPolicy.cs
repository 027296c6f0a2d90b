using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Compagnon.Emulator.Worker;

/// <summary>
/// Lets a request reach only the functions that list its method. A method that no function lists finds nothing (404), as behind the
/// Functions host, where ASP.NET Core's own policy would answer 405.
/// </summary>
internal sealed class MethodPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => -1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<HttpTrigger>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<HttpTrigger>() is { Methods: { Count: > 0 } methods }
                && !methods.Contains(httpContext.Request.Method.ToUpperInvariant()))
            {
                candidates.SetValidity(i, value: false);
            }
        }

        return Task.CompletedTask;
    }
}
