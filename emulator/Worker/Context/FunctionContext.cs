namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique to the invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The function, the same over invocations and restarts.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The trace that the invocation belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger brought, by name.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>The host's retries of this event; null where it does not retry. The emulator never does.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation: a scope of its own.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>What the function is.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values that middleware and the function hand each other.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Features of the invocation, by type.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the caller has gone or the app stops.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
