namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a public method as a function of the app.</summary>
/// <param name="name">
/// The function's name, unique in the app whatever its case: a letter, then up to 127 letters, digits, <c>_</c> or <c>-</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}
