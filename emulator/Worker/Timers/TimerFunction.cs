using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Emulator.Worker;

/// <summary>One timer function: when it runs next, and the run that is under way.</summary>
internal sealed class TimerFunction(Function function, TimerSchedule schedule, bool isMonitored)
{
    // A run that comes later than this was missed: by an app that was down, or by a clock that jumped.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    public Function Function => function;

    public TimerTrigger Trigger => (TimerTrigger)function.Trigger;

    public bool IsMonitored => isMonitored;

    /// <summary>When the last run was due.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>When the next run is due; null where there is none any more.</summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>Whether it runs now: the next run begins only when this one has ended.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Goes on from what was remembered; a changed schedule counts from the last run on.</summary>
    public void Resume(TimerStatus? status, DateTimeOffset now)
    {
        Last = status?.Last;
        Next = status is null ? schedule.After(now)
            : status.Schedule == schedule.Expression ? status.Next
            : schedule.After(status.Last ?? now);
    }

    /// <summary>Begins a run and says what the function is told about it.</summary>
    public TimerInfo Begin(DateTimeOffset now)
    {
        IsRunning = true;
        return new TimerInfo
        {
            IsPastDue = Next is { } due && now - due > Tolerance,
            ScheduleStatus = isMonitored
                ? new ScheduleStatus
                {
                    Last = Last?.UtcDateTime ?? DateTime.MinValue,
                    Next = (schedule.After(now) ?? DateTimeOffset.MaxValue).UtcDateTime,
                    LastUpdated = Last?.UtcDateTime ?? DateTime.MinValue,
                }
                : null,
        };
    }

    /// <summary>Ends a run. Occurrences that fell into it are passed over, as the host does.</summary>
    public void End(DateTimeOffset now)
    {
        IsRunning = false;
        if (Next <= now)
        {
            Last = Next;
        }

        Next = schedule.After(now);
    }

    public TimerStatus? Status(DateTimeOffset now) => Next is { } next ? new TimerStatus(schedule.Expression, Last, next, now) : null;
}
