using Compagnon.Dossiers;
using Compagnon.Testing;
using Compagnon.Tests.Dossiers;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

public sealed class UploadTests(SiteFixture site)
{
    [Fact]
    public async Task An_upload_shows_how_far_it_is_and_leads_back_to_the_dossier()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync(doctor.Address + "/pieces/cv");
        // A line as in the country: the bar has something to show.
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = 10,
            ["downloadThroughput"] = 1_000_000,
            ["uploadThroughput"] = 1_000_000,
        });
        await page.EvaluateAsync(
            """
            window.seen = [];
            const bar = document.querySelector("progress");
            new MutationObserver(() => { if (!bar.closest("[hidden]")) window.seen.push(bar.value); }).observe(bar, { attributes: true });
            sessionStorage.setItem("seen", "[]");
            addEventListener("pagehide", () => sessionStorage.setItem("seen", JSON.stringify(window.seen)));
            """);

        await page.SetInputFilesAsync("#document", File("CV d’Anne.pdf", SampleDocuments.Pdf("CV", 2_000_000)));
        await page.ClickAsync("main form[data-envoi] button");
        await Assertions.Expect(page.Locator("main form[data-envoi] button")).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("[role=status]")).ToContainTextAsync("Envoi en cours");
        await page.WaitForURLAsync("**?depose=cv");

        var seen = await page.EvaluateAsync<double[]>("JSON.parse(sessionStorage.getItem('seen'))");
        Assert.Contains(seen, value => value is > 0 and < 100);
        Assert.Equal(seen.Order(), seen);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("CV d’Anne.pdf");
        Assert.Equal(2_000_000, (await doctor.Documents.FindAsync(doctor.Dossier, "cv", TestContext.Current.CancellationToken))!.Size);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_told_before_anything_is_sent()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync(doctor.Address + "/pieces/cv");
        var posts = 0;
        page.Request += (_, request) => posts += request.Method == "POST" ? 1 : 0;

        await page.SetInputFilesAsync("#document", File("grand.pdf", SampleDocuments.Pdf("CV", 10_500_000)));
        await page.ClickAsync("main form[data-envoi] button");

        await Assertions.Expect(page.Locator("#document-erreur")).ToContainTextAsync("dépasse 10");
        await Assertions.Expect(page.Locator("#document")).ToBeFocusedAsync();
        Assert.StartsWith("Erreur", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(0, posts);

        await page.SetInputFilesAsync("#document", File("petit.pdf", SampleDocuments.Pdf()));
        await page.ClickAsync("main form[data-envoi] button");
        await page.WaitForURLAsync("**?depose=cv");
    }

    [Fact]
    public async Task A_document_that_is_refused_leaves_one_on_the_page_with_the_reason_in_focus_and_the_next_try_works()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync(doctor.Address + "/pieces/cv");

        await page.SetInputFilesAsync("#document", File("cv.pdf", "<html>"u8.ToArray()));
        await page.ClickAsync("main form[data-envoi] button");
        await Assertions.Expect(page.Locator(".error-summary")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".error-summary")).ToContainTextAsync("n’est pas celui d’un PDF");
        Assert.StartsWith("Erreur", await page.TitleAsync(), StringComparison.Ordinal);

        await page.SetInputFilesAsync("#document", File("cv.pdf", SampleDocuments.Pdf()));
        await page.ClickAsync("main form[data-envoi] button");
        await page.WaitForURLAsync("**?depose=cv");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_and_the_next_try_works()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync(doctor.Address + "/pieces/cv");
        await page.SetInputFilesAsync("#document", File("cv.pdf", SampleDocuments.Pdf()));

        await page.Context.SetOfflineAsync(true);
        await page.ClickAsync("main form[data-envoi] button");
        await Assertions.Expect(page.Locator("#document-erreur")).ToContainTextAsync("interrompu");

        await page.Context.SetOfflineAsync(false);
        await page.ClickAsync("main form[data-envoi] button");
        await page.WaitForURLAsync("**?depose=cv");
    }

    [Fact]
    public async Task Without_JavaScript_the_same_form_does_the_same()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync(width: 390, javaScript: false);
        var page = person.Page;
        await page.GotoAsync(doctor.Address);
        await page.ClickAsync("text=Curriculum vitae");

        await page.ClickAsync("main form[enctype] button");
        await Assertions.Expect(page.Locator(".error-summary")).ToContainTextAsync("Choisissez un fichier");
        await page.SetInputFilesAsync("#document", File("cv.pdf", "PK\u0003\u0004"u8.ToArray()));
        await page.ClickAsync("main form[enctype] button");
        await Assertions.Expect(page.Locator(".error-summary")).ToContainTextAsync("traitement de texte");
        await page.SetInputFilesAsync("#document", File("cv.pdf", SampleDocuments.Pdf()));
        await page.ClickAsync("main form[enctype] button");

        await Assertions.Expect(page.Locator(".notice.success")).ToContainTextAsync("est déposée");
        Assert.NotNull(await doctor.Documents.FindAsync(doctor.Dossier, "cv", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_JavaScript_a_file_that_is_too_large_gets_a_page_that_says_so()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync(javaScript: false);
        await person.Page.GotoAsync(doctor.Address + "/pieces/cv");

        await person.Page.SetInputFilesAsync("#document", File("grand.pdf", SampleDocuments.Pdf("CV", 12_000_000)));
        await person.Page.ClickAsync("main form[enctype] button");

        await Assertions.Expect(person.Page.Locator(".error-summary")).ToContainTextAsync("dépasse 10");
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, TestContext.Current.CancellationToken));
    }

    private static FilePayload File(string name, byte[] content) => new() { Name = name, MimeType = "application/pdf", Buffer = content };
}
