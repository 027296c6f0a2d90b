using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Makes the function an orchestration. Stands on the parameter of type <c>Microsoft.DurableTask.TaskOrchestrationContext</c>; one more
/// parameter may take the orchestration's input.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The orchestration's name. Default: the function's; the emulator takes no other.</summary>
    public string? Orchestration { get; set; }
}

/// <summary>Makes the function an activity. Stands on the parameter that takes the activity's input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The activity's name. Default: the function's; the emulator takes no other.</summary>
    public string? Activity { get; set; }
}

/// <summary>Fills a parameter of type <c>Microsoft.DurableTask.Client.DurableTaskClient</c>, in a function of any trigger.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub. Default: the app's own; the emulator takes no other.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting that names the task hub's storage. Default: the app's own; the emulator takes no other.</summary>
    public string? ConnectionName { get; set; }
}
