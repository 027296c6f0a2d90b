using Compagnon.Emulator.Worker.Converters;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Emulator.Worker;

/// <summary>Runs functions: the middleware, the parameters, the instance, the method.</summary>
internal sealed class FunctionRunner(
    IServiceScopeFactory scopes, Pipeline pipeline, ConverterChain converters, IFunctionActivator activator)
{
    private readonly FunctionExecutionDelegate run = pipeline.Compose(context => ExecuteAsync(activator, (Invocation)context));

    /// <summary>Runs a function once, in a scope of its own, and answers its result.</summary>
    /// <param name="call">What to run.</param>
    /// <param name="cancellation">Cancels the invocation.</param>
    public async Task<object?> RunAsync(Call call, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await RunAsync(call, scope.ServiceProvider, cancellation);
    }

    /// <summary>Runs a function once, with the services that are given, and answers its result.</summary>
    /// <param name="call">What to run.</param>
    /// <param name="services">The invocation's services.</param>
    /// <param name="cancellation">Cancels the invocation.</param>
    public async Task<object?> RunAsync(Call call, IServiceProvider services, CancellationToken cancellation)
    {
        var invocation = new Invocation(call, services, cancellation);
        var result = new ResultFeature();
        invocation.Features.Set(result);
        invocation.Features.Set<IFunctionInputBindingFeature>(new InputBinding(converters));
        call.Prepare?.Invoke(invocation);
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
