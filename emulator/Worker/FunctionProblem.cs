namespace Compagnon.Emulator.Worker;

/// <summary>Why one method cannot be a function; the catalog says which.</summary>
internal sealed class FunctionProblem(string message) : Exception(message);
