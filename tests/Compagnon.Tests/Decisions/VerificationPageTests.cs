using System.Net;
using Compagnon.Agreements;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Tests.Agreements;
using NodaTime;

namespace Compagnon.Tests.Decisions;

/// <summary>What anybody who holds a certificate can ask.</summary>
public sealed class VerificationPageTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1, 2, "Cet agrément est en cours")]
    [InlineData(-400, -1, "Cet agrément est terminé")]
    [InlineData(3, 400, "Cet agrément n’a pas encore commencé")]
    [InlineData(0, 0, "Cet agrément est en cours")]
    public async Task The_page_says_what_the_agreement_is_worth_today_and_no_name(int from, int until, string expected)
    {
        var agreement = await EnterAsync(from, until);

        var page = await app.Visitor.OpenAsync("/verification/" + agreement.Code, Cancellation);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(expected, page.Text);
        Assert.Contains(agreement.Number, page.Text);
        Assert.Contains("A. D.-L., numéro RPPS finissant par 789", page.Text);
        Assert.DoesNotContain("Dubois", page.Text);
        Assert.DoesNotContain(agreement.Rpps, page.Text);
        Assert.DoesNotContain(agreement.Dossier.Id, page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(agreement.Dossier.Reference, page.Text);
    }

    [Fact]
    public async Task A_code_is_found_however_it_is_typed()
    {
        var agreement = await EnterAsync(-1, 1);
        var shown = new DossierKey("f", agreement.Code).Reference;

        foreach (var typed in (string[])[shown, shown.ToLowerInvariant(), shown.Replace('-', ' '), $" {agreement.Code} "])
        {
            var page = await (await app.Visitor.OpenAsync("/verification", Cancellation)).Fill("Code de l’attestation ou du courrier", typed).PressAsync("Vérifier");
            Assert.Contains("Cet agrément est en cours", page.Text);
        }
    }

    [Theory]
    [InlineData("/verification/000000000000", HttpStatusCode.NotFound, "ne correspond à aucune attestation")]
    [InlineData("/verification/%27%20or%201%20eq%201", HttpStatusCode.NotFound, "ne correspond à aucune attestation")]
    [InlineData("/verification?code=abc", HttpStatusCode.UnprocessableEntity, "n’a pas la bonne forme")]
    [InlineData("/verification?code=%3Cscript%3E", HttpStatusCode.UnprocessableEntity, "n’a pas la bonne forme")]
    [InlineData("/verification", HttpStatusCode.OK, "Chaque attestation d’agrément porte un code")]
    public async Task What_is_no_code_of_a_certificate_gets_a_clear_page(string address, HttpStatusCode status, string text)
    {
        var page = await app.Visitor.OpenAsync(address, Cancellation);

        Assert.Equal(status, page.Status);
        Assert.Contains(text, page.Text);
    }

    [Fact]
    public async Task The_id_of_a_dossier_is_no_code()
    {
        var agreement = await EnterAsync(-1, 1);
        var page = await app.Visitor.OpenAsync("/verification/" + agreement.Dossier.Id, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
    }

    private async Task<AgreementRecord> EnterAsync(int from, int until)
    {
        var dossier = DossierKey.New(RunningApp.FacultyId);
        var today = Compagnon.Assignments.ParisTime.DayOf(app.Clock.GetUtcNow());
        return await app.Get<AgreementRegister>().EnterAsync(
            new AgreementRecord(
                dossier, "Dr Anne Dubois-Lévy", "10003456789", "63", today.PlusDays(from), today.PlusDays(until), AgreementState.Active,
                "h-vasseur", app.Clock.GetUtcNow())
            {
                Number = await app.Get<AgreementNumbers>().GiveAsync(dossier, today.Year, Cancellation),
                Code = await app.Get<VerificationBook>().CodeOfAsync(dossier, Cancellation),
            },
            Cancellation);
    }
}
