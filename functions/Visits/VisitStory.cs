using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask;

namespace Compagnon.Visits;

/// <summary>The turns that <see cref="Visit"/> is told in. Deterministic: part of the orchestration.</summary>
internal sealed class VisitStory(TaskOrchestrationContext context, VisitRound round)
{
    private readonly Stage stage = new(context, round.Dossier, Visit.StageOf(round.Number), AssignmentKind.Visit);
    private readonly Dictionary<AssignmentKind, int> asked = [];

    // Those who have accepted and were not let go since.
    private readonly List<string> accepted = [];

    // Those who go, the one who arranges the visit first; none while there is no team.
    private List<string> visitors = [];

    // Whose calendars show the visit, and in which version.
    private List<string> invited = [];
    private int version;

    private Dictionary<string, string> news = new() { [MailData.VisitWhy] = VisitWhy.First };
    private Dictionary<string, string> where = [];
    private VisitSlot slot;
    private DateTimeOffset proposed;
    private bool isMade;
    private string lastStep = "";

    private VisitRule Rule => round.Plan.Rule;

    private string Lead => visitors[0];

    private string? Second => visitors.Count > 1 ? visitors[1] : null;

    public Task OpenAsync() => stage.OpenAsync();

    public async Task<VisitTurn> FindTeamAsync()
    {
        // Asked before anybody is let go, so that whoever had accepted need not be asked twice.
        var asking = isMade ? When(news) : news;
        var pick = await AskAsync(AssignmentKind.VisitTeam, null, MailTemplates.VisitTeamAsked, MailTemplates.VisitTeamReminder, asking);
        if (pick is null) return VisitTurn.Withdrawn;

        var picked = pick.Text(VisitData.Visitors).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        await LetGoAsync([.. accepted.Except(picked)], MailTemplates.VisitReleased);
        await EngageAsync(picked);

        var takesOver = isMade && pick.Text(VisitData.TakesOver).Length > 0;
        var offer = new Dictionary<string, string> { [MailData.Word] = pick.Word, [MailData.VisitPeople] = string.Join(' ', picked) };
        if (takesOver) offer[MailData.VisitWhy] = VisitWhy.TakesOver;
        var offered = picked.Except(accepted).ToList();
        var answers = await stage.AskAllAsync(
        [
            .. offered.Select(person => Step(
                AssignmentKind.VisitOffer,
                [person],
                MailTemplates.VisitOffer,
                MailTemplates.VisitOfferReminder,
                offer) with { DelayDays = Rule.OfferDays }),
        ]);
        if (answers is null) return VisitTurn.Withdrawn;

        accepted.AddRange(answers.Zip(offered).Where(pair => pair.First.Choice == Choices.Accepted).Select(pair => pair.Second));
        var declined = answers.Zip(offered).Where(pair => pair.First.Choice != Choices.Accepted).ToList();
        await EngageAsync(accepted);
        if (declined.Count > 0) return TeamAgain(declined);

        visitors = picked;
        news = new() { [MailData.VisitWhy] = takesOver ? VisitWhy.TakesOver : VisitWhy.First };
        return takesOver ? VisitTurn.Report : VisitTurn.Date;
    }

    public async Task<VisitTurn> AgreeOnDateAsync()
    {
        isMade = false;
        var dates = await stage.AskAsync(Step(
            AssignmentKind.VisitDates, [Lead], MailTemplates.VisitDatesAsked, MailTemplates.VisitDatesReminder, People(news)) with
        {
            DelayDays = Rule.Reminders[^1] + Rule.OfferDays,
        });
        if (dates is null) return VisitTurn.Withdrawn;
        if (dates.Choice == Choices.Gone) return await WithoutAsync(dates);
        if (dates.Choice != Choices.Done)
        {
            accepted.Remove(Lead);
            var again = TeamAgain([(dates, Lead)]);
            await EngageAsync(accepted);
            return again;
        }

        where = new()
        {
            [MailData.VisitWay] = dates.Text(VisitData.Way),
            [MailData.VisitPlace] = dates.Text(VisitData.Place),
            [MailData.Word] = dates.Word,
        };
        proposed = dates.At;
        var slots = VisitSlot.ReadAll(dates.Text(VisitData.Slots));
        if (Second is { } second)
        {
            var confirmed = await stage.AskAsync(DateStep(AssignmentKind.VisitConfirmation, [second], slots));
            if (confirmed is null) return VisitTurn.Withdrawn;
            if (confirmed.Choice == Choices.Gone) return await WithoutAsync(confirmed);
            if (confirmed.Choice != Choices.Done) return DatesAgain(VisitWhy.Second, confirmed);
            slots = VisitSlot.ReadAll(confirmed.Text(VisitData.Slots));
        }

        var choice = await stage.AskAsync(DateStep(AssignmentKind.VisitSlot, null, slots));
        if (choice is null) return VisitTurn.Withdrawn;
        if (choice.Choice == Choices.Gone) return await WithoutAsync(choice);
        if (choice.Choice != Choices.Done || VisitSlot.Read(choice.Text(VisitData.Slot)) is not { } picked)
            return DatesAgain(VisitWhy.NoneSuits, choice);

        slot = picked;
        return VisitTurn.Appointment;
    }

    public async Task<VisitTurn> KeepAppointmentAsync()
    {
        invited = [Link.Doctor, .. visitors, .. await CoordinatorsAsync()];
        invited = [.. invited.Distinct(StringComparer.Ordinal)];
        // The dates were proposed for the place of that day.
        var place = await context.CallActivityAsync<string?>(
            VisitActivities.FindNewPlace, new PlaceSince(round.Dossier, proposed), Retries.Patient);
        if (place is not null && where[MailData.VisitWay] == VisitData.OnSite) where[MailData.VisitPlace] = place;
        var answer = await stage.AskAsync(Step(
            AssignmentKind.VisitAppointment, invited, MailTemplates.VisitAgreed, MailTemplates.VisitComing, Invitation()) with
        {
            Reminders = round.Plan.NoticesOf(slot, context.CurrentUtcDateTime),
            DueAt = slot.Start.AddMinutes(Rule.Minutes),
        });
        version++;
        if (answer is null) return VisitTurn.Withdrawn;
        if (answer.Choice == Choices.Deadline)
        {
            (invited, isMade) = ([], true);
            return VisitTurn.Report;
        }

        if (answer.Choice == Choices.Relocated)
        {
            where = new()
            {
                [MailData.VisitWay] = where[MailData.VisitWay],
                [MailData.VisitPlace] = answer.Text(VisitData.Place),
                [MailData.VisitWhy] = VisitWhy.Relocated,
            };
            proposed = answer.At;
            return VisitTurn.Appointment;
        }

        if (answer.Choice == Choices.Gone) invited = [.. invited.Except(VisitStatus.GoneOf(answer))];
        await CancelAsync(MailTemplates.VisitMoved, answer);
        if (answer.Choice == Choices.Gone) return await WithoutAsync(answer);
        return DatesAgain(VisitWhy.Moved, answer);
    }

    public async Task<VisitTurn> ReportAsync()
    {
        var report = await AskAsync(
            AssignmentKind.VisitReport, [Lead], MailTemplates.VisitReportAsked, MailTemplates.VisitReportReminder, When(news), Rule.ReportReminders);
        if (report is null) return VisitTurn.Withdrawn;
        if (report.Choice == Choices.Gone) return await WithoutAsync(report);
        if (report.Choice != Choices.Done) return DatesAgain(VisitWhy.NotMade, report);
        return Second is null ? VisitTurn.Reported : VisitTurn.Signature;
    }

    public async Task<VisitTurn> SignAsync()
    {
        var signature = await AskAsync(
            AssignmentKind.VisitSignature, [Second!], MailTemplates.VisitSignatureAsked, MailTemplates.VisitSignatureReminder, When([]));
        if (signature is null) return VisitTurn.Withdrawn;
        if (signature.Choice == Choices.Gone) return await WithoutAsync(signature);
        if (signature.Choice == Choices.Done) return VisitTurn.Reported;

        news = new() { [MailData.VisitWhy] = VisitWhy.Returned, [MailData.VisitBy] = signature.By, [MailData.Word] = signature.Word };
        return VisitTurn.Report;
    }

    public async Task<Claim> EndAsync(VisitTurn end)
    {
        var claim = await stage.EndAsync(end == VisitTurn.Reported ? Choices.Done : Choices.Cancelled);
        if (claim.Choice == Choices.Withdrawn)
        {
            var told = invited.ToList();
            if (told.Count > 0) await CancelAsync(MailTemplates.VisitCancelled, claim);
            await LetGoAsync([.. accepted.Except(told)], MailTemplates.VisitReleased);
        }
        else
        {
            await context.CallActivityAsync(VisitActivities.SealVisit, new VisitKey(round.Dossier, stage.Id), Retries.Patient);
        }

        await EngageAsync([]);
        return claim;
    }

    // Whoever has left is not told: there is nobody to tell.
    private async Task<VisitTurn> WithoutAsync(Claim answer)
    {
        var gone = VisitStatus.GoneOf(answer);
        accepted.RemoveAll(gone.Contains);
        await EngageAsync(accepted);
        return TeamAgain([.. gone.Select(person => (answer, person))]);
    }

    private VisitTurn TeamAgain(IReadOnlyList<(Claim Answer, string Person)> declined)
    {
        visitors = [];
        news = new()
        {
            [MailData.VisitWhy] = isMade ? VisitWhy.Unreported : VisitWhy.Declined,
            [MailData.VisitNews] = string.Join('\n', declined.Select(pair => $"{pair.Person} {pair.Answer.Choice} {OneLine(pair.Answer.Word)}")),
        };
        return VisitTurn.Team;
    }

    private VisitTurn DatesAgain(string why, Claim answer)
    {
        news = new()
        {
            [MailData.VisitWhy] = answer.Choice == Choices.Deadline ? VisitWhy.Silence : why,
            [MailData.VisitBy] = answer.By,
            [MailData.Word] = answer.Word,
        };
        return VisitTurn.Date;
    }

    private async Task<IReadOnlyList<string>> CoordinatorsAsync()
    {
        if (!Rule.InviteCoordinator) return [];

        var people = await context.CallActivityAsync<DepartmentPeople>(AssignmentActivities.ReadPeople, round.Dossier, Retries.Patient);
        return people.Of(StaffRole.Coordinator);
    }

    private async Task CancelAsync(string template, Claim answer)
    {
        var data = Invitation();
        data[MailData.Word] = answer.Word;
        data[MailData.VisitBy] = answer.By;
        if (answer.Choice == Choices.Gone) data[MailData.VisitWhy] = VisitWhy.Gone;
        var told = invited;
        invited = [];
        await TellAsync(told, template, data);
        version++;
    }

    // In the stage's own words, and only those who said that they would go.
    private async Task LetGoAsync(IReadOnlyList<string> people, string template)
    {
        accepted.RemoveAll(people.Contains);
        await TellAsync(people, template, []);
    }

    private async Task TellAsync(IReadOnlyList<string> people, string template, Dictionary<string, string> data)
    {
        // The step that was asked last numbers the fact: a visit may be moved, and somebody let go, more than once.
        foreach (var person in people)
        {
            await context.CallActivityAsync(
                Outbox.PostMail,
                new MailPosting(
                    round.Dossier,
                    $"{lastStep}-{template["visit-".Length..]}-{person}",
                    template,
                    person,
                    new Dictionary<string, string>(data) { [MailData.Assignment] = lastStep }),
                Retries.Patient);
        }
    }

    private Task EngageAsync(IReadOnlyList<string> people) => context.CallActivityAsync(
        VisitActivities.EngageVisitors, new EngagedVisitors(round.Dossier, [.. people]), Retries.Patient);

    private Task<Claim?> AskAsync(
        AssignmentKind kind,
        IReadOnlyList<string>? named,
        string template,
        string reminder,
        Dictionary<string, string> data,
        IReadOnlyList<int>? reminders = null) =>
        stage.AskAsync(Step(kind, named, template, reminder, data) with { Reminders = reminders ?? Rule.Reminders });

    private AssignmentRound DateStep(AssignmentKind kind, IReadOnlyList<string>? named, IReadOnlyList<VisitSlot> slots)
    {
        var (template, reminder) = kind == AssignmentKind.VisitSlot
            ? (MailTemplates.VisitSlotAsked, MailTemplates.VisitSlotReminder)
            : (MailTemplates.VisitConfirmationAsked, MailTemplates.VisitConfirmationReminder);
        return Step(kind, named, template, reminder, People(where, slots)) with
        {
            DueAt = slots.Count == 0 ? context.CurrentUtcDateTime : round.Plan.ChoiceEndsAt(slots.Max(), context.CurrentUtcDateTime),
        };
    }

    private AssignmentRound Step(
        AssignmentKind kind, IReadOnlyList<string>? named, string template, string reminder, Dictionary<string, string> data)
    {
        var number = asked[kind] = asked.GetValueOrDefault(kind) + 1;
        lastStep = string.Create(CultureInfo.InvariantCulture, $"{stage.Id}-{NameOf(kind)}-{number}");
        return new AssignmentRound(
            round.Dossier, lastStep, kind, Rule.Reminders, DelayDays: null, template, reminder, data, named, stage.Id, Calendar: round.Plan.Faculty,
            Needed: kind switch { AssignmentKind.VisitTeam => null, AssignmentKind.VisitOffer => named, _ => visitors });
    }

    private Dictionary<string, string> Invitation() => When(new Dictionary<string, string>(where)
    {
        [MailData.VisitStage] = stage.Id,
        [MailData.VisitVersion] = version.ToString(CultureInfo.InvariantCulture),
        [MailData.VisitMinutes] = Rule.Minutes.ToString(CultureInfo.InvariantCulture),
    });

    private Dictionary<string, string> When(Dictionary<string, string> data) => People(data, [slot]);

    private Dictionary<string, string> People(Dictionary<string, string> data, IReadOnlyList<VisitSlot>? slots = null) =>
        new(data)
        {
            [MailData.VisitPeople] = string.Join(' ', visitors),
            [MailData.VisitSlots] = string.Join('\n', slots ?? []),
        };

    private static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static string NameOf(AssignmentKind kind) => kind switch
    {
        AssignmentKind.VisitTeam => "team",
        AssignmentKind.VisitOffer => "offer",
        AssignmentKind.VisitDates => "dates",
        AssignmentKind.VisitConfirmation => "confirm",
        AssignmentKind.VisitSlot => "slot",
        AssignmentKind.VisitAppointment => "meeting",
        AssignmentKind.VisitReport => "report",
        AssignmentKind.VisitSignature => "signature",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a step of a visit."),
    };
}
