using Compagnon.Calendar;
using FluentValidation;
using FluentValidation.Results;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Faculties;

internal sealed partial class FacultyRules
{
    // A year in which nobody ever works would leave no day to move a delay to.
    private const int LongestClosing = 92, MostClosings = 60;

    private void CalendarRules()
    {
        RuleFor(f => f.Calendar!).ChildRules(ClosingRules).When(f => f.Calendar is not null);
        RuleFor(f => f.Commission!.Sessions).Custom((sessions, context) =>
        {
            var working = new WorkingDays(context.InstanceToValidate.Calendar!);
            for (var i = 0; i < sessions.Count; i++)
            {
                var date = sessions[i].Date;
                if (date.Year is < Holidays.FirstYear or > Holidays.LastYear || working.WhyClosed(date) is not { } why) continue;
                context.AddFailure(new ValidationFailure(
                    $"{context.PropertyPath}[{i}].date",
                    $"expected a day on which the faculty works; found \"{LocalDatePattern.Iso.Format(date)}\" ({why})"));
            }
        }).When(f => f.Commission?.Sessions is not null && f.Calendar?.Closed.All(period => period.From <= period.Until) is true);
    }

    private static void ClosingRules(InlineValidator<WorkCalendar> calendar)
    {
        calendar.RuleFor(c => c.Closed).Must(closed => closed.Count <= MostClosings)
            .WithMessage($"expected at most {MostClosings} periods")
            .Custom((closed, context) =>
            {
                for (var i = 0; i < closed.Count; i++)
                {
                    var days = Period.DaysBetween(closed[i].From, closed[i].Until) + 1;
                    if (days is >= 1 and <= LongestClosing) continue;
                    context.AddFailure(new ValidationFailure(
                        $"{context.PropertyPath}[{i}].until",
                        $"expected the first day or one of the {LongestClosing - 1} that follow it; "
                        + $"found \"{LocalDatePattern.Iso.Format(closed[i].Until)}\", "
                        + $"from \"{LocalDatePattern.Iso.Format(closed[i].From)}\""));
                }
            });
        calendar.RuleForEach(c => c.Closed).ChildRules(period => Text(period.RuleFor(p => p.Reason), 200));
    }
}
