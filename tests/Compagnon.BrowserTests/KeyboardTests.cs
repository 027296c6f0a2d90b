using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Testing;
using Compagnon.Tests.Dossiers;
using Microsoft.Playwright;

namespace Compagnon.BrowserTests;

[Collection(OneAtATime)]
public sealed class KeyboardTests(SiteFixture site)
{
    /// <summary>Those who use the keyboard, alone: a browser without windows has one focus, and a page that opens elsewhere may take it.</summary>
    public const string OneAtATime = "Keyboard";

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
    public async Task The_whole_form_is_filled_with_the_keyboard_alone_on_a_phone()
    {
        var app = await site.AppAsync();
        var doctor = await DoctorVisit.DraftAsync(app);
        var sample = SampleForm.Of(DoctorVisit.Anne.FirstName, DoctorVisit.Anne.LastName, DoctorVisit.Anne.Departement);
        await using var person = await site.PersonAsync(width: 390);
        var page = person.Page;
        await page.GotoAsync(doctor.Address + "/formulaire");
        await person.TabToAsync("Commencer");
        await page.Keyboard.PressAsync("Enter");

        foreach (var step in StepForm.Of(DossierKind.Candidacy))
        {
            await page.WaitForURLAsync($"**/formulaire/{step.Slug}");
            var typed = SampleForm.Typed(step, sample);
            foreach (var question in step.Questions.Where(question => typed.Of(question.Name).Count > 0 && question.Name != "code-commune"))
                await AnswerAsync(person, question, typed);
            await person.TabToAsync("Enregistrer et continuer");
            await page.Keyboard.PressAsync("Enter");
        }

        await page.WaitForURLAsync("**/formulaire");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Toutes les étapes sont remplies");
        var stored = await app.Get<FormBook>().FindAsync(doctor.Dossier, TestContext.Current.CancellationToken);
        foreach (var step in StepForm.Of(DossierKind.Candidacy).Where(step => step.Step != FormStep.Commitment))
            Assert.True(step.Write(stored.Form[step.Step]!).IsSameAs(SampleForm.Typed(step, sample)), step.Title);
        Assert.Equal("Anne Martin", stored.Form.Commitment!.Name);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Communes_are_suggested_while_they_are_typed_and_bring_their_postal_code()
    {
        var doctor = await DoctorVisit.DraftAsync(await site.AppAsync());
        await using var person = await site.PersonAsync(width: 390);
        var page = person.Page;
        await page.GotoAsync(doctor.Address + "/formulaire/lieu");

        await page.Locator("#commune").PressSequentiallyAsync("thier");
        await Assertions.Expect(page.Locator("#communes option[value='Thiers']")).ToHaveCountAsync(1);
        // Of another département nothing is offered.
        await Assertions.Expect(page.Locator("#communes option[value='Thiers-sur-Thève']")).ToHaveCountAsync(0);
        await page.FillAsync("#commune", "Thiers");

        await Assertions.Expect(page.Locator("#code-postal")).ToHaveValueAsync("63300");
        Assert.Empty(person.Complaints);
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

    private static async Task AnswerAsync(Person person, Question question, Answers typed)
    {
        var keyboard = person.Page.Keyboard;
        switch (question)
        {
            case ChoiceQuestion { Several: true } several:
                foreach (var value in typed.Of(question.Name))
                {
                    var number = several.Options.Select(option => option.Value).ToList().IndexOf(value) + 1;
                    await person.TabToAsync(number == 1 ? $"#{question.Name}" : $"#{question.Name}-{number}");
                    await keyboard.PressAsync("Space");
                }
                break;
            case ChoiceQuestion { AsList: true } list:
                await person.TabToAsync("#" + question.Name);
                await keyboard.TypeAsync(list.Options.First(option => option.Value == typed.Text(question.Name)).Label);
                break;
            case ChoiceQuestion choice:
                await person.TabToAsync("#" + question.Name);
                await keyboard.PressAsync("Space");
                for (var i = 0; choice.Options[i].Value != typed.Text(question.Name); i++) await keyboard.PressAsync("ArrowDown");
                break;
            case TickQuestion:
                await person.TabToAsync("#" + question.Name);
                await keyboard.PressAsync("Space");
                break;
            default:
                await person.TabToAsync("#" + question.Name);
                await keyboard.TypeAsync(typed.Text(question.Name));
                break;
        }
    }
}

/// <inheritdoc cref="KeyboardTests.OneAtATime" />
[CollectionDefinition(KeyboardTests.OneAtATime, DisableParallelization = true)]
public sealed class KeyboardCollection;
