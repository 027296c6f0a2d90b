using System.Runtime.CompilerServices;
using System.Text;
using Compagnon.Web;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Web;

public sealed class CsvTextTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Gen<string> Cell => Gen.OneOf(
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => new string([.. text.Get.Where(c => !char.IsSurrogate(c))])),
        Gen.Elements("=", "+", "-", "@", "'", "\t", "\r", "\n", ";", "\"", " ", "a", "é", "＝", "\r\n", "0", "12", "/", "E").ListOf().Select(string.Concat));

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
    [InlineData("01004", "'01004")]
    [InlineData("10003456789", "10003456789")]
    [InlineData("1234567890123456", "'1234567890123456")]
    [InlineData("12E4", "'12E4")]
    [InlineData("3-4", "'3-4")]
    [InlineData("12/2025", "'12/2025")]
    [InlineData("2027-08-01", "2027-08-01")]
    [InlineData("01/08/2027", "01/08/2027")]
    [InlineData("2025-0012", "2025-0012")]
    [InlineData("0,5", "0,5")]
    [InlineData("0", "0")]
    public void A_cell_that_could_run_or_would_be_changed_begins_with_an_apostrophe(string cell, string written) => Assert.Equal(written, CsvText.Inert(cell));

    [Fact]
    public void It_opens_in_a_French_Excel()
    {
        var bytes = Write(["nom", "motifs"], [["Zoé \"Z\" Martin", "un ; deux\ntrois"]]);

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal("nom;motifs\r\n\"Zoé \"\"Z\"\" Martin\";\"un ; deux\ntrois\"\r\n", Encoding.UTF8.GetString(bytes.AsSpan(3)));
    }

    [Fact]
    public void Days_moments_and_numbers_are_written_as_a_French_Excel_reads_them()
    {
        Assert.Equal("2027-08-01", CsvText.Day(new LocalDate(2027, 8, 1)));
        Assert.Equal("2027-08-01 14:05:09", CsvText.Moment(new DateTimeOffset(2027, 8, 1, 12, 5, 9, TimeSpan.Zero)));
        Assert.Equal(("12,5", "3", "0", ""), (CsvText.Number(12.5), CsvText.Number(3.0), CsvText.Number(0.001), CsvText.Number(null)));
        Assert.Equal(("", ""), (CsvText.Day(null), CsvText.Moment(null)));
    }

    [Fact]
    public async Task Ten_thousand_rows_are_sent_while_they_are_read_and_the_first_at_once()
    {
        var sent = new CountedLines();
        var (read, most) = (0, 0);

        await CsvText.WriteAsync(sent, ["nom"], RowsAsync(), Cancellation);

        Assert.Equal(10_001, sent.Lines);
        Assert.InRange(most, 1, 250);

        async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync()
        {
            await Task.Yield();
            Assert.Equal(1, sent.Lines);
            for (; read < 10_000; read++)
            {
                most = Math.Max(most, read + 1 - sent.Lines);
                yield return ["Anne Martin"];
            }
        }
    }

    [Fact]
    public async Task Whoever_leaves_ends_the_reading()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var (read, isEnded) = (0, false);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CsvText.WriteAsync(Stream.Null, ["nom"], RowsAsync(), leaving.Token));

        Assert.InRange(read, 500, 510);
        Assert.True(isEnded);

        async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            try
            {
                for (; read < 10_000; read++)
                {
                    if (read == 500) await leaving.CancelAsync();
                    cancellation.ThrowIfCancellationRequested();
                    yield return ["Anne Martin"];
                }
            }
            finally
            {
                isEnded = true;
            }
        }
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

    // Counts the lines that were sent, and keeps none.
    private sealed class CountedLines : Stream
    {
        public int Lines { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Lines += buffer.AsSpan(offset, count).Count((byte)'\n');
    }
}
