using System.Text;
using Compagnon.Web;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Web;

public sealed class CsvTextTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Gen<string> Cell => Gen.OneOf(
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => new string([.. text.Get.Where(c => !char.IsSurrogate(c))])),
        Gen.Elements("=", "+", "-", "@", "'", "\t", "\r", "\n", ";", "\"", " ", "a", "é", "＝", "\r\n").ListOf().Select(string.Concat));

    private static Gen<List<string[]>> Table =>
        from width in Gen.Choose(1, 5)
        from rows in Cell.ArrayOf(width).ListOf()
        select rows.ToList();

    [Fact]
    public void What_is_written_is_read_again() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Table.ToArbitrary(), table =>
    {
        var columns = Enumerable.Range(1, table.Count > 0 ? table[0].Length : 1).Select(i => $"c{i}").ToArray();
        var read = Read(Write(columns, table));
        return read.Count == table.Count + 1 && read[0].SequenceEqual(columns)
            && read.Skip(1).Zip(table).All(pair => pair.First.Select(CsvText.Plain).SequenceEqual(pair.Second));
    }));

    [Fact]
    public void No_cell_begins_as_a_formula_does() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Table.ToArbitrary(), table =>
    {
        var columns = Enumerable.Range(1, table.Count > 0 ? table[0].Length : 1).Select(i => $"c{i}").ToArray();
        return Read(Write(columns, table)).SelectMany(row => row)
            .All(cell => cell.Length == 0 || (!"=+-@\t\r".Contains(cell[0]) && !"=+-@".Contains(cell.Trim().FirstOrDefault('a'))));
    }));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-12", "'-12")]
    [InlineData("\t=A1", "'\t=A1")]
    [InlineData("'=1", "''=1")]
    [InlineData("  @SUM(A1)", "'  @SUM(A1)")]
    [InlineData("l’été", "l’été")]
    [InlineData("a=b", "a=b")]
    public void A_cell_that_could_run_begins_with_an_apostrophe(string cell, string written) => Assert.Equal(written, CsvText.Inert(cell));

    [Fact]
    public void It_opens_in_a_French_Excel()
    {
        var bytes = Write(["nom", "motifs"], [["Zoé \"Z\" Martin", "un ; deux\ntrois"]]);

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal("nom;motifs\r\n\"Zoé \"\"Z\"\" Martin\";\"un ; deux\ntrois\"\r\n", Encoding.UTF8.GetString(bytes.AsSpan(3)));
    }

    [Fact]
    public async Task A_row_of_another_width_is_refused() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => CsvText.WriteAsync(Stream.Null, ["a", "b"], [["1"]], Cancellation));

    private static byte[] Write(string[] columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var stream = new MemoryStream();
        CsvText.WriteAsync(stream, columns, rows, Cancellation).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static List<string[]> Read(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        using var reader = CsvReader.FromText(
            text, new CsvReaderOptions { Separator = CsvText.Separator, HasHeader = false });
        var rows = new List<string[]>();
        while (reader.Read()) rows.Add([.. reader.Current.ToArray()]);
        return rows;
    }
}
