using System.Text.RegularExpressions;
using Compagnon.Tests.Agreements;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

/// <summary>The console with the keyboard alone.</summary>
[Collection(KeyboardTests.OneAtATime)]
public sealed class ConsoleKeyboardTests(SiteFixture site)
{
    private const string Work = "/console/val-de-dore/travail";

    [Fact]
    public async Task Somebody_signs_in_finds_a_dossier_and_opens_it_with_the_keyboard_alone()
    {
        var app = await site.AppAsync();
        await app.WhenQuietAsync(await app.StartDossierAsync("Clavier"));
        await using var person = await site.PersonAsync();
        var page = person.Page;
        await page.GotoAsync("/console");

        await person.TabToAsync(app.Secretary.Name);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/travail");
        await person.TabToAsync("#texte");
        await page.Keyboard.TypeAsync("clavier");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/travail\\?.*texte=clavier"));
        await person.TabToAsync("Dr Anne Clavier");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Dr Anne Clavier");
        await page.GoBackAsync();
        await person.TabToAsync("Se déconnecter");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await page.GotoAsync(Work);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task On_a_telephone_one_line_names_the_open_page_and_leads_to_the_others_with_the_keyboard_and_without_JavaScript()
    {
        var app = await site.AppAsync();
        await using var person = await site.PersonAsync(width: 390, javaScript: false);
        var page = person.Page;
        await page.SignInAsync(app.Secretary.Address, Work);
        var menu = page.Locator(".console-nav");
        await Assertions.Expect(menu.Locator("summary")).ToHaveTextAsync("Menu, page ouverte : Travail");
        Assert.InRange((await menu.BoundingBoxAsync())!.Height, 44, 70);

        await person.TabToAsync("Menu, page ouverte : Travail");
        await page.Keyboard.PressAsync("Enter");
        await person.TabToAsync("Chiffres");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Chiffres");
        await Assertions.Expect(menu.Locator("summary")).ToHaveTextAsync("Menu, page ouverte : Chiffres");
        await Assertions.Expect(menu.GetByText("Se déconnecter")).ToBeHiddenAsync();
    }
}
