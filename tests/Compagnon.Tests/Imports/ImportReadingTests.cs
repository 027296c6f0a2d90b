using System.Text;
using Compagnon.Agreements;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Imports;
using Compagnon.Territories;
using Compagnon.Testing;
using Compagnon.Tests.Builds;
using Compagnon.Web;
using NodaTime;

namespace Compagnon.Tests.Imports;

public sealed class ImportReadingTests
{
    private const string Header = "rpps;prenom;nom;courriel;departement;debut;fin";

    private static readonly LocalDate Today = new(2027, 3, 1);
    private static readonly Faculty Faculty = FacultyFiles.Load(SampleFaculties.Short).Single(faculty => faculty.Id == "val-de-dore");
    private static readonly CommuneBook Communes = TerritoryFiles.Load(Path.Combine(AppContext.BaseDirectory, "Territories"));
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly string First = SampleAgreement.RppsOf(1);

    private static string Right => $"{First};Anne;Martin;anne.martin@exemple.fr;63;01/11/2025;31/10/2028";

    [Fact]
    public async Task The_model_reads_without_a_mistake()
    {
        using var model = new MemoryStream();
        await CsvText.WriteAsync(model, ImportTable.Columns, ImportTable.Sample, TestContext.Current.CancellationToken);

        var reading = ImportReading.Of(model.ToArray(), Faculty, Communes, Today);

        Assert.Empty(reading.Mistakes);
        var line = reading.Lines[0];
        Assert.Equal((2, "Dr Anne Martin", "63113", "medecine-generale"), (line.Line, line.Doctor.FullName, line.Commune, line.Specialty));
        Assert.Equal((new LocalDate(2025, 11, 1), new LocalDate(2028, 10, 31), 2), (line.From, line.Until, line.Interns));
        Assert.Equal([StageLevel.Level1, StageLevel.Saspas], line.Levels);
        Assert.Equal("2025-0012", line.Number);
        Assert.Equal(2, reading.Lines.Count);
    }

    [Fact]
    public void The_sample_of_the_documentation_reads_without_a_mistake()
    {
        var reading = ImportReading.Of(
            File.ReadAllBytes(Path.Combine(Repository.Root, "docs", "agrements-exemple.csv")), Faculty, Communes, Today);

        Assert.Empty(reading.Mistakes);
        Assert.Equal(3, reading.Lines.Count);
    }

    [Fact]
    public void Old_encodings_and_other_separators_are_read()
    {
        var text = $"{Header}\n{Right}".Replace("Anne", "Anaëlle", StringComparison.Ordinal);
        foreach (var content in (byte[][])
        [
            Windows.GetBytes(text), [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)],
            Encoding.UTF8.GetBytes(text.Replace(';', ',')), Encoding.UTF8.GetBytes(text.Replace(';', '\t')),
        ])
        {
            Assert.Equal("Anaëlle", Assert.Single(ImportReading.Of(content, Faculty, Communes, Today).Lines).Doctor.FirstName);
        }
    }

    [Theory]
    [InlineData("rpps;prenom;nom;courriel;departement;debut\n1;2;3;4;5;6", "Il manque la colonne « fin »")]
    [InlineData("un;deux\n1;2", "La première ligne doit nommer les colonnes")]
    [InlineData("rpps;prenom;nom;courriel;departement;debut;fin;fin\n1", "Des colonnes portent deux fois le même nom : « fin »")]
    [InlineData("", "Ce fichier est vide")]
    [InlineData("PK\u0003\u0004", "un classeur, non un CSV")]
    public void A_file_that_is_no_such_list_is_refused_with_what_is_expected(string text, string message)
    {
        var reading = Read(text);

        Assert.True(reading.IsUnreadable);
        Assert.Contains(message, Assert.Single(reading.Mistakes).Message);
    }

    [Fact]
    public void What_is_too_long_is_refused() => Assert.Contains(
        "trop volumineux : 16 Mo au plus", Assert.Single(ImportReading.Of(new byte[50_000_000], Faculty, Communes, Today).Mistakes).Message);

    [Theory]
    [InlineData("rpps", "", "la cellule est vide")]
    [InlineData("rpps", "10003456780", "sa clé ne correspond pas")]
    [InlineData("rpps", "1000345678", "cette cellule en a 10")]
    [InlineData("rpps", "1,00035E+10", "Excel a abrégé ce numéro")]
    [InlineData("prenom", "", "Le prénom est attendu")]
    [InlineData("nom", "M4rtin", "Un nom ne comporte que des lettres")]
    [InlineData("courriel", "anne.martin", "Une adresse électronique est attendue")]
    [InlineData("departement", "75", "Un département de la faculté est attendu : ")]
    [InlineData("debut", "2025-11-31", "Un jour est attendu")]
    [InlineData("debut", "45962", "Un jour est attendu")]
    [InlineData("fin", "31/10/2024", "Le dernier jour est avant le premier")]
    [InlineData("fin", "31/10/2031", "Un agrément dure 5 ans au plus")]
    [InlineData("nom", "=A1", "Cette cellule contient une formule")]
    [InlineData("fin", "#REF!", "Cette cellule contient une formule, ou son erreur")]
    [InlineData("commune", "63000", "Le code INSEE d’une commune est attendu")]
    [InlineData("specialite", "médecine", "Le nom d’une spécialité est attendu")]
    [InlineData("nature", "double", "« principal », « complémentaire » ou « fonctionnel »")]
    [InlineData("niveaux", "prat, externe", "« 2e cycle », « prat » ou « saspas »")]
    [InlineData("internes", "deux", "Un nombre entier de 0 à 20")]
    [InlineData("recommandations", "Voir un collègue.", "Un agrément sous conditions dure un an au plus")]
    public void What_is_wrong_is_said_by_line_and_column(string column, string cell, string message)
    {
        var columns = Header.Split(';').ToList();
        var cells = Right.Split(';').ToList();
        if (columns.Contains(column)) cells[columns.IndexOf(column)] = cell;
        else
        {
            columns.Add(column);
            cells.Add(cell);
        }

        var other = $"{SampleAgreement.RppsOf(2)};Zoé;Petit;zoe@exemple.fr;63;2025-11-01;2028-10-31";
        var reading = Read($"{string.Join(';', columns)}\n{other}\n{string.Join(';', cells)}\n");

        Assert.Single(reading.Lines);
        var mistake = Assert.Single(reading.Mistakes);
        Assert.Equal((3, column), (mistake.Line, mistake.Column));
        Assert.Contains(message, mistake.Message);
    }

    [Fact]
    public void A_doctor_is_named_once_for_each_place_and_a_number_once()
    {
        var reading = Read(
            $"{Header};lieu;numero\n{Right};12 rue du Lac;A-1\n{Right};12, Rue du Lac;A-2\n{Right};Autre lieu;A-1\n{Right};Un tiers lieu;A-3");

        Assert.Equal([2, 5], reading.Lines.Select(line => line.Line));
        Assert.Collection(
            reading.Mistakes,
            mistake => Assert.Equal("Ligne 3, colonne « rpps » : Ce médecin figure déjà à la ligne 2 pour le même lieu.", mistake.Place + mistake.Message),
            mistake => Assert.Equal("Ligne 4, colonne « numero » : Ce numéro d’agrément est déjà celui de la ligne 2.", mistake.Place + mistake.Message));
    }

    [Fact]
    public void A_corrected_line_is_told_by_its_columns()
    {
        var before = Assert.Single(Read($"{Header}\n{Right}").Lines);
        var after = Assert.Single(Read($"{Header}\n{Right.Replace("2028", "2027", StringComparison.Ordinal).Replace("anne.", "a.", StringComparison.Ordinal)}").Lines);

        Assert.Equal(before.Id, after.Id);
        Assert.Empty(before.DifferencesFrom(before.Prints));
        Assert.Equal(["courriel", "fin"], after.DifferencesFrom(before.Prints));
        Assert.DoesNotContain("Martin", before.Prints);
    }

    [Fact]
    public void Lines_go_through_a_short_text() =>
        Assert.Equal([2, 3, 4, 9, 11, 12], LineRanges.Read(LineRanges.Write([2, 3, 4, 9, 11, 12])));

    private static ImportReading Read(string text) => ImportReading.Of(Encoding.UTF8.GetBytes(text), Faculty, Communes, Today);
}
