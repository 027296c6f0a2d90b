using Compagnon.Dossiers;
using Compagnon.Testing;

namespace Compagnon.Tests.Agreements;

/// <summary>Each faculty that the app is delivered with, from the candidacy to the certificate, by the links in the mails.</summary>
public sealed class DeliveredFacultiesTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("val-de-dore", "15")]
    [InlineData("rives-atlantiques", "974")]
    [InlineData("plaine-du-rhin", "68")]
    public async Task A_dossier_can_go_all_the_way(string faculty, string departement)
    {
        await using var app = await RunningApp.StartAsync(azurite, "--Faculties:Path", SampleFaculties.Delivered);
        using var clock = new EmulatedClock(app.Addresses.Clock);
        var procedure = new WholeProcedure(
            app.Visitor, app.Mailbox, clock, app.FacultyOf(faculty), SampleDoctor.New(departement), (_, run) => run());

        await procedure.WalkAsync();

        var dossier = new DossierKey(faculty, DossierKey.ReadId(procedure.Reference)!);
        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(dossier)).State);
    }
}
