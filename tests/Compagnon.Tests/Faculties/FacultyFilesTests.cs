using System.Text;
using System.Text.Json.Nodes;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Territories;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Faculties;

public sealed class FacultyFilesTests
{
    private static readonly string Samples = SampleFaculties.Delivered;

    [Fact]
    public void The_sample_faculties_are_right_and_differ_in_what_faculties_differ_in()
    {
        var faculties = FacultyFiles.Load(Samples);

        Assert.Equal(["plaine-du-rhin", "rives-atlantiques", "val-de-dore"], faculties.Select(faculty => faculty.Id));
        AssertAllDiffer(faculty => faculty.Name);
        AssertAllDiffer(faculty => faculty.Mailbox);
        AssertAllDiffer(faculty => string.Join(' ', faculty.Pieces.Select(piece => piece.Id)));
        AssertAllDiffer(faculty => string.Join(' ', faculty.Eligibility.Select(question => question.Question)));
        AssertAllDiffer(faculty => faculty.Term.FirstYears);
        AssertAllDiffer(faculty => faculty.Delays.ConfirmationDays);
        AssertAllDiffer(faculty => faculty.Delays.CompletionDays);
        AssertAllDiffer(faculty => string.Join(' ', faculty.Delays.CompletionReminders));
        AssertAllDiffer(faculty => string.Join(' ', faculty.Delays.ReviewReminders));
        AssertAllDiffer(faculty => faculty.Charter.Version);
        AssertAllDiffer(faculty => string.Join(' ', faculty.Charter.Text));
        AssertAllDiffer(faculty => faculty.Appeal);
        AssertAllDiffer(faculty => (faculty.Visit!.First, faculty.Visit.Renewal));
        AssertAllDiffer(faculty => string.Join(' ', faculty.Visit!.NoticeDays));
        AssertAllDiffer(faculty => faculty.Visit!.Minutes);
        AssertAllDiffer(faculty => faculty.Commission!.Name);
        AssertAllDiffer(faculty => faculty.Commission!.ConveneDays);
        AssertAllDiffer(faculty => faculty.Commission!.ConditionalMonths);
        AssertAllDiffer(faculty => faculty.YearlyTarget!);
        AssertAllDiffer(faculty => string.Join(' ', faculty.Commission!.Sessions.Select(session => session.Date)));
        AssertAllDiffer(faculty => string.Join(' ', (faculty.Decisions ?? []).Select(rule => rule.By)));
        AssertAllDiffer(faculty => string.Join(' ', faculty.Calendar!.Closed.Select(closed => closed.From)));
        AssertAllDiffer(faculty => string.Join(' ', faculty.Shortage?.Classes ?? []));
        Assert.True(faculties[1].Shortage!.Delays!.ReviewReminders[0] < faculties[1].Delays.ReviewReminders[0]);
        Assert.Equal(HolidayRegion.AlsaceMoselle, faculties[0].Calendar!.Region);
        AssertNoneShared(faculty => faculty.Departements);
        AssertNoneShared(faculty => faculty.People.Select(person => person.Address));
        AssertNoneShared(faculty => faculty.Commission!.Sessions.Select(session => session.Date.ToString()));

        void AssertAllDiffer<T>(Func<Faculty, T> point) =>
            Assert.Equal(faculties.Count, faculties.Select(point).Distinct().Count());

        void AssertNoneShared(Func<Faculty, IEnumerable<string>> point) => Assert.Distinct(faculties.SelectMany(point));
    }

    [Fact]
    public void In_the_sample_faculties_every_visitor_practises_in_a_commune_that_the_faculty_serves()
    {
        var communes = TerritoryFiles.Load(Path.Combine(AppContext.BaseDirectory, "Territories"));

        foreach (var faculty in FacultyFiles.Load(Samples))
        {
            var visitors = faculty.People.Where(person => person.Has(StaffRole.Teacher) || person.Has(StaffRole.Supervisor)).ToList();
            Assert.All(visitors, visitor => Assert.Contains(communes.Find(visitor.Commune)?.Departement, faculty.Departements));
            // Whoever visits is never far away.
            Assert.All(
                faculty.Departements,
                departement => Assert.Contains(visitors, visitor => communes.Find(visitor.Commune)!.Departement == departement));
        }
    }

    [Fact]
    public void The_sample_faculties_sessions_follow_each_other_on_working_days_until_the_end_of_2028()
    {
        foreach (var faculty in FacultyFiles.Load(Samples))
        {
            var (sessions, days) = (faculty.Commission!.Sessions, new WorkingDays(faculty.Calendar!));
            Assert.All(sessions, session => Assert.Null(days.WhyClosed(session.Date)));
            Assert.All(
                sessions.Zip(sessions.Skip(1)), pair => Assert.InRange(Period.DaysBetween(pair.First.Date, pair.Second.Date), 14, 100));
            Assert.Equal((2028, 12), (sessions[^1].Date.Year, sessions[^1].Date.Month));
        }
    }

    [Fact]
    public void The_schema_for_editors_names_what_the_records_hold()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Samples, FacultyFiles.Schema)))!;
        var parameters = typeof(Faculty).GetConstructors()[0].GetParameters();
        var required = parameters.Where(p => !p.HasDefaultValue).Select(Named);

        Assert.Equal(required.Order(), schema["required"]!.AsArray().Select(n => (string)n!).Order());
        Assert.Equal(parameters.Select(Named).Append("$schema").Order(), schema["properties"]!.AsObject().Select(p => p.Key).Order());

        static string Named(System.Reflection.ParameterInfo parameter) =>
            System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
    }

    [Theory]
    [InlineData("\"id\": \"cv\"", "\"id\": \"CV !\"", "pieces[0].id", "expected 2 to 40 of a-z")]
    [InlineData("\"required\": false", "\"required\": \"non\"", "pieces[4].required", "expected true or false; found the text \"non\"")]
    [InlineData("[\"secretariat\"]", "[\"secrétaire\"]", "people[0].roles[0]", "one of \"secretariat\", \"coordinator\"")]
    [InlineData("[\"secretariat\"]", "[]", "people[0].roles", "expected at least one role")]
    [InlineData("[\"secretariat\"]", "[\"secretariat\", \"secretariat\"]", "people[0].roles[1]", "stands twice: \"secretariat\"")]
    [InlineData("\"id\": \"c-fontanel\"", "\"id\": \"doctor\"", "people[0].id", "\"doctor\" is the candidate's")]
    [InlineData("\"id\": \"c-fontanel\"", "\"id\": \"entra-1\"", "people[0].id", "those that begin with \"entra-\"")]
    [InlineData("6f1c2b7a-4d3e-4a58-9b60-7c8d9e0f1a2b", "Scolarité", "groups[0].id", "expected a group's object id")]
    [InlineData("0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f", "6F1C2B7A-4d3e-4a58-9b60-7c8d9e0f1a2b", "groups[1].id", "stands twice")]
    [InlineData("\"roles\": [\"readOnly\"] }", "\"roles\": [] }", "groups[0].roles", "expected at least one role")]
    [InlineData("\"15\"", "\"20\"", "departements[1]", "expected the code of a département")]
    [InlineData("\"15\"", "\"03\"", "departements[1]", "stands twice: \"03\"")]
    [InlineData("\"firstYears\": 1", "\"firstYears\": 9", "term.firstYears", "expected 1 to 5 years; found 9")]
    [InlineData("\"firstYears\": 1", "\"firstYears\": 1.5", "term.firstYears", "expected a whole number; found the number 1.5")]
    [InlineData("\"pieces\":", "\"yearlyTarget\": { \"newSupervisors\": 0 }, \"pieces\":", "yearlyTarget.newSupervisors", "expected 1 to 2000 doctors; found 0")]
    [InlineData("\"pieces\":", "\"yearlyTarget\": { \"newSupervisors\": 50, \"firstMonth\": 13 }, \"pieces\":", "yearlyTarget.firstMonth", "expected a month, 1 to 12; found 13")]
    [InlineData("[7, 14, 25]", "[7, 14, 30]", "delays.completionReminders[2]", "expected a step before completionDays (30); found 30")]
    [InlineData("[7, 14, 25]", "[14, 7]", "delays.completionReminders", "expected steps that ascend")]
    [InlineData("\"linkDays\": 60", "\"linkDays\": 60, \"lastNoticeDays\": 30", "delays.lastNoticeDays", "expected fewer days than completionDays (30); found 30")]
    [InlineData("\"linkDays\": 60", "\"linkDays\": 60, \"extension\": { \"days\": 0 }", "delays.extension.days", "expected 1 to 90 days; found 0")]
    [InlineData("\"linkDays\": 60", "\"linkDays\": 60, \"extension\": { \"times\": 6 }", "delays.extension.times", "expected 0 to 5 times; found 6")]
    [InlineData("\"linkDays\": 60", "\"linkDays\": 60, \"extension\": { \"reminders\": [3, 2] }", "delays.extension.reminders", "expected steps that ascend")]
    [InlineData("\"version\": \"2026-1\",", "", "charter.version", "is missing")]
    [InlineData("\"appeal\":", "\"recours\":", "recours", "is not known here; expected id, name, department")]
    [InlineData("secretariat.dmg@medecine-valdedore.example", "secrét", "people[0].address", "expected a mail address; found \"secrét\"")]
    [InlineData("\"phone\": \"04 99 63 00 12\"", "\"phone\": \"le matin\"", "mailbox.phone", "expected a phone number")]
    public void A_mistake_is_reported_with_file_line_and_what_is_expected(string right, string wrong, string place, string expected)
    {
        var text = Sample();
        var at = text.IndexOf(right, StringComparison.Ordinal);
        var broken = text[..at] + wrong + text[(at + right.Length)..];

        var mistakes = Read(broken);

        var mistake = Assert.Single(mistakes, m => m.Place == place);
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
        if (wrong.Length > 0) Assert.Contains(wrong, broken.Split('\n')[mistake.Line - 1], StringComparison.Ordinal);
        Assert.StartsWith($"val-de-dore.json:{mistake.Line}: {place}: ", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        var text = Sample()
            .Replace("\"cv\"", "7")
            .Replace("\"nextYears\": 5", "\"nextYears\": 50")
            .Replace("\"linkDays\": 60", "\"linkDays\": 1")
            .Replace("\"63\"", "\"6 3\"").Replace("[\"coordinator\"]", "[\"secretariat\"]");

        var places = Read(text).Select(m => m.Place).ToList();

        Assert.Equal(
            ["delays.linkDays", "departements[3]", "people", "pieces[0].id", "term.nextYears"], places.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_not_JSON_is_reported_with_its_line()
    {
        var mistake = Assert.Single(Read("{\n  \"id\": \"val-de-dore\"\n  \"name\": 1\n}"));

        Assert.Equal(3, mistake.Line);
        Assert.Contains("is not JSON", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("{\"people\": [null, 3], \"term\": [], \"delays\": {\"reviewReminders\": [\"x\"]}}")]
    public void Nonsense_is_refused_and_never_throws(string text) => Assert.NotEmpty(Read(text));

    [Fact]
    public void Whatever_is_cut_out_of_a_file_it_is_read_or_refused_with_a_line_inside_it()
    {
        var text = Sample();
        var cut = from start in Gen.Choose(0, text.Length - 1) from length in Gen.Choose(1, 60) select (start, length);

        Prop.ForAll(cut.ToArbitrary(), part =>
        {
            var broken = text.Remove(part.start, Math.Min(part.length, text.Length - part.start));
            return Read(broken).All(m => m.Line >= 1 && m.Line <= broken.Split('\n').Length);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Two_faculties_on_one_departement_are_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("val-de-dore.json", Sample());
        folder.Write(
            "autre.json",
            Sample()
                .Replace("\"id\": \"val-de-dore\"", "\"id\": \"autre\"")
                .Replace("[\"03\", \"15\", \"43\", \"63\"]", "[\"2A\", \"63\"]"));

        var refused = Assert.Throws<FacultyFileException>(() => FacultyFiles.Load(folder.Path));

        var mistake = Assert.Single(refused.Mistakes);
        Assert.Equal("departements[3]", mistake.Place);
        Assert.Contains("\"63\" stands in autre.json too", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("val-de-dore.json:6: departements[3]", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"levels\": [] }", "offer.levels", "expected at least one level")]
    [InlineData("{ \"levels\": [\"niveau1\"] }", "offer.levels[0]", "expected one of \"observation\", \"level1\", \"saspas\"")]
    [InlineData("{ \"levels\": [\"saspas\", \"saspas\"] }", "offer.levels[1]", "stands twice: \"saspas\"")]
    [InlineData("{ \"specialties\": [] }", "offer.specialties", "expected at least one specialty")]
    [InlineData("{ \"specialties\": [\"magie\"] }", "offer.specialties[0]", "such as \"medecine-generale\"; found \"magie\"")]
    public void A_mistake_in_what_is_offered_is_reported_with_its_place(string offer, string place, string expected)
    {
        var text = Sample().TrimEnd();
        var mistake = Assert.Single(Read(text[..^1] + ",\n\"offer\": " + offer + "}"));

        Assert.Equal(place, mistake.Place);
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_named_after_its_faculty()
    {
        using var folder = new TemporaryFolder();
        folder.Write("valdedore.json", Sample());

        var refused = Assert.Throws<FacultyFileException>(() => FacultyFiles.Load(folder.Path));

        Assert.Equal("id", Assert.Single(refused.Mistakes).Place);
    }

    [Fact]
    public void A_missing_or_empty_folder_is_refused_with_the_settings_name()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains(
            "Faculties:Path", Assert.Throws<FacultyFileException>(() => FacultyFiles.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "is not a folder",
            Assert.Throws<FacultyFileException>(() => FacultyFiles.Load(folder.Path + "-x")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Departements_are_known_by_code_with_Corsica_and_overseas()
    {
        Assert.Equal(107, Departement.All.Count);
        Assert.Equal("Corse-du-Sud (2A)", Departement.Find("2A")!.Label);
        Assert.Equal("La Réunion", Departement.Find("974")!.Name);
        Assert.Null(Departement.Find("20"));
        Assert.Null(Departement.Find("2a"));
        Assert.Null(Departement.Find(null));
        Assert.Equal(Departement.All.Count, Departement.All.Select(d => d.Code).Distinct().Count());
    }

    private static string Sample() => File.ReadAllText(Path.Combine(SampleFaculties.Short, "val-de-dore.json"));

    private static List<FacultyMistake> Read(string text)
    {
        var mistakes = new List<FacultyMistake>();
        FacultyFiles.Read("val-de-dore.json", Encoding.UTF8.GetBytes(text), mistakes);
        return mistakes;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("compagnon-faculties-").FullName;

        public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
