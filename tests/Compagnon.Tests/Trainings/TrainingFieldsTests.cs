using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Trainings;
using Compagnon.Web;
using NodaTime;

namespace Compagnon.Tests.Trainings;

public sealed class TrainingFieldsTests
{
    private static readonly LocalDate Today = new(2027, 6, 1);

    [Theory]
    [InlineData("3", 180)]
    [InlineData("3,5", 210)]
    [InlineData("0.5", 30)]
    [InlineData("3 h 30", 210)]
    [InlineData("3h", 180)]
    [InlineData("12 heures", 720)]
    public void Hours_are_read_as_people_write_them(string written, int minutes)
    {
        Assert.Equal(minutes, TrainingFields.ReadHours(written, out var mistake));
        Assert.Null(mistake);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0,4")]
    [InlineData("13")]
    [InlineData("3 h 75")]
    [InlineData("-3")]
    [InlineData("une matinée")]
    public void Other_lengths_are_refused_with_what_is_expected(string written)
    {
        Assert.Null(TrainingFields.ReadHours(written, out var mistake));
        Assert.Contains("par exemple 3, 3,5 ou 3 h 30", mistake);
    }

    [Theory]
    [InlineData("31/05/2027", null)]
    [InlineData("2027-06-01", null)]
    [InlineData("02/06/2027", "à venir")]
    [InlineData("01/06/2007", "10 ans")]
    [InlineData("31/06/2027", "12/03/2027")]
    public void A_day_is_a_day_that_was(string written, string? wrong)
    {
        var day = TrainingFields.ReadDay(written, Today, out var mistake);
        Assert.Equal(wrong is null, day is not null);
        Assert.Contains(wrong ?? "", mistake ?? "");
    }

    [Fact]
    public void Two_records_of_one_day_count_once()
    {
        var first = Sample(new(2027, 3, 12), "Atelier");
        Assert.Equal(2, TrainingCount.In([first, first with { Title = "Autre nom" }, Sample(new(2027, 5, 1), "Atelier")], first.Day, Today));
        Assert.Equal(0, TrainingCount.In([first], first.Day.PlusDays(1), Today));
        Assert.Equal(first.Id, (first with { Title = " ATELIER " }).Id);
    }

    [Fact]
    public void What_is_wrong_with_a_table_is_said_by_line_and_column()
    {
        var known = SampleAgreement.RppsOf(7);
        var preview = Preview(
            "rpps;date;titre;heures\n"
            + $"{known};12/03/2027;Atelier;3\n"
            + $"{known};2027-03-12;atelier;3\n"
            + $"1,00035E+10;12/03/2027;Atelier;3\n"
            + $"{SampleAgreement.RppsOf(8)};12/03/2027;Atelier;3\n"
            + "10003456780;12/03/2027;Atelier;3\n"
            + $"{known};2027-03-32;Atelier;3\n"
            + $"{known};12/03/2027;=CONCAT(A1);3\n"
            + $"{known};12/03/2027;Atelier;trois\n", known);

        Assert.Collection(
            preview.Mistakes.Select(mistake => mistake.Place + mistake.Message),
            text => Assert.StartsWith("Ligne 3 : Cette présence figure déjà à la ligne 2", text),
            text => Assert.StartsWith("Ligne 4, colonne « rpps » : Excel a abrégé ce numéro (1,00035E+10)", text),
            text => Assert.StartsWith("Ligne 5, colonne « rpps » : Aucun maître de stage", text),
            text => Assert.StartsWith("Ligne 6, colonne « rpps » : Ce numéro RPPS n’est pas valable", text),
            text => Assert.StartsWith("Ligne 7, colonne « date » : Indiquez le jour", text),
            text => Assert.StartsWith("Ligne 8, colonne « titre » : Cette cellule contient une formule", text),
            text => Assert.StartsWith("Ligne 9, colonne « heures » : Indiquez la durée", text));
        Assert.Equal(new(2027, 3, 12), Assert.Single(preview.Lines).Training.Day);
    }

    private static TrainingPreview Preview(string csv, string known) => TrainingPreview.Of(
        CsvSheet.Read(System.Text.Encoding.UTF8.GetBytes(csv), TrainingPreview.Form),
        new Dictionary<string, string> { [known] = "Dr Anne Martin" }, "val-de-dore", "c-fontanel", DateTimeOffset.UnixEpoch, Today);

    private static Training Sample(LocalDate day, string title) =>
        new("val-de-dore", "10003456789", day, title, 180, Link.Doctor, DateTimeOffset.UnixEpoch);
}
