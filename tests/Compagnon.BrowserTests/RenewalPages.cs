using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Links;
using Compagnon.Renewals;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Microsoft.Playwright;
using NodaTime;

namespace Compagnon.BrowserTests;

/// <summary>The pages of a renewal, of an agreement under conditions that was granted half a year ago.</summary>
internal static class RenewalPages
{
    /// <summary>How each of them is come to.</summary>
    public static IReadOnlyDictionary<string, Func<RunningApp, IPage, Task>> All { get; } = new Dictionary<string, Func<RunningApp, IPage, Task>>
    {
        ["renouvellement"] = (app, page) => OpenAsync(app, page),
        ["renouvellement, formulaire"] = (app, page) => OpenAsync(app, page, "/formulaire"),
        ["renouvellement, internes avec une erreur"] = async (app, page) =>
        {
            await OpenAsync(app, page, "/formulaire/internes");
            await page.ClickAsync("main form button");
            await page.WaitForSelectorAsync(".error-summary");
        },
        ["renouvellement, évaluations"] = (app, page) => OpenAsync(app, page, "/formulaire/evaluations"),
        ["renouvellement, formations"] = (app, page) => OpenAsync(app, page, "/formulaire/formations-suivies"),
        ["renouvellement, bilan"] = (app, page) => OpenAsync(app, page, "/formulaire/bilan"),
        ["renouvellement, recommandations"] = (app, page) => OpenAsync(app, page, "/formulaire/recommandations"),
        ["renouvellement, lieu déjà connu"] = (app, page) => OpenAsync(app, page, "/formulaire/lieu"),
        ["renouvellement, engagement"] = (app, page) => OpenAsync(app, page, "/formulaire/engagement"),
        ["renouvellement, récapitulation"] = async (app, page) =>
        {
            var renewal = await OpenAsync(app, page);
            await FillAsync(app, renewal);
            await page.ReloadAsync();
            await page.ClickAsync("text=Vérifier et envoyer");
        },
        ["renouvellement envoyé"] = async (app, page) =>
        {
            await All!["renouvellement, récapitulation"](app, page);
            await page.ClickAsync("text=Envoyer mon dossier");
        },
        ["renouvellement, secrétariat"] = async (app, page) =>
        {
            await All!["renouvellement envoyé"](app, page);
            var id = DossierKey.ReadId(await page.Locator("main .reference").First.TextContentAsync())!;
            var renewal = new DossierKey(RunningApp.FacultyId, id);
            await app.WhenQuietAsync(renewal);
            await page.GotoAsync("/demande/" + app.TokenFor(renewal, app.Secretary.Id, "review-1"));
        },
        ["renouvellement non souhaité"] = async (app, page) =>
        {
            await OpenAsync(app, page, RenewalEndpoints.DeclinePath);
            await page.ClickAsync("main form button");
            await page.WaitForSelectorAsync(".error-summary");
        },
        ["renouvellement décliné"] = async (app, page) =>
        {
            await OpenAsync(app, page, RenewalEndpoints.DeclinePath);
            await page.ClickAsync("text=Je manque de temps");
            await page.ClickAsync("main form button");
        },
        ["renouvellement clos"] = async (app, page) =>
        {
            var renewal = await OpenAsync(app, page);
            var agreement = (await app.Get<AgreementRegister>().FindAsync(renewal.AgreementKey))!;
            await app.Get<RenewalDesk>().EndAsync(
                app.Workflows, agreement, new Milestone("1-end", MilestoneKind.End, 1, app.Clock.GetUtcNow()));
            await page.ReloadAsync();
        },
    };

    private static async Task<DossierRecord> OpenAsync(RunningApp app, IPage page, string below = "")
    {
        var first = await app.SubmitAsync();
        var (today, now) = (ParisTime.DayOf(app.Clock.GetUtcNow()), app.Clock.GetUtcNow());
        await app.Get<DossierBook>().ChangeAsync(first, record => record with { State = DossierState.Granted });
        var agreement = await app.Get<AgreementRegister>().EnterAsync(new AgreementRecord(
            first, "Dr Anne Martin", "10003456789", "63", today.PlusMonths(-10), today.PlusMonths(2), AgreementState.Conditional, "h-vasseur", now)
        {
            Number = "2027-0042",
            Levels = [StageLevel.Level1, StageLevel.Saspas],
            Recommendations = "Réserver une pièce à l’interne.\nPrévoir un temps de reprise chaque jour.",
        });
        var renewal = (await app.Get<RenewalDesk>().OpenAsync(app.Workflows, agreement, now))!;
        var token = app.TokenFor(new Link(LinkKind.Dossier, renewal.Key, Link.Doctor, "", app.In(TimeSpan.FromDays(30))));
        await page.GotoAsync($"/dossier/{token}{below}");
        return renewal;
    }

    private static async Task FillAsync(RunningApp app, DossierRecord renewal)
    {
        var today = ParisTime.DayOf(app.Clock.GetUtcNow());
        var form = SampleForm.Of(renewal.Doctor.FirstName, renewal.Doctor.LastName, "63", app.Clock.GetUtcNow()).WithReport(renewal.Renews!, today);
        foreach (var step in StepForm.Of(renewal))
            await app.Get<FormBook>().SaveAsync(renewal.Key, step.Step, SampleForm.Typed(step, form), form[step.Step]);
    }
}
