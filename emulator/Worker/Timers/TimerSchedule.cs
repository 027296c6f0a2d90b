using System.Text.RegularExpressions;
using Compagnon.Emulator.Clock;
using Microsoft.Extensions.Configuration;
using NCrontab;

namespace Compagnon.Emulator.Worker;

/// <summary>When a timer function runs.</summary>
internal sealed partial class TimerSchedule
{
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);
    private readonly CrontabSchedule cron;

    private TimerSchedule(CrontabSchedule cron, string expression)
    {
        this.cron = cron;
        Expression = expression;
    }

    /// <summary>The expression, with its settings put in.</summary>
    public string Expression { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">Six fields, or five that run at second 0; a <c>%NAME%</c> stands for that setting.</param>
    /// <param name="settings">The app's settings.</param>
    /// <exception cref="FunctionProblem">A setting is missing, or this is no schedule.</exception>
    public static TimerSchedule Read(string expression, IConfiguration settings)
    {
        var resolved = Setting().Replace(expression, found => settings[found.Groups[1].Value] is { Length: > 0 } value
            ? value
            : throw new FunctionProblem($"its schedule '{expression}' names the setting '{found.Groups[1].Value}', which is not set."));
        var fields = resolved.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        try
        {
            return new TimerSchedule(
                CrontabSchedule.Parse(resolved, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 }), resolved);
        }
        catch (CrontabException e)
        {
            throw new FunctionProblem(
                $"its schedule '{resolved}' is no NCRONTAB expression (second minute hour day month day-of-week): {e.Message}");
        }
    }

    /// <summary>The first occurrence after a time; null where there is none any more.</summary>
    public DateTimeOffset? After(DateTimeOffset time)
    {
        var next = cron.GetNextOccurrence(time.UtcDateTime, EmulatorClock.Latest.UtcDateTime);
        return next < EmulatorClock.Latest.UtcDateTime ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    /// <summary>Whether runs follow each other so quickly that the host would not remember them.</summary>
    public bool IsTooQuickToRemember(DateTimeOffset now) =>
        After(now) is { } first && After(first) is { } second && second - first < ShortestMonitored;

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Setting();
}
