using System.Globalization;
using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Emulator.Tests.Tables;

public sealed class ValueTests(AzuriteFixture azurite) : TableTest(azurite)
{
    public enum Stage
    {
        Submitted = 1,
        Decided = 2,
    }

    [Fact]
    public async Task Any_value_of_a_dictionary_row_comes_back_as_it_was()
    {
        var table = await NewTableAsync();
        var values = Gen.OneOf(
            Text().Select(value => (object)value),
            ArbMap.Default.GeneratorFor<bool>().Select(value => (object)value),
            ArbMap.Default.GeneratorFor<int>().Select(value => (object)value),
            Gen.Elements(int.MinValue, int.MaxValue).Select(value => (object)value),
            ArbMap.Default.GeneratorFor<long>().Select(value => (object)value),
            Gen.Elements(long.MinValue, long.MaxValue).Select(value => (object)value),
            ArbMap.Default.GeneratorFor<double>().Select(value => (object)value),
            Gen.Elements(0d, 5d, -5d, 1e20, 1e21, 1e22, 1e300, double.Epsilon, double.MaxValue).Select(value => (object)value),
            Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity).Select(value => (object)value),
            ArbMap.Default.GeneratorFor<Guid>().Select(value => (object)value),
            ArbMap.Default.GeneratorFor<byte[]>().Select(value => (object)value),
            Dates().Select(value => (object)value));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(values.ToArbitrary(), value =>
        {
            table.UpsertEntity(new TableEntity("p", "r") { ["Value"] = value }, TableUpdateMode.Replace, Cancellation);
            var read = table.GetEntity<TableEntity>("p", "r", cancellationToken: Cancellation).Value["Value"];
            return value is byte[] bytes ? bytes.AsSpan().SequenceEqual((byte[])read!) : value.Equals(read);
        }));
    }

    [Fact]
    public async Task Any_typed_row_comes_back_as_it_was()
    {
        var table = await NewTableAsync();
        var rows =
            from text in Text()
            from number in ArbMap.Default.GeneratorFor<int>()
            from large in ArbMap.Default.GeneratorFor<long>()
            from real in ArbMap.Default.GeneratorFor<double>()
            from date in Dates()
            from bytes in ArbMap.Default.GeneratorFor<byte[]>()
            from id in ArbMap.Default.GeneratorFor<Guid>()
            from maybe in ArbMap.Default.GeneratorFor<int?>()
            from maybeDate in Gen.OneOf(Gen.Constant<DateTimeOffset?>(null), Dates().Select(day => (DateTimeOffset?)day))
            from stage in Gen.Elements(Stage.Submitted, Stage.Decided)
            select new Row
            {
                PartitionKey = "p",
                RowKey = "r",
                Text = text,
                Flag = number % 2 == 0,
                Number = number,
                Large = large,
                Real = real,
                Id = id,
                Date = date,
                Day = date.UtcDateTime,
                Bytes = bytes,
                Data = BinaryData.FromBytes(bytes),
                Stage = stage,
                Maybe = maybe,
                MaybeDate = maybeDate,
                MaybeStage = maybe is null ? null : stage,
                Renamed = text,
            };

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(rows.ToArbitrary(), row =>
        {
            table.UpsertEntity(row, TableUpdateMode.Replace, Cancellation);
            var read = table.GetEntity<Row>("p", "r", cancellationToken: Cancellation).Value;
            return read.Comparable() == row.Comparable() && read.ETag != default && read.Timestamp is not null;
        }));
    }

    [Fact]
    public async Task A_typed_row_is_stored_under_the_names_and_types_that_the_real_client_gives_it()
    {
        var table = await NewTableAsync();
        var row = new Row { PartitionKey = "p", RowKey = "r", Stage = Stage.Decided, Renamed = "x", Hidden = "y", Large = 5 };
        await table.AddEntityAsync(row, Cancellation);

        TableEntity stored = await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Equal("Decided", stored.GetString("Stage"));
        Assert.Equal("x", stored.GetString("other_name"));
        Assert.Equal(5L, stored.GetInt64("Large"));
        Assert.Equal("p/r", stored.GetString("Path"));
        Assert.False(stored.ContainsKey("Renamed"));
        Assert.False(stored.ContainsKey("Hidden"));
        Assert.False(stored.ContainsKey("Maybe"));
    }

    [Fact]
    public async Task A_null_leaves_a_merged_property_as_it_is()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Name"] = "Anne" }, Cancellation);

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["Name"] = null }, TableUpdateMode.Merge, Cancellation);

        TableEntity stored = await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal("Anne", stored.GetString("Name"));
    }

    [Fact]
    public async Task What_a_table_cannot_hold_is_refused_before_it_is_sent()
    {
        var table = Service.GetTableClient("any");
        Task Add(object value) => table.AddEntityAsync(new TableEntity("p", "r") { ["Value"] = value }, Cancellation);

        await Assert.ThrowsAsync<NotSupportedException>(() => Add(1.5m));
        await Assert.ThrowsAsync<NotSupportedException>(() => Add(TimeSpan.FromDays(1)));
        await Assert.ThrowsAsync<NotSupportedException>(() => Add(new[] { "a" }));
        await Assert.ThrowsAsync<NotSupportedException>(() => Add(DateTime.Now));
        var early = await Assert.ThrowsAsync<RequestFailedException>(() => Add(default(DateTimeOffset)));
        Assert.Equal((400, "OutOfRangeInput"), (early.Status, early.ErrorCode));
    }

    [Fact]
    public async Task A_stored_value_that_a_typed_row_cannot_take_says_which()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Number"] = "many" }, Cancellation);

        var error = await Assert.ThrowsAsync<InvalidCastException>(
            () => table.GetEntityAsync<Row>("p", "r", cancellationToken: Cancellation));

        Assert.Contains("Number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_implements_the_interface_explicitly_keeps_its_keys()
    {
        var table = await NewTableAsync();
        await table.AddEntityAsync(new Explicit { Faculty = "lyon", Number = "7" }, Cancellation);

        Explicit read = await table.GetEntityAsync<Explicit>("lyon", "7", cancellationToken: Cancellation);

        Assert.Equal(("lyon", "7"), (read.Faculty, read.Number));
    }

    [Fact]
    public async Task A_property_that_is_too_long_is_refused_with_its_code()
    {
        var table = await NewTableAsync();

        var error = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.AddEntityAsync(new TableEntity("p", "r") { ["Value"] = new string('a', 32 * 1024 + 1) }, Cancellation));

        Assert.Equal((400, "PropertyValueTooLarge"), (error.Status, error.ErrorCode));
    }

    private static Gen<string> Text() => ArbMap.Default.GeneratorFor<NonNull<string>>()
        .Select(value => string.Concat(value.Get.Where(character => !char.IsSurrogate(character))));

    private static Gen<DateTimeOffset> Dates() => ArbMap.Default.GeneratorFor<DateTime>()
        .Select(date => new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Utc)))
        .Where(date => date.Year >= 1601);

    public sealed class Row : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string? Text { get; set; }

        public bool Flag { get; set; }

        public int Number { get; set; }

        public long Large { get; set; }

        public double Real { get; set; }

        public Guid Id { get; set; }

        public DateTimeOffset Date { get; set; } = DateTimeOffset.UnixEpoch;

        public DateTime Day { get; set; } = DateTime.UnixEpoch;

        public byte[] Bytes { get; set; } = [];

        public BinaryData Data { get; set; } = BinaryData.Empty;

        public Stage Stage { get; set; }

        public int? Maybe { get; set; }

        public DateTimeOffset? MaybeDate { get; set; }

        public Stage? MaybeStage { get; set; }

        [DataMember(Name = "other_name")]
        public string? Renamed { get; set; }

        [IgnoreDataMember]
        public string? Hidden { get; set; }

        public string Path => $"{PartitionKey}/{RowKey}";

        public string Comparable() => string.Create(
            CultureInfo.InvariantCulture,
            $"{PartitionKey}|{RowKey}|{Text}|{Flag}|{Number}|{Large}|{Real:R}|{Id}|{Date.UtcTicks}|{Day.Ticks}{Day.Kind}"
            + $"|{Convert.ToHexString(Bytes)}|{Convert.ToHexString(Data.ToMemory().Span)}"
            + $"|{Stage}|{Maybe}|{MaybeDate?.UtcTicks}|{MaybeStage}|{Renamed}");
    }

    private sealed class Explicit : ITableEntity
    {
        [IgnoreDataMember]
        public string Faculty { get; set; } = "";

        [IgnoreDataMember]
        public string Number { get; set; } = "";

        string ITableEntity.PartitionKey
        {
            get => Faculty;
            set => Faculty = value;
        }

        string ITableEntity.RowKey
        {
            get => Number;
            set => Number = value;
        }

        DateTimeOffset? ITableEntity.Timestamp { get; set; }

        ETag ITableEntity.ETag { get; set; }
    }
}
