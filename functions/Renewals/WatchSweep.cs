using Compagnon.Agreements;
using Compagnon.Faculties;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Renewals;

/// <summary>
/// What the sweep does once a night for agreements: one that holds and that nothing watches over, because its watch failed or the
/// workflows were lost, gets a watch again.
/// </summary>
public sealed class WatchSweep(FacultyBook faculties, AgreementRegister register, WatchStarter watches, ILogger<WatchSweep> logger)
{
    /// <summary>Does so for every faculty.</summary>
    /// <returns>How many watches were started.</returns>
    public async Task<int> RunAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        var started = 0;
        foreach (var faculty in faculties.All)
        {
            try
            {
                await foreach (var agreement in register.ListAsync(faculty.Id, cancellation: cancellation))
                    if (!agreement.IsOver && await watches.StartAsync(client, agreement.Dossier, cancellation)) started++;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // One that fails must not keep the others from their turn; it is tried again the next night.
                logger.LogError(error, "Sweep: the agreements of '{Faculty}' could not be looked at", faculty.Id);
            }
        }

        return started;
    }
}
