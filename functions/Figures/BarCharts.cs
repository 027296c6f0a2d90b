using Compagnon.Agreements;
using Compagnon.Consoles;
using Microsoft.AspNetCore.Components;

namespace Compagnon.Figures;

/// <summary>Bars that lie: a row each for what has a name.</summary>
internal static class BarCharts
{
    private const double Left = 140, Row = 28, Bar = 16;

    /// <summary>Open dossiers by stage, those that are late at the end of the bar.</summary>
    internal static MarkupString Draw(IReadOnlyList<StageFigure> stages)
    {
        const double right = SvgPicture.Wide - 44;
        var picture = new SvgPicture("Dossiers en cours, par étape. Les nombres sont dans le tableau.", SvgPicture.Wide, (stages.Count * Row) + 8);
        var top = ChartScale.For(stages.Max(stage => stage.Count)).Top;
        double X(double count) => Left + ((right - Left) * count / top);
        for (var i = 0; i < stages.Count; i++)
        {
            var (stage, y) = (stages[i], 4 + (i * Row));
            var onTime = stage.Count - stage.Late;
            picture.Text(Left - 8, y + 17, stage.State.StageLabel(), "end")
                .Rect(Left, y + 5, X(onTime) - Left, Bar, SvgPicture.Solid)
                .Rect(X(onTime), y + 5, X(stage.Count) - X(onTime), Bar, SvgPicture.Hatched)
                .Text(X(stage.Count) + 6, y + 17, stage.Count.ToString("N0", FigureText.French), kind: "strong");
        }

        return picture.Line(Left, 4, Left, 4 + (stages.Count * Row), SvgPicture.Axis).Markup;
    }

    /// <summary>How long stages take: the median as a bar, what nine of ten keep to behind it, the faculty's aim as a mark.</summary>
    internal static MarkupString Draw(IReadOnlyList<DurationFigure> durations)
    {
        const double right = SvgPicture.Wide - 16;
        var bottom = 22 + (durations.Count * Row);
        var picture = new SvgPicture("Durée de chaque étape et durée totale, en jours. Les nombres sont dans le tableau.", SvgPicture.Wide, bottom + 24);
        var scale = ChartScale.For(durations.Max(it => Math.Max(it.Percentile90 ?? 0, Math.Max(it.Target, UsualDelay.Most))));
        double X(double days) => Left + ((right - Left) * days / scale.Top);

        var whole = 18 + ((durations.Count - 1) * Row);
        picture.Rect(X(UsualDelay.Least), whole, X(UsualDelay.Most) - X(UsualDelay.Least), Row, SvgPicture.Band)
            .Text((X(UsualDelay.Least) + X(UsualDelay.Most)) / 2, 12, "2 à 6 mois", "middle")
            .Line(X(UsualDelay.Least), 18, X(UsualDelay.Least), bottom, SvgPicture.Grid)
            .Line(X(UsualDelay.Most), 18, X(UsualDelay.Most), bottom, SvgPicture.Grid);
        foreach (var mark in scale.Marks) picture.Line(X(mark), bottom, X(mark), bottom + 4, SvgPicture.Axis).Text(X(mark), bottom + 18, $"{mark:0}", "middle");
        for (var i = 0; i < durations.Count; i++)
        {
            var (figure, y) = (durations[i], 18 + (i * Row));
            picture.Text(Left - 8, y + 18, FigureText.StageOf(figure.Stage), "end", figure.Stage is null ? "strong" : "");
            if (figure is { Median: { } median, Percentile90: { } most })
            {
                picture.Rect(Left, y + 6, X(median) - Left, Bar, SvgPicture.Solid)
                    .Rect(X(median), y + 10, X(most) - X(median), Bar / 2, SvgPicture.Hatched)
                    .Line(X(most), y + 6, X(most), y + 6 + Bar, SvgPicture.Axis);
            }

            if (figure.Target > 0) picture.Path(Diamond(X(figure.Target), y + 6 + (Bar / 2)), "aim");
        }

        return picture.Line(Left, bottom, right, bottom, SvgPicture.Axis).Line(Left, 18, Left, bottom, SvgPicture.Axis).Markup;
    }

    private static string Diamond(double x, double y) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"M{x - 6:0.#} {y:0.#}l6-7 6 7-6 7z");
}

/// <summary>What an agreement has taken until now, from submission to decision, without this system: 2 to 6 months, in days.</summary>
internal static class UsualDelay
{
    internal const int Least = 61, Most = 183;
}
