using Compagnon.Emulator.Worker.Converters;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compagnon.Emulator.Worker;

/// <summary>Runs functions: a scope, the middleware, the parameters, the instance, the method.</summary>
internal sealed class FunctionRunner(
    IServiceScopeFactory scopes, Pipeline pipeline, ConverterChain converters, IFunctionActivator activator, IHostApplicationLifetime lifetime)
{
    private readonly FunctionExecutionDelegate run = pipeline.Compose(context => ExecuteAsync(activator, (Invocation)context));

    /// <summary>Runs a function once and answers its result.</summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">Values by parameter name.</param>
    /// <param name="bindingData">What the trigger says about itself, by name.</param>
    /// <param name="prepare">Called with the invocation before its middleware; null for nothing to prepare.</param>
    /// <param name="cancellation">Cancels the invocation, as the app's stop does too.</param>
    public async Task<object?> RunAsync(
        Function function,
        IReadOnlyDictionary<string, object?> inputs,
        IReadOnlyDictionary<string, object?> bindingData,
        Action<Invocation>? prepare,
        CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        var invocation = new Invocation(function, inputs, bindingData, scope.ServiceProvider, either.Token);
        var result = new ResultFeature();
        invocation.Features.Set(result);
        invocation.Features.Set<IFunctionInputBindingFeature>(new InputBinding(converters));
        prepare?.Invoke(invocation);
        await run(invocation);
        return result.Value;
    }

    private static async Task ExecuteAsync(IFunctionActivator activator, Invocation invocation)
    {
        var function = invocation.Function;
        var bound = await invocation.Features.Get<IFunctionInputBindingFeature>()!.BindFunctionInputAsync(invocation);
        var instance = function.Method.IsStatic ? null : activator.CreateInstance(function.Method.DeclaringType!, invocation);
        ResultFeature.Of(invocation).Value = await function.CallAsync(instance, bound.Values);
    }
}
