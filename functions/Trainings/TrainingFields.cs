using System.Globalization;
using System.Text.RegularExpressions;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Web;
using NodaTime;

namespace Compagnon.Trainings;

/// <summary>Reads what people write of a training session, in a form or in a table. Pure.</summary>
public static partial class TrainingFields
{
    /// <summary>Names of the fields, and of a table's columns.</summary>
    public const string Rpps = "rpps", Day = "date", Title = "titre", Hours = "heures";

    private const int OldestYears = 10;

    /// <summary>The day; null with what is wrong.</summary>
    /// <param name="written">As it was written.</param>
    /// <param name="today">Today in Paris.</param>
    /// <param name="mistake">What to do; null where it is right.</param>
    public static LocalDate? ReadDay(string written, LocalDate today, out string? mistake)
    {
        var day = AuthorityForm.ReadDay(written);
        mistake = day is null ? "Indiquez le jour de la formation, par exemple 12/03/2027."
            : day > today ? "Ce jour est à venir : une formation s’enregistre une fois suivie."
            : day < today.PlusYears(-OldestYears) ? $"Ce jour remonte à plus de {OldestYears} ans : vérifiez l’année."
            : null;
        return mistake is null ? day : null;
    }

    /// <summary>The title; null with what is wrong.</summary>
    public static string? ReadTitle(string written, out string? mistake)
    {
        var title = PersonName.Clean(written);
        mistake = title.Length switch
        {
            0 => "Indiquez l’intitulé de la formation.",
            > Training.LongestTitle => $"Raccourcissez cet intitulé : {Training.LongestTitle} caractères au plus.",
            _ => null,
        };
        return mistake is null ? title : null;
    }

    /// <summary>A length in minutes out of hours (« 3 », « 3,5 », « 3 h 30 »); null with what is wrong.</summary>
    public static int? ReadHours(string written, out string? mistake)
    {
        var minutes = MinutesOf(CsvSheet.NameOf(written));
        mistake = minutes is >= Training.FewestMinutes and <= Training.MostMinutes
            ? null
            : "Indiquez la durée en heures, entre une demi-heure et 12 heures : par exemple 3, 3,5 ou 3 h 30.";
        return mistake is null ? minutes : null;
    }

    private static int? MinutesOf(string text)
    {
        if (Clock().Match(text) is { Success: true } clock)
        {
            var rest = clock.Groups["m"].Value is { Length: > 0 } written ? int.Parse(written, CultureInfo.InvariantCulture) : 0;
            return rest < 60 ? (60 * int.Parse(clock.Groups["h"].Value, CultureInfo.InvariantCulture)) + rest : null;
        }

        return Number().IsMatch(text)
            && decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours)
            ? (int)Math.Round(hours * 60)
            : null;
    }

    [GeneratedRegex(@"^(?<h>[0-9]{1,2})\s*(h|heures?)\s*(?<m>[0-9]{2})?\z")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^[0-9]{1,2}([.,][0-9]{1,2})?\z")]
    private static partial Regex Number();
}
