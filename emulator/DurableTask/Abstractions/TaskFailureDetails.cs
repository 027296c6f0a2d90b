using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using DurableTask.Core;
using OrchestrationException = DurableTask.Core.Exceptions.OrchestrationException;

namespace Microsoft.DurableTask;

/// <summary>Why a task failed.</summary>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">Where it was thrown, when known.</param>
/// <param name="InnerFailure">The failure that caused this one.</param>
/// <param name="Properties">Further values of the exception, from an <c>IExceptionPropertiesProvider</c>.</param>
public record TaskFailureDetails(
    string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties)
{
    private static readonly ConcurrentDictionary<string, Type?> TypesByName = new();

    /// <summary>The details of an exception and of those inside it.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Of(exception, null);
    }

    /// <summary>Type and message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <summary>Whether the failure is a <typeparamref name="T"/> or derives from it.</summary>
    /// <exception cref="AmbiguousMatchException">Several loaded types have that name.</exception>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <summary>Whether the failure is of a type or derives from it; <c>false</c> when its type cannot be found in this process.</summary>
    /// <exception cref="ArgumentException"><paramref name="targetBaseExceptionType"/> is no exception type.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded types have that name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
            throw new ArgumentException($"Expected a type of exception, got {targetBaseExceptionType}.", nameof(targetBaseExceptionType));
        if (string.IsNullOrEmpty(ErrorType))
            return false;
        var type = targetBaseExceptionType.Assembly.GetType(ErrorType, throwOnError: false) ?? Find(ErrorType);
        return targetBaseExceptionType.IsAssignableFrom(type);
    }

    internal static TaskFailureDetails Of(Exception exception, Func<Exception, IDictionary<string, object?>?>? properties)
    {
        if (exception is OrchestrationException core)
        {
            return new TaskFailureDetails(
                core.FailureDetails?.ErrorType ?? "(unknown)",
                core.FailureDetails?.ErrorMessage ?? "(unknown)",
                core.FailureDetails?.StackTrace,
                OfCore(core.FailureDetails?.InnerFailure) ?? (core.InnerException is { } coreCause ? Of(coreCause, properties) : null),
                core.FailureDetails?.Properties);
        }

        var inner = exception is TaskFailedException failed
            ? failed.FailureDetails
            : exception.InnerException is { } cause ? Of(cause, properties) : null;
        return new TaskFailureDetails(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            inner,
            properties?.Invoke(exception));
    }

    [return: NotNullIfNotNull(nameof(details))]
    internal static TaskFailureDetails? OfCore(FailureDetails? details) => details is null
        ? null
        : new TaskFailureDetails(
            details.ErrorType, details.ErrorMessage, details.StackTrace, OfCore(details.InnerFailure), details.Properties);

    internal FailureDetails ToCore(bool isNonRetriable = false) =>
        new(ErrorType, ErrorMessage, StackTrace, InnerFailure?.ToCore(), isNonRetriable, Properties);

    private static Type? Find(string name)
    {
        if (TypesByName.TryGetValue(name, out var known))
            return known;
        var found = Type.GetType(name, throwOnError: false);
        if (found is null)
        {
            var candidates = AppDomain.CurrentDomain.GetAssemblies()
                .Select(assembly => assembly.GetType(name, throwOnError: false))
                .OfType<Type>()
                .ToList();
            if (candidates.Count > 1)
                throw new AmbiguousMatchException($"Several loaded assemblies have a type named '{name}'.");
            found = candidates.SingleOrDefault();
        }

        // Not remembered when unknown: its assembly may be loaded later.
        return found is null ? null : TypesByName.GetOrAdd(name, found);
    }
}
