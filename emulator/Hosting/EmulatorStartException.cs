namespace Compagnon.Emulator.Hosting;

/// <summary>The app cannot start; the message says what was expected, what came and what to do, for a person to read.</summary>
/// <param name="message">One line, or one a problem.</param>
/// <param name="inner">What caused it, if anything.</param>
public sealed class EmulatorStartException(string message, Exception? inner = null) : Exception(message, inner);
