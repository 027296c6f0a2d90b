using Compagnon.Emulator.DurableTask;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Emulator.Worker;

/// <summary>
/// Lets the engine run the app's orchestrations and activities as long as the app runs. It begins after everything else, since an
/// activity may call the app itself, and ends before.
/// </summary>
internal sealed class DurableFunctions(DurableEngine engine) : IHostedLifecycleService
{
    /// <summary>The app's orchestrations and activities.</summary>
    public static DurableTaskRegistry Registry(FunctionCatalog catalog, FunctionRunner runner)
    {
        var registry = new DurableTaskRegistry();
        foreach (var function in catalog.Functions)
        {
            switch (function.Trigger)
            {
                case OrchestrationTrigger trigger:
                    registry.Add(
                        function.Name, default, (IServiceProvider turn) => new FunctionOrchestrator(function, trigger, runner, turn));
                    break;
                case ActivityTrigger trigger:
                    registry.AddActivity(function.Name, run => new FunctionActivity(function, trigger, runner, run));
                    break;
            }
        }

        return registry;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>
/// The client of the app's own task hub. As in the real worker it comes by <c>[DurableClient]</c> only, not by a constructor.
/// </summary>
internal sealed class DurableClientConverter(DurableEngine engine) : IInputConverter
{
    private readonly EngineClient client = new("", engine, engine.Converter, defaultVersion: "");

    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
        new(context.TargetType == typeof(DurableTaskClient) ? ConversionResult.Success(client) : ConversionResult.Unhandled());
}
