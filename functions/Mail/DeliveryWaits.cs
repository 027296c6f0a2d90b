namespace Compagnon.Mail;

/// <summary>How long a mail that Graph would not take waits for the next try. Pure.</summary>
public static class DeliveryWaits
{
    /// <summary>After this long without being accepted, a mail is given up.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(21);

    private static readonly TimeSpan[] Steps =
        [.. ((int[])[1, 2, 5, 10, 15, 20, 30, 45, 60]).Select(minutes => TimeSpan.FromMinutes(minutes))];

    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <summary>The wait before the next try.</summary>
    /// <param name="failures">How often it has failed; at least 1.</param>
    /// <param name="asked">What Graph asked for in Retry-After; null where it did not say. Kept to, up to a day.</param>
    public static TimeSpan After(int failures, TimeSpan? asked)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        if (asked is not { } wish || wish < TimeSpan.Zero) return Steps[Math.Min(failures, Steps.Length) - 1];

        // A little more than asked, so that the try does not come a moment too early.
        return (wish < LongestAsked ? wish : LongestAsked) + TimeSpan.FromSeconds(1);
    }
}
