using Microsoft.DurableTask;

namespace Compagnon.Emulator.Worker;

/// <summary>An orchestration that is a function: each turn is an invocation of it, with the services of the turn.</summary>
internal sealed class FunctionOrchestrator(Function function, OrchestrationTrigger trigger, FunctionRunner runner, IServiceProvider turn)
    : ITaskOrchestrator
{
    public Type InputType { get; } = trigger.Input is null
        ? typeof(object)
        : function.Definition.Parameters.Single(parameter => parameter.Name == trigger.Input).Type;

    public Type OutputType { get; } = Completion.ResultType(function.Method.ReturnType);

    public Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        var inputs = new Dictionary<string, object?> { [trigger.Parameter] = context };
        if (trigger.Input is not null)
        {
            inputs[trigger.Input] = input;
        }

        var bindingData = new Dictionary<string, object?> { ["instanceId"] = context.InstanceId };
        return runner.RunAsync(new Call(function, inputs, bindingData), turn, CancellationToken.None);
    }
}
