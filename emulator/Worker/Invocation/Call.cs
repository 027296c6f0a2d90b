namespace Compagnon.Emulator.Worker;

/// <summary>What a trigger asks for.</summary>
/// <param name="Function">The function.</param>
/// <param name="Inputs">Values by parameter name: what the trigger brings. They win over <paramref name="BindingData"/>.</param>
/// <param name="BindingData">What the trigger says about itself, by name.</param>
internal sealed record Call(
    Function Function, IReadOnlyDictionary<string, object?> Inputs, IReadOnlyDictionary<string, object?> BindingData)
{
    /// <summary>Called with the invocation before its middleware.</summary>
    public Action<Invocation>? Prepare { get; init; }
}
