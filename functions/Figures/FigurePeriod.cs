using Compagnon.Assignments;
using Compagnon.Faculties;
using NodaTime;

namespace Compagnon.Figures;

/// <summary>Days in a row, both included.</summary>
/// <param name="From">The first.</param>
/// <param name="Until">The last, not before the first.</param>
public readonly record struct FigureSpan(LocalDate From, LocalDate Until)
{
    /// <summary>Whether a day is one of them.</summary>
    public bool Has(LocalDate day) => From <= day && day <= Until;
}

/// <summary>
/// The days that figures are shown for, cut into steps without a hole: months, or the faculty's years where there would be too many. The
/// first and the last step end with the period. Pure.
/// </summary>
/// <param name="Span">All of its days.</param>
/// <param name="IsByYear">Whether a step is a year.</param>
/// <param name="Steps">In their order; at least one.</param>
public sealed record FigurePeriod(FigureSpan Span, bool IsByYear, IReadOnlyList<FigureStep> Steps)
{
    /// <summary>The most months that are shown one by one.</summary>
    public const int MostMonths = 36;

    /// <summary>Cuts days into steps.</summary>
    public static FigurePeriod Of(LocalDate from, LocalDate until, Faculty faculty)
    {
        if (until < from) throw new ArgumentException($"Expected a last day from {from:uuuu-MM-dd} on; got {until:uuuu-MM-dd}.", nameof(until));

        var months = ((until.Year - from.Year) * 12) + until.Month - from.Month + 1;
        var isByYear = months > MostMonths;
        var steps = new List<FigureStep>();
        for (var at = from; at <= until;)
        {
            var (end, label) = isByYear
                ? (FacultyYear.Of(at, faculty).Until, FacultyYear.Of(at, faculty).Text)
                : (at.With(DateAdjusters.EndOfMonth), MonthText(at));
            steps.Add(new FigureStep(new FigureSpan(at, LocalDate.Min(end, until)), label));
            at = end.PlusDays(1);
        }

        return new FigurePeriod(new FigureSpan(from, until), isByYear, steps);
    }

    /// <summary>The months from the one of a day on.</summary>
    public static IReadOnlyList<FigureStep> MonthsFrom(LocalDate day, int count) =>
    [
        .. Enumerable.Range(0, count).Select(month => day.With(DateAdjusters.StartOfMonth).PlusMonths(month))
            .Select(first => new FigureStep(new FigureSpan(first, first.With(DateAdjusters.EndOfMonth)), MonthText(first))),
    ];

    // « 1er mars 2027 » without its day.
    private static string MonthText(LocalDate day) => ParisTime.Text(day.With(DateAdjusters.StartOfMonth)).Split('\u00A0')[1];
}

/// <summary>A step of a period.</summary>
/// <param name="Span">Its days.</param>
/// <param name="Label">« mars 2027 », « 2026-2027 ».</param>
public sealed record FigureStep(FigureSpan Span, string Label);
