using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Emulator.Worker;

/// <summary>Holds what the function of an invocation returned.</summary>
internal sealed class ResultFeature
{
    public object? Value { get; set; }

    public static ResultFeature Of(FunctionContext context) =>
        context.Features.Get<ResultFeature>() ?? throw new InvalidOperationException("The invocation has no result.");
}

/// <summary>The result, as middleware sees it.</summary>
internal sealed class ResultOfInvocation(ResultFeature feature) : InvocationResult
{
    public override object? Value
    {
        get => feature.Value;
        set => feature.Value = value;
    }
}

/// <summary>The result, as middleware that knows its type sees it.</summary>
internal sealed class ResultOfInvocation<T>(ResultFeature feature) : InvocationResult<T>
{
    public override T? Value
    {
        get => (T?)feature.Value;
        set => feature.Value = value;
    }
}

/// <summary>One bound parameter; what is put into it reaches the function.</summary>
internal sealed class BoundInput<T>(BindingMetadata metadata, object?[] values, int index) : InputBindingData<T>
{
    public override BindingMetadata BindingMetadata => metadata;

    public override T? Value
    {
        get => (T?)values[index];
        set => values[index] = value;
    }
}
