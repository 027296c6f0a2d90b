using System.Text.Json.Nodes;
using Compagnon.Faculties;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using NodaTime;

namespace Compagnon.Tests.Commissions;

public sealed class CommissionRuleTests
{
    [Fact]
    public void A_commission_is_read_as_it_stands_in_the_file()
    {
        using var files = new SampleCommission();

        var rule = FacultyFiles.Load(files.Folder).Single(faculty => faculty.Id == RunningApp.FacultyId).Commission!;

        Assert.Equal((2, 10, 12), (rule.Quorum, rule.ConveneDays, rule.ConditionalMonths));
        Assert.Equal(
            (new LocalDate(2027, 6, 10), "14:30", new LocalDate(2027, 5, 20), "Salle du conseil", "https://video.example/commission"),
            (rule.Sessions[1].Date, rule.Sessions[1].Time, rule.Sessions[1].Closing, rule.Sessions[1].Place, rule.Sessions[1].Video));
        Assert.Equal("", rule.Sessions[2].Place);
    }

    [Fact]
    public void A_faculty_without_a_commission_has_none() =>
        Assert.All(
            FacultyFiles.Load(SampleFaculties.Short).Where(faculty => faculty.People.All(p => !p.SitsInCommission)),
            faculty => Assert.Null(faculty.Commission));

    [Theory]
    [InlineData("commission.quorum", "4", "commission.quorum", "expected 1 to 3, as many as there are members; found 4")]
    [InlineData("commission.quorum", "0", "commission.quorum", "found 0")]
    [InlineData("commission.conveneDays", "61", "commission.conveneDays", "expected 1 to 60 days; found 61")]
    [InlineData("commission.conveneDays", "15", "commission.sessions[0].closing", "more than conveneDays (15) before the session; found \"2027-03-31\"")]
    [InlineData("commission.conditionalMonths", "13", "commission.conditionalMonths", "expected 1 to 12 months; found 13")]
    [InlineData("commission.opinionReminders", "[4, 10]", "commission.opinionReminders[1]", "less than conveneDays (10); found 10")]
    [InlineData("commission.outcomeReminders", "[]", "commission.outcomeReminders", "expected at least one step")]
    [InlineData("commission.sessions", "[]", "commission.sessions", "expected at least one session")]
    [InlineData("commission.sessions.1.date", "\"2027-04-15\"", "commission.sessions[1].date", "stands twice: \"2027-04-15\"; expected one session a day")]
    [InlineData("commission.sessions.0.date", "\"15/04/2027\"", "commission.sessions[0].date", "expected a day, such as \"2027-03-12\"; found the text \"15/04/2027\"")]
    [InlineData("commission.sessions.0.date", "20270415", "commission.sessions[0].date", "found the number 20270415")]
    [InlineData("commission.sessions.0.time", "\"14h30\"", "commission.sessions[0].time", "expected a time in Paris, such as \"14:30\"; found \"14h30\"")]
    [InlineData("commission.sessions.0.place", "\"\"", "commission.sessions[0].place", "expected a place, or a video link")]
    [InlineData("commission.sessions.1.video", "\"http://video.example\"", "commission.sessions[1].video", "expected an address that begins with https://")]
    [InlineData("people.4.roles", "[\"member\"]", "people", "expected at least one person with the role \"chair\"")]
    [InlineData("commission", "\"oui\"", "commission", "expected an object in braces")]
    public void A_mistake_in_a_commission_is_reported_with_its_place_and_what_is_expected(
        string where, string value, string place, string expected)
    {
        using var files = new SampleCommission(faculty =>
        {
            var steps = where.Split('.');
            JsonNode node = faculty;
            foreach (var step in steps[..^1]) node = int.TryParse(step, out var index) ? node[index]! : node[step]!;
            node[steps[^1]] = JsonNode.Parse(value);
        });

        var error = Assert.Throws<FacultyFileException>(() => FacultyFiles.Load(files.Folder));

        Assert.Contains(error.Mistakes, mistake => mistake.Place == place && mistake.Message.Contains(expected, StringComparison.Ordinal));
    }
}
