using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compagnon.Faculties;
using Compagnon.Testing;

namespace Compagnon.Tests.Visits;

public sealed class VisitRuleTests
{
    private static readonly string Samples = SampleFaculties.Short;

    [Fact]
    public void A_faculty_without_a_rule_makes_no_visits()
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Samples, "val-de-dore.json")))!;
        file.AsObject().Remove("visit");

        var (faculty, mistakes) = Read(file.ToJsonString());

        Assert.Empty(mistakes);
        Assert.Null(faculty!.Visit);
    }

    [Fact]
    public void A_rule_is_read_as_it_stands()
    {
        var (faculty, mistakes) = Read(VisitedFaculty.Text(VisitedFaculty.TeacherRule));

        Assert.Empty(mistakes);
        Assert.Equal((VisitTeam.Teacher, VisitTeam.None), (faculty!.Visit!.First, faculty.Visit.Renewal));
        Assert.Equal((VisitMode.Either, 5, 2, 120), (faculty.Visit.Mode, faculty.Visit.OfferDays, faculty.Visit.Slots, faculty.Visit.Minutes));
        Assert.Equal([7, 2], faculty.Visit.NoticeDays);
    }

    [Theory]
    [InlineData("\"first\": \"teacher\"", "\"first\": \"none\"", "visit.first", "a faculty that never visits has no")]
    [InlineData("\"first\": \"teacher\"", "\"first\": \"anybody\"", "visit.first", "expected one of \"none\", \"teacher\", \"pair\"")]
    [InlineData("\"mode\": \"either\"", "\"mode\": \"phone\"", "visit.mode", "expected one of \"onSite\", \"video\", \"either\"")]
    [InlineData("\"offerDays\": 5", "\"offerDays\": 1", "visit.offerDays", "expected 2 to 30 days; found 1")]
    [InlineData("\"slots\": 2", "\"slots\": 6", "visit.slots", "expected 1 to 5 dates; found 6")]
    [InlineData("[7, 2]", "[2, 7]", "visit.noticeDays", "expected steps that descend")]
    [InlineData("[7, 2]", "[0]", "visit.noticeDays", "1 to 30 days before the visit")]
    [InlineData("\"reportReminders\": [3, 7]", "\"reportReminders\": []", "visit.reportReminders", "expected at least one step")]
    [InlineData("\"openVisits\": 3,", "", "visit.openVisits", "is missing")]
    [InlineData("\"roles\":[\"teacher\"]", "\"roles\":[\"member\"]", "people", "with the role \"teacher\"")]
    public void A_mistake_is_reported_with_its_place_and_what_is_expected(string right, string wrong, string place, string expected)
    {
        var text = VisitedFaculty.Text(VisitedFaculty.TeacherRule);
        Assert.Contains(right, text);

        var (_, mistakes) = Read(text.Replace(right, wrong));

        Assert.Contains(expected, Assert.Single(mistakes, mistake => mistake.Place == place).Message);
    }

    [Fact]
    public void A_pair_needs_two_supervisors()
    {
        var text = VisitedFaculty.Text(VisitedFaculty.PairRule);
        var one = text[..text.LastIndexOf("\"supervisor\"", StringComparison.Ordinal)] + "\"member\""
            + text[(text.LastIndexOf("\"supervisor\"", StringComparison.Ordinal) + "\"supervisor\"".Length)..];

        Assert.Empty(Read(text).Mistakes);
        Assert.NotEmpty(Read(text.Replace("\"supervisor\"", "\"member\"")).Mistakes);
        Assert.NotEqual(text, one);
    }

    [Fact]
    public void The_schema_for_editors_names_what_the_rule_holds()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(SampleFaculties.Delivered, FacultyFiles.Schema)))!["properties"]!["visit"]!;
        var expected = typeof(VisitRule).GetConstructors().Single(it => it.GetParameters().Length > 1)
            .GetParameters().Select(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!)).Order();

        Assert.Equal(expected, schema["required"]!.AsArray().Select(name => (string)name!).Order());
        Assert.Equal(expected, schema["properties"]!.AsObject().Select(property => property.Key).Order());
    }

    private static (Faculty? Faculty, IReadOnlyList<FacultyMistake> Mistakes) Read(string text)
    {
        var mistakes = new List<FacultyMistake>();
        return (FacultyFiles.Read("val-de-dore.json", Encoding.UTF8.GetBytes(text), mistakes).Faculty, mistakes);
    }
}
