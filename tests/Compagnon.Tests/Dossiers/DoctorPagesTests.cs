using System.Net;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers;

/// <summary>The pages of a draft, and the links that open them; what needs no workflow.</summary>
public sealed class DoctorPagesTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(azurite);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_forged_a_cut_a_foreign_an_expired_link_and_one_without_a_dossier_get_one_and_the_same_page()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var gone = app.TokenFor(
            new Link(LinkKind.Dossier, DossierKey.New(RunningApp.FacultyId), Link.Doctor, "", app.In(TimeSpan.FromDays(1))));
        string[] tokens =
        [
            "faux",
            doctor.Token[..^5],
            app.TokenFor(new Link(LinkKind.Confirmation, doctor.Dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(1)))),
            app.TokenFor(doctor.Dossier, app.Secretary.Id, "review-1"),
            app.TokenFor(new Link(LinkKind.Dossier, doctor.Dossier, app.Secretary.Id, "", app.In(TimeSpan.FromDays(1)))),
            app.TokenFor(new Link(LinkKind.Dossier, doctor.Dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(-1)))),
            gone,
        ];

        foreach (var token in tokens)
        {
            foreach (var below in (string[])["", "/envoi", "/charte", "/retrait", "/pieces/cv", "/pieces/cv/document", "/formulaire", "/formulaire/lieu"])
            {
                var page = await app.Visitor.OpenAsync($"/dossier/{token}{below}", Cancellation);
                Assert.Equal(HttpStatusCode.NotFound, page.Status);
                Assert.Equal("Ce lien ne s’ouvre pas", page.Heading);
            }
            foreach (var below in (string[])["/envoi", "/charte", "/retrait", "/renvoi", "/pieces/cv", "/pieces/cv/suppression", "/formulaire/lieu"])
            {
                using var answer = await doctor.Http.PostAsync($"/dossier/{token}{below}", new FormUrlEncodedContent([]), Cancellation);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
        }
        Assert.Equal(DossierState.Draft, (await doctor.RecordAsync()).State);
    }

    [Fact]
    public async Task The_draft_says_what_is_there_and_what_is_lacking()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        await doctor.StoreAsync("cv");

        var page = await doctor.OpenAsync();

        Assert.Equal("Votre dossier d’agrément", page.Heading);
        Assert.Contains("3 pièces à déposer, le formulaire à remplir et la charte à accepter", page.Text, StringComparison.Ordinal);
        Assert.Contains(doctor.Dossier.Reference, page.Text, StringComparison.Ordinal);
        Assert.Contains("cv.pdf", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            page.Document.QuerySelectorAll("a"), a => a.TextContent.StartsWith("Vérifier et envoyer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_lacking_is_named_when_it_is_sent_too_early_and_nothing_is_submitted()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        foreach (var piece in (string[])["cv", "lieu", "attestation"]) await doctor.StoreAsync(piece);

        using var answer = await doctor.Http.PostAsync(doctor.Address + "/envoi", new FormUrlEncodedContent([]), Cancellation);
        var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var links = html.QuerySelectorAll(".error-summary a").Select(a => a.GetAttribute("href")).ToList();
        Assert.Equal(
            ["#piece-engagement-formation", .. StepForm.Of(DossierKind.Candidacy).Select(step => "#modifier-" + step.Slug), "#charte"], links);
        Assert.All(links, link => Assert.NotNull(html.QuerySelector(link!)));
        var record = await doctor.RecordAsync();
        Assert.Equal((DossierState.Draft, null), (record.State, record.Submitted));
        // Nothing is sealed: the draft goes on.
        Assert.IsType<Deposit.Stored>(await doctor.StoreAsync("engagement-formation"));
    }

    [Fact]
    public async Task The_charter_is_accepted_in_the_version_that_was_read()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var page = await doctor.OpenAsync("/charte");
        foreach (var paragraph in app.Faculty.Charter.Text)
            Assert.Contains(paragraph[..40].Replace('\u00A0', ' '), page.Text, StringComparison.Ordinal);

        var refused = await page.PressAsync("Accepter la charte", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Cochez la case", refused.Text, StringComparison.Ordinal);

        using var older = await doctor.Http.PostAsync(
            doctor.Address + "/charte", new FormUrlEncodedContent([new("accepte", "oui"), new("version", "2019-1")]), Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, older.StatusCode);
        Assert.Equal("", (await doctor.RecordAsync()).CharterVersion);

        await page.Tick("J’ai lu").PressAsync("Accepter la charte", cancellation: Cancellation);
        await page.Tick("J’ai lu").PressAsync("Accepter la charte", cancellation: Cancellation);
        var record = await doctor.RecordAsync();
        Assert.Equal(app.Faculty.Charter.Version, record.CharterVersion);
        Assert.NotNull(record.CharterAccepted);
        Assert.Single(
            await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation), line => line.Fact == JournalFact.CharterAccepted);
    }

    [Fact]
    public async Task GET_and_HEAD_change_nothing()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(app);
        var before = await doctor.RecordAsync();

        foreach (var below in (string[])["", "/envoi", "/charte", "/retrait", "/pieces/cv", "/pieces/formation", "/formulaire", "/formulaire/lieu"])
        {
            Assert.Equal(HttpStatusCode.OK, (await doctor.OpenAsync(below)).Status);
            using var head = await doctor.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, doctor.Address + below), Cancellation);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        }

        Assert.Equal(before, await doctor.RecordAsync());
    }

    [Fact]
    public async Task A_draft_is_withdrawn_after_a_second_question_and_stays_so()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        await doctor.StoreAsync("cv");
        var draft = await doctor.OpenAsync();

        var question = await draft.FollowAsync("Retirer ma candidature", Cancellation);
        Assert.Equal("Retirer votre candidature ?", question.Heading);
        Assert.Equal(DossierState.Draft, (await doctor.RecordAsync()).State);
        var ended = await question.PressAsync("Retirer ma candidature", cancellation: Cancellation);

        Assert.Contains("Candidature retirée", ended.Text, StringComparison.Ordinal);
        Assert.Equal(DossierState.Withdrawn, (await doctor.RecordAsync()).State);
        using var late = await doctor.SendAsync("cv", "cv.pdf", SampleDocuments.Pdf());
        Assert.Equal(HttpStatusCode.SeeOther, late.StatusCode);
        Assert.IsType<Deposit.Refused>(await doctor.StoreAsync("lieu"));
        Assert.Contains(
            "Candidature retirée",
            (await question.PressAsync("Retirer ma candidature", cancellation: Cancellation)).Text,
            StringComparison.Ordinal);
        Assert.Single(
            await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation), line => line.Fact == JournalFact.Withdrawn);
    }

    [Fact]
    public async Task A_withdrawal_that_a_crash_cut_off_is_finished_by_looking_or_pressing_again()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var question = await (await doctor.OpenAsync()).FollowAsync("Retirer ma candidature", Cancellation);
        var now = app.Clock.GetUtcNow();
        await app.Get<DossierBook>().ChangeAsync(
            doctor.Dossier, record => record with { State = DossierState.Withdrawn, Since = now }, Cancellation);

        await doctor.OpenAsync();
        await question.PressAsync("Retirer ma candidature", cancellation: Cancellation);

        var line = Assert.Single(
            await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation), line => line.Fact == JournalFact.Withdrawn);
        Assert.Equal(now, line.At);
        Assert.IsType<Deposit.Refused>(await doctor.StoreAsync("cv"));
    }

    [Fact]
    public async Task A_charter_whose_journal_line_a_crash_cut_off_gets_it_when_accepted_again()
    {
        var doctor = await DoctorVisit.DraftAsync(app);
        var charter = (await doctor.OpenAsync("/charte")).Tick("J’ai lu");
        var now = app.Clock.GetUtcNow();
        await app.Get<DossierBook>().ChangeAsync(
            doctor.Dossier,
            record => record with { CharterVersion = app.Faculty.Charter.Version, CharterAccepted = now },
            Cancellation);
        for (var i = 0; i < 2; i++) await charter.PressAsync("Accepter la charte", cancellation: Cancellation);

        var line = Assert.Single(await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation));
        Assert.Equal((JournalFact.CharterAccepted, now), (line.Fact, line.At));
    }

    [Fact]
    public async Task Personal_pages_are_kept_by_no_browser_and_listed_by_no_search_engine()
    {
        var doctor = await DoctorVisit.DraftAsync(app);

        using var answer = await doctor.Http.GetAsync(doctor.Address, Cancellation);

        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Contains("noindex", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7KQ4-M2XZ-9ABC", "7kq4m2xz9abc")]
    [InlineData(" 7kq4 m2xz 9abc ", "7kq4m2xz9abc")]
    [InlineData("OIL0-1111-UUUU", "01101111vvvv")]
    [InlineData("79927398713", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_reference_is_read_as_people_type_it(string? typed, string? id) => Assert.Equal(id, DossierKey.ReadId(typed));

    [Fact]
    public void A_secret_always_names_the_same_dossier()
    {
        Assert.Equal(DossierKey.Of("f", "secret"), DossierKey.Of("f", "secret"));
        Assert.NotEqual(DossierKey.Of("f", "secret"), DossierKey.Of("f", "autre"));
        Assert.True(DossierKey.IsId(DossierKey.Of("f", "secret").Id));
    }
}
