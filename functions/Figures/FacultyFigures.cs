using System.Collections;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Territories;
using NodaTime;

namespace Compagnon.Figures;

/// <summary>What figures are asked for.</summary>
/// <param name="Faculty">Whose.</param>
/// <param name="Period">For which days.</param>
/// <param name="Kind">For which kind of dossiers; null for all.</param>
/// <param name="Now">The moment.</param>
public sealed record FigureQuestion(Faculty Faculty, FigurePeriod Period, DossierKind? Kind, DateTimeOffset Now)
{
    /// <summary>Today in Paris.</summary>
    public LocalDate Today { get; } = ParisTime.DayOf(Now);

    /// <summary>The kind of dossiers whose durations are shown: of different kinds together they would say little.</summary>
    public DossierKind DurationKind => Kind ?? DossierKind.Candidacy;

    /// <summary>Whether a dossier is of the kind that is asked for; what was imported is none that anybody handed over.</summary>
    public bool Asks(WorkLine dossier) => !dossier.IsImported && (Kind is null || dossier.Kind == Kind);
}

/// <summary>Dossiers at a stage now.</summary>
/// <param name="State">The stage.</param>
/// <param name="Count">How many.</param>
/// <param name="Late">How many of them are late.</param>
public sealed record StageFigure(DossierState State, int Count, int Late);

/// <summary>What came in and what ended in a step of the period.</summary>
/// <param name="Step">The step.</param>
/// <param name="Submitted">Dossiers that were submitted.</param>
/// <param name="Granted">Dossiers that were granted.</param>
/// <param name="Refused">Dossiers that were refused.</param>
/// <param name="Withdrawn">Dossiers that their doctors withdrew.</param>
/// <param name="Closed">Dossiers that were closed without decision.</param>
public sealed record FlowFigure(FigureStep Step, int Submitted, int Granted, int Refused, int Withdrawn, int Closed)
{
    /// <summary>Dossiers that ended, however.</summary>
    public int Ended => Granted + Refused + Withdrawn + Closed;
}

/// <summary>How long a stage took of the dossiers that were decided in the period, in days.</summary>
/// <param name="Stage">The stage; null for the whole, from submission to decision.</param>
/// <param name="Count">Of how many dossiers it is known.</param>
/// <param name="Median">Half took less; null where there is none.</param>
/// <param name="Percentile90">Nine of ten took less; null where there is none.</param>
/// <param name="Target">What the faculty aims at; 0 where it does not.</param>
public sealed record DurationFigure(AgreementStage? Stage, int Count, double? Median, double? Percentile90, int Target);

/// <summary>Agreements in force on the last day of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Count">How many.</param>
public sealed record InForceFigure(FigureStep Step, int Count);

/// <summary>Agreements whose last day is in a month to come, as they stand.</summary>
/// <param name="Step">The month.</param>
/// <param name="Count">How many.</param>
/// <param name="Renewing">How many of them have a renewal under way.</param>
/// <param name="Leaving">How many of them their holders do not want to go on with.</param>
public sealed record EndFigure(FigureStep Step, int Count, int Renewing, int Leaving);

/// <summary>What is agreed in a département today; suspended agreements are not counted.</summary>
/// <param name="Code">Its code; empty for all départements together.</param>
/// <param name="Supervisors">Doctors with an agreement that holds; who practises in two départements counts in both, and once for all.</param>
/// <param name="Places">Intern places, where they are known.</param>
/// <param name="Underserved">Doctors of them in communes classed as short of doctors.</param>
/// <param name="UnderservedPlaces">Places there.</param>
/// <param name="Unclassed">Doctors in communes of which no file says how they are classed.</param>
public sealed record PlaceFigure(string Code, int Supervisors, int Places, int Underserved, int UnderservedPlaces, int Unclassed);

/// <summary>Doctors who were agreed for the first time, from the beginning of the faculty's year to the end of a month.</summary>
/// <param name="Step">The month.</param>
/// <param name="Count">So many until its end; null while the month is to come.</param>
/// <param name="Before">So many a year earlier.</param>
public sealed record ProgressFigure(FigureStep Step, int? Count, int Before);

/// <summary>What figures say of dossiers, but for where they are now.</summary>
/// <param name="Flows">What came in and what ended, step by step.</param>
/// <param name="Durations">How long each stage took, and the whole last.</param>
public sealed record DossierFigures(IReadOnlyList<FlowFigure> Flows, IReadOnlyList<DurationFigure> Durations);

/// <summary>What figures say of agreements.</summary>
/// <param name="InForce">Agreements in force at the end of each step.</param>
/// <param name="Ends">What ends in the months to come.</param>
/// <param name="Places">What is agreed in each département of the faculty, and in others where it has any.</param>
/// <param name="AllPlaces">The same in all of them together.</param>
/// <param name="Suspended">Agreements that are suspended today.</param>
/// <param name="WithoutPlaces">Agreements that hold today and do not say how many interns they take.</param>
/// <param name="Progress">New supervisors in the faculty's year that today lies in, month by month.</param>
public sealed record AgreementFigures(
    IReadOnlyList<InForceFigure> InForce,
    IReadOnlyList<EndFigure> Ends,
    IReadOnlyList<PlaceFigure> Places,
    PlaceFigure AllPlaces,
    int Suspended,
    int WithoutPlaces,
    IReadOnlyList<ProgressFigure> Progress);

/// <summary>The figures of a faculty. Pure: the same lists and the same moment give the same figures.</summary>
public sealed record FacultyFigures
{
    private const int MonthsToCome = 24;

    // In the order in which a dossier goes through them.
    private static readonly DossierState[] OpenStates =
    [
        DossierState.UnderReview, DossierState.AwaitingPieces, DossierState.AwaitingVisit, DossierState.AwaitingCommission,
        DossierState.AwaitingDecision, DossierState.AwaitingSignature, DossierState.AwaitingAuthority,
    ];

    private static readonly DossierState[] EndStates =
        [DossierState.Granted, DossierState.Refused, DossierState.Withdrawn, DossierState.ClosedWithoutDecision];

    /// <summary>What was asked.</summary>
    public required FigureQuestion Question { get; init; }

    /// <summary>Open dossiers by stage, each stage once.</summary>
    public required IReadOnlyList<StageFigure> Stages { get; init; }

    /// <summary>What is said of dossiers: durations of candidacies where all kinds were asked for.</summary>
    public required DossierFigures Dossiers { get; init; }

    /// <summary>What is said of agreements.</summary>
    public required AgreementFigures Agreements { get; init; }

    /// <summary>What came in and what ended, step by step.</summary>
    public IReadOnlyList<FlowFigure> Flows => Dossiers.Flows;

    /// <summary>How long each stage took, and the whole last.</summary>
    public IReadOnlyList<DurationFigure> Durations => Dossiers.Durations;

    /// <summary>Agreements in force at the end of each step.</summary>
    public IReadOnlyList<InForceFigure> InForce => Agreements.InForce;

    /// <summary>What ends in the months to come.</summary>
    public IReadOnlyList<EndFigure> Ends => Agreements.Ends;

    /// <summary>What is agreed in each département of the faculty, and in others where it has any.</summary>
    public IReadOnlyList<PlaceFigure> Places => Agreements.Places;

    /// <summary>The same in all of them together.</summary>
    public PlaceFigure AllPlaces => Agreements.AllPlaces;

    /// <summary>New supervisors in the faculty's year that today lies in, month by month.</summary>
    public IReadOnlyList<ProgressFigure> Progress => Agreements.Progress;

    /// <summary>New supervisors in that year so far.</summary>
    public int NewSupervisors => Progress.Max(month => month.Count) ?? 0;

    /// <summary>Open dossiers.</summary>
    public int Open => Stages.Sum(stage => stage.Count);

    /// <summary>Computes the figures.</summary>
    /// <param name="dossiers">The faculty's submitted dossiers.</param>
    /// <param name="agreements">Its register.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="zoneOf">How a commune is classed today, by its INSEE code.</param>
    public static FacultyFigures Of(
        IReadOnlyList<WorkLine> dossiers, IReadOnlyList<HeldAgreement> agreements, FigureQuestion question, Func<string, ZoneClass> zoneOf) =>
        Of(dossiers, question, DossiersOf(dossiers, question), AgreementsOf(agreements, question, zoneOf));

    /// <summary>Puts parts together that were computed for the same question: where dossiers are now changes from minute to minute.</summary>
    public static FacultyFigures Of(
        IReadOnlyList<WorkLine> dossiers, FigureQuestion question, DossierFigures ended, AgreementFigures agreements) => new()
        {
            Question = question,
            Stages = StagesOf(dossiers, question),
            Dossiers = ended,
            Agreements = agreements,
        };

    /// <summary>Computes what is said of dossiers. It does not change with the moment.</summary>
    public static DossierFigures DossiersOf(IReadOnlyList<WorkLine> dossiers, FigureQuestion question) =>
        new(FlowsOf(dossiers, question), DurationsOf(dossiers, question));

    /// <summary>Computes what is said of agreements. It changes with the day.</summary>
    public static AgreementFigures AgreementsOf(
        IReadOnlyList<HeldAgreement> agreements, FigureQuestion question, Func<string, ZoneClass> zoneOf)
    {
        var doctors = NumbersOf(agreements);
        var (places, all) = PlacesOf(agreements, doctors, question.Faculty, zoneOf);
        return new AgreementFigures(
            InForceOf(agreements, question.Period),
            EndsOf(agreements, question.Today),
            places,
            all,
            agreements.Count(agreement => agreement.Standing == AgreementStanding.Suspended),
            agreements.Count(agreement => agreement.Standing == AgreementStanding.Valid && agreement.Interns == 0),
            ProgressOf(agreements, doctors, question));
    }

    // The doctor of each agreement, as a number from 0 in the order in which they come: whatever is counted by doctor is a row of bits then,
    // and not a set of ten thousand strings.
    private static int[] NumbersOf(IReadOnlyList<HeldAgreement> agreements)
    {
        var known = new Dictionary<string, int>(agreements.Count, StringComparer.Ordinal);
        var numbers = new int[agreements.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var rpps = agreements[i].Rpps;
            if (!known.TryGetValue(rpps, out numbers[i])) known[rpps] = numbers[i] = known.Count;
        }

        return numbers;
    }

    private static List<StageFigure> StagesOf(IReadOnlyList<WorkLine> dossiers, FigureQuestion question)
    {
        var counts = OpenStates.ToDictionary(state => state, _ => (Count: 0, Late: 0));
        foreach (var line in dossiers)
        {
            if (line.State.IsFinal() || !question.Asks(line)) continue;
            var (count, late) = counts.GetValueOrDefault(line.State);
            counts[line.State] = (count + 1, late + (line.IsLateAt(question.Now) ? 1 : 0));
        }

        return [.. counts.Select(pair => new StageFigure(pair.Key, pair.Value.Count, pair.Value.Late))];
    }

    private static List<FlowFigure> FlowsOf(IReadOnlyList<WorkLine> dossiers, FigureQuestion question)
    {
        var period = question.Period;
        // Moments are compared, not days: a day of ten thousand moments is slow to find.
        var starts = period.Steps.Select(step => ParisTime.StartOf(step.Span.From).UtcTicks).ToArray();
        var end = ParisTime.StartOf(period.Span.Until.PlusDays(1)).UtcTicks;
        var submitted = new int[starts.Length];
        var ended = EndStates.ToDictionary(state => state, _ => new int[starts.Length]);
        foreach (var line in dossiers)
        {
            if (!question.Asks(line)) continue;
            if (StepOf(line.Submitted) is { } came) submitted[came]++;
            if (line.State.IsFinal() && StepOf(line.Since) is { } left) ended[line.State][left]++;
        }

        return
        [
            .. period.Steps.Select((step, i) => new FlowFigure(
                step,
                submitted[i],
                ended[DossierState.Granted][i],
                ended[DossierState.Refused][i],
                ended[DossierState.Withdrawn][i],
                ended[DossierState.ClosedWithoutDecision][i])),
        ];

        int? StepOf(DateTimeOffset moment)
        {
            var ticks = moment.UtcTicks;
            if (ticks < starts[0] || ticks >= end) return null;
            var at = Array.BinarySearch(starts, ticks);
            return at >= 0 ? at : ~at - 1;
        }
    }

    private static List<DurationFigure> DurationsOf(IReadOnlyList<WorkLine> dossiers, FigureQuestion question)
    {
        var (kind, span, targets) = (question.DurationKind, question.Period.Span, question.Faculty.Targets);
        var (from, until) = (ParisTime.StartOf(span.From), ParisTime.StartOf(span.Until.PlusDays(1)));
        var decided = dossiers
            .Where(line => !line.IsImported && line.Kind == kind && line.State is DossierState.Granted or DossierState.Refused)
            .Where(line => line.Since >= from && line.Since < until)
            .ToList();
        return
        [
            .. Enum.GetValues<AgreementStage>().Select(stage => Duration(stage, decided, line => line.DaysOf(stage), targets?.Of(stage) ?? 0)),
            Duration(null, decided, line => line.WholeDays, targets?.Whole ?? 0),
        ];
    }

    private static DurationFigure Duration(AgreementStage? stage, List<WorkLine> decided, Func<WorkLine, double?> daysOf, int target)
    {
        var sorted = new List<double>(decided.Count);
        foreach (var line in decided)
            if (daysOf(line) is { } days) sorted.Add(days);
        sorted.Sort();
        return new DurationFigure(stage, sorted.Count, Percentile.Of(sorted, .5), Percentile.Of(sorted, .9), target);
    }

    private static List<EndFigure> EndsOf(IReadOnlyList<HeldAgreement> agreements, LocalDate today)
    {
        var months = FigurePeriod.MonthsFrom(today, MonthsToCome);
        var (counts, first) = (new (int Count, int Renewing, int Leaving)[MonthsToCome], months[0].Span.From);
        foreach (var agreement in agreements)
        {
            if (!agreement.IsToEnd || agreement.LastDay < today || agreement.LastDay > months[^1].Span.Until) continue;
            ref var month = ref counts[((agreement.LastDay.Year - first.Year) * 12) + agreement.LastDay.Month - first.Month];
            month.Count++;
            if (agreement.IsLeaving) month.Leaving++;
            else if (agreement.IsRenewing) month.Renewing++;
        }

        return [.. months.Zip(counts, (step, count) => new EndFigure(step, count.Count, count.Renewing, count.Leaving))];
    }

    private static List<InForceFigure> InForceOf(IReadOnlyList<HeldAgreement> agreements, FigurePeriod period)
    {
        // What begins and what ends at each step, and their sum from step to step: ten thousand agreements are looked at once.
        var lasts = period.Steps.Select(step => step.Span.Until).ToArray();
        var changes = new int[lasts.Length + 1];
        foreach (var agreement in agreements)
        {
            for (var i = 0; i < agreement.Holds.Count; i++)
            {
                changes[FirstFrom(agreement.Holds[i].From)]++;
                changes[FirstFrom(agreement.Holds[i].Until.PlusDays(1))]--;
            }
        }

        var count = 0;
        return [.. period.Steps.Select((step, i) => new InForceFigure(step, count += changes[i]))];

        int FirstFrom(LocalDate day)
        {
            var at = Array.BinarySearch(lasts, day);
            return at >= 0 ? at : ~at;
        }
    }

    private static (List<PlaceFigure> Places, PlaceFigure All) PlacesOf(
        IReadOnlyList<HeldAgreement> agreements, int[] doctors, Faculty faculty, Func<string, ZoneClass> zoneOf)
    {
        var zones = new Dictionary<string, ZoneClass>(StringComparer.Ordinal);
        var byCode = faculty.Departements.ToDictionary(code => code, _ => new PlaceCount(doctors.Length), StringComparer.Ordinal);
        var all = new PlaceCount(doctors.Length);
        for (var i = 0; i < doctors.Length; i++)
        {
            var agreement = agreements[i];
            if (agreement.Standing != AgreementStanding.Valid) continue;
            if (!zones.TryGetValue(agreement.Commune, out var zone)) zones[agreement.Commune] = zone = zoneOf(agreement.Commune);
            if (!byCode.TryGetValue(agreement.Departement, out var there))
                byCode[agreement.Departement] = there = new PlaceCount(doctors.Length);
            there.Add(doctors[i], agreement.Interns, zone);
            all.Add(doctors[i], agreement.Interns, zone);
        }

        var others = byCode.Keys.Except(faculty.Departements).Order(StringComparer.Ordinal);
        return ([.. faculty.Departements.Concat(others).Select(code => byCode[code].Figure(code))], all.Figure(""));
    }

    // Each doctor once, however many agreements they have there.
    private sealed class PlaceCount(int most)
    {
        private readonly BitArray doctors = new(most), underserved = new(most), unclassed = new(most);
        private int places, underservedPlaces;

        public void Add(int doctor, int interns, ZoneClass zone)
        {
            doctors[doctor] = true;
            places += interns;
            if (zone == ZoneClass.Unknown) unclassed[doctor] = true;
            if (!zone.IsUnderserved()) return;
            underserved[doctor] = true;
            underservedPlaces += interns;
        }

        public PlaceFigure Figure(string code) =>
            new(code, CountOf(doctors), places, CountOf(underserved), underservedPlaces, CountOf(unclassed));

        private static int CountOf(BitArray bits)
        {
            var count = 0;
            for (var i = 0; i < bits.Length; i++)
                if (bits[i]) count++;
            return count;
        }
    }

    private static List<ProgressFigure> ProgressOf(IReadOnlyList<HeldAgreement> agreements, int[] doctors, FigureQuestion question)
    {
        var year = FacultyYear.Of(question.Today, question.Faculty);
        var firsts = new LocalDate[doctors.Length];
        Array.Fill(firsts, LocalDate.MaxIsoValue);
        for (var i = 0; i < doctors.Length; i++) firsts[doctors[i]] = LocalDate.Min(firsts[doctors[i]], agreements[i].FirstDay);

        var (now, before) = (DaysIn(year), DaysIn(year.Previous));
        return
        [
            .. FigurePeriod.MonthsFrom(year.From, 12).Select(step => new ProgressFigure(
                step,
                step.Span.From > question.Today ? null : now.Count(day => day <= LocalDate.Min(step.Span.Until, question.Today)),
                before.Count(day => day <= step.Span.From.PlusYears(-1).With(DateAdjusters.EndOfMonth)))),
        ];

        List<LocalDate> DaysIn(FacultyYear some) => [.. firsts.Where(day => day >= some.From && day <= some.Until)];
    }
}
