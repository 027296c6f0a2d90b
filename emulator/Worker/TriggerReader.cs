using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Emulator.Worker;

/// <summary>Reads a method's trigger and checks that each of its parameters can be bound.</summary>
internal static class TriggerReader
{
    public static Trigger Read(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var triggers = parameters.Where(parameter => parameter.IsDefined(typeof(TriggerBindingAttribute), inherit: true)).ToList();
        if (triggers.Count != 1)
        {
            throw new FunctionProblem($"expected one parameter with a trigger attribute, found {triggers.Count}.");
        }

        foreach (var parameter in parameters.Where(parameter => parameter.ParameterType.IsByRef || parameter.ParameterType.IsPointer))
        {
            throw new FunctionProblem($"the parameter '{parameter.Name}' must be passed by value.");
        }

        foreach (var parameter in parameters)
        {
            CheckInput(parameter);
        }

        var others = parameters.Except(triggers).Where(parameter => !IsBoundByItself(parameter)).ToList();
        return triggers[0].GetCustomAttribute<TriggerBindingAttribute>() switch
        {
            HttpTriggerAttribute http => Http(method, triggers[0], http, others),
            TimerTriggerAttribute timer => Timer(triggers[0], timer, others),
            OrchestrationTriggerAttribute orchestration => Orchestration(method, triggers[0], orchestration, others),
            ActivityTriggerAttribute activity => Activity(method, triggers[0], activity, others),
            var other => throw new FunctionProblem($"the emulator does not know the trigger {other!.GetType().Name}."),
        };
    }

    private static HttpTrigger Http(MethodInfo method, ParameterInfo parameter, HttpTriggerAttribute http, List<ParameterInfo> others)
    {
        if (parameter.ParameterType != typeof(HttpRequest))
        {
            throw new FunctionProblem(
                $"{Misplaced("HttpTrigger", parameter, typeof(HttpRequest))} and take a body with "
                + "[Microsoft.Azure.Functions.Worker.Http.FromBody].");
        }

        if (http.AuthLevel is AuthorizationLevel.User || !Enum.IsDefined(http.AuthLevel))
        {
            throw new FunctionProblem($"the Functions host knows no authorization level {http.AuthLevel}.");
        }

        foreach (var other in others)
        {
            CheckNamed(other);
        }

        var result = Completion.ResultType(method.ReturnType);
        if (result != typeof(void)
            && result != typeof(object)
            && !result.IsAssignableTo(typeof(IActionResult))
            && !result.IsAssignableTo(typeof(IResult)))
        {
            throw new FunctionProblem($"it returns {result}, which the worker would not write: return IActionResult or IResult.");
        }

        var methods = (http.Methods ?? []).Select(name => name.ToUpperInvariant()).ToHashSet();
        var route = http.Route ?? method.GetCustomAttribute<FunctionAttribute>()!.Name;
        return new HttpTrigger(parameter.Name!, route, methods, http.AuthLevel);
    }

    private static TimerTrigger Timer(ParameterInfo parameter, TimerTriggerAttribute timer, List<ParameterInfo> others)
    {
        if (parameter.ParameterType != typeof(TimerInfo))
        {
            throw new FunctionProblem($"{Misplaced("TimerTrigger", parameter, typeof(TimerInfo))}.");
        }

        RefuseUnbound(others);
        return new TimerTrigger(parameter.Name!, timer.Schedule, timer.RunOnStartup, timer.UseMonitor);
    }

    private static OrchestrationTrigger Orchestration(
        MethodInfo method, ParameterInfo parameter, OrchestrationTriggerAttribute orchestration, List<ParameterInfo> others)
    {
        if (parameter.ParameterType != typeof(TaskOrchestrationContext))
        {
            throw new FunctionProblem($"{Misplaced("OrchestrationTrigger", parameter, typeof(TaskOrchestrationContext))}.");
        }

        RefuseOtherName(method, orchestration.Orchestration);
        var inputs = others.Where(other => !IsInstanceId(other)).ToList();
        RefuseUnbound(inputs.Skip(1));
        return new OrchestrationTrigger(parameter.Name!, inputs.FirstOrDefault()?.Name);
    }

    private static ActivityTrigger Activity(
        MethodInfo method, ParameterInfo parameter, ActivityTriggerAttribute activity, List<ParameterInfo> others)
    {
        RefuseOtherName(method, activity.Activity);
        RefuseUnbound(others.Where(other => !IsInstanceId(other)));
        if (parameter.ParameterType == typeof(FunctionContext) || parameter.ParameterType == typeof(TaskActivityContext))
        {
            throw new FunctionProblem(
                $"[ActivityTrigger] stands on '{parameter.Name}', a {parameter.ParameterType}: put it on the parameter that takes the "
                + "input (a string where there is none).");
        }

        return new ActivityTrigger(parameter.Name!);
    }

    private static void CheckInput(ParameterInfo parameter)
    {
        foreach (var attribute in parameter.GetCustomAttributes())
        {
            if (attribute is IBindingSourceMetadata and not (FromQueryAttribute { Name: null } or FromRouteAttribute { Name: null }))
            {
                throw new FunctionProblem(
                    $"the worker does not heed [{attribute.GetType().Name}] on the parameter '{parameter.Name}': a route or query value is "
                    + "bound by the parameter's name, a body by Microsoft.Azure.Functions.Worker.Http.FromBody; read the rest from the "
                    + "request.");
            }

            if (attribute is BindingAttribute and not (TriggerBindingAttribute or DurableClientAttribute))
            {
                throw new FunctionProblem($"the emulator does not know the binding {attribute.GetType().Name} of '{parameter.Name}'.");
            }

            if (attribute is not DurableClientAttribute client)
            {
                continue;
            }

            if (parameter.ParameterType != typeof(DurableTaskClient))
            {
                throw new FunctionProblem($"{Misplaced("DurableClient", parameter, typeof(DurableTaskClient))}.");
            }

            if (client.TaskHub is not null || client.ConnectionName is not null)
            {
                throw new FunctionProblem($"[DurableClient] on '{parameter.Name}' names a task hub; the emulator has the app's own only.");
            }
        }
    }

    private static bool IsBoundByItself(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(FunctionContext)
        || parameter.ParameterType == typeof(CancellationToken)
        || parameter.ParameterType == typeof(CancellationToken?)
        || parameter.IsDefined(typeof(DurableClientAttribute))
        || (parameter.ParameterType == typeof(HttpRequest) && parameter.Member.IsDefined(typeof(FunctionAttribute)) && IsHttp(parameter))
        || parameter.IsDefined(typeof(InputConverterAttribute), inherit: true)
        || parameter.ParameterType.IsDefined(typeof(InputConverterAttribute), inherit: true);

    private static bool IsHttp(ParameterInfo parameter) =>
        ((MethodBase)parameter.Member).GetParameters().Any(sibling => sibling.IsDefined(typeof(HttpTriggerAttribute)));

    // The host says it beside the input.
    private static bool IsInstanceId(ParameterInfo parameter) =>
        parameter is { Name: "instanceId" } && parameter.ParameterType == typeof(string);

    private static string Misplaced(string attribute, ParameterInfo parameter, Type expected) =>
        $"[{attribute}] stands on '{parameter.Name}', a {parameter.ParameterType}: put it on a {expected}";

    // A route or query value is a text: what the worker's converters make of one.
    private static void CheckNamed(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(Guid) || type == typeof(decimal)
            || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(byte[]))
        {
            return;
        }

        throw new FunctionProblem(
            $"no value can reach the parameter '{parameter.Name}', a {parameter.ParameterType}: services come by the constructor, a body "
            + "by [Microsoft.Azure.Functions.Worker.Http.FromBody]; a route or query value is a text, number, boolean, Guid, DateTime or "
            + "DateTimeOffset.");
    }

    private static void RefuseUnbound(IEnumerable<ParameterInfo> others)
    {
        foreach (var parameter in others)
        {
            throw new FunctionProblem(
                $"no value can reach the parameter '{parameter.Name}', a {parameter.ParameterType}: services come by the constructor.");
        }
    }

    private static void RefuseOtherName(MethodInfo method, string? name)
    {
        if (name is not null && name != method.GetCustomAttribute<FunctionAttribute>()!.Name)
        {
            throw new FunctionProblem($"its trigger names it '{name}'; give [Function] that name instead.");
        }
    }
}
