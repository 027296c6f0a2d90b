using System.Linq.Expressions;
using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Compagnon.Emulator.Tests.Tables;

public sealed class FilterExpressionTests
{
    private enum Colour
    {
        Red,
    }

    [Fact]
    public void Expressions_become_the_filters_of_the_real_client()
    {
        var name = "O'Neil";
        var born = new DateTimeOffset(1980, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));

        Is("(PartitionKey eq 'lyon') and (Name eq 'O''Neil')", row => row.PartitionKey == "lyon" && row.Name == name);
        Is("(Age lt 3) or (not (Age ge 10))", row => row.Age < 3 || !(row.Age >= 10));
        Is("Active eq true", row => row.Active);
        Is("not (Active eq true)", row => !row.Active);
        Is("Active eq false", row => row.Active == false);
        Is("Score gt 5.0", row => row.Score > 5);
        Is("Large eq 7L", row => row.Large == 7);
        Is("Born le datetime'1980-01-02T02:04:05Z'", row => row.Born <= born);
        Is("Maybe eq 5", row => row.Maybe == 5);
        Is("Maybe eq 5", row => row.Maybe!.Value == 5);
        Is("renamed eq 'x'", row => row.Renamed == "x");
        Is("RowKey lt 'm'", row => string.Compare(row.RowKey, "m") < 0);
        Is("RowKey ge 'm'", row => row.RowKey.CompareTo("m") >= 0);
        Is("Name eq 'a'", row => row.Name.Equals("a"));
        Is("Name eq 'a'", row => Equals(row.Name, "a"));
        Is("5 lt Age", row => 5 < row.Age);
        Is("Name eq 'lyon-1'", row => row.Name == $"lyon-{1}");
        Assert.Null(TableClient.CreateQueryFilter<Doctor>(row => true));
        Assert.Equal("TableName eq 'a'", TableClient.CreateQueryFilter<TableItem>(table => table.Name == "a"));
        Assert.Equal(
            "(Name eq 'a') and (Age eq 5)",
            TableClient.CreateQueryFilter<TableEntity>(row => row.GetString("Name") == "a" && (int)row["Age"]! == 5));
    }

    [Fact]
    public void What_the_real_client_refuses_or_the_service_would_never_match_is_refused()
    {
        Refused(row => row.Name.StartsWith("a"));
        Refused(row => row.Name.Contains('a'));
        Refused(row => row.Name.ToUpperInvariant() == "A");
        Refused(row => row.Name.Equals("a", StringComparison.OrdinalIgnoreCase));
        Refused(row => string.Compare(row.Name, "a", StringComparison.OrdinalIgnoreCase) == 0);
        Refused(row => row.Name.Length == 3);
        Refused(row => row.Age + 1 == 3);
        Refused(row => row.Name == null);
        Refused(row => row.Colour == Colour.Red);
        Refused(row => row.Field == 3);
        Refused(row => new[] { "a" }.Contains(row.Name));
        Refused(row => row.Active ? row.Age == 1 : row.Age == 2);
    }

    [Fact]
    public void Interpolated_values_are_written_as_literals()
    {
        string? nothing = null;

        Assert.Equal("A eq 'it''s'", TableClient.CreateQueryFilter($"A eq {"it's"}"));
        Assert.Equal("A eq ''''", TableClient.CreateQueryFilter($"A eq {'\''}"));
        Assert.Equal("A eq true and B eq 5", TableClient.CreateQueryFilter($"A eq {true} and B eq {5}"));
        Assert.Equal("C eq 5L or D eq 5.5", TableClient.CreateQueryFilter($"C eq {5L} or D eq {5.5}"));
        Assert.Equal("A eq guid'00000000-0000-0000-0000-000000000000'", TableClient.CreateQueryFilter($"A eq {Guid.Empty}"));
        Assert.Equal("A eq X'00FF'", TableClient.CreateQueryFilter($"A eq {new byte[] { 0, 255 }}"));
        Assert.Equal("A eq datetime'1970-01-01T00:00:00Z'", TableClient.CreateQueryFilter($"A eq {DateTimeOffset.UnixEpoch}"));
        Assert.Equal("A eq null", TableClient.CreateQueryFilter($"A eq {nothing}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {Colour.Red}"));
    }

    private static void Is(string filter, Expression<Func<Doctor, bool>> expression) =>
        Assert.Equal(filter, TableClient.CreateQueryFilter(expression));

    private static void Refused(Expression<Func<Doctor, bool>> expression) =>
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter(expression));

    private sealed class Doctor : ITableEntity
    {
#pragma warning disable CS0649 // read by expressions only
        public int Field;
#pragma warning restore CS0649

        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string Name { get; set; } = "";

        public int Age { get; set; }

        public bool Active { get; set; }

        public double Score { get; set; }

        public long Large { get; set; }

        public DateTimeOffset Born { get; set; }

        public int? Maybe { get; set; }

        public Colour Colour { get; set; }

        [DataMember(Name = "renamed")]
        public string Renamed { get; set; } = "";
    }
}
