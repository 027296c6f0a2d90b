using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Territories;
using Compagnon.Web;
using NodaTime;

namespace Compagnon.Figures;

/// <summary>Figures as they were asked for.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Errors">What is wrong with the days that were typed; the figures are this year's then.</param>
/// <param name="IsComplete">False while a list that they are made of is being built.</param>
public sealed record FoundFigures(FigureQuery Query, FacultyFigures Figures, FormErrors Errors, bool IsComplete)
{
    /// <summary>What the charts show, number by number.</summary>
    public IReadOnlyList<FigureTable> Tables { get; } = FigureTables.Of(Figures);

    /// <summary>One of the tables, by its id.</summary>
    public FigureTable Table(string id) => Tables.First(table => table.Id == id);
}

/// <summary>Reads the two lists that figures are made of, and no table beside.</summary>
public sealed class FigureDesk(WorkList work, AgreementList register, CommuneBook communes, TimeProvider time)
{
    /// <summary>Makes the figures of a faculty.</summary>
    public async Task<FoundFigures> ReadAsync(Faculty faculty, FigureQuery query, CancellationToken cancellation = default)
    {
        var listed = register.ReadAsync(faculty.Id, cancellation);
        var dossiers = await work.ReadAsync(faculty.Id, cancellation);
        var entries = await listed;

        var now = time.GetUtcNow();
        var today = ParisTime.DayOf(now);
        var agreements = entries.Lines.Select(entry => HeldAgreement.Of(entry, today)).ToList();
        var (period, errors) = query.PeriodOf(faculty, today, FirstDay(dossiers.Lines, agreements, today));
        var figures = FacultyFigures.Of(
            dossiers.Lines, agreements, new FigureQuestion(faculty, period, query.Kind, now), commune => communes.ZoneOf(commune, today));
        return new FoundFigures(query, figures, errors, dossiers.IsComplete && entries.IsComplete);
    }

    private static LocalDate FirstDay(IReadOnlyList<WorkLine> dossiers, List<HeldAgreement> agreements, LocalDate today)
    {
        var submitted = dossiers.Count > 0 ? ParisTime.DayOf(dossiers.Min(line => line.Submitted)) : today;
        var granted = agreements.Count > 0 ? agreements.Min(agreement => agreement.FirstDay) : today;
        return LocalDate.Min(submitted, granted);
    }
}
