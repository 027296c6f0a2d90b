using FluentValidation;
using FluentValidation.Results;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Faculties;

/// <summary>
/// The years of an agreement, as a faculty lives them. Times are ISO 8601 periods of months, weeks or days before the last day:
/// <c>"P9M"</c>, <c>"P1W"</c>.
/// </summary>
/// <param name="Invitation">When the holder is invited to renew.</param>
/// <param name="Reminders">When the holder who has not answered is reminded, descending; each shorter than
/// <paramref name="Invitation"/>.</param>
/// <param name="LastNotice">When the holder and the department are told that it is about to lapse; shorter than the last
/// reminder.</param>
/// <param name="ExtendWhileDeciding">Whether an agreement whose renewal was handed over holds beyond its last day, until that is
/// decided.</param>
/// <param name="Conditional">The same times for an agreement under conditions, which is a year long at most; absent: three months
/// before, reminders one month and one week before.</param>
/// <param name="Training">What a holder owes each year; absent: one session, with reminders 9 and 11 months into the year.</param>
/// <param name="AmendmentVisit">Whether the training site is visited before an amendment for another address.</param>
public sealed record RenewalRule(
    string Invitation = "P9M",
    IReadOnlyList<string>? Reminders = null,
    string LastNotice = "P2D",
    bool ExtendWhileDeciding = true,
    RenewalTimes? Conditional = null,
    TrainingRule? Training = null,
    bool AmendmentVisit = false)
{
    /// <summary>The times that hold for an agreement.</summary>
    /// <param name="isConditional">Whether its term was granted under conditions.</param>
    public RenewalTimes TimesFor(bool isConditional) => isConditional
        ? Conditional ?? new RenewalTimes("P3M", ["P1M", "P1W"], "P2D")
        : new RenewalTimes(Invitation, Reminders ?? ["P6M", "P3M", "P1M", "P1W"], LastNotice);

    /// <summary>The training rule that holds, given or not.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TrainingRule TrainingRule => Training ?? new TrainingRule();
}

/// <summary>When a holder is invited to renew, reminded, and told for the last time: periods before the last day.</summary>
/// <param name="Invitation">When the holder is invited.</param>
/// <param name="Reminders">When a holder who has not answered is reminded, descending.</param>
/// <param name="LastNotice">When the holder and the department are told that it is about to lapse.</param>
public sealed record RenewalTimes(string Invitation, IReadOnlyList<string> Reminders, string LastNotice);

/// <summary>What a holder owes each year of a term, counted from its first day.</summary>
/// <param name="Sessions">How many training sessions: 0 to 5; 0 where nothing is owed.</param>
/// <param name="Reminders">How far into the year a holder with fewer is reminded, ascending: <c>"P9M"</c>.</param>
public sealed record TrainingRule(int Sessions = 1, IReadOnlyList<string>? Reminders = null)
{
    /// <summary>The steps that hold, given or not.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> ReminderSteps => Reminders ?? ["P9M", "P11M"];
}

/// <summary>Periods as faculties' files write them. Pure.</summary>
public static class Periods
{
    private static readonly LocalDate SomeDay = new(2027, 1, 1);

    /// <summary>A period of 1 day to 5 years in years, months, weeks and days; null where it is none.</summary>
    public static Period? Read(string text) =>
        PeriodPattern.NormalizingIso.Parse(text) is { Success: true, Value: { HasTimeComponent: false } period }
        && LengthOf(period) is >= 1 and <= 1827
            ? period
            : null;

    /// <summary>About how many days a period has: by which periods are compared.</summary>
    public static int LengthOf(Period period) => Period.Between(SomeDay, SomeDay + period, PeriodUnits.Days).Days;
}

internal sealed partial class FacultyRules
{
    private void RenewalRules()
    {
        RuleFor(f => f.Renewal!).Custom((renewal, context) =>
        {
            CheckTimes(context, context.PropertyPath, renewal.TimesFor(isConditional: false));
            if (renewal.Conditional is { } times) CheckTimes(context, $"{context.PropertyPath}.{nameof(renewal.Conditional)}", times);
        }).When(f => f.Renewal is not null);
        RuleFor(f => f.Renewal!.Training!).ChildRules(training =>
        {
            Between(training.RuleFor(t => t.Sessions), 0, 5, "sessions");
            training.RuleForEach(t => t.Reminders).Must(text => Periods.Read(text) is { } period && Periods.LengthOf(period) < 365)
                .WithMessage("expected a period shorter than a year, such as \"P9M\"; found \"{PropertyValue}\"");
            training.RuleFor(t => t.Reminders!).Must(steps => IsDescending([.. steps.Reverse()]))
                .WithMessage("expected steps that ascend, such as [\"P9M\", \"P11M\"]")
                .When(t => t.Reminders is not null);
        }).When(f => f.Renewal?.Training is not null);
    }

    private static void CheckTimes(ValidationContext<Faculty> context, string path, RenewalTimes times)
    {
        var all = new List<(string Path, string Text)> { ($"{path}.{nameof(times.Invitation)}", times.Invitation) };
        all.AddRange(times.Reminders.Select((text, i) => ($"{path}.{nameof(times.Reminders)}[{i}]", text)));
        all.Add(($"{path}.{nameof(times.LastNotice)}", times.LastNotice));
        var shortest = int.MaxValue;
        foreach (var (at, text) in all)
        {
            if (Periods.Read(text) is not { } period)
                context.AddFailure(new ValidationFailure(
                    at, $"expected a period of 1 day to 5 years, such as \"P9M\", \"P1W\" or \"P10D\"; found \"{text}\""));
            else if (Periods.LengthOf(period) >= shortest)
                context.AddFailure(new ValidationFailure(at, $"expected a period shorter than the one before it; found \"{text}\""));
            else
                shortest = Periods.LengthOf(period);
        }
    }

    private static bool IsDescending(IReadOnlyList<string> steps)
    {
        var lengths = steps.Select(Periods.Read).OfType<Period>().Select(Periods.LengthOf).ToList();
        return lengths.Zip(lengths.Skip(1)).All(pair => pair.First > pair.Second);
    }
}
