using System.Text;
using Compagnon.Faculties;
using Compagnon.Tests.Faculties;

namespace Compagnon.Tests.Legal;

public sealed class LegalRuleTests
{
    private const string Rule = """
        { "editor": "Université de l’Exemple", "address": "1 place", "phone": "04 99 63 00 00", "director": "Pr A",
          "host": { "name": "Hébergeur", "address": "2 rue", "phone": "01 99 00 10 10", "region": "France" },
          "dataProtectionOfficer": "dpo@univ.example", "basis": "Mission d’intérêt public.", "kept": "Dix ans.",
          "accessibility": { "state": "partial", "written": "2026-11-02", "contact": "acces@univ.example",
                             "audit": { "on": "2026-10-12", "by": "le service numérique", "percent": 94 }, "exceptions": ["Des PDF."] } }
        """;

    [Fact]
    public void Legal_texts_are_read_as_they_stand_and_a_procedure_works_without()
    {
        var (faculty, mistakes) = Read(Rule);

        Assert.Empty(mistakes);
        Assert.Equal("Pr A", faculty!.Legal!.Director);
        Assert.Equal((Conformity.Partial, 94), (faculty.Legal.Accessibility.State, faculty.Legal.Accessibility.Audit!.Percent));
        var (without, none) = Read("null");
        Assert.Empty(none);
        Assert.Null(without!.Legal);
    }

    [Theory]
    [InlineData("\"Pr A\"", "\"\"", "legal.director", "expected a text; found an empty one")]
    [InlineData("04 99 63 00 00", "demain", "legal.phone", "expected a phone number")]
    [InlineData("01 99 00 10 10", "x", "legal.host.phone", "expected a phone number")]
    [InlineData("dpo@univ.example", "dpo", "legal.dataProtectionOfficer", "expected a mail address; found \"dpo\"")]
    [InlineData("acces@univ.example", "acces", "legal.accessibility.contact", "expected a mail address")]
    [InlineData("2026-11-02", "hier", "legal.accessibility.written", "expected a day")]
    [InlineData("\"partial\"", "\"full\"", "legal.accessibility.state", "expected \"partial\", as the audit says (94 %)")]
    [InlineData("94", "41", "legal.accessibility.state", "expected \"none\", as the audit says (41 %)")]
    [InlineData("94", "141", "legal.accessibility.audit.percent", "expected 0 to 100 percent; found 141")]
    [InlineData("{ \"on\": \"2026-10-12\", \"by\": \"le service numérique\", \"percent\": 94 }", "null", "legal.accessibility.state", "without an audit")]
    [InlineData("\"kept\": \"Dix ans.\",", "", "legal.kept", "is missing")]
    public void A_mistake_is_reported_with_its_place_and_what_is_expected(string right, string wrong, string place, string expected)
    {
        Assert.Contains(right, Rule, StringComparison.Ordinal);

        var mistakes = Read(Rule.Replace(right, wrong, StringComparison.Ordinal)).Mistakes;

        Assert.Contains(mistakes, mistake => mistake.Place == place && mistake.Message.Contains(expected, StringComparison.Ordinal));
    }

    private static (Faculty? Faculty, List<FacultyMistake> Mistakes) Read(string rule)
    {
        var mistakes = new List<FacultyMistake>();
        var (faculty, _) = FacultyFiles.Read("val-de-dore.json", Encoding.UTF8.GetBytes(FacultyText.With("legal", rule)), mistakes);
        return (faculty, mistakes);
    }
}
