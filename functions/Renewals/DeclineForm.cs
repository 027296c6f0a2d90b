using Compagnon.Web;
using Microsoft.AspNetCore.Http;

namespace Compagnon.Renewals;

/// <summary>Why a renewal is not wanted, as it was typed.</summary>
/// <param name="Why">The value of one of <see cref="Reasons"/>; empty where none was chosen.</param>
/// <param name="Word">A word; may be empty.</param>
public sealed record DeclineForm(string Why, string Word)
{
    /// <summary>The fields.</summary>
    public const string WhyField = "raison", WordField = "mot";

    /// <summary>The longest word, in characters.</summary>
    public const int LongestWord = 1000;

    private const string Other = "autre";

    /// <summary>Nothing typed yet.</summary>
    public static DeclineForm Empty { get; } = new("", "");

    /// <summary>The reasons that there are: what the form sends, what people read.</summary>
    public static IReadOnlyList<(string Value, string Label)> Reasons { get; } =
    [
        ("fin", "Je cesse mon activité ou pars à la retraite"),
        ("depart", "Je change de lieu ou de mode d’exercice"),
        ("temps", "Je manque de temps pour accueillir des internes"),
        ("conditions", "L’accueil ne s’est pas passé comme je le souhaitais"),
        (Other, "Une autre raison"),
    ];

    /// <summary>What was sent.</summary>
    public static DeclineForm From(IFormCollection form)
    {
        var why = form.Text(WhyField);
        return new DeclineForm(Reasons.Any(reason => reason.Value == why) ? why : "", form.Paragraph(WordField));
    }

    /// <summary>What is wrong with it.</summary>
    public FormErrors Check()
    {
        var errors = new FormErrors();
        if (Why.Length == 0) errors.Add(WhyField, "Dites pourquoi vous ne souhaitez pas renouveler.");
        if (Why == Other && Word.Length == 0) errors.Add(WordField, "Dites-nous quelle est cette raison.");
        if (Word.Length > LongestWord)
            errors.Add(WordField, $"Raccourcissez ce texte : il compte {Word.Length} caractères, {LongestWord} au plus.");
        return errors;
    }

    /// <summary>The reason in one text, as the department reads it.</summary>
    public string Text
    {
        get
        {
            var label = Reasons.First(reason => reason.Value == Why).Label;
            return Word.Length == 0 ? label : $"{label}\n{Word}";
        }
    }
}
