using Compagnon.Assignments;
using Compagnon.Faculties;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Commissions;

/// <summary>
/// What the hourly sweep does for commissions: sessions that a file announces are entered and their workflows started, dossiers that wait
/// for one are placed, and a session whose change a crash kept from its workflow is looked at.
/// </summary>
public sealed class SessionSweep(
    SessionBook sessions, SessionActivities activities, FacultyBook faculties, TimeProvider time, ILogger<SessionSweep> logger)
{
    /// <summary>Does so for every faculty that has a commission.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        foreach (var faculty in faculties.All)
        {
            if (faculty.Commission is not { } rule) continue;
            try
            {
                await RunAsync(client, faculty.Id, rule, cancellation);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // One that fails must not keep the others from their turn; it is tried again in an hour.
                logger.LogError(error, "Sweep: the sessions of '{Faculty}' could not be looked at", faculty.Id);
            }
        }
    }

    private async Task RunAsync(DurableTaskClient client, string faculty, CommissionRule rule, CancellationToken cancellation)
    {
        await sessions.EnterAsync(faculty, rule, ParisTime.DayOf(time.GetUtcNow()), cancellation);
        foreach (var entry in await sessions.ListUnplacedAsync(faculty, cancellation))
            await activities.PlaceOnAgendaAsync(new AgendaRequest(entry.Dossier, entry.Assignment, entry.Ready), client);

        foreach (var session in await sessions.ListAsync(faculty, cancellation))
        {
            var isToldAll = session.IsFinal && session.ChangesTold == session.Changes;
            if (isToldAll) continue;
            if (session.IsStirred
                || await client.GetInstanceAsync(SessionFlow.InstanceOf(session.Key), getInputsAndOutputs: false, cancellation) is null
                    or { RuntimeStatus: OrchestrationRuntimeStatus.Failed })
            {
                await SessionFlow.StirAsync(client, session.Key, cancellation);
            }
        }
    }
}
