namespace Compagnon.Figures;

/// <summary>Percentiles as a spreadsheet's MEDIANE and CENTILE.INCLURE give them. Pure.</summary>
public static class Percentile
{
    /// <summary>
    /// The value below which so much of a list lies, between two values in proportion; null of an empty list.
    /// </summary>
    /// <param name="sorted">In ascending order.</param>
    /// <param name="share">0 to 1: 0.5 is the median.</param>
    public static double? Of(IReadOnlyList<double> sorted, double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (sorted.Count == 0) return null;

        var place = share * (sorted.Count - 1);
        var below = (int)place;
        var next = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((sorted[next] - sorted[below]) * (place - below));
    }
}
