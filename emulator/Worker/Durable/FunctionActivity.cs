using Compagnon.Emulator.DurableTask;
using Microsoft.DurableTask;

namespace Compagnon.Emulator.Worker;

/// <summary>An activity that is a function: each run is an invocation of it, with the services of the run.</summary>
internal sealed class FunctionActivity(Function function, ActivityTrigger trigger, FunctionRunner runner, IServiceProvider run)
    : ITaskActivity
{
    public Type InputType { get; } = function.Definition.Parameters.Single(parameter => parameter.Name == trigger.Parameter).Type;

    public Type OutputType { get; } = Completion.ResultType(function.Method.ReturnType);

    // Not cancelled when the app begins to stop, but when the engine's grace is over: it then forgets the run, and repeats it at the next
    // start.
    public Task<object?> RunAsync(TaskActivityContext context, object? input) => runner.RunAsync(
        new Call(
            function,
            new Dictionary<string, object?> { [trigger.Parameter] = input },
            new Dictionary<string, object?> { ["instanceId"] = context.InstanceId }),
        run,
        ((ActivityContext)context).Stopping);
}
