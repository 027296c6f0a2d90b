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

        await person.TabToAsync("Aller au contenu");
        await person.TabToAsync("Déposer une candidature");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/candidature", StringComparison.Ordinal));
        await person.TabToAsync("#departement");
        await page.Keyboard.TypeAsync("63");
        await person.TabToAsync("Continuer");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/candidature/63");
        foreach (var question in app.Faculty.Eligibility)
        {
            await person.TabToAsync($"#q-{question.Id}");
            await page.Keyboard.PressAsync("Space");
        }
        await person.TabToAsync("Continuer");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/identite?e=*");
        foreach (var (field, text) in ((string, string)[])
            [("#prenom", doctor.FirstName), ("#nom", doctor.LastName), ("#rpps", doctor.Rpps), ("#adresse", doctor.Address)])
        {
            await person.TabToAsync(field);
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
        await person.TabToAsync("Recevoir un nouveau lien");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator(".error-summary")).ToBeVisibleAsync();
        await person.TabToAsync("Indiquez la référence");
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

        await person.TabToAsync("Vérifier et envoyer");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/envoi");
        await person.TabToAsync("Envoyer mon dossier");
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
}
