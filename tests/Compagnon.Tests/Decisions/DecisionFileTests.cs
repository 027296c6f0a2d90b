using System.Text;
using Compagnon.Decisions;

namespace Compagnon.Tests.Decisions;

public sealed class DecisionFileTests
{
    private const string Header = "dossier;cycle;decision;numero;date;motifs";

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Fact]
    public void Columns_may_be_in_any_order_and_more_than_are_needed()
    {
        var file = Read("Motifs;Nom;CYCLE;Numéro;Date;Décision;Dossier\nSans;Zoé;3;A-1;12/03/2027;accordé;7KQ4-M2XZ-9ABC");

        Assert.Empty(file.Mistakes);
        Assert.Equal(new DecisionLine(2, "7KQ4-M2XZ-9ABC", "3", "accordé", "A-1", "12/03/2027", "Sans"), Assert.Single(file.Lines));
    }

    [Theory]
    [InlineData(",")]
    [InlineData("\t")]
    public void Other_separators_are_read_where_the_columns_show_them(string separator) => Assert.Equal(
        "x", Assert.Single(Read($"{Header}\nA;3;accordé;N;12/03/2027;x".Replace(";", separator, StringComparison.Ordinal)).Lines).Reasons);

    [Fact]
    public void Old_and_wide_encodings_are_read_where_they_cannot_be_anything_else()
    {
        var text = $"{Header}\nA;3;accordé;N;12/03/2027;Zone déjà pourvue à l’été, Œuvre";
        foreach (var encoding in (Encoding[])[Encoding.UTF8, new UTF8Encoding(true), Windows, Encoding.Unicode])
        {
            var file = DecisionFile.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
            Assert.Equal("Zone déjà pourvue à l’été, Œuvre", Assert.Single(file.Lines).Reasons);
        }
    }

    [Theory]
    [InlineData(0x82)] // é of DOS
    [InlineData(0x8E)] // é of a Mac
    [InlineData(0x90)]
    public void An_encoding_that_cannot_be_told_is_refused_with_what_to_do(byte accent)
    {
        var file = DecisionFile.Read([.. Encoding.ASCII.GetBytes($"{Header}\nA;3;accord"), accent, .. ";N;12/03/2027;"u8]);

        Assert.Empty(file.Lines);
        Assert.Contains("CSV UTF-8", Assert.Single(file.Mistakes).Message);
    }

    [Theory]
    [InlineData("", "vide")]
    [InlineData("bonjour", "première ligne")]
    [InlineData("dossier;cycle;decision;date;motifs\nA;3;accordé;12/03/2027;", "« numero »")]
    [InlineData("dossier;cycle;decision;numero;date;motifs;date\n", "deux fois")]
    [InlineData(Header, "aucune ligne")]
    [InlineData("PK\u0003\u0004classeur", "classeur")]
    [InlineData("dossier\0;cycle", "n’est pas un CSV")]
    public void A_file_that_is_no_such_table_is_refused_with_what_is_expected(string content, string message)
    {
        var file = Read(content);

        Assert.Empty(file.Lines);
        Assert.Contains(message, Assert.Single(file.Mistakes).Message);
    }

    [Fact]
    public void Too_many_lines_or_bytes_are_refused()
    {
        var tenThousand = Header + string.Concat(Enumerable.Repeat("\nA;3;accordé;N;12/03/2027;", 10_000));
        Assert.Contains("2000 lignes", Assert.Single(Read(tenThousand).Mistakes).Message);
        Assert.Contains("1 Mo", Assert.Single(DecisionFile.Read(new byte[DecisionFile.Largest + 1]).Mistakes).Message);
    }

    [Fact]
    public void A_line_with_too_many_cells_or_wrong_quotes_is_named_and_empty_ones_are_left_out()
    {
        var file = Read($"{Header}\nA;3;accordé;N;12/03/2027;un;deux\n;;;;;\n\nB;3;accordé;N;12/03/2027\nC;3;\"refusé\"x;N;12/03/2027;z");

        Assert.Equal(["B"], file.Lines.Select(line => line.Dossier));
        Assert.Equal([2, 6], file.Mistakes.Select(mistake => mistake.Line).Order());
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_named_by_its_line() =>
        Assert.Contains(Read($"{Header}\nA;3;accordé;\"N;12/03/2027;x\nB;3;accordé;N;12/03/2027;").Mistakes, mistake => mistake.Line == 2);

    [Fact]
    public void A_mark_against_formulas_is_taken_off_again() =>
        Assert.Equal("-12", Assert.Single(Read($"{Header}\nA;3;accordé;'-12;12/03/2027;").Lines).Number);

    private static DecisionFile Read(string text) => DecisionFile.Read(Encoding.UTF8.GetBytes(text));
}
