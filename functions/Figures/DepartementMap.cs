using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Compagnon.Faculties;
using Microsoft.AspNetCore.Components;

namespace Compagnon.Figures;

/// <summary>
/// The outlines of the départements of metropolitan France and Corsica (<c>departements.csv</c>; its source is named in
/// docs/adr/0011), and a map of those of a faculty with their neighbours. What lies overseas is drawn as a square.
/// </summary>
internal static partial class DepartementMap
{
    private const double Margin = 60;
    private const double Square = 84, Gap = 10;
    private const string Resource = "departements.csv";

    private static readonly FrozenDictionary<string, Outline> Outlines = Read().ToFrozenDictionary(outline => outline.Code, StringComparer.Ordinal);

    /// <summary>Draws the départements of a faculty: the number in each, and darker the more there are.</summary>
    internal static MarkupString Draw(IReadOnlyList<PlaceFigure> places)
    {
        var own = places.Where(place => Outlines.ContainsKey(place.Code)).ToList();
        var elsewhere = places.Where(place => !Outlines.ContainsKey(place.Code)).ToList();
        var most = Math.Max(1, places.Max(place => place.Supervisors));
        var frame = own.Count > 0 ? Frame(own.Select(place => Outlines[place.Code])) : default;
        var scale = own.Count > 0 ? SvgPicture.Wide / frame.Width : 1;
        var height = own.Count > 0 ? frame.Height * scale : 0;
        var picture = new SvgPicture(
            "Carte : maîtres de stage par département. Les nombres sont dans le tableau.",
            SvgPicture.Wide,
            height + (elsewhere.Count > 0 ? Square + Gap : 0),
            "map");

        var codes = own.Select(place => place.Code).ToHashSet(StringComparer.Ordinal);
        var around = codes.SelectMany(code => Outlines[code].Neighbours).Where(code => !codes.Contains(code)).Distinct(StringComparer.Ordinal);
        foreach (var code in around) picture.Path(Outlines[code].PathIn(frame, scale), "around");
        foreach (var place in own) picture.Path(Outlines[place.Code].PathIn(frame, scale), $"level-{Level(place, most)}");
        foreach (var place in own)
        {
            var (x, y) = Outlines[place.Code].Middle;
            Write(picture, (x - frame.X) * scale, (y - frame.Y) * scale, place);
        }

        for (var i = 0; i < elsewhere.Count; i++)
        {
            var x = i * (Square + Gap);
            picture.Rect(x + 1, height + Gap, Square - 2, Square - 2, $"level-{Level(elsewhere[i], most)}");
            Write(picture, x + (Square / 2), height + Gap + (Square / 2), elsewhere[i]);
        }

        return picture.Markup;
    }

    /// <summary>Whether a département has an outline.</summary>
    internal static bool Has(string code) => Outlines.ContainsKey(code);

    // 0 for none; else a third, two thirds, all of the most.
    private static int Level(PlaceFigure place, int most) => (int)Math.Ceiling(3d * place.Supervisors / most);

    private static void Write(SvgPicture picture, double x, double y, PlaceFigure place) => picture
        .Text(x, y, place.Supervisors.ToString("N0", FigureText.French), "middle", "strong halo")
        .Text(x, y + 15, place.Code, "middle", "halo");

    private static Box Frame(IEnumerable<Outline> outlines)
    {
        var points = outlines.SelectMany(outline => outline.Rings).SelectMany(ring => ring).ToList();
        var (left, top) = (points.Min(point => point.X) - Margin, points.Min(point => point.Y) - Margin);
        return new Box(left, top, points.Max(point => point.X) + Margin - left, points.Max(point => point.Y) + Margin - top);
    }

    private static IEnumerable<Outline> Read()
    {
        using var stream = typeof(DepartementMap).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The app was built without {Resource}.");
        using var reader = new StreamReader(stream);
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var cells = line.TrimEnd('\r').Split(';');
            yield return new Outline(cells[0], RingsOf(cells[1]), cells[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    // « M » and a point, « l » and steps, « z »: nothing else stands in the file.
    private static List<IReadOnlyList<(double X, double Y)>> RingsOf(string path)
    {
        var rings = new List<IReadOnlyList<(double X, double Y)>>();
        foreach (var part in path.Split('z', StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = NumberPattern().Matches(part).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture)).ToList();
            var ring = new List<(double X, double Y)> { (numbers[0], numbers[1]) };
            for (var i = 2; i + 1 < numbers.Count; i += 2) ring.Add((ring[^1].X + numbers[i], ring[^1].Y + numbers[i + 1]));
            rings.Add(ring);
        }

        return rings;
    }

    [GeneratedRegex("-?[0-9]+")]
    private static partial Regex NumberPattern();

    private readonly record struct Box(double X, double Y, double Width, double Height);

    /// <summary>A département's outline.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Rings">The mainland and its islands.</param>
    /// <param name="Neighbours">Codes of those that it borders on.</param>
    private sealed record Outline(string Code, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Rings, IReadOnlyList<string> Neighbours)
    {
        /// <summary>The middle of its largest part.</summary>
        internal (double X, double Y) Middle { get; } = MiddleOf(Rings.MaxBy(ring => Math.Abs(AreaOf(ring)))!);

        internal string PathIn(Box frame, double scale)
        {
            var text = new System.Text.StringBuilder();
            foreach (var ring in Rings)
            {
                var (x, y) = (0, 0);
                for (var i = 0; i < ring.Count; i++)
                {
                    // Tenths as whole numbers first: steps that are rounded one by one would end beside where they began.
                    var (atX, atY) = ((int)Math.Round((ring[i].X - frame.X) * scale * 10), (int)Math.Round((ring[i].Y - frame.Y) * scale * 10));
                    text.Append(i switch { 0 => "M", 1 => "l", _ => " " })
                        .Append(CultureInfo.InvariantCulture, $"{(atX - x) / 10d} {(atY - y) / 10d}");
                    (x, y) = (atX, atY);
                }

                text.Append('z');
            }

            return text.ToString();
        }

        private static double AreaOf(IReadOnlyList<(double X, double Y)> ring) =>
            Corners(ring).Sum(pair => (pair.A.X * pair.B.Y) - (pair.B.X * pair.A.Y)) / 2;

        private static (double X, double Y) MiddleOf(IReadOnlyList<(double X, double Y)> ring)
        {
            var area = AreaOf(ring);
            double Mean(Func<(double X, double Y), double> of) => Corners(ring)
                .Sum(pair => (of(pair.A) + of(pair.B)) * ((pair.A.X * pair.B.Y) - (pair.B.X * pair.A.Y))) / (6 * area);
            return (Mean(point => point.X), Mean(point => point.Y));
        }

        private static IEnumerable<((double X, double Y) A, (double X, double Y) B)> Corners(IReadOnlyList<(double X, double Y)> ring) =>
            ring.Zip(ring.Skip(1).Append(ring[0]), (a, b) => (a, b));
    }
}
