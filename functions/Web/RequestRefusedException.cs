namespace Compagnon.Web;

/// <summary>A request whose body cannot be taken: the answer is the page for <paramref name="status"/>.</summary>
/// <param name="status">400, 413 or 415.</param>
/// <param name="message">What was expected, for the log.</param>
/// <param name="inner">What noticed it.</param>
public sealed class RequestRefusedException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; } = status;
}
