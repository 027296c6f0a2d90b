namespace Compagnon.Renewals;

/// <summary>What comes in the years of an agreement. The numbers stand in histories: they never change meaning.</summary>
public enum MilestoneKind
{
    /// <summary>A holder who owes a training session this year is reminded.</summary>
    TrainingReminder = 1,

    /// <summary>A year of the term is over: who has attended too few sessions in it is noted.</summary>
    TrainingYearOver = 2,

    /// <summary>The holder is invited to renew.</summary>
    Invitation = 3,

    /// <summary>A holder who has not answered is reminded.</summary>
    Reminder = 4,

    /// <summary>The holder and the department are told that it is about to lapse.</summary>
    LastNotice = 5,

    /// <summary>Its last day is over.</summary>
    End = 6,

    /// <summary>A suspension is over.</summary>
    Resumption = 7,

    /// <summary>The last day is over that its holder has chosen to give it up with.</summary>
    GivingUp = 8,
}

/// <summary>Something that comes in the years of an agreement.</summary>
/// <param name="Id">Unique on the agreement and deterministic: <c>1-reminder-2</c> (term, what, number).</param>
/// <param name="Kind">What.</param>
/// <param name="Number">Which of its kind, from 1; of training reminders: of its year.</param>
/// <param name="At">When, in UTC: mails at 9:00 in Paris on a day that is worked, ends at midnight.</param>
public sealed record Milestone(string Id, MilestoneKind Kind, int Number, DateTimeOffset At)
{
    /// <summary>The year of the term that it belongs to, from 1; 0 where it belongs to none.</summary>
    public int Year { get; init; }
}

/// <summary>What the watch does now, and when it looks again.</summary>
/// <param name="Due">What has come; null where nothing has.</param>
/// <param name="Passed">Ids of milestones that came together with a later one which says it all: they are not told any more.</param>
/// <param name="NextAt">When the next one comes; null where none does.</param>
public sealed record WatchStep(Milestone? Due, IReadOnlyList<string> Passed, DateTimeOffset? NextAt);
