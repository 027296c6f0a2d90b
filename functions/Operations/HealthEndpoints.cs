using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Operations;

/// <summary>For whoever watches over the app: is it alive, can it work. The answers name no dossier, nobody, no address and no setting.</summary>
public sealed class HealthEndpoints(Readiness readiness)
{
    /// <summary>200 as long as the app answers at all.</summary>
    [Function("Health")]
    public static IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request) =>
        Results.Json(new { status = "alive", version = TraceExport.Version });

    /// <summary>200 where everything that the app needs is there, else 503; either says which of the four is how.</summary>
    [Function("Readiness")]
    public async Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var report = await readiness.LookAsync(client, request.HttpContext.RequestAborted);
        return Results.Json(
            new
            {
                status = report.IsReady ? "ready" : "not ready",
                checks = new
                {
                    storage = Word(report.Storage),
                    engine = Word(report.Engine),
                    mail = Word(report.Mail),
                    sweep = Word(report.Sweep),
                },
            },
            statusCode: report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static string Word(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Never => "never",
        CheckState.Failed => "failed",
        CheckState.Late => "late",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Expected a state of a check."),
    };
}
