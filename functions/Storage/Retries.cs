using Microsoft.DurableTask;

namespace Compagnon.Storage;

/// <summary>How orchestrations try their activities again.</summary>
public static class Retries
{
    /// <summary>
    /// For every activity of a dossier's workflow: tries for about a day and a half, at first every few seconds and then every ten
    /// minutes, so that storage that is down for a night is a night's delay and nothing else.
    /// </summary>
    public static TaskOptions Patient { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 750,
        firstRetryInterval: TimeSpan.FromSeconds(2),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromHours(1)));
}
