namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned. Middleware may put another value in its place.</summary>
public abstract class InvocationResult : InvocationResult<object>;

/// <summary>What a function returned, as a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The value; null before the function has run.</summary>
    public abstract T? Value { get; set; }
}
