using System.Net;
using Azure;
using Compagnon.Dossiers;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Dossiers;
using Compagnon.Web;

namespace Compagnon.Tests.Web;

public sealed class StorageDownTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private CuttableStorage storage = null!;
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        storage = CuttableStorage.Before(await azurite.NewAccountAsync());
        app = await RunningApp.StartAsync(azurite, "--AzureWebJobsStorage", storage.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        storage.Mend();
        await app.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Fact]
    public async Task While_storage_is_down_pages_say_so_and_the_next_try_works()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        await doctor.StoreAsync("cv");

        storage.Cut();
        using var down = await doctor.Http.GetAsync(doctor.Address, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), down.Headers.RetryAfter!.Delta);
        Assert.Contains("momentanément indisponible", await down.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using var upload = await doctor.SendAsync("lieu", "lieu.pdf", SampleDocuments.Pdf());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, upload.StatusCode);
        using var submission = await doctor.Http.PostAsync(doctor.Address + "/envoi", new FormUrlEncodedContent([]), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, submission.StatusCode);
        // What needs no storage is there all the same.
        Assert.Equal(HttpStatusCode.OK, (await app.Visitor.OpenAsync("/candidature/63", Cancellation)).Status);

        storage.Mend();
        Assert.Contains("cv.pdf", (await doctor.OpenAsync()).Text, StringComparison.Ordinal);
        using var again = await doctor.SendAsync("lieu", "lieu.pdf", SampleDocuments.Pdf());
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal(DossierState.Draft, (await doctor.RecordAsync()).State);
    }

    public static TheoryData<Exception, bool> Failures => new()
    {
        { new RequestFailedException(0, "no answer"), true },
        { new RequestFailedException(503, "busy"), true },
        { new RequestFailedException(404, "not there"), false },
        { new AggregateException(new RequestFailedException(0, "1"), new RequestFailedException(0, "2")), true },
        { new AggregateException(new InvalidOperationException("ours")), false },
        { new TaskCanceledException("too slow"), true },
        { new InvalidOperationException("ours"), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Storage_that_cannot_be_reached_is_told_from_a_fault_of_ours(Exception error, bool isDown) =>
        Assert.Equal(isDown, PageMiddleware.IsStorageDown(error));
}
