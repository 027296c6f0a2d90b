using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Renewals;

/// <summary>A semester of internships: from May to October, or from November to April. Pure.</summary>
/// <param name="From">Its first day: 1 May or 1 November.</param>
public readonly record struct Semester(LocalDate From)
{
    private static readonly LocalDatePattern MonthPattern = LocalDatePattern.CreateWithInvariantCulture("uuuu-MM");

    /// <summary>Its first month: <c>2027-05</c>.</summary>
    public string Id => MonthPattern.Format(From);

    /// <summary>« mai à octobre 2027 », « novembre 2027 à avril 2028 ».</summary>
    public string Text => From.Month == 5
        ? string.Create(CultureInfo.InvariantCulture, $"mai à octobre {From.Year}")
        : string.Create(CultureInfo.InvariantCulture, $"novembre {From.Year} à avril {From.Year + 1}");

    /// <summary>The semester that a day falls into.</summary>
    public static Semester Of(LocalDate day) => new(day.Month switch
    {
        < 5 => new LocalDate(day.Year - 1, 11, 1),
        < 11 => new LocalDate(day.Year, 5, 1),
        _ => new LocalDate(day.Year, 11, 1),
    });

    /// <summary>The semester with this id; null where it is none.</summary>
    public static Semester? Find(string id) =>
        MonthPattern.Parse(id) is { Success: true, Value: { Month: 5 or 11 } first } ? new Semester(first) : null;

    /// <summary>The semesters of which any day lies between two days, both included, oldest first.</summary>
    public static IEnumerable<Semester> Between(LocalDate from, LocalDate until)
    {
        for (var semester = Of(from); semester.From <= until; semester = new Semester(semester.From.PlusMonths(6))) yield return semester;
    }
}
