using System.Reflection;

namespace Compagnon.Emulator.Worker;

/// <summary>Turns what a method returned into its result, whichever of the kinds of return that a function may have.</summary>
internal static class Completion
{
    /// <summary>Whether a function may return this: nothing, a value, a <see cref="Task"/> or a <see cref="Task{TResult}"/>.</summary>
    public static bool Accepts(Type returned) =>
        !returned.IsByRef && !returned.IsPointer
        && !(returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(ValueTask<>))
        && returned != typeof(ValueTask);

    /// <summary>The type of the result: <c>void</c> for none.</summary>
    public static Type ResultType(Type returned) =>
        returned == typeof(Task) ? typeof(void) : TaskOf(returned) ?? returned;

    public static Func<object?, Task<object?>> Of(Type returned)
    {
        if (returned == typeof(Task))
        {
            return AwaitAsync;
        }

        if (TaskOf(returned) is not { } result)
        {
            return Task.FromResult;
        }

        return typeof(Completion).GetMethod(nameof(AwaitResultAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(result)
            .CreateDelegate<Func<object?, Task<object?>>>();
    }

    private static Type? TaskOf(Type returned) =>
        returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>) ? returned.GetGenericArguments()[0] : null;

    private static async Task<object?> AwaitAsync(object? returned)
    {
        await ((Task?)returned ?? Task.CompletedTask);
        return null;
    }

    private static async Task<object?> AwaitResultAsync<T>(object? returned) => returned is Task<T> task ? await task : null;
}
