namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger brought.</summary>
public abstract class BindingContext
{
    /// <summary>Values by name, such as the route and query values of an HTTP request.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
