using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers.Form;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Extensions;

namespace Compagnon.Lifecycle;

/// <summary>What a holder typed who gives an agreement up. Pure.</summary>
/// <param name="Day">The last day, as it was typed.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="IsConfirmed">Whether it comes from the page that asks once more.</param>
public sealed record GivingUpForm(string Day, string Reason, bool IsConfirmed)
{
    /// <summary>Names of the fields.</summary>
    public const string DayField = "dernier-jour", ReasonField = "raison", ConfirmedField = "confirme";

    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 1000;

    /// <summary>Nothing typed.</summary>
    public static GivingUpForm Empty { get; } = new("", "", false);

    /// <summary>What a form says.</summary>
    public static GivingUpForm From(IFormCollection form) =>
        new(Answers.Line(form.Text(DayField)), form.Paragraph(ReasonField), form.Text(ConfirmedField) == "oui");

    /// <summary>The last day; null where none that exists was typed.</summary>
    public LocalDate? LastDay => DateQuestion.Read(Day) is { } day ? day.ToLocalDate() : null;

    /// <summary>What is to be corrected.</summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="today">Today in Paris.</param>
    public FormErrors Check(AgreementRecord agreement, LocalDate today) => new FormErrors()
        .Add(DayField, LastDay switch
        {
            null => "Indiquez une date qui existe, jour, mois et année : par exemple 30/06/2027.",
            { } day when day < today => "Ce jour est passé : indiquez aujourd’hui ou un jour à venir.",
            { } day when agreement.Until >= today && day > agreement.Until =>
                $"Votre agrément prend fin de toute façon le {ParisTime.Text(agreement.Until)} : indiquez ce jour ou un jour d’avant.",
            { } day when day > today.PlusYears(6) => "Indiquez un jour plus proche.",
            _ => null,
        })
        .Add(ReasonField, Reason.Length > LongestReason
            ? $"Raccourcissez ce texte : il compte {Reason.Length} caractères, {LongestReason} au plus."
            : null);
}
