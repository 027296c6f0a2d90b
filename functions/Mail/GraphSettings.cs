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

    /// <summary>
    /// How many mails a mailbox sends in a minute at most: 1 to 30, which is what Exchange Online takes and the default; 0 for any number,
    /// where mails go to something else.
    /// </summary>
    public string? MailsPerMinute { get; set; }
}
