using System.Globalization;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Care;

/// <summary>A message as somebody typed it. Pure.</summary>
/// <param name="Id">The form's number.</param>
/// <param name="Text">What it says.</param>
/// <param name="ReadUntil">On the department's page: when the last message was written that it showed; null where it showed none.</param>
public sealed record MessageForm(string Id, string Text, DateTimeOffset? ReadUntil)
{
    /// <summary>Names of the fields.</summary>
    internal const string TextField = "message", ReadField = "lu-jusqu-a", ActField = "acte";

    /// <summary>What is done: all that was shown is marked as read.</summary>
    internal const string MarkRead = "lu";

    /// <summary>What a form says.</summary>
    public static MessageForm From(IFormCollection form) => new(
        form.Text(FormId.Field),
        form.Paragraph(TextField),
        long.TryParse(form.Text(ReadField), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null);

    /// <summary>What stands in the field that says what the page showed.</summary>
    internal static string ReadText(DateTimeOffset until) => until.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is to be corrected.</summary>
    public FormErrors Check() => new FormErrors().Add(TextField, Text.Length switch
    {
        0 => "Écrivez votre message.",
        > Message.LongestText => $"Raccourcissez ce message : il compte {Text.Length} caractères, {Message.LongestText} au plus.",
        _ when !FormId.Is(Id) => "Cette page a expiré : envoyez le message de nouveau.",
        _ => null,
    });

    /// <summary>What is said where a message was not sent; null where it was.</summary>
    internal static string? MistakeOf(MessageSent sent) => sent switch
    {
        MessageSent.EnoughToday => $"Vous avez envoyé {Message.MostADay} messages aujourd’hui, le maximum. Attendez demain, ou téléphonez.",
        MessageSent.Full => $"Ce dossier compte déjà {Message.Most} messages, le maximum. Écrivez un courriel ou téléphonez.",
        _ => null,
    };
}
