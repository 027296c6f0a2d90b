using Compagnon.Assignments;
using Compagnon.Faculties;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Compagnon.Exports;

/// <summary>The days that an export is asked for, both included.</summary>
/// <param name="From">The first; null for all before.</param>
/// <param name="Until">The last; null for all after.</param>
public sealed record ExportPeriod(LocalDate? From, LocalDate? Until)
{
    /// <summary>Without an end on either side.</summary>
    public static ExportPeriod Whole { get; } = new(null, null);

    /// <summary>The first moment; null where there is none.</summary>
    public DateTimeOffset? Start => From is { } day ? ParisTime.StartOf(day) : null;

    /// <summary>The first moment behind it; null where there is none.</summary>
    public DateTimeOffset? End => Until is { } day ? ParisTime.StartOf(day.PlusDays(1)) : null;

    /// <summary>As people read it: « du 1er mars 2027 au 31 mars 2027 »; empty for everything.</summary>
    public string Text => (From, Until) switch
    {
        ({ } from, { } until) => $"du {ParisTime.Text(from)} au {ParisTime.Text(until)}",
        ({ } from, null) => $"à partir du {ParisTime.Text(from)}",
        (null, { } until) => $"jusqu’au {ParisTime.Text(until)}",
        _ => "",
    };

    /// <summary>Whether a day lies in it.</summary>
    public bool Has(LocalDate day) => !(day < From) && !(day > Until);

    /// <summary>Whether any day of a span lies in it.</summary>
    public bool Meets(LocalDate from, LocalDate until) => !(until < From) && !(from > Until);
}

/// <summary>
/// A table that the department downloads. A capability registers its own (<see cref="ConsoleExportRegistration.AddConsoleExport"/>): the page
/// of exports then shows it, and takes care of who may have it, of the journal and of the file.
/// </summary>
public abstract class ConsoleExport
{
    /// <summary>What names it in addresses and files: <c>a-z -</c>; unique.</summary>
    public abstract string Slug { get; }

    /// <summary>What people call it: « Dossiers ».</summary>
    public abstract string Title { get; }

    /// <summary>What it holds, in a sentence or two.</summary>
    public abstract string Explanation { get; }

    /// <summary>Its place on the page, ascending.</summary>
    public abstract int Order { get; }

    /// <summary>What happened on the days that may be asked for: « Transmis »; null where there is nothing to choose.</summary>
    public virtual string? PeriodLabel => null;

    /// <summary>Names of its columns: <c>a-z _</c>, as those of the import where they mean the same.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// Its rows, a cell for each column, written by <see cref="Web.CsvText"/> (days, moments, numbers). They are sent while they are read: hold
    /// a page of a table at most.
    /// </summary>
    /// <param name="faculty">Whose.</param>
    /// <param name="period">Which days; everything where <see cref="PeriodLabel"/> is null.</param>
    /// <param name="cancellation">Whoever asked has gone.</param>
    public abstract IAsyncEnumerable<IReadOnlyList<string>> RowsAsync(Faculty faculty, ExportPeriod period, CancellationToken cancellation);
}

/// <summary>Registers exports.</summary>
public static class ConsoleExportRegistration
{
    /// <summary>Adds a table to the page of exports.</summary>
    public static IServiceCollection AddConsoleExport<TExport>(this IServiceCollection services)
        where TExport : ConsoleExport => services.AddSingleton<ConsoleExport, TExport>();
}
