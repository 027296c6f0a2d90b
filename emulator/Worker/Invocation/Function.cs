using System.Reflection;

namespace Compagnon.Emulator.Worker;

/// <summary>A function of the app: its method, and what starts it.</summary>
internal sealed class Function
{
    private readonly Func<object?, Task<object?>> complete;

    public Function(string name, MethodInfo method, Trigger trigger)
    {
        Method = method;
        Trigger = trigger;
        Definition = new Definition(name, method, trigger);
        complete = Completion.Of(method.ReturnType);
    }

    public string Name => Definition.Name;

    public MethodInfo Method { get; }

    public Trigger Trigger { get; }

    public Definition Definition { get; }

    /// <summary>Calls the method and awaits it; null for a method without result.</summary>
    public Task<object?> CallAsync(object? instance, object?[] arguments) =>
        complete(Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null));
}
