using Compagnon.Dossiers;
using Microsoft.Extensions.Configuration;

namespace Compagnon.Operations;

/// <summary>Who is told once a day what the sweep found, and from which mailbox.</summary>
/// <param name="Address">The operator's address; empty where nobody is told: then the log alone says it.</param>
/// <param name="Mailbox">The mailbox that the mail is sent from; one that the app may send from.</param>
public sealed record OperatorSettings(string Address, string Mailbox)
{
    /// <summary>Reads <c>Operator:Address</c> and <c>Operator:Mailbox</c>.</summary>
    /// <exception cref="InvalidOperationException">One is no mail address, or only one is set; says which.</exception>
    public static OperatorSettings From(IConfiguration configuration)
    {
        var settings = new OperatorSettings(Read("Operator:Address"), Read("Operator:Mailbox"));
        if ((settings.Address.Length == 0) != (settings.Mailbox.Length == 0))
            throw new InvalidOperationException("Operator:Address and Operator:Mailbox must be set both, or neither: the address that is told, and the mailbox that tells it.");
        return settings;

        string Read(string name)
        {
            var text = configuration[name]?.Trim() ?? "";
            return text.Length == 0 || MailAddress.IsValid(text)
                ? text
                : throw new InvalidOperationException($"{name} must be a mail address, such as exploitation@universite.example; it is '{text}'.");
        }
    }
}
