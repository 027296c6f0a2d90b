namespace Microsoft.Azure.Functions.Worker;

/// <summary>The host's retries of one event.</summary>
public abstract class RetryContext
{
    /// <summary>Retries so far.</summary>
    public abstract int RetryCount { get; }

    /// <summary>Retries at most.</summary>
    public abstract int MaxRetryCount { get; }
}
