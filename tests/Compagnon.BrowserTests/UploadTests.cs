using Compagnon.Dossiers;
using Compagnon.Testing;
using Compagnon.Tests.Dossiers;
using Microsoft.Playwright;
using SkiaSharp;

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
        await page.ClickAsync("main form[data-envoi] button[type=submit]");
        await Assertions.Expect(page.Locator("main form[data-envoi] button[type=submit]")).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("#progression")).ToContainTextAsync("Envoi en cours");
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

        using var large = new LargeFile(10_500_000);
        await page.SetInputFilesAsync("#document", large.Path);
        await page.ClickAsync("main form[data-envoi] button[type=submit]");

        await Assertions.Expect(page.Locator("#document-erreur")).ToContainTextAsync("dépasse 10");
        await Assertions.Expect(page.Locator("#document")).ToBeFocusedAsync();
        Assert.StartsWith("Erreur", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(0, posts);

        await page.SetInputFilesAsync("#document", File("petit.pdf", SampleDocuments.Pdf()));
        await page.ClickAsync("main form[data-envoi] button[type=submit]");
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
        await page.ClickAsync("main form[data-envoi] button[type=submit]");
        await Assertions.Expect(page.Locator(".error-summary")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".error-summary")).ToContainTextAsync("n’est pas celui d’un PDF");
        Assert.StartsWith("Erreur", await page.TitleAsync(), StringComparison.Ordinal);

        await page.SetInputFilesAsync("#document", File("cv.pdf", SampleDocuments.Pdf()));
        await page.ClickAsync("main form[data-envoi] button[type=submit]");
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
        await page.ClickAsync("main form[data-envoi] button[type=submit]");
        await Assertions.Expect(page.Locator("#document-erreur")).ToContainTextAsync("interrompu");

        await page.Context.SetOfflineAsync(false);
        await page.ClickAsync("main form[data-envoi] button[type=submit]");
        await page.WaitForURLAsync("**?depose=cv");
    }

    [Fact]
    public async Task Photos_are_put_in_order_with_the_keyboard_and_become_one_document()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync(width: 390);
        var page = person.Page;
        await page.GotoAsync(doctor.Address + "/pieces/cv");
        await page.SetInputFilesAsync("#document", [
            Photo("IMG_1.jpg", SKColors.Red),
            Photo("IMG_2.jpg", SKColors.Lime),
            Photo("IMG_3.jpg", SKColors.Blue),
            Photo("IMG_4.jpg", SKColors.Yellow),
        ]);
        await Assertions.Expect(page.Locator("[data-photos] li")).ToHaveCountAsync(4);
        await person.AssertNoViolationAsync("photos");
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 390);

        // The last to the top, with the key that stays under the finger; then the second is left out.
        await page.FocusAsync("[aria-label='Monter IMG_4.jpg']");
        foreach (var place in (int[])[3, 2, 1])
        {
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator("[data-photos] [role=status]")).ToHaveTextAsync($"IMG_4.jpg : page {place} sur 4.");
            await Assertions.Expect(page.Locator("[aria-label='Monter IMG_4.jpg']")).ToBeFocusedAsync();
        }
        await page.Keyboard.PressAsync("Enter");
        await page.FocusAsync("[aria-label='Retirer IMG_1.jpg']");
        await page.Keyboard.PressAsync("Enter");
        await page.FocusAsync("[aria-label='Descendre IMG_2.jpg']");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(["IMG_4.jpg", "IMG_3.jpg", "IMG_2.jpg"], await page.Locator("[data-photos] .name").AllTextContentsAsync());
        await page.ClickAsync("main form[data-envoi] button[type=submit]");
        await page.WaitForURLAsync("**?depose=cv");

        var cancellation = TestContext.Current.CancellationToken;
        var stored = (await doctor.Documents.FindAsync(doctor.Dossier, "cv", cancellation))!;
        Assert.Equal("IMG_4 et 2 autres photos.pdf", stored.Name);
        await using var content = await doctor.Documents.OpenReadAsync(stored, cancellation);
        Assert.Equal(
            ["#ffff00", "#0000ff", "#00ff00"], SamplePhotos.PagesOf(content).Select(it => SamplePhotos.ColourAt(it, 0.5, 0.5)));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_pdf_among_photos_is_told_before_anything_is_sent()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync(doctor.Address + "/pieces/cv");

        await page.SetInputFilesAsync("#document", [Photo("IMG_1.jpg", SKColors.Red), File("cv.pdf", SampleDocuments.Pdf())]);
        await page.ClickAsync("main form[data-envoi] button[type=submit]");

        await Assertions.Expect(page.Locator("#document-erreur")).ToContainTextAsync("Choisissez un seul PDF, ou plusieurs photos");
        await Assertions.Expect(page.Locator("[data-photos]")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#document")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Without_JavaScript_photos_are_joined_in_the_order_of_selection()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync(width: 390, javaScript: false);
        await person.Page.GotoAsync(doctor.Address + "/pieces/cv");

        await person.Page.SetInputFilesAsync("#document", [Photo("b.jpg", SKColors.Red), Photo("a.jpg", SKColors.Blue)]);
        await person.Page.ClickAsync("main form[enctype] button");

        await Assertions.Expect(person.Page.Locator("main")).ToContainTextAsync("b et 1 autre photo.pdf");
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

        using var large = new LargeFile(12_000_000);
        await person.Page.SetInputFilesAsync("#document", large.Path);
        await person.Page.ClickAsync("main form[enctype] button");

        await Assertions.Expect(person.Page.Locator(".error-summary")).ToContainTextAsync("dépasse 10");
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, TestContext.Current.CancellationToken));
    }

    private static FilePayload Photo(string name, SKColor colour) =>
        new() { Name = name, MimeType = "image/jpeg", Buffer = SamplePhotos.Jpeg(colour, 600, 800) };

    private static FilePayload File(string name, byte[] content) => new() { Name = name, MimeType = "application/pdf", Buffer = content };

    // On disk, where the browser reads it itself: what is handed over in memory goes through three programs as text.
    private sealed class LargeFile : IDisposable
    {
        public LargeFile(int bytes) => System.IO.File.WriteAllBytes(Path, SampleDocuments.Pdf("CV", bytes));

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"grand-{Guid.NewGuid():N}.pdf");

        public void Dispose() => System.IO.File.Delete(Path);
    }
}
