using Compagnon.Emulator.Worker.Converters;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Compagnon.Emulator.Worker;

/// <summary>Binds the parameters of one invocation, by the converters, as the real worker does.</summary>
internal sealed class InputBinding(ConverterChain converters) : IFunctionInputBindingFeature
{
    private FunctionInputBindingResult? bound;

    public async ValueTask<FunctionInputBindingResult> BindFunctionInputAsync(FunctionContext context)
    {
        if (bound is not null)
        {
            return bound;
        }

        var parameters = context.FunctionDefinition.Parameters;
        var values = new object?[parameters.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = await ValueAsync((Invocation)context, parameters[i]);
        }

        return bound = new FunctionInputBindingResult(values);
    }

    private async ValueTask<object?> ValueAsync(Invocation invocation, FunctionParameter parameter)
    {
        if (!invocation.Inputs.TryGetValue(parameter.Name, out var source))
        {
            invocation.BindingContext.BindingData.TryGetValue(parameter.Name, out source);
        }

        var result = await converters.ConvertAsync(new Conversion(parameter, source, invocation));
        if (result.Status == ConversionStatus.Failed)
        {
            throw new FunctionInputConverterException(
                $"Cannot convert the parameter '{parameter.Name}' of the function '{invocation.Function.Name}' to {parameter.Type}: "
                + result.Error!.Message,
                result.Error);
        }

        if (result.Status == ConversionStatus.Succeeded && (result.Value is not null || parameter.IsReferenceOrNullableType))
        {
            return result.Value;
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        if (parameter.IsReferenceOrNullableType)
        {
            return null;
        }

        throw new FunctionInputConverterException(
            $"There is no value for the parameter '{parameter.Name}' of the function '{invocation.Function.Name}': "
            + "give it a default value or make it nullable.");
    }

    private sealed class Conversion(FunctionParameter parameter, object? source, FunctionContext context) : ConverterContext
    {
        public override Type TargetType => parameter.Type;

        public override object? Source => source;

        public override FunctionContext FunctionContext => context;

        public override IReadOnlyDictionary<string, object> Properties => parameter.Properties;
    }
}
