namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function is told about its run.</summary>
public class TimerInfo
{
    /// <summary>
    /// The last and the next run; null where the schedule is not remembered (<see cref="TimerTriggerAttribute.UseMonitor"/>).
    /// </summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether the run comes later than it should have: the app was down, or the clock jumped.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>The runs of a timer function. Times are UTC.</summary>
public class ScheduleStatus
{
    /// <summary>When the last run was due; <see cref="DateTime.MinValue"/> before the first.</summary>
    public DateTime Last { get; set; }

    /// <summary>When the next run is due.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this status was last written.</summary>
    public DateTime LastUpdated { get; set; }
}
