using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function at the times of a schedule, in UTC. Stands on a parameter of type <see cref="TimerInfo"/>.</summary>
/// <param name="schedule">
/// An NCRONTAB expression of six fields (<c>second minute hour day month day-of-week</c>; with five, the second is 0), or <c>%NAME%</c>
/// for a setting that holds one.
/// </param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The expression or the <c>%NAME%</c> of the setting that holds it.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the function also runs each time the app starts. Default: false.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>
    /// Whether the last run is remembered over a restart, so that an occurrence missed meanwhile runs past due. Default: true.
    /// </summary>
    public bool UseMonitor { get; set; } = true;
}
