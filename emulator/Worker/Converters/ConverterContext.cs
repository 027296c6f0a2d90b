namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>What is to be converted, and into what.</summary>
public abstract class ConverterContext
{
    /// <summary>The parameter's type.</summary>
    public abstract Type TargetType { get; }

    /// <summary>What the trigger brought under the parameter's name; null for nothing.</summary>
    public abstract object? Source { get; }

    /// <summary>The invocation.</summary>
    public abstract FunctionContext FunctionContext { get; }

    /// <summary>What is known about the parameter.</summary>
    public abstract IReadOnlyDictionary<string, object> Properties { get; }
}
