using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Dossiers;
using Compagnon.Storage;
using Compagnon.Testing;

namespace Compagnon.Tests.Dossiers;

public sealed class DossierBookTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 9, 14, 8, 30, 0, TimeSpan.Zero);
    private static readonly Doctor Anne = new("Anne", "Martin", "79927398713", "anne.martin@exemple.example", "63");

    private readonly DossierKey key = DossierKey.New("val-de-dore");
    private DossierBook dossiers = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var account = await azurite.NewAccountAsync();
        dossiers = new DossierBook(new StorageClients(new TableServiceClient(account), new BlobServiceClient(account)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_written_is_read()
    {
        await dossiers.AddAsync(key, Anne, Now, Cancellation);
        var changed = await dossiers.ChangeAsync(
            key,
            record => record with
            {
                State = DossierState.UnderReview,
                WaitsOn = "secretariat",
                Due = Now.AddDays(3),
                ProcedureId = "ab",
                CharterVersion = "2026-1",
                CharterAccepted = Now,
                Confirmed = Now,
                Submitted = Now,
            },
            Cancellation);

        var found = await dossiers.FindAsync(key, Cancellation);

        Assert.True(changed!.Done);
        Assert.Equal(changed.Record, found);
        Assert.Equal(Anne, found!.Doctor);
    }

    [Fact]
    public async Task Adding_again_leaves_the_first()
    {
        Assert.True(await dossiers.AddAsync(key, Anne, Now, Cancellation));
        Assert.False(await dossiers.AddAsync(key, Anne with { FirstName = "Autre" }, Now, Cancellation));

        Assert.Equal("Anne", (await dossiers.FindAsync(key, Cancellation))!.Doctor.FirstName);
    }

    [Fact]
    public async Task A_dossier_that_does_not_exist_is_null_and_cannot_be_projected()
    {
        Assert.Null(await dossiers.FindAsync(key, Cancellation));
        Assert.Null(await dossiers.ChangeAsync(key, record => record, Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => dossiers.ProjectAsync(key, At(0, DossierState.UnderReview), Cancellation));
    }

    [Fact]
    public async Task An_older_projection_never_overwrites_a_newer_one()
    {
        await dossiers.AddAsync(key, Anne, Now, Cancellation);

        await dossiers.ProjectAsync(key, At(2, DossierState.AwaitingDecision), Cancellation);
        await dossiers.ProjectAsync(key, At(1, DossierState.UnderReview), Cancellation);
        Assert.Equal(DossierState.AwaitingDecision, (await dossiers.FindAsync(key, Cancellation))!.State);

        await dossiers.ProjectAsync(key, At(3, DossierState.Granted), Cancellation);
        var record = await dossiers.FindAsync(key, Cancellation);
        Assert.Equal((DossierState.Granted, Now.AddMinutes(3)), (record!.State, record.Since));
        Assert.True(record.IsFinal);
    }

    [Fact]
    public async Task Changes_that_meet_all_hold()
    {
        await dossiers.AddAsync(key, Anne with { FirstName = "A" }, Now, Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => dossiers.ChangeAsync(
            key, record => record with { Doctor = record.Doctor with { FirstName = record.Doctor.FirstName + "a" } }, Cancellation)));

        Assert.Equal("Aaaaaaaaa", (await dossiers.FindAsync(key, Cancellation))!.Doctor.FirstName);
    }

    [Fact]
    public async Task A_facultys_dossiers_are_listed_and_no_others()
    {
        await dossiers.AddAsync(key, Anne, Now, Cancellation);
        await dossiers.AddAsync(DossierKey.New("rives-atlantiques"), Anne, Now, Cancellation);

        var listed = new List<DossierRecord>();
        await foreach (var record in dossiers.ListAsync("val-de-dore", Cancellation)) listed.Add(record);

        Assert.Equal(key, Assert.Single(listed).Key);
    }

    private static Projection At(int minute, DossierState state) => new(state, "", Now.AddMinutes(minute), null, Now.AddMinutes(minute));
}
