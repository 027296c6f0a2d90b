using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Options of the worker.</summary>
public class WorkerOptions
{
    /// <summary>
    /// Serialises parameters, and the inputs, results and events of orchestrations and activities. Default: System.Text.Json with the
    /// app's <c>IOptions&lt;JsonSerializerOptions&gt;</c>, which reads names in any case.
    /// </summary>
    public ObjectSerializer? Serializer { get; set; }

    /// <summary>The converters of parameters, in the order in which they are asked.</summary>
    public InputConverterCollection InputConverters { get; } = new();
}
