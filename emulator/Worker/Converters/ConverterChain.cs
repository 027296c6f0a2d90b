using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Compagnon.Emulator.Worker.Converters;

/// <summary>
/// Asks the converters in order: the one that the parameter or its type names, then those of <see cref="WorkerOptions"/>.
/// </summary>
internal sealed class ConverterChain(IServiceProvider services, IOptions<WorkerOptions> options)
{
    private readonly ConcurrentDictionary<Type, IInputConverter> instances = [];
    private readonly IReadOnlyList<Type> registered = [.. options.Value.InputConverters];

    public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        foreach (var type in Named(context).Concat(registered))
        {
            var result = await Instance(type).ConvertAsync(context);
            if (result.Status != ConversionStatus.Unhandled)
            {
                return result;
            }
        }

        return ConversionResult.Unhandled();
    }

    private static IEnumerable<Type> Named(ConverterContext context)
    {
        if (context.Properties.TryGetValue(Definition.ConverterKey, out var named) && named is Type ofParameter)
        {
            return [ofParameter];
        }

        return context.TargetType.GetCustomAttribute<InputConverterAttribute>() is { } ofType ? [ofType.ConverterType] : [];
    }

    private IInputConverter Instance(Type type) =>
        instances.GetOrAdd(type, t => (IInputConverter)ActivatorUtilities.GetServiceOrCreateInstance(services, t));
}
