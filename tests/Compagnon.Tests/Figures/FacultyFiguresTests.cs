using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Figures;
using Compagnon.Listings;
using Compagnon.Territories;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Figures;

/// <summary>Figures are held against the lists that they are made of, counted in another way.</summary>
public sealed class FacultyFiguresTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 18, 22, 30, 0, TimeSpan.Zero);
    private static readonly LocalDate Today = new(2027, 3, 18);
    private static readonly Faculty Faculty = FacultyFiles.Load(SampleFaculties.Delivered).First(faculty => faculty.Id == "val-de-dore");
    private static readonly string[] Communes = ["63113", "63300", "03190", "15014", "99999"];

    private static readonly Gen<WorkLine> Dossiers =
        from kind in Gen.Elements(Enum.GetValues<DossierKind>())
        from state in Gen.Elements(Enum.GetValues<DossierState>().Where(state => !state.IsBeforeSubmission()).ToArray())
        from hours in Gen.Choose(0, 24 * 900)
        from took in Gen.Choose(0, 24 * 300)
        from late in Gen.Elements(-5, 5)
        from visit in Gen.Choose(0, 90)
        from isKept in Gen.Elements(true, true, false)
        from isImported in Gen.Elements(true, false, false)
        let submitted = Now.AddHours(-hours)
        select new WorkLine
        {
            Id = $"{hours}-{took}",
            FirstName = "Anne",
            LastName = "Martin",
            Rpps = "10003456789",
            Kind = kind,
            State = state,
            Submitted = submitted,
            Since = submitted.AddHours(Math.Min(took, hours)),
            IsImported = isImported && state == DossierState.Granted,
            LateFrom = state.IsFinal() ? null : Now.AddDays(late),
            Days = state.IsFinal() && isKept
                ? new Dictionary<AgreementStage, double> { [AgreementStage.Completeness] = took / 48d, [AgreementStage.Visit] = visit }
                : null,
        };

    private static readonly Gen<HeldAgreement> Agreements =
        from doctor in Gen.Choose(1, 12)
        from departement in Gen.Elements("03", "15", "43", "63", "42")
        from commune in Gen.Elements(Communes)
        from interns in Gen.Choose(0, 3)
        from standing in Gen.Elements(Enum.GetValues<AgreementStanding>())
        from began in Gen.Choose(0, 1500)
        from length in Gen.Choose(1, 1800)
        from renewing in Gen.Elements(true, false)
        from leaving in Gen.Elements(true, false)
        let first = Today.PlusDays(-began)
        select new HeldAgreement(
            $"1000000000{doctor:00}", departement, commune, interns, standing, first, first.PlusDays(length),
            standing == AgreementStanding.Replaced ? [] : [new FigureSpan(first, first.PlusDays(length))])
        {
            IsToEnd = standing is AgreementStanding.Valid or AgreementStanding.Suspended,
            IsRenewing = renewing,
            IsLeaving = leaving,
        };

    private static readonly Arbitrary<Case> Cases = (
        from dossiers in Gen.ListOf(Dossiers)
        from agreements in Gen.ListOf(Agreements)
        from kind in Gen.Elements((DossierKind?)null, DossierKind.Candidacy, DossierKind.Renewal)
        from back in Gen.Choose(0, 1500)
        select new Case(dossiers, agreements, FacultyFigures.Of(
            dossiers, agreements, new FigureQuestion(Faculty, FigurePeriod.Of(Today.PlusDays(-back), Today, Faculty), kind, Now), ZoneOf)))
        .ToArbitrary();

    [Fact]
    public void Every_number_is_what_the_lists_say()
    {
        Prop.ForAll(Cases, it =>
        {
            var (dossiers, agreements, figures) = it;
            var (question, span) = (figures.Question, figures.Question.Period.Span);
            var asked = dossiers.Where(line => !line.IsImported && (question.Kind is null || line.Kind == question.Kind)).ToList();

            Assert.Equal(asked.Count(line => !line.State.IsFinal()), figures.Open);
            Assert.All(figures.Stages, stage => Assert.Equal(asked.Count(line => line.State == stage.State), stage.Count));
            Assert.All(figures.Stages, stage => Assert.InRange(stage.Late, 0, stage.Count));
            Assert.Equal(asked.Count(line => line.LateFrom <= Now && !line.State.IsFinal()), figures.Stages.Sum(stage => stage.Late));

            Assert.Equal(question.Period.Steps, figures.Flows.Select(flow => flow.Step));
            foreach (var flow in figures.Flows)
            {
                var ended = asked.Where(line => line.State.IsFinal() && flow.Step.Span.Has(ParisTime.DayOf(line.Since))).ToList();
                Assert.Equal(asked.Count(line => flow.Step.Span.Has(ParisTime.DayOf(line.Submitted))), flow.Submitted);
                Assert.Equal(ended.Count(line => line.State == DossierState.Granted), flow.Granted);
                Assert.Equal(ended.Count(line => line.State == DossierState.Refused), flow.Refused);
                Assert.Equal(ended.Count, flow.Ended);
            }

            var whole = dossiers
                .Where(line => !line.IsImported && line.Kind == question.DurationKind && line.State is DossierState.Granted or DossierState.Refused)
                .Where(line => span.Has(ParisTime.DayOf(line.Since)))
                .Select(line => (line.Since - line.Submitted).TotalDays).Order().ToList();
            Assert.Equal(whole.Count, figures.Durations[^1].Count);
            if (whole.Count % 2 == 1) Assert.Equal(whole[whole.Count / 2], figures.Durations[^1].Median!.Value, .01);
            Assert.All(figures.Durations, stage => Assert.Equal(stage.Count > 0, stage.Median <= stage.Percentile90));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Agreements_are_counted_as_the_register_has_them()
    {
        Prop.ForAll(Cases, it =>
        {
            var (dossiers, agreements, figures) = it;
            var valid = agreements.Where(agreement => agreement.Standing == AgreementStanding.Valid).ToList();

            Assert.Equal(valid.Select(agreement => agreement.Rpps).Distinct().Count(), figures.AllPlaces.Supervisors);
            Assert.Equal(valid.Sum(agreement => agreement.Interns), figures.AllPlaces.Places);
            Assert.Equal(figures.AllPlaces.Places, figures.Places.Sum(place => place.Places));
            Assert.Equal(figures.AllPlaces.UnderservedPlaces, figures.Places.Sum(place => place.UnderservedPlaces));
            Assert.True(figures.Places.Sum(place => place.Supervisors) >= figures.AllPlaces.Supervisors);
            Assert.All(figures.Places, place => Assert.InRange(place.Underserved + place.Unclassed, 0, 2 * place.Supervisors));
            Assert.Equal(Faculty.Departements, figures.Places.Take(Faculty.Departements.Count).Select(place => place.Code));
            Assert.Equal(figures.Places.Count, figures.Places.Select(place => place.Code).Distinct().Count());

            Assert.All(figures.InForce, step => Assert.Equal(agreements.Count(held => held.HoldsOn(step.Step.Span.Until)), step.Count));
            foreach (var end in figures.Ends)
            {
                var ending = agreements.Where(held => held.IsToEnd && held.LastDay >= Today && end.Step.Span.Has(held.LastDay)).ToList();
                Assert.Equal((ending.Count, ending.Count(held => held.IsLeaving)), (end.Count, end.Leaving));
                Assert.InRange(end.Renewing + end.Leaving, 0, end.Count);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Progress_never_falls_and_counts_each_doctor_once()
    {
        Prop.ForAll(Cases, it =>
        {
            var (dossiers, agreements, figures) = it;
            var firsts = agreements.GroupBy(held => held.Rpps).Select(group => group.Min(held => held.FirstDay)).ToList();

            Assert.Equal(12, figures.Progress.Count);
            Assert.Equal(firsts.Count(day => day >= new LocalDate(2026, 9, 1) && day <= Today), figures.NewSupervisors);
            Assert.Equal(
                firsts.Count(day => day >= new LocalDate(2025, 9, 1) && day < new LocalDate(2026, 9, 1)), figures.Progress[^1].Before);
            Assert.All(figures.Progress.Zip(figures.Progress.Skip(1)), pair =>
            {
                Assert.True(pair.First.Before <= pair.Second.Before);
                Assert.True(pair.Second.Count is null || pair.First.Count <= pair.Second.Count);
            });
            Assert.Equal(7, figures.Progress.Count(month => month.Count is not null));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_table_has_a_cell_for_each_column_and_its_sum_is_that_of_its_rows()
    {
        Prop.ForAll(Cases, it =>
        {
            var (dossiers, agreements, figures) = it;
            var tables = FigureTables.Of(figures);

            Assert.Equal(tables.Count, tables.Select(table => table.Id).Distinct().Count());
            Assert.All(tables, table => Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Cells.Count)));
            foreach (var table in tables.Where(table => table.Id is FigureTables.Stages or FigureTables.Flows))
            {
                Assert.All(Enumerable.Range(0, table.Columns.Count), i => Assert.Equal(
                    table.Rows.Where(row => !row.IsTotal).Sum(row => row.Cells[i]), table.Rows.Single(row => row.IsTotal).Cells[i]));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_day_begins_at_midnight_in_Paris()
    {
        // 23:30 on 31 December in UTC is 2027 in Paris already.
        var line = Dossiers.Sample(1).First() with { Kind = DossierKind.Candidacy, IsImported = false, Submitted = new DateTimeOffset(2026, 12, 31, 23, 30, 0, TimeSpan.Zero) };

        var period = FigurePeriod.Of(new LocalDate(2026, 12, 1), new LocalDate(2027, 1, 31), Faculty);
        var figures = FacultyFigures.Of([line], [], new FigureQuestion(Faculty, period, null, Now), ZoneOf);

        Assert.Equal([0, 1], figures.Flows.Select(flow => flow.Submitted));
    }

    [Fact]
    public void Nothing_at_all_has_figures_too()
    {
        var figures = FacultyFigures.Of([], [], new FigureQuestion(Faculty, FigurePeriod.Of(Today, Today, Faculty), null, Now), ZoneOf);

        Assert.Equal((0, 0, 0), (figures.Open, figures.AllPlaces.Supervisors, figures.NewSupervisors));
        Assert.All(FigureTables.Of(figures).SelectMany(table => table.Rows).SelectMany(row => row.Cells), cell => Assert.True(cell is null or 0 or > 0));
        Assert.Contains("<svg", DepartementMap.Draw(figures.Places).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Percentiles_are_those_of_a_spreadsheet_and_lie_in_order()
    {
        Assert.Equal(3, Percentile.Of([1, 3, 8], .5));
        Assert.Equal(5.5, Percentile.Of([1, 3, 8, 9], .5));
        Assert.Equal(7, Percentile.Of([1, 3, 8], .9)!.Value, 9);
        Assert.Null(Percentile.Of([], .5));

        Prop.ForAll(Gen.Choose(0, 400).NonEmptyListOf().ToArbitrary(), Gen.Choose(0, 100).Two().ToArbitrary(), (days, shares) =>
        {
            var sorted = days.Select(day => (double)day).Order().ToList();
            var (less, more) = (Math.Min(shares.Item1, shares.Item2) / 100d, Math.Max(shares.Item1, shares.Item2) / 100d);
            return Percentile.Of(sorted, less) <= Percentile.Of(sorted, more) + 1e-9
                && Percentile.Of(sorted, 0) == sorted[0] && Percentile.Of(sorted, 1) == sorted[^1];
        }).QuickCheckThrowOnFailure();
    }

    private static ZoneClass ZoneOf(string commune) => commune switch
    {
        "63113" => ZoneClass.None,
        "63300" => ZoneClass.Zip,
        "03190" => ZoneClass.Zac,
        "15014" => ZoneClass.Zar,
        _ => ZoneClass.Unknown,
    };

    private sealed record Case(IReadOnlyList<WorkLine> Dossiers, IReadOnlyList<HeldAgreement> Agreements, FacultyFigures Figures);
}
