using Compagnon.Agreements;
using Compagnon.Renewals;
using NodaTime;

namespace Compagnon.Trainings;

/// <summary>A year of a term, and what was attended in it.</summary>
/// <param name="From">Its first day.</param>
/// <param name="Until">Its last day.</param>
/// <param name="Owed">How many sessions are owed.</param>
/// <param name="Attended">How many are recorded.</param>
public sealed record TrainingYear(LocalDate From, LocalDate Until, int Owed, int Attended)
{
    /// <summary>Whether nothing is owed any more.</summary>
    public bool IsEnough => Attended >= Owed;

    /// <summary>The years of a term that have begun, the latest first. Pure.</summary>
    /// <param name="term">The term.</param>
    /// <param name="owed">How many sessions a year are owed.</param>
    /// <param name="trainings">What is recorded.</param>
    /// <param name="today">Today in Paris.</param>
    public static IReadOnlyList<TrainingYear> Of(GrantedTerm term, int owed, IReadOnlyList<Training> trainings, LocalDate today)
    {
        var years = new List<TrainingYear>();
        for (var year = 1; WatchSchedule.YearOf(term, year) is var (from, until) && from <= term.Until && from <= today; year++)
            years.Insert(0, new TrainingYear(from, until, owed, TrainingCount.In(trainings, from, until)));
        return years;
    }
}
