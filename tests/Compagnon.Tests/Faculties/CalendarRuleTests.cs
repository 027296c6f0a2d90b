using System.Text;
using System.Text.Json.Nodes;
using Compagnon.Calendar;
using Compagnon.Faculties;
using Compagnon.Tests.Commissions;

namespace Compagnon.Tests.Faculties;

public sealed class CalendarRuleTests
{
    private const string Rule = """
        { "region": "alsaceMoselle", "closed": [
            { "from": "2027-07-26", "until": "2027-08-15", "reason": "Fermeture d’été" },
            { "from": "2027-12-24", "until": "2027-12-24", "reason": "Pont" } ] }
        """;

    [Fact]
    public void A_calendar_is_read_as_it_stands_and_is_not_needed()
    {
        var (faculty, mistakes) = Read(Rule);

        Assert.Empty(mistakes);
        Assert.Equal(HolidayRegion.AlsaceMoselle, faculty!.Calendar!.Region);
        Assert.Equal(new ClosedPeriod(new(2027, 7, 26), new(2027, 8, 15), "Fermeture d’été"), faculty.Calendar.Closed[0]);
        Assert.Null(Read("null").Faculty!.Calendar);
    }

    [Theory]
    [InlineData("\"alsaceMoselle\"", "\"alsace\"", "calendar.region", "expected one of \"metropole\", \"alsaceMoselle\"")]
    [InlineData("2027-08-15", "2027-07-25", "calendar.closed[0].until", "expected the first day or one of the 91 that follow it; found \"2027-07-25\"")]
    [InlineData("2027-08-15", "2028-08-15", "calendar.closed[0].until", "found \"2028-08-15\", from \"2027-07-26\"")]
    [InlineData("2027-08-15", "15/08/2027", "calendar.closed[0].until", "expected a day, such as \"2027-03-12\"")]
    [InlineData("Pont", " ", "calendar.closed[1].reason", "expected a text; found an empty one")]
    [InlineData("\"region\": \"alsaceMoselle\", ", "", "calendar.region", "is missing")]
    public void A_mistake_is_reported_with_its_place_and_what_is_expected(string right, string wrong, string place, string expected)
    {
        Assert.Contains(right, Rule, StringComparison.Ordinal);

        var mistake = Assert.Single(Read(Rule.Replace(right, wrong)).Mistakes);

        Assert.Equal(place, mistake.Place);
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_is_announced_for_a_day_on_which_the_faculty_works()
    {
        var announced = JsonNode.Parse(FacultyText.With("calendar", Rule))!.AsObject();
        SampleCommission.AddTo(announced);
        announced["commission"]!["sessions"]![1]!["date"] = "2027-05-17";
        var mistakes = new List<FacultyMistake>();

        FacultyFiles.Read("val-de-dore.json", Encoding.UTF8.GetBytes(announced.ToJsonString()), mistakes);

        // Whit Monday.
        var mistake = Assert.Single(mistakes, mistake => mistake.Place == "commission.sessions[1].date");
        Assert.Contains("found \"2027-05-17\" (", mistake.Message, StringComparison.Ordinal);
    }

    private static (Faculty? Faculty, List<FacultyMistake> Mistakes) Read(string rule)
    {
        var text = FacultyText.With("calendar", rule);
        var mistakes = new List<FacultyMistake>();
        return (FacultyFiles.Read("val-de-dore.json", Encoding.UTF8.GetBytes(text), mistakes).Faculty, mistakes);
    }
}
