using System.Globalization;

namespace Compagnon.Benchmarks;

/// <summary>Reads options of a command line.</summary>
internal static class Arguments
{
    /// <summary>The whole number from <paramref name="least"/> to <paramref name="most"/> that follows an option.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static int Number(string[] args, ref int i, int most, int least = 1)
    {
        var option = args[i];
        return ++i < args.Length && int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw new ArgumentException($"Expected a whole number from {least} to {most} after {option}.");
    }
}
