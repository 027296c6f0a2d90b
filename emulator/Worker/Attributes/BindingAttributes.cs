namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>What every attribute that binds a parameter of a function derives from.</summary>
public abstract class BindingAttribute : Attribute;

/// <summary>Marks the parameter whose event starts the function. A function has exactly one.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute;

/// <summary>Marks a parameter that the host fills besides the trigger.</summary>
public abstract class InputBindingAttribute : BindingAttribute;

/// <summary>Marks a value that the host takes out of a function. The emulator offers none.</summary>
public abstract class OutputBindingAttribute : BindingAttribute;
