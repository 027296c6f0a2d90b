using System.Globalization;

namespace Compagnon.Benchmarks;

/// <summary>Figures with the bound that each must keep.</summary>
internal sealed class BoundTable
{
    private readonly List<(string What, string Figure, string Bound, bool? Kept)> rows = [];

    /// <summary>Whether each figure is printed as it comes, too; for what takes its time from one to the next. True by default.</summary>
    public bool TellsAtOnce { get; init; } = true;

    /// <summary>Whether every figure keeps its bound.</summary>
    public bool AllKept => rows.TrueForAll(row => row.Kept != false);

    /// <summary>A figure that is only told.</summary>
    public void Tell(string what, string figure) => Add((what, figure, "", null));

    /// <summary>A figure that must be at least so much.</summary>
    public void AtLeast(string what, double figure, double bound, string unit) =>
        Add((what, Text(figure, unit), "≥ " + Text(bound, unit), figure >= bound));

    /// <summary>A figure that must be at most so much.</summary>
    public void AtMost(string what, double figure, double bound, string unit) =>
        Add((what, Text(figure, unit), "≤ " + Text(bound, unit), figure <= bound));

    /// <summary>Prints the table.</summary>
    public void Print()
    {
        var first = rows.Max(row => row.What.Length);
        var second = rows.Max(row => row.Figure.Length);
        var third = rows.Max(row => row.Bound.Length);
        Console.WriteLine();
        foreach (var (what, figure, bound, kept) in rows)
        {
            var verdict = kept switch { true => "kept", false => "MISSED", null => "" };
            Console.WriteLine($"{what.PadRight(first)}  {figure.PadLeft(second)}  {bound.PadRight(third)}  {verdict}".TrimEnd());
        }
    }

    private static string Text(double value, string unit)
    {
        var digits = unit.Length == 0 && value % 1 == 0 ? "N0" : Math.Abs(value) >= 100 ? "N0" : Math.Abs(value) >= 10 ? "N1" : "N2";
        return value.ToString(digits, CultureInfo.InvariantCulture) + (unit.Length > 0 ? " " + unit : "");
    }

    private void Add((string What, string Figure, string Bound, bool? Kept) row)
    {
        rows.Add(row);
        if (TellsAtOnce) Console.WriteLine($"  {row.What}: {row.Figure}");
    }
}
