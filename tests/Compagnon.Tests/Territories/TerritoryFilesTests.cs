using System.Text;
using Compagnon.Faculties;
using Compagnon.Territories;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Territories;

public sealed class TerritoryFilesTests
{
    private const string ZonesName = "zones-auvergne-rhone-alpes.csv";

    private static readonly string Delivered = Path.Combine(AppContext.BaseDirectory, "Territories");

    [Fact]
    public void The_delivered_files_have_and_class_every_commune_that_a_faculty_serves()
    {
        var book = TerritoryFiles.Load(Delivered);
        var served = FacultyFiles.Load(SampleFaculties.Delivered).SelectMany(f => f.Departements).ToList();

        Assert.Empty(TerritoryGaps.Of(book, served, new LocalDate(2027, 3, 1)));
        Assert.Equal(463, book.Of("63").Count);
        Assert.Equal(24, book.Of("974").Count);
        var clermont = book.Find("63113")!;
        Assert.Equal("Clermont-Ferrand (63000)", clermont.Label);
        Assert.Equal("Clermont Auvergne Métropole", clermont.Group!.Name);
        Assert.Equal(ZoneClass.Zip, book.ZoneOf("97608", new LocalDate(2027, 3, 1)));
        Assert.InRange(Directory.EnumerateFiles(Delivered, "*.csv").Sum(file => new FileInfo(file).Length), 100_000, 600_000);
    }

    [Fact]
    public void A_right_folder_is_read_with_everything_that_it_says()
    {
        using var files = SampleCommunes.Right();

        var book = files.Load();

        var riom = book.Find("63300")!;
        Assert.Equal(("Riom", "63", new Area("6316", "Riom"), 19029), (riom.Name, riom.Departement, riom.Canton, riom.Population));
        Assert.Null(book.Find("63148")!.Population);
        Assert.Equal(["20000", "20090", "20167"], book.Find("2A004")!.PostalCodes);
        Assert.Null(book.Find("2A004")!.Group);
        Assert.Equal(["Clermont-Ferrand", "Ennezat", "Riom"], book.Of("63").Select(commune => commune.Name));
        Assert.Empty(book.Of("15"));
        Assert.Null(book.Find("2a004"));
        Assert.Null(book.Find(null));
    }

    [Theory]
    [InlineData("63300", 2024, 12, 31, ZoneClass.Unknown)]
    [InlineData("63300", 2025, 1, 1, ZoneClass.Zac)]
    [InlineData("63300", 2026, 12, 31, ZoneClass.Zac)]
    [InlineData("63300", 2027, 1, 1, ZoneClass.Zip)]
    [InlineData("63300", 2099, 1, 1, ZoneClass.Zip)]
    [InlineData("63113", 2027, 1, 1, ZoneClass.None)]
    [InlineData("63148", 2026, 6, 30, ZoneClass.Zar)]
    [InlineData("63148", 2026, 7, 1, ZoneClass.Unknown)]
    [InlineData("2A004", 2027, 1, 1, ZoneClass.Unknown)]
    [InlineData("99999", 2027, 1, 1, ZoneClass.Unknown)]
    [InlineData(null, 2027, 1, 1, ZoneClass.Unknown)]
    public void A_class_holds_from_its_first_to_its_last_day(string? code, int year, int month, int day, ZoneClass expected)
    {
        using var files = SampleCommunes.Right();

        Assert.Equal(expected, files.Load().ZoneOf(code, new LocalDate(year, month, day)));
    }

    [Fact]
    public void Only_the_two_national_classes_are_short_of_doctors()
    {
        Assert.Equal([ZoneClass.Zac, ZoneClass.Zip], Enum.GetValues<ZoneClass>().Where(zone => zone.IsUnderserved()));
        Assert.All(Enum.GetValues<ZoneClass>(), zone => Assert.NotEmpty(zone.Label()));
    }

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    [InlineData("\r\n", false)]
    public void A_byte_order_mark_line_ends_order_of_columns_quotes_and_empty_lines_do_not_matter(string lineEnd, bool mark)
    {
        var text = string.Join(
            lineEnd,
            "nom;code;departement;population;canton;nom_canton;epci;nom_epci;codes_postaux",
            "",
            "\"Saint-Rémy-de-\"\"Blot\"\"\"; 63391 ;63;204;;;200072080;\"CC Combrailles; Sioule\";63440",
            "");
        using var files = new SampleCommunes().Write(
            "communes-63.csv", [.. mark ? Encoding.UTF8.GetPreamble() : [], .. Encoding.UTF8.GetBytes(text)]);

        var commune = files.Load().Find("63391")!;

        Assert.Equal("Saint-Rémy-de-\"Blot\"", commune.Name);
        Assert.Equal("CC Combrailles; Sioule", commune.Group!.Name);
    }

    [Theory]
    [InlineData("63300;", "6330;", 3, "code: expected an INSEE code of five characters, as 63113, 2A004 or 97411; found \"6330\"")]
    [InlineData("2A004;", "2a004;", 5, "code: expected an INSEE code of five characters, as 63113, 2A004 or 97411; found \"2a004\"")]
    [InlineData("63300;", "63113;", 3, "code: stands twice: 63113 is at communes.csv:2 already")]
    [InlineData("Riom;63;", "Riom;15;", 3, "departement: expected 63, in which 63300 lies; found \"15\"")]
    [InlineData("Riom;63;", "Riom;20;", 3, "departement: expected the code of a département, as 63, 2A or 974; found \"20\"")]
    [InlineData("Saint-Denis;974", "Saint-Denis;97", 6, "departement: expected the code of a département, as 63, 2A or 974; found \"97\"")]
    [InlineData("63300;Riom;", "63300;;", 3, "nom: expected a name of 1 to 100 characters; found nothing")]
    [InlineData(
        "63300;Riom;63;6316",
        "63300;Riom;63;R",
        3,
        "canton: expected the INSEE code of a canton, as 6305, 2A03 or 97413, or nothing here and in nom_canton; found \"R\"")]
    [InlineData(
        "Ennezat;63;6316;Riom",
        "Ennezat;63;6316;Riaume",
        4,
        "nom_canton: expected \"Riom\", as 6316 is called at communes.csv:3; found \"Riaume\"")]
    [InlineData(
        "Ennezat;63;6316;Riom", "Ennezat;63;6316;", 4, "nom_canton: expected a name of 1 to 200 characters for \"6316\"; found nothing")]
    [InlineData(
        "246300701",
        "2463",
        2,
        "epci: expected the SIREN of a group of communes, nine digits, or nothing here and in nom_epci; found \"2463\"")]
    [InlineData(
        "63000 63100",
        "63000,63100",
        2,
        "codes_postaux: expected one or more postal codes of five digits, with a space between two; found \"63000,63100\"")]
    [InlineData(
        "63000 63100", "", 2, "codes_postaux: expected one or more postal codes of five digits, with a space between two; found nothing")]
    [InlineData("146351", "-1", 2, "population: expected a whole number from 0 on, or nothing; found \"-1\"")]
    [InlineData("146351", "146 351", 2, "population: expected a whole number from 0 on, or nothing; found \"146 351\"")]
    [InlineData("146351", "146351;", 2, "expected 9 fields separated by semicolons; found 10")]
    [InlineData(";146351", "", 2, "expected 9 fields separated by semicolons; found 8")]
    [InlineData("63300;Riom", "63300;\"Riom", 3, "expected quotes around a whole field, doubled inside it and closed on its line")]
    [InlineData("63300;Riom", "63300;\"Riom\" ville", 3, "expected quotes around a whole field, doubled inside it and closed on its line")]
    [InlineData("63300;Riom", "63300;Ri\u0007om", 3, "nom: expected at most 1000 characters and none that cannot be seen")]
    public void A_wrong_line_of_communes_says_where_it_is_and_what_is_expected(string right, string wrong, int line, string message)
    {
        Assert.Contains(right, SampleCommunes.Communes, StringComparison.Ordinal);
        using var files = SampleCommunes.Right()
            .Write("communes.csv", SampleCommunes.Communes.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal([$"communes.csv:{line}: {message}"], files.Mistakes());
    }

    [Theory]
    [InlineData(
        "63300;ZAC",
        "63301;ZAC",
        3,
        "code: expected the INSEE code of a commune that is in the files of communes (63 is there); found \"63301\"")]
    [InlineData("63113;", "6311;", 2, "code: expected an INSEE code of five characters, as 63113, 2A004 or 97411; found \"6311\"")]
    [InlineData(
        "63113;", "97411;", 2, "code: expected a commune of auvergne-rhone-alpes; 97411 lies in 974, which is of zones-la-reunion.csv")]
    [InlineData("ZAC", "zac", 3, "classe: expected one of ZIP, ZAC, ZAR, AUCUNE; found \"zac\"")]
    [InlineData("AUCUNE", "", 2, "classe: expected one of ZIP, ZAC, ZAR, AUCUNE; found nothing")]
    [InlineData("ZIP;2027-01-01", "ZIP;01/01/2027", 4, "du: expected a day as 2027-01-01; found \"01/01/2027\"")]
    [InlineData("ZIP;2027-01-01", "ZIP;2027-02-30", 4, "du: expected a day as 2027-01-01; found \"2027-02-30\"")]
    [InlineData("ZIP;2027-01-01", "ZIP;", 4, "du: expected a day as 2027-01-01; found nothing")]
    [InlineData("2026-12-31", "fin 2026", 3, "au: expected a day as 2027-12-31, or nothing; found \"fin 2026\"")]
    [InlineData("2026-12-31", "2024-12-31", 3, "au: expected a day from 2025-01-01 on, or nothing; found \"2024-12-31\"")]
    [InlineData(
        "ZIP;2027-01-01",
        "ZIP;2026-12-31",
        4,
        "code: stands twice: 63300 is classed for some of these days at zones-auvergne-rhone-alpes.csv:3 already")]
    [InlineData(
        "2025-01-01;2026-12-31",
        "2025-01-01;",
        4,
        "code: stands twice: 63300 is classed for some of these days at zones-auvergne-rhone-alpes.csv:3 already")]
    [InlineData("code;classe;du;au", "code;classe;du", 1, "expected the columns code;classe;du;au; found \"code;classe;du\"")]
    [InlineData("code;classe;du;au", "code,classe,du,au", 1, "expected the columns code;classe;du;au; found \"code,classe,du,au\"")]
    [InlineData("code;classe;du;au", "code;classe;du;du", 1, "expected the columns code;classe;du;au; found \"code;classe;du;du\"")]
    public void A_wrong_line_of_zones_says_where_it_is_and_what_is_expected(string right, string wrong, int line, string message)
    {
        Assert.Contains(right, SampleCommunes.Zones, StringComparison.Ordinal);
        using var files = SampleCommunes.Right().Write(ZonesName, SampleCommunes.Zones.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal([$"{ZonesName}:{line}: {message}"], files.Mistakes());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("code;classe;du;au\n")]
    [InlineData("\"")]
    [InlineData(";;;\n;;;\n")]
    [InlineData("code;classe;du;au\n;;;\n\"\"\";\";\"\n")]
    public void A_file_with_nothing_in_it_or_nonsense_is_refused(string text)
    {
        using var files = SampleCommunes.Right().Write(ZonesName, text);

        Assert.NotEmpty(files.Mistakes());
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused_with_the_line_of_the_first_wrong_letter()
    {
        using var files = SampleCommunes.Right().Write(
            "communes.csv", Encoding.Latin1.GetBytes(SampleCommunes.Communes.Replace("Riom;63", "Rïom;63", StringComparison.Ordinal)));

        // Métropole on line 2 comes before Rïom on line 3.
        Assert.Equal(["communes.csv:2: is not UTF-8; save the file as « CSV UTF-8 »"], files.Mistakes());
    }

    [Fact]
    public void Every_mistake_in_every_file_of_a_kind_is_reported_at_once()
    {
        using var files = SampleCommunes.Right()
            .Write("communes.csv", SampleCommunes.Communes.Replace("Riom;63;6316", "Riom;64;R", StringComparison.Ordinal))
            .Write("communes-2.csv", "code;nom\n")
            .Write("zone.csv", "");

        Assert.Equal(
            [
                "zone.csv: is neither communes….csv nor zones-REGION.csv; rename it or take it away",
                "communes-2.csv:1: expected the columns code;nom;departement;canton;nom_canton;epci;nom_epci;codes_postaux;population; "
                + "found \"code;nom\"",
                "communes.csv:3: departement: expected 63, in which 63300 lies; found \"64\"",
                "communes.csv:3: canton: expected the INSEE code of a canton, as 6305, 2A03 or 97413, or nothing here and in nom_canton; "
                + "found \"R\"",
            ],
            files.Mistakes());
    }

    [Fact]
    public void A_commune_that_stands_in_two_files_is_refused()
    {
        using var files = SampleCommunes.Right().Write("communes-2.csv", string.Join('\n', SampleCommunes.Communes.Split('\n')[..2]));

        Assert.Equal(["communes.csv:2: code: stands twice: 63113 is at communes-2.csv:2 already"], files.Mistakes());
    }

    [Fact]
    public void A_folder_that_is_missing_or_without_communes_is_refused_with_the_setting_s_name()
    {
        using var files = new SampleCommunes();

        Assert.Contains("(setting Territories:Path)", Assert.Single(files.Mistakes()), StringComparison.Ordinal);
        var missing = Assert.Throws<TerritoryFileException>(() => TerritoryFiles.Load(files.Folder + "-x"));
        Assert.Contains(
            "is not a folder; expected the files of communes and zones here (setting Territories:Path)",
            missing.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_zones_file_of_no_region_is_refused_and_a_missing_one_is_not()
    {
        using var files = SampleCommunes.Right().Write("zones-auvergne.csv", SampleCommunes.Zones);

        Assert.StartsWith(
            "zones-auvergne.csv: is of no region; expected zones-REGION.csv with one of auvergne-rhone-alpes, bourgogne-franche-comte",
            Assert.Single(files.Mistakes()),
            StringComparison.Ordinal);

        File.Delete(Path.Combine(files.Folder, "zones-auvergne.csv"));
        File.Delete(Path.Combine(files.Folder, ZonesName));
        Assert.Equal(ZoneClass.Unknown, files.Load().ZoneOf("63300", new LocalDate(2027, 1, 1)));
    }

    [Fact]
    public void An_agency_s_file_of_the_whole_region_is_taken_and_what_is_not_used_is_counted()
    {
        using var files = SampleCommunes.Right().Write(ZonesName, SampleCommunes.Zones + "69123;ZIP;2026-01-01;\n38185;ZAC;2026-01-01;\n");

        var book = files.Load();

        Assert.Equal(2, book.UnusedZones);
        Assert.Equal(ZoneClass.Unknown, book.ZoneOf("69123", new LocalDate(2027, 1, 1)));
    }

    [Fact]
    public void A_long_list_of_mistakes_is_cut_in_the_message_and_whole_in_the_exception()
    {
        using var files = SampleCommunes.Right()
            .Write(ZonesName, "code;classe;du;au\n" + string.Concat(Enumerable.Range(0, 100).Select(_ => "63113;ROUGE;2026-01-01;\n")));

        var refused = Assert.Throws<TerritoryFileException>(files.Load);

        Assert.Equal(100, refused.Mistakes.Count);
        Assert.Contains("have 100 mistakes", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("… and 60 more", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_cut_out_of_the_files_they_are_read_or_refused_with_lines_inside_them()
    {
        var cuts =
            from start in Gen.Choose(0, 400)
            from length in Gen.Choose(1, 40)
            from zones in Gen.Elements(true, false)
            select (start, length, zones);

        Prop.ForAll(cuts.ToArbitrary(), cut =>
        {
            var text = cut.zones ? SampleCommunes.Zones : SampleCommunes.Communes;
            var start = cut.start % text.Length;
            var broken = text.Remove(start, Math.Min(cut.length, text.Length - start));
            using var files = SampleCommunes.Right().Write(cut.zones ? ZonesName : "communes.csv", broken);
            try
            {
                files.Load();
                return true;
            }
            catch (TerritoryFileException refused)
            {
                return refused.Mistakes.All(mistake => mistake.Line >= 0 && mistake.Line <= SampleCommunes.Communes.Split('\n').Length);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_no_file_knows_or_classes_is_said_with_its_number_and_the_first_few()
    {
        using var files = SampleCommunes.Right();

        Assert.Equal(
            [
                "No file of communes holds the département 15, which a faculty serves: its doctors find no commune.",
                "1 of 3 communes that faculties serve are not classed on 2027-01-01 in zones-auvergne-rhone-alpes.csv "
                + "and do not count as short of doctors: Ennezat (63148)",
                "1 of 1 communes that faculties serve are not classed on 2027-01-01 in zones-la-reunion.csv "
                + "and do not count as short of doctors: Saint-Denis (97411)",
            ],
            TerritoryGaps.Of(files.Load(), ["15", "63", "974"], new LocalDate(2027, 1, 1)));
        Assert.Empty(TerritoryGaps.Of(files.Load(), ["63"], new LocalDate(2026, 3, 1)));
    }

    [Fact]
    public void Every_departement_belongs_to_the_file_of_one_region()
    {
        Assert.All(Departement.All, departement => Assert.Contains(Regions.Of(departement.Code), Regions.All));
        Assert.Null(Regions.Of("20"));
        Assert.Equal(22, Regions.All.Distinct().Count());
    }
}
