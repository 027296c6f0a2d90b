using System.Globalization;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Compagnon.Figures;

/// <summary>One of the numbers that each step has.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Kind">A class of <see cref="SvgPicture"/>.</param>
/// <param name="Values">One for each step; null where there is none yet.</param>
internal sealed record ChartSeries(string Name, string Kind, IReadOnlyList<int?> Values);

/// <summary>Columns over time, side by side or one on another, with lines above them.</summary>
/// <param name="Label">What it shows.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Series">What is drawn as columns.</param>
/// <param name="IsStacked">Whether columns of a step stand on one another.</param>
/// <param name="Aim">A number that is to be reached evenly by the last step; 0 for none.</param>
internal sealed record ColumnChart(
    string Label, IReadOnlyList<FigureStep> Steps, IReadOnlyList<ChartSeries> Series, bool IsStacked = false, int Aim = 0)
{
    private const double Left = 38, Top = 16, Bottom = 180, Right = SvgPicture.Wide - 4, Height = 216;
    private const double WidestColumn = 26;

    private static readonly string[] ShortMonths =
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

    /// <summary>The drawing.</summary>
    internal MarkupString Draw()
    {
        var picture = new SvgPicture(Label + " Les nombres sont dans le tableau.", SvgPicture.Wide, Height);
        var scale = ChartScale.For(Math.Max(Aim, Most()));
        double Y(double value) => Bottom - ((Bottom - Top) * value / scale.Top);
        foreach (var mark in scale.Marks)
            picture.Line(Left, Y(mark), Right, Y(mark), mark == 0 ? SvgPicture.Axis : SvgPicture.Grid)
                .Text(Left - 6, Y(mark) + 4, mark.ToString("N0", FigureText.French), "end");

        var wide = (Right - Left) / Steps.Count;
        var columns = IsStacked ? 1 : Series.Count;
        var column = Math.Min(WidestColumn, wide * .8 / columns);
        for (var i = 0; i < Steps.Count; i++)
        {
            var (x, under) = (Left + (wide * (i + .5)) - (column * columns / 2), 0);
            foreach (var series in Series)
            {
                var value = series.Values[i] ?? 0;
                picture.Rect(x, Y(under + value), column, Y(under) - Y(under + value), series.Kind);
                if (IsStacked) under += value;
                else x += column;
            }
        }

        if (Aim > 0) picture.Line(Left, Y(0), Right, Y(Aim), SvgPicture.Guide);
        WriteSteps(picture, wide);
        return picture.Markup;
    }

    private double Most() => IsStacked
        ? Enumerable.Range(0, Steps.Count).Max(i => Series.Sum(series => series.Values[i] ?? 0))
        : Series.SelectMany(series => series.Values).Max() ?? 0;

    // Month above, year below where it begins: as many as there is room for.
    private void WriteSteps(SvgPicture picture, double wide)
    {
        var isByMonth = Steps[0].Span.Until < Steps[0].Span.From.PlusMonths(1);
        var every = Steps.Count switch { <= 8 => 1, <= 14 => 2, <= 24 => 4, _ => 6 };
        for (var i = 0; i < Steps.Count; i += every)
        {
            var (x, first) = (Left + (wide * (i + .5)), Steps[i].Span.From);
            if (!isByMonth)
            {
                picture.Text(x, Bottom + 16, Steps[i].Label, "middle");
                continue;
            }

            picture.Text(x, Bottom + 16, ShortMonths[first.Month - 1], "middle");
            if (i == 0 || first.Year != Steps[i - every].Span.From.Year)
                picture.Text(x, Bottom + 31, first.Year.ToString(CultureInfo.InvariantCulture), "middle");
        }
    }
}
