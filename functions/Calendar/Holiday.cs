using System.Collections.Concurrent;
using NodaTime;

namespace Compagnon.Calendar;

/// <summary>A public holiday.</summary>
/// <param name="Day">The day.</param>
/// <param name="Name">As people read it: « Lundi de Pâques ».</param>
public sealed record Holiday(LocalDate Day, string Name);

/// <summary>
/// The public holidays of a year, as the law lists them: Code du travail L3133-1 (everywhere), L3134-13 (Alsace and Moselle), L3422-2 with
/// décret 83-1003 of 23 November 1983 as changed by décret 2012-553 (abolition of slavery, overseas); the Pacific collectivities by their
/// own codes. What is custom and not law (Good Friday or 21 July in the Antilles, the Muslim feasts in Mayotte) belongs to a faculty's
/// closed periods.
/// </summary>
public static class Holidays
{
    /// <summary>The first year that can be asked for; earlier the national list was another.</summary>
    public const int FirstYear = 1984;

    /// <summary>The last year that can be asked for.</summary>
    public const int LastYear = 2199;

    private const string Abolition = "Commémoration de l’abolition de l’esclavage";

    private static readonly ConcurrentDictionary<(HolidayRegion Region, int Year), IReadOnlyList<Holiday>> Known = new();

    /// <summary>Every holiday of a year, by day. Two can fall on one day (Ascension on 1 or 8 May).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A year outside <see cref="FirstYear"/> to <see cref="LastYear"/>.</exception>
    public static IReadOnlyList<Holiday> Of(HolidayRegion region, int year)
    {
        if (year is < FirstYear or > LastYear)
            throw new ArgumentOutOfRangeException(nameof(year), year, $"Holidays are known from {FirstYear} to {LastYear}.");
        return Known.GetOrAdd(
            (region, year),
            static key => [.. National(key.Year).Concat(Local(key.Region, key.Year)).OrderBy(holiday => holiday.Day)]);
    }

    private static IEnumerable<Holiday> National(int year)
    {
        var easter = Easter.Sunday(year);
        return
        [
            new(new(year, 1, 1), "Jour de l’an"),
            new(easter.PlusDays(1), "Lundi de Pâques"),
            new(new(year, 5, 1), "Fête du travail"),
            new(new(year, 5, 8), "Victoire de 1945"),
            new(easter.PlusDays(39), "Ascension"),
            new(easter.PlusDays(50), "Lundi de Pentecôte"),
            new(new(year, 7, 14), "Fête nationale"),
            new(new(year, 8, 15), "Assomption"),
            new(new(year, 11, 1), "Toussaint"),
            new(new(year, 11, 11), "Armistice de 1918"),
            new(new(year, 12, 25), "Noël"),
        ];
    }

    private static IEnumerable<Holiday> Local(HolidayRegion region, int year)
    {
        // The law gives Good Friday to communes with a Protestant or a shared church; a faculty has one calendar, and it has it everywhere.
        var goodFriday = new Holiday(Easter.Sunday(year).PlusDays(-2), "Vendredi saint");
        return region switch
        {
            HolidayRegion.Metropole or HolidayRegion.SaintPierreEtMiquelon => [],
            HolidayRegion.AlsaceMoselle => [goodFriday, new(new(year, 12, 26), "Saint-Étienne")],
            HolidayRegion.Mayotte => [new(new(year, 4, 27), Abolition)],
            HolidayRegion.Martinique => [new(new(year, 5, 22), Abolition)],
            HolidayRegion.Guadeloupe => [new(new(year, 5, 27), Abolition)],
            HolidayRegion.Guyane => [new(new(year, 6, 10), Abolition)],
            HolidayRegion.SaintBarthelemy => [new(new(year, 10, 9), Abolition)],
            HolidayRegion.Reunion => [new(new(year, 12, 20), Abolition)],
            // Kept on the 28th since 2019, which the text of the Code du travail has been slow to follow.
            HolidayRegion.SaintMartin => [new(new(year, 5, year >= 2019 ? 28 : 27), Abolition)],
            HolidayRegion.WallisEtFutuna =>
                [new(new(year, 4, 28), "Saint-Pierre-Chanel"), new(new(year, 7, 29), "Fête du Territoire")],
            HolidayRegion.PolynesieFrancaise =>
            [
                new(new(year, 3, 5), "Arrivée de l’Évangile"),
                goodFriday,
                year >= 2025 ? new(new(year, 11, 20), "Matari’i i ni’a") : new(new(year, 6, 29), "Fête de l’autonomie"),
            ],
            HolidayRegion.NouvelleCaledonie => [new(new(year, 9, 24), "Fête de la citoyenneté")],
            _ => throw new ArgumentOutOfRangeException(nameof(region), region, "Not a region of holidays."),
        };
    }
}
