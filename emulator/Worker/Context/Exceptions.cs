namespace Microsoft.Azure.Functions.Worker;

/// <summary>The worker could not do what an invocation needs.</summary>
public class FunctionWorkerException : Exception
{
    internal FunctionWorkerException(string message)
        : base(message)
    {
    }

    internal FunctionWorkerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A parameter could not be bound.</summary>
public class FunctionInputConverterException : FunctionWorkerException
{
    internal FunctionInputConverterException(string message)
        : base(message)
    {
    }

    internal FunctionInputConverterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
