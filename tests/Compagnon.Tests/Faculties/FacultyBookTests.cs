using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Faculties;
using Compagnon.Storage;
using Compagnon.Testing;

namespace Compagnon.Tests.Faculties;

public sealed class FacultyBookTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly IReadOnlyList<Faculty> Samples = FacultyFiles.Load(SampleFaculties.Short);

    private string account = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => account = await azurite.NewAccountAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void The_faculty_of_a_departement_is_found()
    {
        var book = Book();

        Assert.Equal("val-de-dore", book.Serving("63")!.Id);
        Assert.Equal("rives-atlantiques", book.Serving("974")!.Id);
        Assert.Null(book.Serving("75"));
        Assert.Null(book.Serving(null));
        Assert.Same(book.Find("val-de-dore"), book.Serving("03"));
        Assert.Null(book.Find("inconnue"));
        Assert.Equal(2, book.All.Count);
    }

    [Fact]
    public async Task A_procedure_stays_as_it_was_when_the_file_changes()
    {
        var before = Samples.Single(f => f.Id == "val-de-dore");
        var after = before with { Term = new Term(2, 4), Appeal = "Autrement." };

        var sha = await Book().KeepAsync(before, Cancellation);
        Assert.Equal(sha, await Book().KeepAsync(before, Cancellation));
        Assert.NotEqual(sha, await Book().KeepAsync(after, Cancellation));

        var read = await Book().ProcedureAsync(before.Id, sha, Cancellation);
        Assert.Equal(JsonSerializer.Serialize(before), JsonSerializer.Serialize(read));
    }

    [Fact]
    public async Task A_procedure_that_was_never_kept_or_was_changed_is_an_error()
    {
        var sha = await Book().KeepAsync(Samples[0], Cancellation);
        await new BlobServiceClient(account).GetBlobContainerClient(ContainerNames.Procedures).GetBlobClient($"{Samples[0].Id}/{sha}.json")
            .UploadAsync(new BinaryData("{}"), overwrite: true, Cancellation);

        await Assert.ThrowsAsync<InvalidDataException>(() => Book().ProcedureAsync(Samples[0].Id, sha, Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Book().ProcedureAsync(Samples[0].Id, new string('0', 64), Cancellation));
    }

    // A new book each time: none remembers what another has kept.
    private FacultyBook Book() => new(Samples, new StorageClients(new TableServiceClient(account), new BlobServiceClient(account)));
}
