namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>What a converter answers.</summary>
public readonly struct ConversionResult
{
    private ConversionResult(ConversionStatus status, object? value = null, Exception? error = null)
    {
        Status = status;
        Value = value;
        Error = error;
    }

    /// <summary>How it went.</summary>
    public ConversionStatus Status { get; }

    /// <summary>The value, where it succeeded.</summary>
    public object? Value { get; }

    /// <summary>The error, where it failed.</summary>
    public Exception? Error { get; }

    /// <summary>The converter does not handle such a conversion.</summary>
    public static ConversionResult Unhandled() => new(ConversionStatus.Unhandled);

    /// <summary>Converted.</summary>
    /// <param name="value">The value.</param>
    public static ConversionResult Success(object? value) => new(ConversionStatus.Succeeded, value);

    /// <summary>The converter handles such a conversion, and it failed.</summary>
    /// <param name="exception">Why.</param>
    public static ConversionResult Failed(Exception exception) => new(ConversionStatus.Failed, error: exception);
}

/// <summary>How a conversion went.</summary>
public enum ConversionStatus
{
    /// <summary>Not the converter's business.</summary>
    Unhandled = 0,

    /// <summary>Converted.</summary>
    Succeeded = 1,

    /// <summary>Tried, and failed.</summary>
    Failed = 2,
}
