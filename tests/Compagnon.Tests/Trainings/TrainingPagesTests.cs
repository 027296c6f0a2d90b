using System.Net;
using System.Text;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using Compagnon.Trainings;
using NodaTime;

namespace Compagnon.Tests.Trainings;

public sealed class TrainingPagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static int numbers = 500;

    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalDate Today => ParisTime.DayOf(app.Clock.GetUtcNow());

    [Fact]
    public async Task A_holder_records_a_session_once_and_takes_it_out_again()
    {
        var agreement = await EnterAsync();
        var page = await app.Visitor.OpenAsync(AddressOf(agreement) + "/formations", Cancellation);
        Assert.Contains("Aucune formation enregistrée", page.Text);

        var wrong = await page.Fill("Jour", "demain").Fill("Intitulé", "").Fill("Durée", "3").PressAsync("Enregistrer");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("Indiquez l’intitulé", wrong.Text);

        foreach (var title in (string[])["Accueillir un interne", "accueillir un  interne"])
        {
            page = await wrong.Fill("Jour", Today.ToString("d/M/yyyy", null)).Fill("Intitulé", title).Fill("Durée", "3 h 30").PressAsync("Enregistrer");
            Assert.Contains("La formation est enregistrée", page.Text);
        }

        Assert.Contains("1 formation Suffisant", page.Text);
        var training = Assert.Single(await ListAsync(agreement));
        Assert.Equal((Today, 210, Link.Doctor), (training.Day, training.Minutes, training.By));

        page = await page.PressAsync("Retirer");
        Assert.Contains("Aucune formation enregistrée", page.Text);
        Assert.Empty(await ListAsync(agreement));
    }

    [Fact]
    public async Task A_dossier_without_an_agreement_has_no_such_page()
    {
        var dossier = await app.StartDossierAsync(rpps: SampleAgreement.RppsOf(Interlocked.Increment(ref numbers)));
        await app.WhenQuietAsync(dossier);
        var page = await app.Visitor.OpenAsync(
            $"/dossier/{app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(3))))}/formations", Cancellation);
        Assert.Equal("Votre dossier d’agrément", page.Heading);
    }

    [Fact]
    public async Task An_organisers_list_is_shown_first_recorded_once_and_corrects_what_it_said()
    {
        var (first, second) = (await EnterAsync(), await EnterAsync());
        using var visitor = await app.SignInAsync(app.Secretary);
        var day = Today.PlusDays(-2).ToString("d/M/yyyy", null);

        var preview = await SendAsync(visitor, $"rpps;date;titre;heures\n{first.Rpps};{day};Atelier;3\n{second.Rpps};{day};Atelier;3\n");
        Assert.Contains("2 présences seront enregistrées", preview.Text);
        Assert.Empty(await ListAsync(first));
        var recorded = await preview.PressAsync("Enregistrer ces 2 présences");
        Assert.Contains("2 présences sont enregistrées", recorded.Text);
        Assert.Equal(app.Secretary.Id, Assert.Single(await ListAsync(first)).By);

        var again = await SendAsync(visitor, $"rpps;date;titre;heures\n{first.Rpps};{day};Atelier;3\n{second.Rpps};{day};Atelier;4\n");
        Assert.Contains("Une présence sera enregistrée. Une ligne est déjà enregistrée", again.Text);
        await again.PressAsync("Enregistrer cette présence");
        Assert.Equal((180, 240), (Assert.Single(await ListAsync(first)).Minutes, Assert.Single(await ListAsync(second)).Minutes));

        // What an organiser says is not the holder's to take out.
        await app.Get<TrainingBook>().RemoveOwnAsync(RunningApp.FacultyId, first.Rpps, (await ListAsync(first))[0].Id, Cancellation);
        Assert.Single(await ListAsync(first));
    }

    [Fact]
    public async Task A_list_with_one_wrong_line_records_nothing()
    {
        var agreement = await EnterAsync();
        using var visitor = await app.SignInAsync(app.Secretary);
        var preview = await SendAsync(visitor, $"rpps;date;titre;heures\n{agreement.Rpps};2027-02-30;Atelier;3\n{agreement.Rpps};{Today.PlusDays(-3):d/M/yyyy};Atelier;3\n");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, preview.Status);
        Assert.Contains("Ligne 2, colonne « date »", preview.Text);
        Assert.Null(preview.Document.QuerySelector("main button"));
        Assert.Empty(await ListAsync(agreement));
    }

    private async Task<AgreementRecord> EnterAsync()
    {
        var from = Today.PlusMonths(-2);
        var agreement = SampleAgreement.Of(RunningApp.FacultyId, from, from.PlusYears(1), Interlocked.Increment(ref numbers));
        await app.Get<DossierBook>().AddAsync(SampleAgreement.DossierOf(agreement), Cancellation);
        return await app.Get<AgreementRegister>().EnterAsync(agreement, Cancellation);
    }

    private Task<IReadOnlyList<Training>> ListAsync(AgreementRecord agreement) =>
        app.Get<TrainingBook>().ListAsync(agreement.Dossier.Faculty, agreement.Rpps, Cancellation);

    private string AddressOf(AgreementRecord agreement) => "/dossier/"
        + app.TokenFor(new Link(LinkKind.Dossier, agreement.Dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(3))));

    private static async Task<VisitedPage> SendAsync(Visitor visitor, string csv)
    {
        var page = await visitor.OpenAsync($"/console/{RunningApp.FacultyId}/formations", Cancellation);
        return await page.Attach("Liste des présents", "presents.csv", Encoding.UTF8.GetBytes(csv)).PressAsync("Vérifier la liste");
    }
}
