using System.Security.Cryptography;
using System.Text;
using Compagnon.Dossiers;
using Compagnon.Links;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Trainings;

/// <summary>A training session that a supervisor attended.</summary>
/// <param name="Faculty">The faculty that keeps it.</param>
/// <param name="Rpps">The supervisor's national number.</param>
/// <param name="Day">The day of the session.</param>
/// <param name="Title">What it was about: 1 to <see cref="LongestTitle"/> characters.</param>
/// <param name="Minutes">How long it took: 30 to <see cref="MostMinutes"/>.</param>
/// <param name="By">Who recorded it: <see cref="Link.Doctor"/>, or the id of the staff member who sent the organiser's list.</param>
/// <param name="At">When it was recorded.</param>
public sealed record Training(string Faculty, string Rpps, LocalDate Day, string Title, int Minutes, string By, DateTimeOffset At)
{
    /// <summary>The longest title, in characters.</summary>
    public const int LongestTitle = 200;

    /// <summary>The shortest session, in minutes.</summary>
    public const int FewestMinutes = 30;

    /// <summary>The longest session of one day, in minutes.</summary>
    public const int MostMinutes = 12 * 60;

    /// <summary>
    /// What names it among the sessions of one supervisor: its day, and its title whatever its case and spaces. The same session
    /// has the same id, whoever records it.
    /// </summary>
    public string Id => $"{LocalDatePattern.Iso.Format(Day)}~{Print(Title)}";

    /// <summary>Whether its supervisor recorded it; else an organiser's list did.</summary>
    public bool IsOwn => By == Link.Doctor;

    /// <summary>How long it took, as people read it: « 3 h », « 3 h 30 ».</summary>
    public string LengthText => Minutes % 60 == 0
        ? $"{Minutes / 60}\u00A0h"
        : Minutes < 60 ? $"{Minutes}\u00A0min" : $"{Minutes / 60}\u00A0h\u00A0{Minutes % 60:00}";

    private static string Print(string title)
    {
        var plain = PersonName.Clean(title).ToLowerInvariant();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)))[..16];
    }
}

/// <summary>What is counted of trainings. Pure.</summary>
public static class TrainingCount
{
    /// <summary>
    /// How many sessions were attended from a day to another, both included: what was recorded twice for one day, by the organiser and by
    /// the supervisor in other words, counts once.
    /// </summary>
    public static int In(IEnumerable<Training> trainings, LocalDate from, LocalDate until) =>
        trainings.Where(training => training.Day >= from && training.Day <= until).Select(training => training.Day).Distinct().Count();
}
