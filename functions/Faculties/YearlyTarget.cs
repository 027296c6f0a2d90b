using FluentValidation;
using NodaTime;

namespace Compagnon.Faculties;

/// <summary>How many doctors a faculty means to agree for the first time in a year; its figures show how far it has come.</summary>
/// <param name="NewSupervisors">Doctors who hold no agreement of this faculty yet: 1 to 2000.</param>
/// <param name="FirstMonth">The month that its year begins with, on its first day: 1 to 12.</param>
public sealed record YearlyTarget(int NewSupervisors, int FirstMonth = YearlyTarget.September)
{
    /// <summary>What a year begins with where nothing is said.</summary>
    internal const int September = 9;
}

/// <summary>A faculty's year: twelve months from the first day of the month that its file names, else from 1 September. Pure.</summary>
/// <param name="From">Its first day.</param>
public readonly record struct FacultyYear(LocalDate From)
{
    /// <summary>Its last day.</summary>
    public LocalDate Until => From.PlusYears(1).PlusDays(-1);

    /// <summary>« 2026-2027 », or « 2027 » where it begins in January.</summary>
    public string Text => From.Month == 1 ? $"{From.Year}" : $"{From.Year}-{From.Year + 1}";

    /// <summary>The year before.</summary>
    public FacultyYear Previous => new(From.PlusYears(-1));

    /// <summary>The year of a faculty that a day lies in.</summary>
    public static FacultyYear Of(LocalDate day, Faculty faculty)
    {
        var month = faculty.YearlyTarget?.FirstMonth ?? Faculties.YearlyTarget.September;
        return new FacultyYear(new LocalDate(day.Month >= month ? day.Year : day.Year - 1, month, 1));
    }
}

internal sealed partial class FacultyRules
{
    private void YearlyTargetRules() => RuleFor(f => f.YearlyTarget!).ChildRules(target =>
    {
        Between(target.RuleFor(t => t.NewSupervisors), 1, 2000, "doctors");
        target.RuleFor(t => t.FirstMonth).InclusiveBetween(1, 12).WithMessage("expected a month, 1 to 12; found {PropertyValue}");
    }).When(f => f.YearlyTarget is not null);
}
