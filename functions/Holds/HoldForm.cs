using System.Globalization;
using Compagnon.Dossiers.Form;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Extensions;

namespace Compagnon.Holds;

/// <summary>What somebody typed to put a dossier on hold. Pure.</summary>
/// <param name="Number">The number of the hold that it is to be: a form that is sent twice holds once.</param>
/// <param name="Reason">Why.</param>
/// <param name="Duration">How long: <see cref="UntilDay"/> or <see cref="UntilResumed"/>; empty where nothing was chosen.</param>
/// <param name="Day">The day on which it goes on by itself, as it was typed.</param>
/// <param name="Tells">Whether the doctor is told: <see cref="Yes"/> or <see cref="No"/>; empty where nothing was chosen.</param>
public sealed record HoldForm(int Number, string Reason, string Duration, string Day, string Tells)
{
    /// <summary>Names of the fields.</summary>
    public const string NumberField = "numero", ReasonField = "motif", DurationField = "duree", DayField = "reprise",
        TellsField = "prevenir";

    /// <summary>How long: until a day, until somebody resumes it.</summary>
    public const string UntilDay = "jour", UntilResumed = "avis";

    /// <summary>Whether the doctor is told.</summary>
    public const string Yes = "oui", No = "non";

    /// <summary>An empty form for the hold of that number: the doctor is told unless somebody says otherwise.</summary>
    public static HoldForm Empty(int number) => new(number, "", "", "", Yes);

    /// <summary>What a form says.</summary>
    public static HoldForm From(IFormCollection form) => new(
        int.TryParse(form.Text(NumberField), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0,
        form.Paragraph(ReasonField),
        form.Text(DurationField),
        Answers.Line(form.Text(DayField)),
        form.Text(TellsField));

    /// <summary>The day on which it goes on by itself; null where somebody has to say so.</summary>
    public LocalDate? Until => Duration == UntilDay && DateQuestion.Read(Day) is { } day ? day.ToLocalDate() : null;

    /// <summary>What is to be corrected.</summary>
    /// <param name="today">Today in Paris.</param>
    public FormErrors Check(LocalDate today)
    {
        var errors = new FormErrors()
            .Add(ReasonField, Reason.Length switch
            {
                0 => "Donnez le motif : vos collègues sauront ce que le dossier attend.",
                > Hold.LongestReason => $"Raccourcissez ce texte : il compte {Reason.Length} caractères, {Hold.LongestReason} au plus.",
                _ => null,
            })
            .Add(DurationField, Duration is UntilDay or UntilResumed ? null : "Dites jusqu’à quand le dossier attend.");
        if (Duration == UntilDay)
        {
            errors.Add(DayField, Until switch
            {
                null => "Indiquez une date qui existe, jour, mois et année : par exemple 30/06/2027.",
                { } day when day <= today => "Indiquez un jour à venir : demain au plus tôt.",
                { } day when day > today.PlusYears(1) =>
                    "Indiquez un jour à moins d’un an, ou laissez le dossier attendre jusqu’à ce que quelqu’un le reprenne.",
                _ => null,
            });
        }

        return errors.Add(TellsField, Tells is Yes or No ? null : "Dites si le médecin est prévenu par courriel.");
    }
}
