using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;

namespace Compagnon.Commissions;

/// <summary>What a session's workflow has to do next.</summary>
public abstract record SessionStep
{
    private SessionStep()
    {
    }

    /// <summary>Everybody is told that it was moved.</summary>
    public sealed record TellMoved : SessionStep;

    /// <summary>Its dossiers go to the next session and everybody is told.</summary>
    public sealed record Release : SessionStep;

    /// <summary>The agenda is closed and numbered.</summary>
    public sealed record CloseAgenda : SessionStep;

    /// <summary>The members are convened.</summary>
    public sealed record Convene : SessionStep;

    /// <summary>Those who owe an opinion are reminded.</summary>
    /// <param name="Number">1 for the first.</param>
    public sealed record RemindOpinions(int Number) : SessionStep;

    /// <summary>The chair is reminded of outcomes to record.</summary>
    /// <param name="Number">1 for the first.</param>
    public sealed record RemindOutcomes(int Number) : SessionStep;

    /// <summary>The minutes are made and go out.</summary>
    public sealed record Conclude : SessionStep;
}

/// <summary>A step and the moment from which it is due.</summary>
/// <param name="Step">What.</param>
/// <param name="At">When: in the past or now where it is due.</param>
public sealed record SessionMove(SessionStep Step, DateTimeOffset At);

/// <summary>When a session does what, in days of Europe/Paris. Pure.</summary>
public static class SessionSchedule
{
    private const int MorningHour = 9;

    /// <summary>What comes next; null where nothing more happens.</summary>
    /// <param name="session">The session.</param>
    /// <param name="rule">The faculty's rule of today.</param>
    /// <param name="isSettled">Whether every dossier on its agenda has an outcome, was put off or withdrawn.</param>
    /// <param name="now">The moment of asking.</param>
    /// <param name="calendar">When the faculty works: the convening and reminders keep to it; null where every day is worked.</param>
    public static SessionMove? Next(
        Session session, CommissionRule rule, bool isSettled, DateTimeOffset now, WorkCalendar? calendar = null)
    {
        if (session.ChangesTold < session.Changes)
            return new(session.State == SessionState.Cancelled ? new SessionStep.Release() : new SessionStep.TellMoved(), now);
        if (session.IsFinal) return null;

        if (session.State == SessionState.Open)
            return new(new SessionStep.CloseAgenda(), session.Closes < session.Starts ? session.Closes : session.Starts);
        if (session.Convened is null && now < session.Starts) return new(new SessionStep.Convene(), ConveningOf(session, rule, calendar));

        if (now < session.Starts
            && AssignmentSchedule.Next(
                session.Convened!.Value, session.Starts, rule.OpinionReminders, session.OpinionsReminded, now, calendar: calendar)
                is ScheduleStep.Reminder opinions)
        {
            return new(new SessionStep.RemindOpinions(opinions.Number), opinions.At);
        }

        if (isSettled) return new(new SessionStep.Conclude(), session.Starts);

        return AssignmentSchedule.Next(session.Starts, null, rule.OutcomeReminders, session.OutcomesReminded, now, calendar: calendar)
            is ScheduleStep.Reminder outcomes
            ? new(new SessionStep.RemindOutcomes(outcomes.Number), outcomes.At)
            : null;
    }

    // Early rather than late: whoever is convened has the days that the rule gives, or more.
    private static DateTimeOffset ConveningOf(Session session, CommissionRule rule, WorkCalendar? calendar)
    {
        var day = session.Date.PlusDays(-rule.ConveneDays);
        var working = calendar is null ? null : new WorkingDays(calendar);
        var morning = ParisTime.At(working?.PreviousWorkingDay(day) ?? day, MorningHour);
        if (morning > session.Closes) return morning;
        if (working?.IsWorkingDay(ParisTime.DayOf(session.Closes)) is not false) return session.Closes;

        var next = ParisTime.At(working.NextWorkingDay(ParisTime.DayOf(session.Closes)), MorningHour);
        return next < session.Starts ? next : session.Closes;
    }
}
