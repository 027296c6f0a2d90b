namespace Microsoft.DurableTask.Worker;

/// <summary>Gives further values of exceptions, which then stand in the failure details.</summary>
public interface IExceptionPropertiesProvider
{
    /// <summary>The values of an exception; <c>null</c> when it has none.</summary>
    IDictionary<string, object?>? GetExceptionProperties(Exception exception);
}
