using Compagnon.Tests.Agreements;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

/// <summary>The department's console: nobody is kept out of any page in any state, and the keyboard is enough.</summary>
public sealed class ConsoleTests(SiteFixture site)
{
    private const string Work = "/console/val-de-dore/travail";

    private const string OfReaders = "6f1c2b7a-4d3e-4a58-9b60-7c8d9e0f1a2b";

    private static readonly Dictionary<string, Func<RunningApp, IPage, Task>> Pages = new()
    {
        ["liste de travail"] = async (app, page) =>
        {
            await app.WhenQuietAsync(await app.StartDossierAsync("Liste"));
            await page.SignInAsync(app.Secretary.Address, Work + "?onglet=tous");
            await page.Locator(".list tbody tr").First.WaitForAsync();
        },
        ["liste filtrée"] = async (app, page) =>
        {
            await app.WhenQuietAsync(await app.StartDossierAsync("Filtrée"));
            await page.SignInAsync(app.Secretary.Address, Work + "?texte=filtree&etape=verification");
            await page.Locator(".list tbody tr").First.WaitForAsync();
        },
        ["liste vide"] = (app, page) => page.SignInAsync(app.Secretary.Address, Work + "?texte=personne-ne-s-appelle-ainsi"),
        ["liste d’un visiteur"] = (app, page) => page.SignInAsync("dr.visiteur@exemple.example", Work, OfReaders),
        ["vue enregistrée"] = async (app, page) =>
        {
            await page.SignInAsync(app.Coordinator.Address, Work);
            await page.ClickAsync("text=gérer mes vues");
            await page.FillAsync("#nom", "Zones prioritaires, toutes les étapes");
            await page.ClickAsync("text=Enregistrer la vue");
            await page.Locator(".views li").First.WaitForAsync();
        },
        ["vue sans nom"] = async (app, page) =>
        {
            await page.SignInAsync(app.Secretary.Address, Work);
            await page.ClickAsync("text=gérer mes vues");
            await page.EvaluateAsync("document.querySelector('.keep-view').noValidate = true");
            await page.ClickAsync("text=Enregistrer la vue");
            await page.Locator(".error-summary").WaitForAsync();
        },
        ["choix d’une faculté"] = (_, page) => page.SignInAsync(
            "marie@scolarite.example", "/console", OfReaders, "a3e9d1c4-27b8-4f06-8d15-3b4c5d6e7f80"),
        ["accès refusé"] = (_, page) => page.SignInAsync("quelqu-un@ailleurs.example", Work),
    };

    public static TheoryData<string> Names => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nobody_is_kept_out(string name)
    {
        await using var person = await site.PersonAsync();
        await Pages[name](await site.AppAsync(), person.Page);

        await person.AssertOpenToAllAsync(name);
        Assert.Empty(person.Complaints);
    }
}
