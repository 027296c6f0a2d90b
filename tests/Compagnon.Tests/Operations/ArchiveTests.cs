using System.Security.Cryptography;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Operations;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Operations;

public sealed class ArchiveTests(AzuriteFixture azurite) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compagnon-archive-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_exported_from_one_account_goes_on_in_another()
    {
        string[] key = ["--Links:CurrentKey", AppProcess.NewLinkKey()];
        var first = await azurite.NewAccountAsync();
        DossierKey dossier;
        await using (var app = await RunningApp.StartAsync(azurite, ["--AzureWebJobsStorage", first, .. key]))
        {
            dossier = await app.SubmitAsync("=Martin");
            await app.Get<Outstanding>().NoteAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, Cancellation);
            await app.Get<AgreementStarter>().StartAsync(app.Workflows, dossier, Cancellation);
            Assert.Equal("review-1", (await app.WhenQuietAsync(dossier)).WaitsOn);
        }

        var written = await Of(first, folder).WriteAsync(Cancellation);
        Assert.True(written is { Rows: > 30, Blobs: > 3 }, written.ToString());
        var documents = folder.EnumerateFiles("*.pdf", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(documents);
        Assert.All(documents, file => Assert.StartsWith("%PDF-", File.ReadAllText(file.FullName), StringComparison.Ordinal));
        var sheet = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "tables", "Dossiers.csv"), Cancellation);
        // As a spreadsheet opens it: what looks like a formula is none.
        Assert.Contains(";'=Martin;", sheet, StringComparison.Ordinal);

        var second = await azurite.NewAccountAsync();
        Assert.Equal(written, await Of(second, folder).ReadAsync(Cancellation));
        Assert.Equal(await RowsAsync(first), await RowsAsync(second));
        Assert.Equal(await BlobsAsync(first), await BlobsAsync(second));

        await using var again = await RunningApp.StartAsync(azurite, ["--AzureWebJobsStorage", second, .. key]);
        await again.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        var token = again.TokenFor(dossier, again.Secretary.Id, "review-1");
        await Journey.SayCompleteAsync(await again.Visitor.OpenAsync($"/demande/{token}", Cancellation));
        Assert.Equal("decision-1", (await again.WhenQuietAsync(dossier)).WaitsOn);
    }

    [Fact]
    public async Task An_archive_that_was_changed_is_not_read()
    {
        var account = await AccountWithARowAsync();
        await Of(account, folder).WriteAsync(Cancellation);
        var file = Path.Combine(folder.FullName, "tables", "Numbers.jsonl");
        var whole = await File.ReadAllTextAsync(file, Cancellation);

        await File.WriteAllTextAsync(file, whole.Replace("\"Last\":1", "\"Last\":2", StringComparison.Ordinal), Cancellation);
        await AssertRefusedAsync("tables/Numbers.jsonl was changed since it was written.");
        File.Delete(file);
        await AssertRefusedAsync("tables/Numbers.jsonl is in SHA256SUMS and not in the folder.");
        await File.WriteAllTextAsync(file, whole, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "more.txt"), "", Cancellation);
        await AssertRefusedAsync("more.txt is in the folder and not in SHA256SUMS.");

        async Task AssertRefusedAsync(string message)
        {
            var empty = await azurite.NewAccountAsync();
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Of(empty, folder).ReadAsync(Cancellation));
            Assert.Equal(message, refused.Message);
            Assert.Empty(await RowsAsync(empty));
        }
    }

    [Fact]
    public async Task Nothing_is_written_over_and_nothing_is_mixed()
    {
        var account = await AccountWithARowAsync();
        await Of(account, folder).WriteAsync(Cancellation);
        Assert.Contains("holds something", (await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Of(account, folder).WriteAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("its table Numbers has rows", (await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Of(account, folder).ReadAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export")]
    [InlineData("export", "--to")]
    [InlineData("import", "--to", "x")]
    [InlineData("import", "--from", "x", "--force", "yes")]
    public async Task A_command_that_is_not_understood_says_how_it_is_written(params string[] arguments)
    {
        using var errors = new StringWriter();
        Assert.Equal(1, await ArchiveCommand.RunAsync(arguments, TextWriter.Null, errors));
        Assert.Contains("export --to DIR", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_is_written_and_read_is_the_same()
    {
        var values = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Where(text => text is not null && text.All(letter => !char.IsSurrogate(letter))).Select(text => (object)text),
            ArbMap.Default.GeneratorFor<int>().Select(number => (object)number),
            ArbMap.Default.GeneratorFor<long>().Select(number => (object)number),
            ArbMap.Default.GeneratorFor<bool>().Select(flag => (object)flag),
            ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).Select(number => (object)number),
            ArbMap.Default.GeneratorFor<Guid>().Select(id => (object)id),
            ArbMap.Default.GeneratorFor<DateTimeOffset>().Select(moment => (object)moment.ToUniversalTime()));
        Prop.ForAll(values.ListOf(5).ToArbitrary(), list =>
        {
            var row = new TableEntity("partition", "row");
            foreach (var (value, index) in list.Select((value, index) => (value, index))) row[$"P{index}"] = value;
            var line = EntityLine.Write(row);
            var read = EntityLine.Read(line);
            return !line.Contains('\n', StringComparison.Ordinal)
                && read.Where(property => property.Key[0] == 'P' && char.IsDigit(property.Key[^1]))
                    .OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => property.Value).SequenceEqual(list);
        }).QuickCheckThrowOnFailure();
    }

    private static Archive Of(string account, DirectoryInfo folder) =>
        new(new TableServiceClient(account), new BlobServiceClient(account), folder);

    private async Task<string> AccountWithARowAsync()
    {
        var account = await azurite.NewAccountAsync();
        var table = new TableClient(account, TableNames.Numbers);
        await table.CreateIfNotExistsAsync(Cancellation);
        await table.AddEntityAsync(new TableEntity("val-de-dore", "~2027") { ["Last"] = 1 }, Cancellation);
        return account;
    }

    private static async Task<List<string>> RowsAsync(string account)
    {
        var rows = new List<string>();
        var service = new TableServiceClient(account);
        await foreach (var table in service.QueryAsync(cancellationToken: Cancellation))
        {
            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Cancellation))
            {
                row.Timestamp = null;
                rows.Add($"{table.Name} {EntityLine.Write(row)}");
            }
        }

        return rows;
    }

    private static async Task<List<string>> BlobsAsync(string account)
    {
        var found = new List<string>();
        var service = new BlobServiceClient(account);
        await foreach (var container in service.GetBlobContainersAsync(cancellationToken: Cancellation))
        {
            var client = service.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: Cancellation))
            {
                var content = await client.GetBlobClient(blob.Name).DownloadContentAsync(Cancellation);
                var sum = Convert.ToHexString(SHA256.HashData(content.Value.Content.ToArray()));
                found.Add($"{container.Name}/{blob.Name} {blob.Properties.ContentType} {sum}");
            }
        }

        return found;
    }
}
