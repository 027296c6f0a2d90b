namespace Microsoft.Azure.Functions.Worker.Context.Features;

/// <summary>Binds the parameters of an invocation.</summary>
public interface IFunctionInputBindingFeature
{
    /// <summary>Binds every parameter. Called again in the same invocation, it answers the same result.</summary>
    /// <param name="context">The invocation.</param>
    /// <exception cref="FunctionInputConverterException">A value could not be converted, or is missing and has no default.</exception>
    ValueTask<FunctionInputBindingResult> BindFunctionInputAsync(FunctionContext context);
}

/// <summary>The values of a function's parameters.</summary>
/// <param name="values">The values, in the parameters' order.</param>
public class FunctionInputBindingResult(object?[] values)
{
    /// <summary>The values, in the parameters' order. What is put into this array reaches the function.</summary>
    public object?[] Values { get; } = values;
}
