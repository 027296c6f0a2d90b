namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes the instance that a function is a method of. One is made for each invocation.</summary>
public interface IFunctionActivator
{
    /// <summary>Makes an instance, its constructor's parameters taken out of the invocation's services.</summary>
    /// <param name="instanceType">The class.</param>
    /// <param name="context">The invocation.</param>
    object? CreateInstance(Type instanceType, FunctionContext context);
}
