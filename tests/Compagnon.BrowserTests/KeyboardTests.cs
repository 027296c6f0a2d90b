using Compagnon.Dossiers;
using Compagnon.Testing;
using Compagnon.Tests.Dossiers;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

public sealed class KeyboardTests(SiteFixture site)
{
    [Fact]
    public async Task A_candidacy_is_made_with_the_keyboard_alone()
    {
        var app = await site.AppAsync();
        var doctor = SampleDoctor.New();
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync("/");

        await TabToAsync(page, "Aller au contenu");
        await TabToAsync(page, "Déposer une candidature");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/candidature", StringComparison.Ordinal));
        await TabToAsync(page, "#departement");
        await page.Keyboard.TypeAsync("63");
        await TabToAsync(page, "Continuer");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/candidature/63");
        foreach (var question in app.Faculty.Eligibility)
        {
            await TabToAsync(page, $"#q-{question.Id}");
            await page.Keyboard.PressAsync("Space");
        }
        await TabToAsync(page, "Continuer");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/identite?e=*");
        foreach (var (field, text) in ((string, string)[])
            [("#prenom", doctor.FirstName), ("#nom", doctor.LastName), ("#rpps", doctor.Rpps), ("#adresse", doctor.Address)])
        {
            await TabToAsync(page, field);
            await page.Keyboard.TypeAsync(text);
        }
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync("**/candidature-envoyee");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(doctor.Address);
        Assert.Single(await app.Get<AddressBook>().DossiersOfAsync(doctor.Address, TestContext.Current.CancellationToken));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task An_error_leads_to_its_field_with_the_keyboard_alone()
    {
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync("/lien-perdu");
        await TabToAsync(page, "Recevoir un nouveau lien");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator(".error-summary")).ToBeVisibleAsync();
        await TabToAsync(page, "Indiquez la référence");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#numero")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_dossier_is_submitted_with_the_keyboard_alone()
    {
        var doctor = await DoctorVisit.WholeDraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync(width: 390);
        var page = person.Page;
        await page.GotoAsync(doctor.Address);

        await TabToAsync(page, "Vérifier et envoyer");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/envoi");
        await TabToAsync(page, "Envoyer mon dossier");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#etat")).ToHaveTextAsync("Dossier en cours de vérification");
    }

    [Fact]
    public async Task What_was_typed_is_still_there_after_going_back()
    {
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync("/candidature/63");
        foreach (var question in await page.Locator("fieldset").AllAsync()) await question.GetByText("Oui").ClickAsync();
        await page.ClickAsync("button");
        await page.FillAsync("#prenom", "Anne");
        await page.FillAsync("#nom", "Martin");
        await page.FillAsync("#rpps", SampleDoctor.New().Rpps);
        await page.FillAsync("#adresse", SampleDoctor.New().Address);
        await page.ClickAsync("button");
        await page.WaitForURLAsync("**/candidature-envoyee");

        await page.GoBackAsync();
        Assert.Equal("Anne", await page.InputValueAsync("#prenom"));
        await page.GoBackAsync();
        Assert.Equal(await page.Locator("fieldset").CountAsync(), await page.Locator("input:checked").CountAsync());
    }

    /// <summary>
    /// Presses the tabulator until the wanted element (by its beginning, or by #id) has the focus; every stop on the way must be visible as
    /// such.
    /// </summary>
    private static async Task TabToAsync(IPage page, string wanted)
    {
        for (var i = 0; i < 80; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var stop = await page.EvaluateAsync<string[]>(
                """
                (() => {
                  const e = document.activeElement, box = e.closest(".tasks > li") ?? e, style = getComputedStyle(box);
                  return [e.id, e.textContent.trim().replace(/\s+/g, " "), style.outlineStyle, style.outlineWidth, e.tagName];
                })()
                """);
            if (stop[4] == "BODY") continue;
            Assert.True(stop[2] != "none" && stop[3] != "0px", $"The focus on « {stop[1]} » ({stop[4]}#{stop[0]}) cannot be seen.");
            if (wanted.StartsWith('#') ? "#" + stop[0] == wanted : stop[1].StartsWith(wanted, StringComparison.Ordinal)) return;
        }
        Assert.Fail($"« {wanted} » cannot be reached with the tabulator.");
    }
}
