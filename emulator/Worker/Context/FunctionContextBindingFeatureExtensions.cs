using Compagnon.Emulator.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What middleware may read and change of an invocation's input and result.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The value of one input, bound now if it is not yet.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="context">The invocation.</param>
    /// <param name="bindingMetadata">The binding, out of <see cref="FunctionDefinition.InputBindings"/>.</param>
    /// <exception cref="InvalidOperationException">
    /// The function has no such parameter, or its value is no <typeparamref name="T"/>.
    /// </exception>
    public static async ValueTask<InputBindingData<T>> BindInputAsync<T>(this FunctionContext context, BindingMetadata bindingMetadata)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(bindingMetadata);
        var parameters = context.FunctionDefinition.Parameters;
        var index = parameters.ToList().FindIndex(parameter => parameter.Name == bindingMetadata.Name);
        if (index < 0)
        {
            throw new InvalidOperationException(
                $"The function '{context.FunctionDefinition.Name}' has no parameter '{bindingMetadata.Name}': "
                + "pass one of its FunctionDefinition.InputBindings.");
        }

        var feature = context.Features.Get<IFunctionInputBindingFeature>()
            ?? throw new InvalidOperationException("The invocation binds no input.");
        var bound = await feature.BindFunctionInputAsync(context);
        if (bound.Values[index] is not (T or null))
        {
            throw new InvalidOperationException(
                $"The parameter '{bindingMetadata.Name}' of '{context.FunctionDefinition.Name}' is a {parameters[index].Type}, "
                + $"not a {typeof(T)}.");
        }

        return new BoundInput<T>(bindingMetadata, bound.Values, index);
    }

    /// <summary>The function's result; its value is null until the function has run.</summary>
    /// <param name="context">The invocation.</param>
    public static InvocationResult GetInvocationResult(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ResultOfInvocation(ResultFeature.Of(context));
    }

    /// <summary>The function's result as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="context">The invocation.</param>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ResultOfInvocation<T>(ResultFeature.Of(context));
    }
}
