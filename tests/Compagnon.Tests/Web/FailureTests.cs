using System.Net;
using Azure.Storage.Blobs;
using Compagnon.Dossiers;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Dossiers;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Tests.Web;

public sealed class FailureTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_fault_of_ours_gets_a_calm_page_with_a_number_and_nothing_of_what_failed()
    {
        var doctor = new DoctorVisit(app, await app.SubmitAsync());
        // A procedure that is gone can only be our fault; the app has not read it yet, and a restart forgets that it kept it.
        await app.RestartAsync();
        await app.Get<BlobServiceClient>().DeleteBlobContainerAsync(ContainerNames.Procedures, cancellationToken: Cancellation);

        var page = await app.Visitor.OpenAsync("/dossier/" + doctor.Token, Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.Equal("Une erreur s’est produite", page.Heading);
        Assert.Matches("indiquez ce numéro : [0-9A-F]{4}-[0-9A-F]{4}", page.Text);
        Assert.DoesNotContain("procedure", page.Document.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", page.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(doctor.Token, page.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }
}
