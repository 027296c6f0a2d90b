using Compagnon.Agreements;
using Compagnon.Calendar;
using Compagnon.Decisions;
using Compagnon.Faculties;
using Compagnon.Visits;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Agreements.Ways;

/// <summary>Something that people, or time, may do to a dossier.</summary>
internal enum Doing
{
    /// <summary>Somebody answers something that is open.</summary>
    Answer,

    /// <summary>Somebody answers what has its answer already.</summary>
    AnswerAgain,

    /// <summary>Two people answer the same at once.</summary>
    AnswerTwiceAtOnce,

    /// <summary>Somebody answers and the app is killed before the workflow is told; the sweep tells it later.</summary>
    AnswerUntold,

    /// <summary>The doctor withdraws.</summary>
    Withdraw,

    /// <summary>Somebody answers and the doctor withdraws at once.</summary>
    AnswerAndWithdrawAtOnce,

    /// <summary>The doctor asks for more time.</summary>
    AskForTime,

    /// <summary>The event of an answer without the answer.</summary>
    FalseAlarm,

    /// <summary>Somebody who visits leaves the department.</summary>
    Leave,

    /// <summary>Somebody puts the dossier on hold, for some days or until somebody resumes it.</summary>
    Hold,

    /// <summary>Somebody puts it on hold and the app is killed before anything follows from it; the sweep does the rest later.</summary>
    HoldUntold,

    /// <summary>Somebody resumes it.</summary>
    Resume,

    /// <summary>Two people resume it at once, and somebody answers what is open.</summary>
    ResumeTwiceAndAnswerAtOnce,

    /// <summary>Hours pass.</summary>
    PassHours,

    /// <summary>Days pass.</summary>
    PassDays,

    /// <summary>Time passes until the next reminder or deadline, to the moment.</summary>
    PassUntilDue,
}

/// <summary>One thing that is done.</summary>
/// <param name="Doing">What.</param>
/// <param name="A">Which of what is open, or how long: any number.</param>
/// <param name="B">How it is answered: any number.</param>
internal readonly record struct Move(Doing Doing, int A, int B);

/// <summary>A faculty's rules, and what happens to a dossier under them.</summary>
/// <param name="Procedure">The rules as the workflow reads them.</param>
/// <param name="Decisions">Who decides after the commission.</param>
/// <param name="Faults">Numbers of the activities' calls that fail once: even ones before anything is done, odd ones after.</param>
/// <param name="Moves">What is done, in this order.</param>
internal sealed record Way(Procedure Procedure, IReadOnlyList<DecisionRule> Decisions, IReadOnlyList<int> Faults, IReadOnlyList<Move> Moves)
{
    private static readonly WorkCalendar?[] Calendars =
    [
        null,
        new(HolidayRegion.Metropole, [new(new(2027, 3, 22), new(2027, 3, 26), "Fermeture"), new(new(2027, 7, 26), new(2027, 8, 20), "Été")]),
        new(HolidayRegion.AlsaceMoselle, []),
        new(HolidayRegion.Reunion, [new(new(2027, 3, 4), new(2027, 3, 9), "Fermeture")]),
    ];

    private static readonly DecisionRule Dean = new(Cycle.Second, DecisionAuthority.Dean, "La doyenne", [3, 7]);
    private static readonly DecisionRule Agency = new(Cycle.Third, DecisionAuthority.Agency, "L’agence", [14, 28]);

    private static readonly Gen<VisitRule> Visits =
        from mode in Gen.Elements(Enum.GetValues<VisitMode>())
        from offer in Gen.Choose(2, 12)
        from workingDaysOnly in Gen.Elements(true, false)
        from coordinator in Gen.Elements(true, false)
        select new VisitRule(VisitTeam.Teacher, VisitTeam.None, mode, offer, [3, 7], [2, 5], [7, 2], 3, 1, 60, workingDaysOnly, coordinator);

    private static readonly Gen<VisitPlan?> Plans = Gen.OneOf(
        Gen.Constant<VisitPlan?>(null),
        from team in Gen.Elements(VisitTeam.Teacher, VisitTeam.Pair)
        from rule in Visits
        select new VisitPlan(team, rule, HolidayRegion.Metropole));

    private static readonly Gen<Procedure> Procedures =
        from calendar in Gen.Elements(Calendars)
        from plan in Plans
        from commission in Gen.Elements(true, false)
        from days in Gen.Choose(7, 30)
        from notice in Gen.Choose(1, 4)
        from times in Gen.Choose(0, 2)
        from target in Gen.Elements(0, 0, 2, 9)
        select new Procedure(
            new Dictionary<string, string> { [World.Piece] = "Curriculum vitae" },
            new Delays(7, [2, 5], days, [3, 6], [3, 8], 60, new ExtensionRule(10, times), notice),
            commission,
            plan is null ? null : plan with { Faculty = calendar },
            calendar,
            target == 0 ? null : new Targets(target, target, target, target));

    // An answer is what happens most; whoever withdraws ends the story, so few do.
    private static readonly Gen<Move> AnyMove =
        from doing in Gen.Frequency(
            (24, Gen.Constant(Doing.Answer)),
            (2, Gen.Constant(Doing.AnswerAgain)),
            (2, Gen.Constant(Doing.AnswerTwiceAtOnce)),
            (4, Gen.Constant(Doing.AnswerUntold)),
            (1, Gen.Constant(Doing.Withdraw)),
            (1, Gen.Constant(Doing.AnswerAndWithdrawAtOnce)),
            (3, Gen.Constant(Doing.AskForTime)),
            (3, Gen.Constant(Doing.FalseAlarm)),
            (2, Gen.Constant(Doing.Leave)),
            (4, Gen.Constant(Doing.Hold)),
            (1, Gen.Constant(Doing.HoldUntold)),
            (3, Gen.Constant(Doing.Resume)),
            (1, Gen.Constant(Doing.ResumeTwiceAndAnswerAtOnce)),
            (3, Gen.Constant(Doing.PassHours)),
            (3, Gen.Constant(Doing.PassDays)),
            (6, Gen.Constant(Doing.PassUntilDue)))
        from a in Gen.Choose(0, 1000)
        from b in Gen.Choose(0, 1000)
        select new Move(doing, a, b);

    /// <summary>Any way under any rules; a counter-example is told with the fewest moves and faults.</summary>
    public static Arbitrary<Way> Any { get; } = Arb.From(
        from procedure in Procedures
        from decisions in Gen.Elements<IReadOnlyList<DecisionRule>>([], [Dean], [Agency], [Dean, Agency])
        from faults in Gen.Choose(1, 250).ListOf()
        from moves in AnyMove.ListOf()
        select new Way(procedure, decisions, [.. faults.Distinct().Take(12)], [.. moves]),
        way =>
        [
            .. way.Moves.Select((_, i) => way with { Moves = [.. way.Moves.Where((_, at) => at != i)] }),
            .. way.Faults.Select((_, i) => way with { Faults = [.. way.Faults.Where((_, at) => at != i)] }),
        ]);

    /// <inheritdoc />
    public override string ToString() =>
        $"{Procedure.Visit?.Team} commission {Procedure.HasCommission} calendar {Procedure.Calendar?.Region} targets {Procedure.Targets?.Visit} "
        + $"completion {Procedure.Delays.CompletionDays}-{Procedure.Delays.LastNoticeDays} extensions {Procedure.Delays.Extension?.Times} "
        + $"decisions {string.Join('+', Decisions.Select(rule => rule.By))}; faults {string.Join(' ', Faults)}; "
        + string.Join(", ", Moves.Select(move => $"{move.Doing}({move.A}, {move.B})"));
}
