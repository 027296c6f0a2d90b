using Compagnon.Dossiers;
using Compagnon.Exports;
using Compagnon.Faculties;
using Compagnon.Web;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Figures;

/// <summary>Which days figures are asked for.</summary>
public enum FigurePreset
{
    /// <summary>The faculty's year that today lies in, until today.</summary>
    ThisYear,

    /// <summary>The last twelve months, this one with them, until today.</summary>
    TwelveMonths,

    /// <summary>All years that there is anything of, until today.</summary>
    AllYears,

    /// <summary>From a day to a day.</summary>
    FromTo,
}

/// <summary>What the page of figures is asked for, as it stands in its address. Whatever it does not know it does not ask.</summary>
/// <param name="Preset">Which days.</param>
/// <param name="From">The first day, as it was typed; empty unless <see cref="FigurePreset.FromTo"/>.</param>
/// <param name="Until">The last day, as it was typed.</param>
/// <param name="Kind">Which kind of dossiers; null for all.</param>
public sealed record FigureQuery(FigurePreset Preset = FigurePreset.ThisYear, string From = "", string Until = "", DossierKind? Kind = null)
{
    /// <summary>Names in the address.</summary>
    public const string PresetField = "periode", FromField = "du", UntilField = "au", KindField = "demandes";

    private const int LongestDay = 20;

    /// <summary>Nothing is older.</summary>
    private static readonly LocalDate Oldest = new(2000, 1, 1);

    private static readonly (FigurePreset Preset, string Name)[] Presets =
        [(FigurePreset.ThisYear, ""), (FigurePreset.TwelveMonths, "12-mois"), (FigurePreset.AllYears, "toutes")];

    private static readonly (DossierKind Kind, string Name)[] Kinds =
    [
        (DossierKind.Candidacy, "candidatures"), (DossierKind.Renewal, "renouvellements"), (DossierKind.Amendment, "avenants"),
    ];

    /// <summary>Values and labels of the list of kinds.</summary>
    public static IReadOnlyList<(string Value, string Label)> KindChoices { get; } = [.. Kinds.Select(it => (it.Name, FigureText.KindsOf(it.Kind)))];

    /// <summary>What stands in the list of kinds.</summary>
    public string KindValue => Kind is { } kind ? Kinds.First(it => it.Kind == kind).Name : "";

    /// <summary>The preset's name in the address; empty for this year, and for days of one's own.</summary>
    public string PresetValue => Presets.FirstOrDefault(it => it.Preset == Preset).Name ?? "";

    /// <summary>Reads an address.</summary>
    public static FigureQuery Of(IQueryCollection query)
    {
        var (from, until) = (Value(FromField), Value(UntilField));
        var kind = Kinds.Where(it => it.Name == Value(KindField)).Select(it => (DossierKind?)it.Kind).FirstOrDefault();
        return from.Length + until.Length > 0
            ? new FigureQuery(FigurePreset.FromTo, from, until, kind)
            : new FigureQuery(Presets.FirstOrDefault(it => it.Name == Value(PresetField)).Preset, Kind: kind);

        string Value(string name)
        {
            var text = Forms.Plain(query[name].ToString());
            return text.Length <= LongestDay ? text : text[..LongestDay];
        }
    }

    /// <summary>What an export asks for: this year where it names no day, else from the oldest day or until today where it leaves one open.</summary>
    public static FigureQuery Of(ExportPeriod period, LocalDate today) => period == ExportPeriod.Whole
        ? new FigureQuery()
        : new FigureQuery(
            FigurePreset.FromTo,
            LocalDatePattern.Iso.Format(LocalDate.Max(Oldest, period.From ?? Oldest)),
            LocalDatePattern.Iso.Format(period.Until ?? today));

    /// <summary>The address's part behind the question mark, which says only what is asked.</summary>
    public string ToQuery()
    {
        (string Name, string Value)[] all = [(PresetField, PresetValue), (FromField, From), (UntilField, Until), (KindField, KindValue)];
        return string.Join('&', all.Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
    }

    /// <summary>The days that are asked for, none of them to come; this year's where what was typed is no period, which the mistakes say.</summary>
    /// <param name="faculty">Whose year it is.</param>
    /// <param name="today">Today in Paris.</param>
    /// <param name="first">Finds the first day of which there is anything.</param>
    public (FigurePeriod Period, FormErrors Errors) PeriodOf(Faculty faculty, LocalDate today, Func<LocalDate> first)
    {
        var (year, errors) = (FacultyYear.Of(today, faculty), new FormErrors());
        var (from, until) = Preset switch
        {
            FigurePreset.TwelveMonths => (today.With(DateAdjusters.StartOfMonth).PlusMonths(-11), today),
            FigurePreset.AllYears => (FacultyYear.Of(LocalDate.Max(Oldest, LocalDate.Min(first(), today)), faculty).From, today),
            FigurePreset.FromTo => Typed(today, errors) ?? (year.From, today),
            _ => (year.From, today),
        };
        return (FigurePeriod.Of(from, until, faculty), errors);
    }

    private (LocalDate From, LocalDate Until)? Typed(LocalDate today, FormErrors errors)
    {
        var (from, until) = (Day(From), Day(Until));
        if (from is null) errors.Add(FromField, "Indiquez le premier jour, par exemple 2027-01-31.");
        else if (from < Oldest) errors.Add(FromField, $"Indiquez un premier jour à partir de {Oldest.Year}.");
        else if (from > today) errors.Add(FromField, "Indiquez un premier jour qui ne soit pas à venir.");
        if (until is null) errors.Add(UntilField, "Indiquez le dernier jour, par exemple 2027-01-31.");
        else if (until < from) errors.Add(UntilField, "Indiquez un dernier jour qui ne soit pas avant le premier.");
        return errors.Any ? null : (from!.Value, LocalDate.Min(until!.Value, today));
    }

    private static LocalDate? Day(string typed) => LocalDatePattern.Iso.Parse(typed) is { Success: true, Value: var day } ? day : null;
}
