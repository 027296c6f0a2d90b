using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers.Form;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Extensions;

namespace Compagnon.Lifecycle;

/// <summary>What the department does about an agreement.</summary>
public enum AgreementActionKind
{
    /// <summary>Suspends it.</summary>
    Suspend,

    /// <summary>Resumes it.</summary>
    Resume,

    /// <summary>Proposes to withdraw it.</summary>
    Withdraw,
}

/// <summary>What somebody of the department typed about an agreement. Pure.</summary>
/// <param name="Reason">Why, as the doctor will read it.</param>
/// <param name="Duration">Of a suspension: <see cref="UntilDay"/> or <see cref="UntilFurtherNotice"/>; empty where nothing was chosen.</param>
/// <param name="Day">Its last day, as it was typed.</param>
public sealed record AgreementActionForm(string Reason, string Duration, string Day)
{
    /// <summary>Names of the fields.</summary>
    public const string ReasonField = "motifs", DurationField = "duree", DayField = "dernier-jour";

    /// <summary>How long a suspension lasts: until a day, until further notice.</summary>
    public const string UntilDay = "jour", UntilFurtherNotice = "avis";

    /// <summary>The longest reasons, in characters: all of them stand in the journal.</summary>
    public const int LongestReason = 1900;

    /// <summary>Nothing typed.</summary>
    public static AgreementActionForm Empty { get; } = new("", "", "");

    /// <summary>What a form says.</summary>
    public static AgreementActionForm From(IFormCollection form) =>
        new(form.Paragraph(ReasonField), form.Text(DurationField), Answers.Line(form.Text(DayField)));

    /// <summary>The last day of a suspension; null until further notice.</summary>
    public LocalDate? LastDay => Duration == UntilDay && DateQuestion.Read(Day) is { } day ? day.ToLocalDate() : null;

    /// <summary>Whether it can be done to the agreement as it stands, by whoever looks.</summary>
    public static bool IsPossible(AgreementActionKind kind, AgreementView view) => view is { MayChange: true, Agreement.IsOver: false } && kind switch
    {
        AgreementActionKind.Suspend => view.Agreement.State != AgreementState.Suspended,
        AgreementActionKind.Resume => view.Agreement.State == AgreementState.Suspended,
        AgreementActionKind.Withdraw => view.Pending is null,
        _ => false,
    };

    /// <summary>What is to be corrected.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="today">Today in Paris.</param>
    public FormErrors Check(AgreementActionKind kind, LocalDate today)
    {
        var errors = new FormErrors();
        if (kind == AgreementActionKind.Suspend)
        {
            errors.Add(DurationField, Duration is UntilDay or UntilFurtherNotice ? null : "Dites jusqu’à quand l’agrément est suspendu.");
            if (Duration == UntilDay)
            {
                errors.Add(DayField, LastDay switch
                {
                    null => "Indiquez une date qui existe, jour, mois et année : par exemple 30/06/2027.",
                    { } day when day < today => "Ce jour est passé : indiquez aujourd’hui ou un jour à venir.",
                    { } day when day > today.PlusYears(5) => "Indiquez un jour plus proche, ou suspendez jusqu’à nouvel avis.",
                    _ => null,
                });
            }
        }

        return errors
            .Add(ReasonField, kind != AgreementActionKind.Resume && Reason.Length == 0 ? "Donnez les motifs : le médecin les lira." : null)
            .Add(ReasonField, Reason.Length > LongestReason
                ? $"Raccourcissez ce texte : il compte {Reason.Length} caractères, {LongestReason} au plus."
                : null);
    }
}
