namespace Microsoft.DurableTask;

/// <summary>A declarative retry policy for activity and sub-orchestration calls.</summary>
public class RetryPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="maxNumberOfAttempts">How often the task is tried in all; 1 or more.</param>
    /// <param name="firstRetryInterval">The wait between the first and the second attempt; more than zero.</param>
    /// <param name="backoffCoefficient">What each further wait is multiplied by; 1.0 (the default) or more.</param>
    /// <param name="maxRetryInterval">
    /// The longest wait; at least <paramref name="firstRetryInterval"/>, by default one hour; <see cref="Timeout.InfiniteTimeSpan"/> for
    /// no limit.
    /// </param>
    /// <param name="retryTimeout">
    /// After this long since the first attempt nothing is tried again; at least <paramref name="firstRetryInterval"/>, by default
    /// <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1.0))
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "The coefficient must be 1.0 or more.");
        RefuseShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        RefuseShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        Handle = _ => true;
    }

    /// <summary>How often the task is tried in all.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The wait between the first and the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>What each further wait is multiplied by.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest wait between two attempts; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>How long after the first attempt a further one may start; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Whether a failure is retried at all; by default every one is.</summary>
    public Func<Exception, bool> Handle { get; private init; }

    /// <summary>Not used by the real engine, nor by this one: use <see cref="TaskOptions.FromRetryHandler(AsyncRetryHandler)"/>.</summary>
    [Obsolete("This functionality is not implemented. Use TaskOptions.FromRetryHandler instead.")]
    public Func<Exception, Task<bool>>? HandleAsync { get; set; }

    /// <summary>Decides from the details of a failure whether it is retried; the limits of time and attempts come first.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            Handle = exception => value(TaskFailureDetails.FromException(exception));
        }
    }

    private static void RefuseShorter(TimeSpan? value, TimeSpan first, string name)
    {
        if (value < first && value != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least the first retry interval ({first}), or infinite.");
    }
}
