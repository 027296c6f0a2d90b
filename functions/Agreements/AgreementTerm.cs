using Compagnon.Assignments;
using Compagnon.Faculties;
using NodaTime;

namespace Compagnon.Agreements;

/// <summary>From when until when an agreement holds. Pure.</summary>
public static class AgreementTerm
{
    /// <summary>
    /// The term in years that a faculty grants: its first term, or its later one to a doctor who has held an agreement of this faculty.
    /// </summary>
    public static int YearsOf(Term term, bool isFirst) => isFirst ? term.FirstYears : term.NextYears;

    /// <summary>
    /// The first and the last day of an agreement of <paramref name="years"/> that was decided at <paramref name="decided"/>: from the
    /// day of the decision in Paris to the day before its anniversary. From a 29 February it ends, in a year without one, on 28 February.
    /// </summary>
    public static (LocalDate From, LocalDate Until) Of(DateTimeOffset decided, int years) => OfMonths(decided, 12 * years);

    /// <summary>
    /// The same of so many months; where the last month has no such day, it ends with that month.
    /// </summary>
    public static (LocalDate From, LocalDate Until) OfMonths(DateTimeOffset decided, int months) => OfMonths(ParisTime.DayOf(decided), months);

    /// <summary>The same from the day of the decision in Paris.</summary>
    public static (LocalDate From, LocalDate Until) OfMonths(LocalDate from, int months)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 1);
        var anniversary = from.PlusMonths(months);
        return (from, anniversary.Day == from.Day ? anniversary.PlusDays(-1) : anniversary);
    }
}
