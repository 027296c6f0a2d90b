using Compagnon.Dossiers;
using Microsoft.Extensions.Configuration;

namespace Compagnon.Operations;

/// <summary>Who is told once a day what the sweep found, and from which mailbox: both, or nobody, and then the log alone says it.</summary>
public sealed class OperatorSettings : ISettings
{
    /// <inheritdoc/>
    public static string? Section => "Operator";

    /// <summary>The operator's address. Default: nobody is told.</summary>
    public string? Address { get; set; }

    /// <summary>The mailbox that the mail is sent from: one that the app may send from. Default: nobody is told.</summary>
    public string? Mailbox { get; set; }

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="InvalidOperationException">One is no mail address, or only one is set; says which.</exception>
    public static OperatorSettings From(IConfiguration configuration)
    {
        var settings = configuration.Read<OperatorSettings>();
        (settings.Address, settings.Mailbox) = (Checked(nameof(Address), settings.Address), Checked(nameof(Mailbox), settings.Mailbox));
        if (settings.Address is null != settings.Mailbox is null)
        {
            throw new InvalidOperationException(
                $"{Section}:{nameof(Address)} and {Section}:{nameof(Mailbox)} must be set both, or neither: the address that is told, and the mailbox that tells it.");
        }

        return settings;
    }

    private static string? Checked(string name, string? text) => text.OrNull()?.Trim() switch
    {
        null => null,
        var address when MailAddress.IsValid(address) => address,
        var other => throw new InvalidOperationException(
            $"{Section}:{name} must be a mail address, such as exploitation@universite.example; it is '{other}'."),
    };
}
