using Compagnon.Emulator.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Fills a parameter of an HTTP function from the request's body, by the input formatters of ASP.NET Core MVC.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromBodyAttribute() : InputConverterAttribute(typeof(FromBodyConverter));
