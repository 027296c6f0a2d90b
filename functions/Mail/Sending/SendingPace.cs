namespace Compagnon.Mail.Sending;

/// <summary>How quickly a mailbox may send. Pure.</summary>
public static class SendingPace
{
    /// <summary>What Exchange Online takes of one mailbox in a minute: the most that <see cref="GraphSettings.MailsPerMinute"/> can
    /// be.</summary>
    public const int AMinute = 30;

    /// <summary>In the place of a number a minute: as many as there are.</summary>
    public const int Unbounded = 0;

    /// <summary>How many it is asked for at once: Graph serves four requests of an app to one mailbox side by side.</summary>
    public const int AtOnce = 4;

    /// <summary>A minute, and a second for clocks that differ.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(61);

    /// <summary>How many may be sent now, at most <see cref="AtOnce"/>.</summary>
    /// <param name="sent">When the latest sendings had ended.</param>
    /// <param name="now">The moment, not before any of them.</param>
    /// <param name="aMinute">How many in a minute; <see cref="Unbounded"/> for any number.</param>
    public static int FreeAt(IReadOnlyList<DateTime> sent, DateTime now, int aMinute) =>
        aMinute == Unbounded ? AtOnce : Math.Clamp(aMinute - sent.Count(moment => moment > now - Window), 0, AtOnce);

    /// <summary>When the next may be sent, where none may now.</summary>
    public static DateTime FreeFrom(IReadOnlyList<DateTime> sent, int aMinute) => sent.Order().TakeLast(aMinute).First() + Window;

    /// <summary>What has to be remembered.</summary>
    public static IReadOnlyList<DateTime> Keep(IEnumerable<DateTime> sent, int aMinute) => [.. sent.Order().TakeLast(aMinute)];
}

/// <summary>How many mails a mailbox may send here.</summary>
/// <param name="AMinute">In a minute; <see cref="SendingPace.Unbounded"/> for any number.</param>
public sealed record SendingLimit(int AMinute);
