using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Decisions;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.DurableTask;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Visits;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace Compagnon.Tests.Agreements.Ways;

/// <summary>One dossier goes one way: the product's orchestrations on the engine, in a <see cref="World"/> in memory.</summary>
internal sealed class Walk : IAsyncDisposable
{
    // More than the longest way takes of those who answer well.
    private const int MostTurns = 150;

    private static readonly DateTimeOffset Monday = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly Way way;
    private readonly EmulatorClock clock = new(real: new StandingTime());
    private readonly World world;
    private readonly DurableEngine engine;
    private readonly DurableTaskClient client;
    private readonly List<EndedHistory> histories = [];

    private Walk(Way way)
    {
        (this.way, world) = (way, new World(way, clock));
        var tasks = new DurableTaskRegistry();
        tasks.AddOrchestratorFunc<object?, AgreementOutcome>(Agreement.Orchestration, (context, _) => Agreement.RunAsync(context));
        tasks.AddOrchestratorFunc<object?, Claim>(AssignmentFlow.Orchestration, (context, _) => AssignmentFlow.RunAsync(context));
        tasks.AddOrchestratorFunc<object?, Claim>(Visit.Orchestration, (context, _) => Visit.RunAsync(context));
        tasks.AddOrchestratorFunc<object?, object?>(HoldFlow.Orchestration, async (context, _) =>
        {
            await HoldFlow.RunAsync(context);
            return null;
        });
        world.Register(tasks, () => client!);
        engine = new DurableEngine(tasks, clock: clock);
        client = engine.CreateClient();
        engine.HistoryEnded += history =>
        {
            lock (histories) histories.Add(history);
        };
    }

    private string Instance => Agreement.InstanceOf(World.Dossier);

    /// <summary>Goes the way to its end and beyond.</summary>
    /// <returns>How it ended, and whatever must not be and was.</returns>
    public static async Task<(AgreementOutcome? Outcome, IReadOnlyList<string> Wrong)> GoAsync(Way way)
    {
        await using var walk = new Walk(way);
        await walk.engine.StartAsync();
        return await walk.GoAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await clock.DisposeAsync();
    }

    private async Task<(AgreementOutcome? Outcome, IReadOnlyList<string> Wrong)> GoAsync()
    {
        await client.ScheduleNewOrchestrationInstanceAsync(
            Agreement.Orchestration, World.Dossier, new StartOrchestrationOptions { InstanceId = Instance });
        await SettleAsync();
        foreach (var move in way.Moves) await DoAsync(move);

        for (var turn = 0; turn < MostTurns && world.End is null; turn++) await GoOnAsync();
        await SettleAsync();
        var ended = await client.GetInstanceAsync(Instance, getInputsAndOutputs: true);
        if (ended?.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
            return (null, [.. world.Wrong, $"It has not ended: {ended?.RuntimeStatus} {ended?.FailureDetails?.ErrorMessage}, waiting for "
                + string.Join(' ', world.Waiting().Select(it => it.Id)) + "."]);

        var outcome = ended.ReadOutputAs<AgreementOutcome>();
        // Whoever comes too late changes nothing.
        foreach (var late in (Move[])[new(Doing.AnswerAgain, 3, 7), new(Doing.Withdraw, 0, 0), new(Doing.Hold, 3, 3), new(Doing.FalseAlarm, 1, 1), new(Doing.PassDays, 29, 0)])
            await DoAsync(late);
        return (outcome, [.. world.Wrong, .. world.CheckEnd(outcome), .. Unfinished(), .. Unrepeatable()]);
    }

    private IEnumerable<string> Unfinished()
    {
        if (clock.NextDue is { } due) yield return $"Something is still due, at {due:O}: {clock.NextDueName}.";
        foreach (var instance in engine.List(new InstanceFilter { PageSize = 500 }).Instances)
        {
            if (instance.Status != global::DurableTask.Core.OrchestrationStatus.Completed)
                yield return $"The instance {instance.Id} is {instance.Status} once all is over.";
        }
    }

    private IEnumerable<string> Unrepeatable()
    {
        List<EndedHistory> all;
        lock (histories) all = [.. histories];
        foreach (var history in all)
        {
            string? parted = null;
            try
            {
                engine.Replay(history.Events);
            }
            catch (global::DurableTask.Core.Exceptions.NonDeterministicOrchestrationException e)
            {
                parted = e.Message;
            }

            if (parted is not null) yield return $"The history of {history.InstanceId} does not replay: {parted}";
        }
    }

    private async Task DoAsync(Move move)
    {
        switch (move.Doing)
        {
            case Doing.Answer when Pick(world.Waiting(), move.A) is { } open:
                await AnswerAsync(open, AnswerTo(open, move.B));
                break;
            case Doing.AnswerAgain when Pick(world.Answered(), move.A) is { } answered:
                await AnswerAsync(answered, AnswerTo(answered, move.B));
                break;
            case Doing.AnswerTwiceAtOnce when Pick(world.Waiting(), move.A) is { } open:
                await Task.WhenAll(AnswerAsync(open, AnswerTo(open, move.B)), AnswerAsync(open, AnswerTo(open, move.B + 1)));
                break;
            case Doing.AnswerUntold when Pick(world.Waiting(), move.A) is { } open:
                world.Answer(open, AnswerTo(open, move.B));
                // A reminder or a deadline may come first; the sweep comes at last.
                await clock.AdvanceToNextDueAsync();
                await SettleAsync();
                await World.TellAsync(client, open);
                break;
            case Doing.AnswerAndWithdrawAtOnce when Pick(world.Waiting(), move.A) is { } open:
                await Task.WhenAll(AnswerAsync(open, AnswerTo(open, move.B)), WithdrawAsync());
                break;
            case Doing.Withdraw:
                await WithdrawAsync();
                break;
            case Doing.AskForTime:
                await world.AskForTimeAsync(client);
                break;
            case Doing.FalseAlarm when Pick(world.Opened(), move.A) is { } any:
                await World.TellAsync(client, any);
                break;
            case Doing.Hold:
                await HoldAsync(move);
                break;
            case Doing.HoldUntold:
                if (world.Hold(DayOf(move)) is not { } untold) break;
                await clock.AdvanceToNextDueAsync();
                await SettleAsync();
                await HoldFlow.StirAsync(client, untold);
                break;
            case Doing.Resume:
                await ResumeAsync();
                break;
            case Doing.ResumeTwiceAndAnswerAtOnce when Pick(world.Waiting(), move.A) is { } open:
                await Task.WhenAll(ResumeAsync(), AnswerAsync(open, AnswerTo(open, move.B)), ResumeAsync());
                break;
            case Doing.Leave:
                world.Leave(move.A);
                break;
            case Doing.PassHours:
                await clock.AdvanceAsync(TimeSpan.FromHours(1 + move.A % 40));
                break;
            case Doing.PassDays:
                await clock.AdvanceAsync(TimeSpan.FromDays(1 + move.A % 60));
                break;
            case Doing.PassUntilDue:
                await clock.AdvanceToNextDueAsync();
                break;
        }

        await SettleAsync();
    }

    /// <summary>Somebody answers well, or time passes where nobody has to answer.</summary>
    private async Task GoOnAsync()
    {
        if (world.Waiting().FirstOrDefault(it => it.Kind != AssignmentKind.VisitAppointment) is { } open) await AnswerAsync(open, AnswerTo(open, 0));
        else await clock.AdvanceToNextDueAsync();
        await SettleAsync();
    }

    /// <summary>Until everybody is at rest: what has failed is tried again before anybody does anything else.</summary>
    private async Task SettleAsync()
    {
        int before;
        do
        {
            before = world.Failed;
            await clock.AdvanceAsync(TimeSpan.FromMinutes(3));
            await clock.WhenQuietAsync();
        }
        while (world.Failed > before);
    }

    private Task AnswerAsync(Assignment assignment, Answer answer) => world.AnswerAsync(client, assignment, answer);

    private Task HoldAsync(Move move) => world.Hold(DayOf(move)) is { } hold ? HoldFlow.StirAsync(client, hold) : Task.CompletedTask;

    private Task ResumeAsync() => world.Resume() is { } hold ? HoldFlow.StirAsync(client, hold) : Task.CompletedTask;

    private LocalDate? DayOf(Move move) => move.A % 3 == 0 ? null : ParisTime.DayOf(clock.GetUtcNow()).PlusDays(1 + move.B % 40);

    private Task WithdrawAsync() => world.Main() is { } main
        ? world.AnswerAsync(client, main, new Answer(Choices.Withdrawn) { Word = "Je déménage." })
        : Task.CompletedTask;

    /// <summary>An answer that the page of an assignment would take; for 0 the one that leads on.</summary>
    private Answer AnswerTo(Assignment assignment, int number)
    {
        var choices = AssignmentKinds.Of(assignment.Kind).Choices;
        var choice = choices[number % choices.Count];
        var answer = new Answer(choice) { Word = "Un mot." };
        return (assignment.Kind, choice) switch
        {
            (AssignmentKind.Review, Choices.Missing) or (AssignmentKind.Commission, Choices.Deferred) => answer with { Pieces = [World.Piece] },
            (AssignmentKind.VisitTeam, _) => answer with { Data = Picked(number / choices.Count) },
            (AssignmentKind.VisitDates, Choices.Done) => answer with { Data = Kept(VisitData.Slots, Slots(number)) },
            (AssignmentKind.VisitConfirmation, Choices.Done) => answer with
            {
                Data = Kept(VisitData.Slots, world.SlotsOf(assignment).Split('\n')[0]),
            },
            (AssignmentKind.VisitSlot, Choices.Done) => answer with
            {
                Data = Kept(VisitData.Slot, Pick(world.SlotsOf(assignment).Split('\n'), number)!),
            },
            (AssignmentKind.AuthorityDecision, _) => answer with
            {
                Data = new Dictionary<string, string>
                {
                    [AuthorityForm.NumberField] = "2027-118",
                    [AuthorityForm.DayField] = NodaTime.Text.LocalDatePattern.Iso.Format(ParisTime.DayOf(clock.GetUtcNow())),
                },
            },
            _ => answer,
        };
    }

    // Taking over is said of any visit: where none was made it means nothing.
    private Dictionary<string, string> Picked(int number)
    {
        var people = world.VisitorsOf(way.Procedure.Visit!.Team);
        var team = Enumerable.Range(number, VisitRule.SizeOf(way.Procedure.Visit.Team)).Select(i => people[i % people.Count]);
        var picked = Kept(VisitData.Visitors, string.Join(' ', team));
        if (number % 2 == 1) picked[VisitData.TakesOver] = "yes";
        return picked;
    }

    /// <summary>Two dates that the visitor's form takes.</summary>
    private string Slots(int number)
    {
        var today = ParisTime.DayOf(clock.GetUtcNow());
        var taken = Enumerable.Range(1 + number % 40, 100)
            .Select(days => today.PlusDays(days))
            .Select(day => SlotProposal.Read(
                field => field == SlotProposal.DayField(1) ? NodaTime.Text.LocalDatePattern.Iso.Format(day) : field == SlotProposal.TimeField(1) ? "14:30" : "",
                1,
                way.Procedure.Visit!.Calendar,
                clock.GetUtcNow()))
            .Where(read => !read.Errors.Any)
            .SelectMany(read => read.Slots)
            .Take(1 + number % 2);
        return string.Join('\n', taken);
    }

    private static Dictionary<string, string> Kept(string name, string value) => new() { [name] = value };

    private static T? Pick<T>(IReadOnlyList<T> all, int number) => all.Count == 0 ? default : all[number % all.Count];

    /// <summary>Real time that stands still, so that a way takes the same moments each time.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Monday;
    }
}
