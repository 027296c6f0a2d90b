using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Emulator.Worker;

/// <summary>What starts a function.</summary>
/// <param name="Parameter">The parameter that the trigger stands on.</param>
internal abstract record Trigger(string Parameter)
{
    /// <summary>The binding's type, as function metadata has it.</summary>
    public abstract string Type { get; }
}

/// <summary>An HTTP request.</summary>
/// <param name="Parameter">The parameter that the trigger stands on.</param>
/// <param name="Route">The template below the prefix.</param>
/// <param name="Methods">Upper case; empty: all.</param>
/// <param name="Level">Which key a caller must present.</param>
internal sealed record HttpTrigger(string Parameter, string Route, IReadOnlySet<string> Methods, AuthorizationLevel Level)
    : Trigger(Parameter)
{
    public override string Type => "httpTrigger";
}

/// <summary>A schedule.</summary>
/// <param name="Parameter">The parameter that the trigger stands on.</param>
/// <param name="Schedule">The NCRONTAB expression or <c>%NAME%</c>.</param>
/// <param name="RunOnStartup">Whether it also runs at each start.</param>
/// <param name="UseMonitor">Whether the last run is remembered.</param>
internal sealed record TimerTrigger(string Parameter, string Schedule, bool RunOnStartup, bool UseMonitor) : Trigger(Parameter)
{
    public override string Type => "timerTrigger";
}

/// <summary>An orchestration's turn.</summary>
/// <param name="Parameter">The parameter that the trigger stands on.</param>
/// <param name="Input">The parameter that takes the input, if any.</param>
internal sealed record OrchestrationTrigger(string Parameter, string? Input) : Trigger(Parameter)
{
    public override string Type => "orchestrationTrigger";
}

/// <summary>A call of an activity.</summary>
/// <param name="Parameter">The parameter that takes the input.</param>
internal sealed record ActivityTrigger(string Parameter) : Trigger(Parameter)
{
    public override string Type => "activityTrigger";
}
