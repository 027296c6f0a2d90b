using System.Globalization;

namespace Compagnon.Imports;

/// <summary>Ascending line numbers as a short text: <c>2-501,503</c>. Pure.</summary>
public static class LineRanges
{
    /// <summary>Writes them.</summary>
    public static string Write(IReadOnlyList<int> lines)
    {
        var ranges = new List<(int From, int To)>();
        foreach (var line in lines)
        {
            if (ranges.Count > 0 && ranges[^1].To == line - 1) ranges[^1] = (ranges[^1].From, line);
            else ranges.Add((line, line));
        }

        return string.Join(',', ranges.Select(range => range.From == range.To
            ? string.Create(CultureInfo.InvariantCulture, $"{range.From}")
            : string.Create(CultureInfo.InvariantCulture, $"{range.From}-{range.To}")));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IEnumerable<int> Read(string text)
    {
        foreach (var range in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            for (var line = ends[0]; line <= ends[^1]; line++) yield return line;
        }
    }
}
