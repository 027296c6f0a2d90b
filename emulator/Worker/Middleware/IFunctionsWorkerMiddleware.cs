namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Stands around every invocation. Made once, by dependency injection.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs for one invocation.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="next">The rest; not called, the function does not run.</param>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}

/// <summary>A step of an invocation.</summary>
/// <param name="context">The invocation.</param>
public delegate Task FunctionExecutionDelegate(FunctionContext context);
