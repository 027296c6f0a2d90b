namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Names the converter that is asked first for a parameter, or for every parameter of a type.</summary>
/// <param name="converterType">An <see cref="IInputConverter"/>, made by dependency injection.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Enum
    | AttributeTargets.Struct)]
public class InputConverterAttribute(Type converterType) : Attribute
{
    /// <summary>The converter's type.</summary>
    public Type ConverterType { get; } = converterType;
}
