using Microsoft.DurableTask;

namespace Compagnon.Storage;

/// <summary>How orchestrations try their activities again.</summary>
public static class Retries
{
    /// <summary>
    /// For every activity of a dossier's workflow: tries for about a month, at first every few seconds and then every hour, so that
    /// storage that is down for a night, or a mistake of ours that is mended a week later, is a delay and nothing else.
    /// </summary>
    public static TaskOptions Patient { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 750,
        firstRetryInterval: TimeSpan.FromSeconds(2),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromHours(1)));
}
