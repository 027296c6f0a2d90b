using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace Compagnon.Figures;

/// <summary>
/// A picture in the page, drawn by the server: 400 units wide, so that its texts are of a readable size on a telephone and on a desk. Colours
/// and strokes are the style sheet's, by classes.
/// </summary>
/// <param name="label">What it shows, for whoever does not see it.</param>
/// <param name="width">In units.</param>
/// <param name="height">In units.</param>
/// <param name="kind">Another class; empty for none.</param>
internal sealed class SvgPicture(string label, double width, double height, string kind = "")
{
    /// <summary>The width of charts.</summary>
    internal const double Wide = 400;

    private readonly StringBuilder body = new();

    /// <summary>Classes of what is drawn. Each differs from the others without its colour.</summary>
    internal const string Solid = "solid", Hatched = "hatched", Hollow = "hollow", Grid = "grid", Axis = "axis", Guide = "guide", Band = "band";

    internal SvgPicture Rect(double x, double y, double width, double height, string kind)
    {
        if (width > 0 && height > 0)
            body.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"/>");
        return this;
    }

    internal SvgPicture Line(double x1, double y1, double x2, double y2, string kind)
    {
        body.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"M{N(x1)} {N(y1)}L{N(x2)} {N(y2)}\"/>");
        return this;
    }

    internal SvgPicture Path(string d, string kind)
    {
        body.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"{d}\"/>");
        return this;
    }

    /// <summary>Writes a text.</summary>
    /// <param name="x">Where it begins, ends or has its middle.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="kind">Its class; empty for none.</param>
    internal SvgPicture Text(double x, double y, string text, string anchor = "start", string kind = "")
    {
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y)}\"")
            .Append(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")
            .Append(kind.Length == 0 ? "" : $" class=\"{kind}\"")
            .Append('>').Append(HtmlEncoder.Default.Encode(text)).Append("</text>");
        return this;
    }

    /// <summary>The picture's markup.</summary>
    internal MarkupString Markup => new(string.Create(
        CultureInfo.InvariantCulture,
        $"<svg class=\"chart{(kind.Length > 0 ? " " + kind : "")}\" viewBox=\"0 0 {N(width)} {N(height)}\" role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(label)}\">{body}</svg>"));

    private static string N(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A scale from 0 to a round number, with round steps. Pure.</summary>
/// <param name="Top">Its end, more than 0.</param>
/// <param name="Step">Between two of its marks.</param>
internal readonly record struct ChartScale(double Top, double Step)
{
    private const int MostMarks = 5;

    /// <summary>The marks, 0 first.</summary>
    internal IEnumerable<double> Marks
    {
        get
        {
            for (var mark = 0d; mark <= Top; mark += Step) yield return mark;
        }
    }

    /// <summary>A scale of whole numbers that holds a value.</summary>
    internal static ChartScale For(double most)
    {
        var top = Math.Max(1, most);
        var unit = Math.Pow(10, Math.Floor(Math.Log10(top)));
        foreach (var step in (double[])[unit / 10, unit / 5, unit / 4, unit / 2, unit, 2 * unit, 2.5 * unit, 5 * unit])
            if (step >= 1 && step == Math.Floor(step) && Math.Ceiling(top / step) <= MostMarks) return new(Math.Ceiling(top / step) * step, step);
        return new(Math.Ceiling(top / unit) * unit, unit);
    }
}
