namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Turns what a trigger brought into a parameter's value. Converters are singletons.</summary>
public interface IInputConverter
{
    /// <summary>Converts, or says that it cannot: then the next converter is asked.</summary>
    /// <param name="context">What is to be converted, and into what.</param>
    ValueTask<ConversionResult> ConvertAsync(ConverterContext context);
}
