namespace Compagnon.Calendar;

/// <summary>Where a list of public holidays holds. In a faculty's file by its name: <c>"metropole"</c>, <c>"alsaceMoselle"</c>.</summary>
public enum HolidayRegion
{
    /// <summary>Metropolitan France, Corsica included, without Alsace and Moselle.</summary>
    Metropole,

    /// <summary>Bas-Rhin, Haut-Rhin, Moselle: Good Friday and 26 December too.</summary>
    AlsaceMoselle,

    /// <summary>Guadeloupe: 27 May too.</summary>
    Guadeloupe,

    /// <summary>Martinique: 22 May too.</summary>
    Martinique,

    /// <summary>French Guiana: 10 June too.</summary>
    Guyane,

    /// <summary>Réunion: 20 December too.</summary>
    Reunion,

    /// <summary>Mayotte: 27 April too.</summary>
    Mayotte,

    /// <summary>Saint-Pierre-et-Miquelon: the national list alone.</summary>
    SaintPierreEtMiquelon,

    /// <summary>Saint-Barthélemy: 9 October too.</summary>
    SaintBarthelemy,

    /// <summary>Saint-Martin: 28 May too (27 May up to 2018).</summary>
    SaintMartin,

    /// <summary>Wallis and Futuna: 28 April and 29 July too.</summary>
    WallisEtFutuna,

    /// <summary>French Polynesia: Good Friday, 5 March, and 20 November (29 June up to 2024) too.</summary>
    PolynesieFrancaise,

    /// <summary>New Caledonia: 24 September too.</summary>
    NouvelleCaledonie,
}

/// <summary>The regions of holidays, by département and in French.</summary>
public static class HolidayRegions
{
    /// <summary>The region whose holidays hold in a département (<c>"67"</c>, <c>"974"</c>); else metropolitan France.</summary>
    public static HolidayRegion Of(string departement) => departement switch
    {
        "57" or "67" or "68" => HolidayRegion.AlsaceMoselle,
        "971" => HolidayRegion.Guadeloupe,
        "972" => HolidayRegion.Martinique,
        "973" => HolidayRegion.Guyane,
        "974" => HolidayRegion.Reunion,
        "975" => HolidayRegion.SaintPierreEtMiquelon,
        "976" => HolidayRegion.Mayotte,
        "977" => HolidayRegion.SaintBarthelemy,
        "978" => HolidayRegion.SaintMartin,
        "986" => HolidayRegion.WallisEtFutuna,
        "987" => HolidayRegion.PolynesieFrancaise,
        "988" => HolidayRegion.NouvelleCaledonie,
        _ => HolidayRegion.Metropole,
    };

    /// <summary>As people read it: « Alsace et Moselle ».</summary>
    public static string Label(this HolidayRegion region) => region switch
    {
        HolidayRegion.Metropole => "Métropole",
        HolidayRegion.AlsaceMoselle => "Alsace et Moselle",
        HolidayRegion.Guadeloupe => "Guadeloupe",
        HolidayRegion.Martinique => "Martinique",
        HolidayRegion.Guyane => "Guyane",
        HolidayRegion.Reunion => "La Réunion",
        HolidayRegion.Mayotte => "Mayotte",
        HolidayRegion.SaintPierreEtMiquelon => "Saint-Pierre-et-Miquelon",
        HolidayRegion.SaintBarthelemy => "Saint-Barthélemy",
        HolidayRegion.SaintMartin => "Saint-Martin",
        HolidayRegion.WallisEtFutuna => "Wallis-et-Futuna",
        HolidayRegion.PolynesieFrancaise => "Polynésie française",
        HolidayRegion.NouvelleCaledonie => "Nouvelle-Calédonie",
        _ => throw new ArgumentOutOfRangeException(nameof(region), region, "Not a region of holidays."),
    };
}
