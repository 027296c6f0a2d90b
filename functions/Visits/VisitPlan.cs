using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using NodaTime;

namespace Compagnon.Visits;

/// <summary>How one dossier's training site is visited, as histories keep it.</summary>
/// <param name="Team">Who visits: a teacher or a pair.</param>
/// <param name="Rule">The faculty's rule.</param>
/// <param name="Region">Whose public holidays count where visits are made on working days only and the faculty has no calendar.</param>
/// <param name="Faculty">When the faculty works; null where its file does not say.</param>
public sealed record VisitPlan(VisitTeam Team, VisitRule Rule, HolidayRegion Region, WorkCalendar? Faculty = null)
{
    /// <summary>The days on which visits are made; null where any day will do.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public WorkCalendar? Calendar => Rule.WorkingDaysOnly ? Faculty ?? new WorkCalendar(Region, []) : null;

    /// <summary>The plan for a doctor; null where nobody visits.</summary>
    /// <param name="rule">The faculty's rule.</param>
    /// <param name="isFirst">Whether it is the doctor's first agreement with this faculty.</param>
    /// <param name="departement">Code of the département of practice.</param>
    /// <param name="calendar">When the faculty works; null where its file does not say.</param>
    public static VisitPlan? For(VisitRule rule, bool isFirst, string departement, WorkCalendar? calendar = null) =>
        rule.TeamFor(isFirst) is var team and not VisitTeam.None
            ? new VisitPlan(team, rule, HolidayRegions.Of(departement), calendar)
            : null;

    /// <summary>
    /// When everybody is reminded of a visit: days after <paramref name="opened"/>, ascending; those that are past are left out. One that
    /// would fall on a day on which the faculty does not work goes out on the last one before: the visit itself does not wait.
    /// </summary>
    /// <param name="slot">When the visit begins.</param>
    /// <param name="opened">When the date was agreed.</param>
    public IReadOnlyList<int> NoticesOf(VisitSlot slot, DateTimeOffset opened)
    {
        var from = ParisTime.DayOf(opened);
        var visited = Calendar is { } calendar ? new WorkingDays(calendar) : null;
        var worked = Faculty is { } faculty ? new WorkingDays(faculty) : null;
        return
        [
            .. Rule.NoticeDays
                .Select(days => visited?.Add(slot.At.Date, -days) ?? slot.At.Date.PlusDays(-days))
                .Select(day => worked?.PreviousWorkingDay(day) ?? day)
                .Select(day => Period.DaysBetween(from, day))
                .Where(days => days > 0)
                .Distinct()
                .Order(),
        ];
    }

    /// <summary>
    /// The moment at which a choice among dates ends: before the day of the last of them, on which nobody could get ready any more, and
    /// after a day on which the faculty works, where one is left.
    /// </summary>
    /// <param name="last">The last of the dates.</param>
    /// <param name="asked">When the choice is asked for.</param>
    public DateTimeOffset ChoiceEndsAt(VisitSlot last, DateTimeOffset asked)
    {
        var day = last.At.Date.PlusDays(-1);
        var worked = Faculty is { } faculty ? new WorkingDays(faculty).PreviousWorkingDay(day) : day;
        return ParisTime.StartOf((worked < ParisTime.DayOf(asked) ? day : worked).PlusDays(1));
    }
}

/// <summary>The input of the orchestration <see cref="Visit"/>.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Number">1 for its first visit.</param>
/// <param name="Plan">How it is made.</param>
public sealed record VisitRound(DossierKey Dossier, int Number, VisitPlan Plan);

/// <summary>Names of what the answers to a visit's steps keep (<see cref="Claim.Data"/>). They stand in tables: they never change meaning.</summary>
public static class VisitData
{
    /// <summary>Team: ids of those who are picked, the one who arranges the visit first; with spaces between.</summary>
    public const string Visitors = "visitors";

    /// <summary>Team: <c>yes</c> where whoever is picked only takes over the report of a visit that was made.</summary>
    public const string TakesOver = "takes-over";

    /// <summary>Offer: <c>yes</c> where a conflict of interest is declared.</summary>
    public const string Conflict = "conflict";

    /// <summary>Dates and confirmation: slots (<see cref="VisitSlot.ToString"/>), one a line.</summary>
    public const string Slots = "slots";

    /// <summary>Dates: <see cref="OnSite"/> or <see cref="Video"/>.</summary>
    public const string Way = "way";

    /// <summary>Dates, and an appointment that is made elsewhere: the address of the site, or of the video.</summary>
    public const string Place = "place";

    /// <summary>The doctor's choice: the slot.</summary>
    public const string Slot = "slot";

    /// <summary>A way: on site.</summary>
    public const string OnSite = "onSite";

    /// <summary>A way: by video.</summary>
    public const string Video = "video";
}

/// <summary>A way of visiting in French.</summary>
public static class VisitWays
{
    /// <summary>« sur place », « par visioconférence ».</summary>
    public static string Label(string way) => way == VisitData.Video ? "par visioconférence" : "sur place";
}
