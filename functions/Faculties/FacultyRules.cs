using System.Text.RegularExpressions;
using Compagnon.Dossiers;
using FluentValidation;
using FluentValidation.Results;
using NodaTime.Text;

namespace Compagnon.Faculties;

/// <summary>What a faculty's procedure must keep to, one rule a line. Messages say what is expected and what stands there.</summary>
internal sealed partial class FacultyRules : AbstractValidator<Faculty>
{
    internal FacultyRules()
    {
        RuleFor(f => f.Id).Must(IsKey).WithMessage(KeyExpected);
        Text(RuleFor(f => f.Name), 200);
        Text(RuleFor(f => f.Department), 200);

        RuleFor(f => f.Departements).NotEmpty().WithMessage("expected at least one département");
        RuleForEach(f => f.Departements).Must(code => Departement.Find(code) is not null)
            .WithMessage("expected the code of a département, such as \"63\", \"2A\" or \"974\"; found \"{PropertyValue}\"");
        Unique(RuleFor(f => f.Departements), code => code, "");

        RuleFor(f => f.Mailbox).ChildRules(mailbox =>
        {
            Address(mailbox.RuleFor(m => m.Address));
            Text(mailbox.RuleFor(m => m.Name), 200);
            mailbox.RuleFor(m => m.Phone).Must(phone => phone is null || PhonePattern().IsMatch(phone))
                .WithMessage("expected a phone number, such as \"04 73 00 00 00\"; found \"{PropertyValue}\"");
        });

        foreach (var role in (StaffRole[])[StaffRole.Secretariat, StaffRole.Coordinator])
            RuleFor(f => f.People).Must(people => people.Any(p => p.Has(role)))
                .WithMessage($"expected at least one person with the role \"{role.ToString().ToLowerInvariant()}\"");
        Unique(RuleFor(f => f.People), person => person.Id, ".id");
        RuleForEach(f => f.People).ChildRules(person =>
        {
            person.RuleFor(p => p.Id).Must(IsKey).WithMessage(KeyExpected)
                .Must(id => id != Links.Link.Doctor).WithMessage("expected another id: \"doctor\" is the candidate's")
                .Must(id => !id.StartsWith(StaffMember.GroupPrefix, StringComparison.Ordinal))
                .WithMessage($"expected another id: those that begin with \"{StaffMember.GroupPrefix}\" are of people who are not listed");
            person.RuleFor(p => p.Roles).NotEmpty().WithMessage("expected at least one role");
            Unique(person.RuleFor(p => p.Roles), role => role.ToString().ToLowerInvariant(), "");
            Text(person.RuleFor(p => p.Name), 200);
            Address(person.RuleFor(p => p.Address));
        });

        GroupRules();

        RuleFor(f => f.Pieces).Must(pieces => pieces.Any(p => p.Required && p.IsFor(DossierKind.Candidacy)))
            .WithMessage("expected at least one piece that is required of candidacies")
            .Must(pieces => pieces.Count <= 30).WithMessage("expected at most 30 pieces");
        Unique(RuleFor(f => f.Pieces), piece => piece.Id, ".id");
        RuleForEach(f => f.Pieces).ChildRules(piece =>
        {
            piece.RuleFor(p => p.Id).Must(IsKey).WithMessage(KeyExpected);
            Text(piece.RuleFor(p => p.Label), 200);
            piece.RuleFor(p => p.Hint).Must(hint => hint.Length <= 500).WithMessage("expected at most 500 characters");
            piece.RuleFor(p => p.For).Must(kinds => kinds is not { Count: 0 }).WithMessage("expected at least one kind of dossier");
        });

        RuleFor(f => f.Eligibility).NotEmpty().WithMessage("expected at least one question")
            .Must(questions => questions.Count <= 20).WithMessage("expected at most 20 questions");
        Unique(RuleFor(f => f.Eligibility), question => question.Id, ".id");
        RuleForEach(f => f.Eligibility).ChildRules(question =>
        {
            question.RuleFor(q => q.Id).Must(IsKey).WithMessage(KeyExpected);
            Text(question.RuleFor(q => q.Question), 500);
            Text(question.RuleFor(q => q.Reason), 1000);
        });

        RuleFor(f => f.Term).ChildRules(term =>
        {
            Between(term.RuleFor(t => t.FirstYears), 1, 5, "years");
            Between(term.RuleFor(t => t.NextYears), 3, 5, "years");
        });

        RuleFor(f => f.Delays).ChildRules(DelaysRules);

        RuleFor(f => f.Charter).ChildRules(charter =>
        {
            Text(charter.RuleFor(c => c.Version), 20);
            charter.RuleFor(c => c.Text).NotEmpty().WithMessage("expected at least one paragraph");
            charter.RuleForEach(c => c.Text).NotEmpty().WithMessage("expected a paragraph; found an empty text");
        });

        Text(RuleFor(f => f.Appeal), 2000);

        CommissionRules();
        DecisionRules();
        VisitRules();
        CalendarRules();
        ShortageRules();
        RenewalRules();
        OfferRules();
        YearlyTargetRules();
        LegalRules();
        RuleFor(f => f.Targets!).ChildRules(TargetRules).When(f => f.Targets is not null);
    }

    private void GroupRules()
    {
        Unique(RuleFor(f => f.Groups!), group => group.Id.ToLowerInvariant(), ".id");
        RuleForEach(f => f.Groups).ChildRules(group =>
        {
            group.RuleFor(g => g.Id).Must(id => Guid.TryParseExact(id, "D", out _))
                .WithMessage("expected a group's object id, such as \"0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f\"; found \"{PropertyValue}\"");
            Text(group.RuleFor(g => g.Name), 200);
            group.RuleFor(g => g.Roles).NotEmpty().WithMessage("expected at least one role");
            Unique(group.RuleFor(g => g.Roles), role => role.ToString().ToLowerInvariant(), "");
        });
    }

    private static void DelaysRules(InlineValidator<Delays> delays)
    {
        Between(delays.RuleFor(d => d.ConfirmationDays), 1, 30, "days");
        Between(delays.RuleFor(d => d.CompletionDays), 7, 180, "days");
        Between(delays.RuleFor(d => d.LinkDays), 7, 365, "days");
        Steps(delays.RuleFor(d => d.ReviewReminders));
        Steps(delays.RuleFor(d => d.CompletionReminders));
        Steps(delays.RuleFor(d => d.DecisionReminders));
        delays.RuleForEach(d => d.CompletionReminders).Must((d, step) => step < d.CompletionDays)
            .WithMessage(d => $"expected a step before completionDays ({d.CompletionDays}); found {{PropertyValue}}");
        Between(delays.RuleFor(d => d.LastNoticeDays), 1, 30, "days");
        delays.RuleFor(d => d.LastNoticeDays).Must((d, days) => days < d.CompletionDays)
            .WithMessage(d => $"expected fewer days than completionDays ({d.CompletionDays}); found {{PropertyValue}}");
        delays.RuleFor(d => d.Extension!).ChildRules(extension =>
        {
            Between(extension.RuleFor(e => e.Days), 1, 90, "days");
            Between(extension.RuleFor(e => e.Times), 0, 5, "times");
            extension.When(e => e.Reminders is not null, () => Steps(extension.RuleFor(e => e.Reminders!)));
        }).When(d => d.Extension is not null);
    }

    private void DecisionRules()
    {
        RuleFor(f => f.Decisions).Must((f, rules) => f.Commission is not null || rules is not { Count: > 0 })
            .WithMessage("expected a commission beside it: these authorities decide on what a commission has concluded");
        RuleFor(f => f.People)
            .Must((f, people) => f.Decisions!.All(rule => rule.By != DecisionAuthority.Dean) || people.Any(person => person.Has(StaffRole.Dean)))
            .When(f => f.Decisions is not null)
            .WithMessage("expected at least one person with the role \"dean\", who signs by the rules in \"decisions\"");
        Unique(RuleFor(f => f.Decisions!), rule => rule.Cycle.ToString().ToLowerInvariant(), ".cycle");
        RuleForEach(f => f.Decisions).ChildRules(rule =>
        {
            Text(rule.RuleFor(r => r.Authority), 200);
            Steps(rule.RuleFor(r => r.Reminders));
        });
    }

    private void CommissionRules()
    {
        RuleFor(f => f.People).Must(people => people.Any(person => person.Has(StaffRole.Chair)))
            .When(f => f.Commission is not null)
            .WithMessage("expected at least one person with the role \"chair\", since there is a commission");
        RuleFor(f => f.Commission!.Quorum)
            .Must((f, quorum) => quorum >= 1 && quorum <= f.People.Count(person => person.SitsInCommission))
            .When(f => f.Commission is not null)
            .WithMessage(f =>
                $"expected 1 to {f.People.Count(person => person.SitsInCommission)}, as many as there are members; found {{PropertyValue}}");
        RuleFor(f => f.Commission!).ChildRules(commission =>
        {
            Text(commission.RuleFor(c => c.Name), 200);
            Between(commission.RuleFor(c => c.ConveneDays), 1, 60, "days");
            Between(commission.RuleFor(c => c.ConditionalMonths), 1, 12, "months");
            Between(commission.RuleFor(c => c.Minutes), 30, 480, "minutes");
            Steps(commission.RuleFor(c => c.OpinionReminders));
            Steps(commission.RuleFor(c => c.OutcomeReminders));
            commission.RuleForEach(c => c.OpinionReminders).Must((c, step) => step < c.ConveneDays)
                .WithMessage(c => $"expected a step before the session, of less than conveneDays ({c.ConveneDays}); found {{PropertyValue}}");
            commission.RuleFor(c => c.Sessions).NotEmpty().WithMessage("expected at least one session");
            Unique(
                commission.RuleFor(c => c.Sessions), session => LocalDatePattern.Iso.Format(session.Date), ".date",
                "; expected one session a day, since everybody knows a session by its day");
            commission.RuleForEach(c => c.Sessions).ChildRules(session =>
            {
                session.RuleFor(s => s.Time).Must(time => PlannedSession.TimePattern.Parse(time).Success)
                    .WithMessage("expected a time in Paris, such as \"14:30\"; found \"{PropertyValue}\"");
                session.RuleFor(s => s.Place).Must((s, place) => place.Length > 0 || s.Video.Length > 0)
                    .WithMessage("expected a place, or a video link")
                    .Must(place => place.Length <= 300).WithMessage("expected at most 300 characters");
                session.RuleFor(s => s.Video).Must(video => video.Length == 0 || PlannedSession.IsVideo(video))
                    .WithMessage("expected an address that begins with https://; found \"{PropertyValue}\"");
            });
            commission.RuleFor(c => c.Sessions).Custom((sessions, context) =>
            {
                var days = context.InstanceToValidate.ConveneDays;
                for (var i = 0; i < sessions.Count; i++)
                {
                    if (sessions[i].Closing.PlusDays(days) < sessions[i].Date) continue;
                    context.AddFailure(new ValidationFailure(
                        $"{context.PropertyPath}[{i}].closing",
                        $"expected a day more than conveneDays ({days}) before the session; "
                        + $"found \"{LocalDatePattern.Iso.Format(sessions[i].Closing)}\""));
                }
            });
        }).When(f => f.Commission is not null);
    }

    private const string KeyExpected =
        "expected 2 to 40 of a-z, 0-9 and -, beginning and ending with a letter or digit; found \"{PropertyValue}\"";

    private static bool IsKey(string id) => KeyPattern().IsMatch(id);

    private static void Text<T>(IRuleBuilder<T, string> rule, int longest) =>
        rule.Must(text => !string.IsNullOrWhiteSpace(text)).WithMessage("expected a text; found an empty one")
            .Must(text => text.Length <= longest).WithMessage($"expected at most {longest} characters");

    private static void Address<T>(IRuleBuilder<T, string> rule) =>
        rule.Must(MailAddress.IsValid).WithMessage("expected a mail address; found \"{PropertyValue}\"");

    private static void Between<T>(IRuleBuilder<T, int> rule, int least, int most, string unit) =>
        rule.InclusiveBetween(least, most).WithMessage($"expected {least} to {most} {unit}; found {{PropertyValue}}");

    private static void Steps<T>(IRuleBuilder<T, IReadOnlyList<int>> rule) =>
        rule.Must(steps => steps.Count > 0).WithMessage("expected at least one step, in days after the request")
            .Must(steps => steps.All(step => step is >= 1 and <= 365)).WithMessage("expected steps of 1 to 365 days")
            .Must(steps => steps.Zip(steps.Skip(1)).All(pair => pair.First < pair.Second))
            .WithMessage("expected steps that ascend, such as [7, 14, 28]");

    /// <summary>Points at the second of two equals, since that is the line to mend.</summary>
    private static void Unique<T, TItem>(
        IRuleBuilder<T, IReadOnlyList<TItem>> rule, Func<TItem, string> key, string member, string expected = "") =>
        rule.Custom((items, context) =>
        {
            if (items is null) return;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < items.Count; i++)
                if (!seen.Add(key(items[i])))
                    context.AddFailure(new ValidationFailure($"{context.PropertyPath}[{i}]{member}", $"stands twice: \"{key(items[i])}\"{expected}"));
        });

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^\+?[0-9][0-9 ]{6,20}\z")]
    private static partial Regex PhonePattern();
}
