using System.Diagnostics;
using Azure;
using Azure.Identity;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Operations;

/// <summary>What was found of one thing that the app needs. The names stand in answers.</summary>
public enum CheckState
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It has not happened yet, as right after the first start; no fault.</summary>
    Never,

    /// <summary>It is not there, or refuses.</summary>
    Failed,

    /// <summary>It did not answer in time, or has not happened for too long.</summary>
    Late,
}

/// <summary>Whether the app can work.</summary>
/// <param name="Storage">Tables and documents can be read.</param>
/// <param name="Engine">Workflows can be asked for.</param>
/// <param name="Mail">A token for the mail service can be had.</param>
/// <param name="Sweep">The hourly sweep came to its end within <see cref="Readiness.SweepIsLateAfter"/>.</param>
public sealed record ReadinessReport(CheckState Storage, CheckState Engine, CheckState Mail, CheckState Sweep)
{
    /// <summary>Whether nothing has failed or is late.</summary>
    public bool IsReady => Checks.All(check => check is CheckState.Ok or CheckState.Never);

    private IEnumerable<CheckState> Checks => [Storage, Engine, Mail, Sweep];
}

/// <summary>
/// Looks at what the app needs, all at once and each within <see cref="Limit"/>. Anybody may ask: what was found is kept for
/// <see cref="KeptFor"/>, so that asking often costs nothing, and it says no more than which of the four it is.
/// </summary>
public sealed partial class Readiness(
    StorageClients storage, SweepBook sweeps, GraphAccess graph, TimeProvider time, ILogger<Readiness> log) : IDisposable
{
    /// <summary>How long each look may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>How long what was found is told again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    /// <summary>The sweep is hourly; one that is missed is no fault yet.</summary>
    public static readonly TimeSpan SweepIsLateAfter = TimeSpan.FromHours(3);

    // No instance has this id: an engine that works says so.
    private const string NoInstance = "readiness";

    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private (long At, ReadinessReport Report)? last;

    /// <summary>What is found now, or was found a moment ago.</summary>
    public async Task<ReadinessReport> LookAsync(DurableTaskClient engine, CancellationToken cancellation = default)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            // Real time: it is about how often others may be asked, whatever the app's clock says.
            if (last is { } known && Stopwatch.GetElapsedTime(known.At) < KeptFor) return known.Report;

            var report = await LookNowAsync(engine);
            last = (Stopwatch.GetTimestamp(), report);
            return report;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => oneAtATime.Dispose();

    private async Task<ReadinessReport> LookNowAsync(DurableTaskClient engine)
    {
        var documents = CheckAsync(nameof(ReadinessReport.Storage), async cancellation =>
        {
            var documents = await storage.ContainerAsync(ContainerNames.Documents, cancellation);
            await sweeps.LastAsync(cancellation);
            return await documents.ExistsAsync(cancellation) ? CheckState.Ok : CheckState.Failed;
        });
        var workflows = CheckAsync(nameof(ReadinessReport.Engine), async cancellation =>
        {
            await engine.GetInstanceAsync(NoInstance, getInputsAndOutputs: false, cancellation);
            return CheckState.Ok;
        });
        var mail = CheckAsync(nameof(ReadinessReport.Mail), async cancellation =>
        {
            await graph.GetTokenAsync(cancellation);
            return CheckState.Ok;
        });
        var sweep = CheckAsync(nameof(ReadinessReport.Sweep), async cancellation => await sweeps.LastAsync(cancellation) switch
        {
            null => CheckState.Never,
            { } moment when time.GetUtcNow() - moment > SweepIsLateAfter => CheckState.Late,
            _ => CheckState.Ok,
        });
        return new ReadinessReport(await documents, await workflows, await mail, await sweep);
    }

    private async Task<CheckState> CheckAsync(string what, Func<CancellationToken, Task<CheckState>> look)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            // Not every client heeds a token at once.
            var state = await Task.Run(() => look(limit.Token), limit.Token).WaitAsync(Limit);
            if (state is not (CheckState.Ok or CheckState.Never)) NotReady(log, what, state, "");
            return state;
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException)
        {
            NotReady(log, what, CheckState.Late, error.GetType().Name);
            return CheckState.Late;
        }
        catch (Exception error)
        {
            // The kind alone: a message may hold an address.
            NotReady(log, what, CheckState.Failed, KindOf(error));
            return CheckState.Failed;
        }
    }

    private static string KindOf(Exception error) => error switch
    {
        RequestFailedException failed => $"{nameof(RequestFailedException)} {failed.Status} {failed.ErrorCode}",
        CredentialUnavailableException => "no identity",
        _ => error.GetType().Name,
    };

    [LoggerMessage(LogLevel.Warning, "Not ready: {Check} is {State} ({Kind})")]
    private static partial void NotReady(ILogger log, string check, CheckState state, string kind);
}
