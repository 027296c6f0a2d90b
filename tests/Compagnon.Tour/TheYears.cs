using System.Globalization;
using System.Text;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Renewals;
using Compagnon.Testing;
using NodaTime;
using Mailbox = Compagnon.Testing.Mailbox;

namespace Compagnon.Tour;

/// <summary>
/// What follows a grant: the invitation to renew, reminders, the report, a second term, the training that is owed; and a second doctor, of
/// the faculty's own list, who never answers.
/// </summary>
/// <param name="visitor">The browser of all who act by the links in their mails.</param>
/// <param name="secretary">The browser of the secretary, who signs in to the console.</param>
/// <param name="mailbox">Everybody's mail.</param>
/// <param name="clock">The app's clock.</param>
/// <param name="faculty">The faculty as its file stands.</param>
/// <param name="doctor">Whose agreement was granted.</param>
/// <param name="storage">Where the register is read.</param>
/// <param name="step">Runs each step, by its name.</param>
internal sealed class TheYears(
    Visitor visitor,
    Visitor secretary,
    Mailbox mailbox,
    EmulatedClock clock,
    Faculty faculty,
    SampleDoctor doctor,
    string storage,
    Func<string, Func<Task>, Task> step)
{
    public async Task WalkAsync()
    {
        var first = await Register.FindAsync(storage, faculty.Id, doctor.Rpps);
        var times = faculty.RenewalRule.TimesFor(isConditional: false);
        VisitedPage page = null!;
        await step($"the years begin: an invitation to renew comes {times.Invitation} before the end", async () =>
        {
            await MoveToAsync(first.Until - Periods.Read(times.Invitation)!);
            page = await OpenAsync(doctor, "renouvelez-le");
        });
        await step($"no answer: a reminder comes {times.Reminders[0]} before the end", async () =>
        {
            await MoveToAsync(first.Until - Periods.Read(times.Reminders[0])!);
            page = await OpenAsync(doctor, "rappel, votre agrément va jusqu’au");
        });
        var reference = "";
        await step("the doctor confirms what is known, reports, and hands the renewal over", async () =>
        {
            reference = page.Document.QuerySelector(".reference")!.TextContent;
            await ReportAsync(page, first);
        });
        await new WholeProcedure(visitor, mailbox, clock, faculty, doctor, step).WalkRenewalAsync(reference);
        var renewed = first;
        await step("the new term begins on the day after the end of the old one", async () =>
        {
            renewed = await Register.FindAsync(storage, faculty.Id, doctor.Rpps);
            if (renewed.Until <= first.Until || renewed.State != "Active")
                throw new InvalidOperationException($"Expected a new term after {first.Until}; the register says {renewed.State}, until {renewed.Until}.");
        });

        var silent = SampleDoctor.New() with { FirstName = "Paul", LastName = "Silence" };
        var today = ParisTime.DayOf(await clock.NowAsync());
        var end = today.PlusMonths(14);
        await step("the secretariat enters a supervisor of long standing from its own list", () => ImportAsync(silent, today.PlusYears(-3), end));
        await TrainAsync("first", first.From);
        await TrainAsync("second", first.Until.PlusDays(1));
        await LapseAsync(silent, end, times);
        await step($"five years on: the doctor is invited again, {times.Invitation} before the end of the second term", async () =>
        {
            await MoveToAsync(renewed.Until - Periods.Read(times.Invitation)!);
            await OpenAsync(doctor, $"votre agrément va jusqu’au {ParisTime.Text(renewed.Until)}, renouvelez-le");
        });
    }

    private async Task ReportAsync(VisitedPage page, RegisterEntry first)
    {
        page = await page.FollowAsync("Remplir le formulaire");
        page = await page.PressAsync("Rien n’a changé, tout confirmer");
        var now = await clock.NowAsync();
        var today = ParisTime.DayOf(now);
        var form = SampleForm.Of(doctor.FirstName, doctor.LastName, doctor.Departement, now)
            .WithReport(new RenewedTerm(first.From, first.Until, [], []), today);
        foreach (var known in StepForm.Of(DossierKind.Renewal))
        {
            if (page.Document.QuerySelector($"#etat-{known.Slug}") is not { TextContent: not "Rempli" }) continue;
            var opened = await page.FollowAsync(known.Title);
            page = await opened.FillIn(SampleForm.Typed(known, form).All).PressAsync("Enregistrer et finir plus tard");
        }

        page = await page.FollowAsync("Revenir au dossier");
        await (await page.FollowAsync("Vérifier et envoyer")).PressAsync("Envoyer mon dossier");
    }

    private async Task ImportAsync(SampleDoctor silent, LocalDate from, LocalDate until)
    {
        var person = faculty.People.First(known => known.Has(StaffRole.Secretariat));
        await secretary.SignInAsync(person.Address, person.Name);
        var line = string.Join(
            ';', silent.Rpps, silent.FirstName, silent.LastName, silent.Address, silent.Departement, Text(from), Text(until));
        var page = await secretary.OpenAsync($"/console/{faculty.Id}/import");
        page = await page
            .Attach("Liste des agréments", "agrements.csv", Encoding.UTF8.GetBytes($"rpps;prenom;nom;courriel;departement;debut;fin\n{line}\n"))
            .PressAsync("Vérifier la liste");
        await page.MustSay("Reprendre").PressAsync("Reprendre");
        for (var tries = 0; ; tries++)
        {
            page = await secretary.OpenAsync(page.Address.AbsolutePath);
            if (page.Text.Contains("La reprise est terminée", StringComparison.Ordinal)) return;
            if (tries == 100) page.MustSay("La reprise est terminée");
            await Task.Delay(100);
        }
    }

    private async Task TrainAsync(string term, LocalDate begins)
    {
        var reminder = faculty.RenewalRule.TrainingRule.ReminderSteps[0];
        VisitedPage page = null!;
        await step($"{reminder} into the {term} term, no training is recorded: the doctor is reminded", async () =>
        {
            await MoveToAsync(begins + Periods.Read(reminder)!);
            var mail = await mailbox.NextAsync(doctor.Address, "formation");
            page = await visitor.OpenAsync(mail.Link("/dossier/"));
        });
        await step("records the session that was attended", async () =>
        {
            var day = ParisTime.DayOf(await clock.NowAsync()).PlusDays(-10);
            page = await page.Fill("Jour de la formation", Text(day)).Fill("Intitulé", "Superviser un interne en autonomie").Fill("Durée en heures", "7")
                .PressAsync("Enregistrer");
            page.MustSay("La formation est enregistrée");
        });
    }

    private async Task LapseAsync(SampleDoctor silent, LocalDate end, RenewalTimes times)
    {
        foreach (var subject in times.Reminders.Select(_ => "rappel, votre agrément va jusqu’au")
            .Prepend("renouvelez-le").Zip(times.Reminders.Prepend(times.Invitation)))
        {
            await step($"{subject.Second} before the end, the second doctor is {(subject.First == "renouvelez-le" ? "invited" : "reminded")}", async () =>
            {
                await MoveToAsync(end - Periods.Read(subject.Second)!);
                await mailbox.NextAsync(silent.Address, subject.First);
            });
        }

        await step("gets a last notice, and the department is told", async () =>
        {
            await MoveToAsync(end.PlusDays(-1));
            await mailbox.NextAsync(silent.Address, "dernier avis");
            await mailbox.NextAsync(faculty.People.First(person => person.Has(StaffRole.Secretariat)).Address, "sans réponse – Dr Paul Silence");
        });
        await step("has never answered: the agreement lapses, both are told", async () =>
        {
            await MoveToAsync(end.PlusDays(1));
            await mailbox.NextAsync(silent.Address, "votre agrément est arrivé à son terme");
            var entry = await Register.FindAsync(storage, faculty.Id, silent.Rpps);
            if (entry.State != "Lapsed") throw new InvalidOperationException($"Expected an agreement that has lapsed; it is {entry.State}.");
        });
    }

    private async Task<VisitedPage> OpenAsync(SampleDoctor who, string fact) =>
        await visitor.OpenAsync((await mailbox.NextAsync(who.Address, fact)).Link("/dossier/"));

    // At noon of the first day on which the department works.
    private async Task MoveToAsync(LocalDate day)
    {
        var working = faculty.Calendar is { } calendar ? new Calendar.WorkingDays(calendar) : null;
        var noon = ParisTime.At(working?.NextWorkingDay(day) ?? day, 12);
        if (noon > await clock.NowAsync()) await clock.MoveToAsync(noon);
    }

    private static string Text(LocalDate day) => day.ToString("dd/MM/uuuu", CultureInfo.InvariantCulture);
}
