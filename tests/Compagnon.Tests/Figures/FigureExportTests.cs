using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Listings;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using Compagnon.Web;
using CsvHelper;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Tests.Figures;

/// <summary>Each number of the figures, counted again from the tables that the department downloads, as somebody with a spreadsheet would.</summary>
public sealed class FigureExportTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string FacultyId = "val-de-dore";
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalDate Today => ParisTime.DayOf(app.Clock.GetUtcNow());

    [Fact]
    public async Task Every_number_can_be_counted_again_from_the_exports()
    {
        await SeedAsync();
        using var secretary = await app.SignInAsync(app.Secretary);
        var from = Today.PlusMonths(-14);
        var figures = (await RowsAsync(secretary, "chiffres", ("du-chiffres", Iso(from)), ("au-chiffres", Iso(Today))))
            .ToDictionary(row => (row["tableau"], row["ligne"], row["colonne"]), row => row["valeur"]);
        var dossiers = await RowsAsync(secretary, "dossiers");
        var agreements = await RowsAsync(secretary, "agrements");
        Assert.Equal((40, 30), (dossiers.Count, agreements.Count));

        // By stage now.
        foreach (var stage in figures.Keys.Where(key => key is { Item1: "Dossiers en cours par étape", Item2: not "Ensemble", Item3: "Dossiers" }))
        {
            Assert.Equal($"{dossiers.Count(row => row["etat"] == stage.Item2)}", figures[stage]);
            Assert.Equal(
                $"{dossiers.Count(row => row["etat"] == stage.Item2 && row["en_retard"] == "oui")}", figures[stage with { Item3 = "dont en retard" }]);
        }

        Assert.Equal($"{dossiers.Count(row => row["termine_le"].Length == 0)}", figures[("Dossiers en cours par étape", "Ensemble", "Dossiers")]);

        // By month, both ends of the period cut.
        const string flows = "Dossiers déposés et dossiers terminés";
        for (var month = from; month <= Today; month = month.With(DateAdjusters.StartOfMonth).PlusMonths(1))
        {
            var label = MonthOf(month);
            var last = LocalDate.Min(month.With(DateAdjusters.EndOfMonth), Today);
            Assert.Equal($"{dossiers.Count(row => Lies(row["transmis_le"], month, last))}", figures[(flows, label, "Déposés")]);
            foreach (var (column, outcome) in ((string, string)[])[("Accordés", "Accordé"), ("Refusés", "Refusé"), ("Retirés", "Retiré"), ("Classés", "Classé sans décision")])
            {
                Assert.Equal(
                    $"{dossiers.Count(row => row["issue"] == outcome && Lies(row["termine_le"], month, last))}", figures[(flows, label, column)]);
            }

            Assert.Equal(
                $"{agreements.Count(row => PeriodsOf(row).Any(term => term.From <= last && last <= term.Until) && Day(row["dernier_jour"]) >= last)}",
                figures[("Agréments en vigueur", label, "Agréments")]);
        }

        // How long it took, as MEDIANE and CENTILE.INCLURE have it.
        var decided = dossiers.Where(row => row["demande"] == "candidature" && row["issue"] is "Accordé" or "Refusé" && Lies(row["termine_le"], from, Today)).ToList();
        foreach (var (stage, column) in ((string, string)[])[("Vérification", "jours_completude"), ("Visite", "jours_visite"), ("Ensemble", "jours_total")])
        {
            var days = decided.Where(row => row["demande"] == "candidature" && row[column].Length > 0)
                .Select(row => double.Parse(row[column], French)).Order().ToList();
            Assert.Equal($"{days.Count}", figures[("Durée des candidatures, en jours", stage, "Dossiers")]);
            Assert.Equal(Centile(days, .5), double.Parse(figures[("Durée des candidatures, en jours", stage, "Médiane")], French), .01);
            Assert.Equal(Centile(days, .9), double.Parse(figures[("Durée des candidatures, en jours", stage, "9 sur 10")], French), .01);
        }

        // Who holds what today, by département.
        var valid = agreements.Where(row => row["etat"].StartsWith("En cours", StringComparison.Ordinal)
            && Lies(Iso(Today), Day(row["premier_jour"]), Day(row["dernier_jour"]))).ToList();
        const string places = "Maîtres de stage et places par département";
        foreach (var (code, label) in ((string, string)[])[("63", "Puy-de-Dôme (63)"), ("15", "Cantal (15)"), ("", "Ensemble")])
        {
            var there = valid.Where(row => code.Length == 0 || row["departement"] == code).ToList();
            Assert.Equal($"{Doctors(there)}", figures[(places, label, "Maîtres de stage")]);
            Assert.Equal($"{Places(there)}", figures[(places, label, "Places")]);
            Assert.Equal($"{Doctors(there.Where(IsUnderserved))}", figures[(places, label, "en zone sous-dotée")]);
            Assert.Equal($"{Places(there.Where(IsUnderserved))}", figures[(places, label, "Places en zone")]);
        }

        // What ends within two years, and who is new this year.
        for (var month = Today.With(DateAdjusters.StartOfMonth); month < Today.PlusMonths(23); month = month.PlusMonths(1))
        {
            var ending = agreements.Where(row => row["etat"] is "En cours" or "Suspendu"
                && Day(row["dernier_jour"]) >= Today && Lies(row["dernier_jour"], month, month.With(DateAdjusters.EndOfMonth))).ToList();
            Assert.Equal($"{ending.Count}", figures[("Agréments qui arrivent à leur terme", MonthOf(month), "Agréments")]);
        }

        var year = FacultyYear.Of(Today, app.Faculty);
        var firsts = agreements.GroupBy(row => row["rpps"]).Select(group => group.Min(row => Day(row["premier_jour"])));
        Assert.Equal(
            $"{firsts.Count(day => day >= year.From && day <= Today)}",
            figures[($"Nouveaux maîtres de stage en {year.Text}", MonthOf(Today), "Depuis le début")]);
    }

    [Fact]
    public async Task Days_that_are_all_to_come_have_no_numbers()
    {
        using var secretary = await app.SignInAsync(app.Secretary);

        Assert.Empty(await RowsAsync(secretary, "chiffres", ("du-chiffres", Iso(Today.PlusDays(1))), ("au-chiffres", Iso(Today.PlusDays(9)))));
    }

    // Ten to twenty numbers would be zero everywhere else: lists of some size, whose rows are the tables' own.
    private async Task SeedAsync()
    {
        var (now, dossiers, durations) = (app.Clock.GetUtcNow(), app.Get<DossierBook>(), app.Get<DurationBook>());
        var procedure = await app.Get<FacultyBook>().KeepAsync(app.Faculty, Cancellation);
        foreach (var number in Enumerable.Range(0, 40))
        {
            var line = SampleLists.Dossier(FacultyId, number, now);
            var record = new DossierRecord
            {
                Key = new DossierKey(FacultyId, line.Id),
                Doctor = new Doctor(line.FirstName, line.LastName, line.Rpps, $"a{number}@exemple.example", "63"),
                State = line.State,
                Kind = line.Kind,
                Created = line.Submitted,
                Submitted = line.Submitted,
                Since = line.Since,
                ProcedureId = procedure,
            };
            await dossiers.AddAsync(record, Cancellation);
            if (line.Days is { } days)
            {
                await durations.KeepAsync(
                    record, new DossierEnd(record.Key, record.State, record.Since, record.Since, ""),
                    days.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value), Cancellation);
            }

            await app.Get<WorkList>().RefreshAsync(record.Key, Cancellation);
        }

        var agreements = Enumerable.Range(0, 30).Select(number => SampleLists.Agreement(FacultyId, number, Today) with { Renewal = "" }).ToList();
        await app.Get<AgreementRegister>().EnterAllAsync(agreements, Cancellation);
        await app.Get<AgreementList>().RefreshAsync(FacultyId, [.. agreements.Select(agreement => agreement.Dossier.Id)], Cancellation);
    }

    private static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> RowsAsync(
        Visitor visitor, string export, params (string Name, string Value)[] fields)
    {
        var page = await visitor.OpenAsync($"/console/{FacultyId}/exports", Cancellation);
        var form = page.Document.QuerySelector($"form[action$='/exports/{export}']")!;
        var sent = form.QuerySelectorAll("input").ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "");
        foreach (var (name, value) in fields) sent[name] = value;
        using var content = new FormUrlEncodedContent(sent);
        using var answer = await visitor.Client.PostAsync(form.GetAttribute("action"), content, Cancellation);
        answer.EnsureSuccessStatusCode();
        var text = (await answer.Content.ReadAsStringAsync(Cancellation)).TrimStart('\uFEFF');
        using var csv = CsvReader.FromText(text, new CsvReaderOptions { Separator = CsvText.Separator, HasHeader = false });
        var rows = new List<string[]>();
        while (csv.Read()) rows.Add([.. csv.Current.ToArray().Select(CsvText.Plain)]);
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static IEnumerable<(LocalDate From, LocalDate Until)> PeriodsOf(IReadOnlyDictionary<string, string> row) =>
        row["periodes"].Split(", ").Select(term => term.Split('/')).Select(days => (Day(days[0]), Day(days[1])));

    private static bool Lies(string day, LocalDate from, LocalDate until) => day.Length > 0 && from <= Day(day) && Day(day) <= until;

    private static bool IsUnderserved(IReadOnlyDictionary<string, string> row) => row["zone"] is "ZIP" or "ZAC";

    private static int Doctors(IEnumerable<IReadOnlyDictionary<string, string>> rows) => rows.Select(row => row["rpps"]).Distinct().Count();

    private static int Places(IEnumerable<IReadOnlyDictionary<string, string>> rows) =>
        rows.Sum(row => int.TryParse(row["internes"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);

    // As the spreadsheet's help describes it: rank k(n-1)+1, between two values in proportion.
    private static double Centile(List<double> sorted, double k)
    {
        var rank = (k * (sorted.Count - 1)) + 1;
        var below = sorted[(int)Math.Floor(rank) - 1];
        var above = sorted[(int)Math.Ceiling(rank) - 1];
        return below + ((rank - Math.Floor(rank)) * (above - below));
    }

    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

    private static string MonthOf(LocalDate day) => new DateOnly(day.Year, day.Month, 1).ToString("MMMM yyyy", French);
}
