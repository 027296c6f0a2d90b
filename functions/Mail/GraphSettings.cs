namespace Compagnon.Mail;

/// <summary>Where mails go.</summary>
public sealed class GraphSettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => "Graph";

    /// <summary>
    /// https, or an address of this machine, which gets a fixed token and never a real one. Default:
    /// <c>https://graph.microsoft.com/v1.0</c>.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>Client id of a user-assigned identity. Default: the default Azure credential.</summary>
    public string? ClientId { get; set; }
}
