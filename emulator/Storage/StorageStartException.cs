namespace Compagnon.Emulator.Storage;

/// <summary>The storage emulator could not be started; the message says why and what to do.</summary>
public sealed class StorageStartException(string message, Exception? inner = null) : Exception(message, inner);
