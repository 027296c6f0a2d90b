using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Lifecycle;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Consoles;
using NodaTime;

namespace Compagnon.Tests.Lifecycle;

/// <summary>What happens to an agreement between its grant and its end, through the app as it runs: pages, workflows, mails, the clock.</summary>
public sealed class AgreementLifeTests(AzuriteFixture azurite) : IAsyncLifetime
{
    // The short procedure, in a faculty in which others than the coordinator can decide.
    private readonly ChangedFaculty faculty = new(text => text.Replace(
        "\"people\": [",
        """
        "people": [
            { "id": "p-armand", "roles": ["chair"], "name": "Pr Paule Armand", "address": "paule.armand@medecine-valdedore.example" },
            { "id": "a-roche", "roles": ["dean"], "name": "Pr Alix Roche", "address": "doyenne@medecine-valdedore.example" },
            { "id": "m-benoit", "roles": ["teacher"], "name": "Dr Marc Benoit", "address": "marc.benoit@medecine-valdedore.example" },
        """,
        StringComparison.Ordinal));

    private RunningApp app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AgreementRegister Register => app.Get<AgreementRegister>();

    private StaffMember Dean => app.Faculty.People.First(person => person.Has(StaffRole.Dean));

    private StaffMember Chair => app.Faculty.People.First(person => person.Has(StaffRole.Chair));

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(azurite, "--Faculties:Path", faculty.Folder);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        faculty.Dispose();
    }

    [Fact]
    public async Task Nobody_proposes_what_nobody_else_could_confirm()
    {
        await using var alone = await RunningApp.StartAsync(azurite);
        var proposal = Withdrawals.ConfirmersOf(alone.Faculty, alone.Coordinator.Id);
        Assert.Empty(proposal);
        Assert.Equal([alone.Coordinator], Withdrawals.ConfirmersOf(alone.Faculty, alone.Secretary.Id));
    }

    [Fact]
    public async Task A_holder_gives_the_agreement_up_takes_it_back_and_gives_it_up_for_good()
    {
        var agreement = await GrantAsync();

        // Opening pages changes nothing, and neither does the first of two buttons.
        var page = await GiveUpAsync(agreement, "30/06/2027", "Je prends ma retraite.");
        page.Expect("Renoncer à votre agrément le 30 juin 2027 ?");
        Assert.Null((await FindAsync(agreement)).GivenUpOn);
        page = await page.PressAsync("Renoncer à mon agrément", cancellation: Cancellation);
        Assert.Contains("dernier jour, le 30 juin 2027", page.Text);
        var told = await app.Mailbox.NextAsync(RunningApp.DoctorOf(agreement), "prendra fin le 30\u00A0juin 2027", cancellation: Cancellation);
        Assert.Contains("Je prends ma retraite.", told.Body);
        await app.Mailbox.NextAsync(app.Secretary.Address, "renonciation le 30\u00A0juin 2027", cancellation: Cancellation);

        page = await page.PressAsync("Garder mon agrément", cancellation: Cancellation);
        Assert.DoesNotContain("dernier jour, le", page.Text);
        Assert.Null((await FindAsync(agreement)).GivenUpOn);
        await app.Mailbox.NextAsync(RunningApp.DoctorOf(agreement), "vous gardez votre agrément", cancellation: Cancellation);

        page = await (await GiveUpAsync(agreement, "15/07/2027", "")).PressAsync("Renoncer à mon agrément", cancellation: Cancellation);
        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 7, 15, 21, 59, 0, TimeSpan.Zero), Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Equal(AgreementState.Active, (await FindAsync(agreement)).State);
        await app.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        var ended = await FindAsync(agreement);
        Assert.Equal((AgreementState.GivenUp, new LocalDate(2027, 7, 15)), (ended.State, ended.EndedOn));
        await app.Mailbox.NextAsync(RunningApp.DoctorOf(agreement), "votre agrément a pris fin", cancellation: Cancellation);
        await app.Mailbox.NextAsync(app.Coordinator.Address, "agrément terminé par renonciation", cancellation: Cancellation);

        var after = await DossierAsync(agreement);
        Assert.Contains("Vous avez renoncé à votre agrément", after.Text);
        Assert.DoesNotContain("Renoncer à mon agrément", after.Text);
        Assert.Contains("Cet agrément est terminé", (await app.Visitor.OpenAsync("/verification/" + ended.Code, Cancellation)).Text);
        Assert.Equal(
            [null, AgreementChangeKind.GivingUp, AgreementChangeKind.Kept, AgreementChangeKind.GivingUp, AgreementChangeKind.GivenUp],
            (await Register.HistoryAsync(agreement, Cancellation)).Select(line => line.Kind));
        // Nothing comes any more: no invitation, no end.
        var mails = (await app.MailsOfAsync(agreement)).Count;
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(400), Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Equal(mails, (await app.MailsOfAsync(agreement)).Count);
    }

    [Theory]
    [InlineData("28/02/2027", "Ce jour est passé")]
    [InlineData("01/03/2028", "prend fin de toute façon le 29 février 2028")]
    [InlineData("31/06/2027", "une date qui existe")]
    public async Task A_last_day_that_cannot_be_is_told(string day, string expected)
    {
        var agreement = await GrantAsync();
        var page = await GiveUpAsync(agreement, day, "");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(expected, page.Text);
    }

    [Fact]
    public async Task A_suspension_until_a_day_ends_by_itself_and_is_told_at_both_ends()
    {
        var agreement = await GrantAsync();
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var console = await ConsoleAsync(coordinator, agreement);
        var form = await console.FollowAsync("Suspendre", Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await form.PressAsync("Suspendre l’agrément", cancellation: Cancellation)).Status);
        form.Tick("Jusqu’à un jour donné").Fill("Dernier jour de la suspension", "30/04/2027").Fill("Motifs", "Le cabinet est en travaux.");
        console = await form.PressAsync("Suspendre l’agrément", cancellation: Cancellation);
        Assert.Contains("Suspendu jusqu’au 30 avril 2027 inclus", console.Text);
        Assert.Contains("Le cabinet est en travaux.", console.Text);

        // Pressed again in another tab, it is suspended once.
        await form.PressAsync("Suspendre l’agrément", cancellation: Cancellation);
        var suspended = await FindAsync(agreement);
        Assert.Equal((AgreementState.Suspended, AgreementState.Active), (suspended.State, suspended.Before));
        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(agreement), "votre agrément est suspendu", cancellation: Cancellation);
        Assert.Contains("Le cabinet est en travaux.", mail.Body);
        Assert.Contains("tribunal administratif", mail.Body);
        await app.Mailbox.NextAsync(app.Secretary.Address, "agrément suspendu", cancellation: Cancellation);
        Assert.Contains("Agrément suspendu", (await DossierAsync(agreement)).Text);
        var verification = await app.Visitor.OpenAsync("/verification/" + suspended.Code, Cancellation);
        Assert.Contains("Cet agrément est suspendu", verification.Text);
        Assert.DoesNotContain("travaux", verification.Text);
        Assert.Contains("Cet agrément est suspendu", (await app.Visitor.OpenAsync(AddressOf(agreement) + "/attestation", Cancellation)).Text);

        await app.Clock.AdvanceToAsync(new DateTimeOffset(2027, 4, 30, 22, 1, 0, TimeSpan.Zero), Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Equal(AgreementState.Active, (await FindAsync(agreement)).State);
        Assert.Contains("est arrivée à son terme", (await app.Mailbox.NextAsync(
            RunningApp.DoctorOf(agreement), "votre agrément reprend", cancellation: Cancellation)).Body);
        Assert.Contains("Cet agrément est en cours", (await app.Visitor.OpenAsync("/verification/" + suspended.Code, Cancellation)).Text);
        Assert.Equal(
            [JournalFact.AgreementSuspended, JournalFact.AgreementResumed],
            (await app.Get<JournalBook>().ReadAsync(agreement, cancellation: Cancellation)).Select(line => line.Fact)
                .Where(fact => fact is JournalFact.AgreementSuspended or JournalFact.AgreementResumed));
    }

    [Fact]
    public async Task A_suspension_until_further_notice_is_lifted_by_somebody()
    {
        var agreement = await GrantAsync();
        using var secretary = await app.SignInAsync(app.Secretary);
        await SuspendAsync(secretary, agreement);
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(60), Cancellation);
        Assert.Equal(AgreementState.Suspended, (await FindAsync(agreement)).State);

        var console = await (await ConsoleAsync(secretary, agreement)).FollowAsync("Lever la suspension", Cancellation);
        console = await console.Fill("Un mot au médecin", "Bienvenue de nouveau.").PressAsync("Lever la suspension", cancellation: Cancellation);

        Assert.Contains("En cours", console.Text);
        Assert.Equal(AgreementState.Active, (await FindAsync(agreement)).State);
        Assert.Contains("Bienvenue de nouveau.", (await app.Mailbox.NextAsync(
            RunningApp.DoctorOf(agreement), "votre agrément reprend", cancellation: Cancellation)).Body);
    }

    [Fact]
    public async Task A_withdrawal_that_a_second_person_confirms_takes_effect_at_once()
    {
        var agreement = await GrantAsync();
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var console = await ProposeAsync(coordinator, agreement, "Manquements répétés.\nSans réponse à trois courriers.");
        Assert.Contains("Un retrait attend sa confirmation", console.Text);
        Assert.DoesNotContain("Proposer le retrait", console.Text);

        // The doctor is told nothing of a proposal, and the agreement goes on.
        Assert.Equal(AgreementState.Active, (await FindAsync(agreement)).State);
        Assert.DoesNotContain("etrait", (await DossierAsync(agreement)).Document.QuerySelector(".timeline")!.TextContent);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.DoesNotContain(await app.MailsOfAsync(agreement), id => id.StartsWith("withdrawal-1-" + app.Coordinator.Id, StringComparison.Ordinal));

        await app.Clock.AdvanceAsync(TimeSpan.FromDays(8), Cancellation);
        var atLink = await OpenConfirmationAsync(Dean, "rappel, retrait d’agrément à confirmer");
        Assert.Contains("Sans réponse à trois courriers.", atLink.Text);
        // It waits on the console too, though the dossier has ended, and is answered there.
        using var dean = await app.SignInAsync(Dean);
        var confirmation = await (await (await dean.OpenAsync("/console/val-de-dore/travail", Cancellation)).FollowAsync("Dr Anne Martin", Cancellation))
            .FollowAsync("Répondre", Cancellation);
        Assert.Contains("Sans réponse à trois courriers.", confirmation.Text);
        var answered = await confirmation.Tick("Je confirme le retrait").PressAsync("Enregistrer", cancellation: Cancellation);
        Assert.Contains("Le retrait est confirmé", answered.Text);
        await app.Clock.WhenQuietAsync(Cancellation);

        var withdrawn = await FindAsync(agreement);
        Assert.Equal((AgreementState.Withdrawn, new LocalDate(2027, 3, 9)), (withdrawn.State, withdrawn.EndedOn));
        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(agreement), "votre agrément est retiré", cancellation: Cancellation);
        Assert.Contains("Manquements répétés.", mail.Body);
        Assert.Contains("tribunal administratif", mail.Body);
        await app.Mailbox.NextAsync(app.Secretary.Address, "agrément retiré", cancellation: Cancellation);
        await app.Mailbox.NextAsync(app.Coordinator.Address, "retrait confirmé", cancellation: Cancellation);
        var verification = await app.Visitor.OpenAsync("/verification/" + withdrawn.Code, Cancellation);
        Assert.Contains("Cet agrément est retiré Il ne vaut plus depuis le 9 mars 2027", verification.Text);
        Assert.DoesNotContain("Manquements", verification.Text);

        var line = (await Register.HistoryAsync(agreement, Cancellation))[^1];
        Assert.Equal((AgreementChangeKind.Withdrawn, app.Coordinator.Id), (line.Kind, line.By));
        var journal = await app.Get<JournalBook>().ReadAsync(agreement, cancellation: Cancellation);
        Assert.Equal(app.Coordinator.Name, journal.Single(known => known.Fact == JournalFact.WithdrawalProposed).Who);
        Assert.Equal(Dean.Name, journal.Single(known => known.Fact == JournalFact.WithdrawalConfirmed).Who);

        // Nothing follows: no second withdrawal, no suspension, no amendment, no giving up.
        foreach (var below in (string[])["/retrait", "/suspension", "/reprise"])
            Assert.EndsWith(agreement.Id, (await coordinator.OpenAsync(PathOf(agreement) + below, Cancellation)).Address.AbsolutePath);
        foreach (var below in (string[])["/renonciation", "/avenant"])
            Assert.Contains("Agrément retiré", (await app.Visitor.OpenAsync(AddressOf(agreement) + below, Cancellation)).Text);
    }

    [Fact]
    public async Task A_withdrawal_that_is_declined_or_left_alone_changes_nothing_and_its_author_is_told()
    {
        var agreement = await GrantAsync();
        using var secretary = await app.SignInAsync(app.Secretary);
        await ProposeAsync(secretary, agreement, "Plusieurs plaintes.");
        var confirmation = await OpenConfirmationAsync(Chair, "retrait d’agrément à confirmer");
        var wrong = await confirmation.Tick("Je ne le confirme pas").PressAsync("Enregistrer", cancellation: Cancellation);
        Assert.Contains("Dites à la personne qui propose", wrong.Text);
        await wrong.Tick("Je ne le confirme pas").Fill("Un mot", "Entendons-le d’abord.").PressAsync("Enregistrer", cancellation: Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Contains("Entendons-le d’abord.", (await app.Mailbox.NextAsync(
            app.Secretary.Address, "retrait non confirmé", cancellation: Cancellation)).Body);

        // Whoever comes second sees the answer.
        var second = await OpenConfirmationAsync(Dean, "retrait d’agrément à confirmer");
        Assert.Contains("Le retrait n’est pas confirmé", second.Text);
        Assert.Empty(second.Document.QuerySelectorAll("input[name=choix]"));

        await ProposeAsync(secretary, agreement, "Encore une plainte.");
        await app.Clock.AdvanceAsync(TimeSpan.FromDays(40), Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);
        await app.Mailbox.NextAsync(app.Secretary.Address, "retrait sans confirmation", cancellation: Cancellation);
        Assert.Equal(AgreementState.Active, (await FindAsync(agreement)).State);
        Assert.DoesNotContain(await app.MailsOfAsync(agreement), id => id.StartsWith("agreement-withdrawal", StringComparison.Ordinal));
        Assert.Null(await app.Get<Withdrawals>().FindPendingAsync(agreement, Cancellation));
    }

    [Fact]
    public async Task Neither_its_author_nor_somebody_without_a_role_nor_a_forged_link_confirms_a_withdrawal()
    {
        var agreement = await GrantAsync();
        using var coordinator = await app.SignInAsync(app.Coordinator);
        await ProposeAsync(coordinator, agreement, "Manquements.");
        await app.Clock.WhenQuietAsync(Cancellation);
        var teacher = app.Faculty.People.First(person => person.Has(StaffRole.Teacher));

        foreach (var person in (StaffMember[])[app.Coordinator, app.Secretary, teacher])
        {
            var address = "/demande/" + app.TokenFor(agreement, person.Id, "withdrawal-1");
            var page = await app.Visitor.OpenAsync(address, Cancellation);
            Assert.Empty(page.Document.QuerySelectorAll("input[name=choix]"));
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["choix"] = Choices.Accepted });
            await app.Visitor.Client.PostAsync(address, form, Cancellation);
        }

        var forged = "/demande/" + app.TokenFor(agreement, Dean.Id, "withdrawal-1")[..^2] + "AA";
        Assert.Equal(HttpStatusCode.NotFound, (await app.Visitor.OpenAsync(forged, Cancellation)).Status);
        await app.Clock.WhenQuietAsync(Cancellation);
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(agreement, "withdrawal-1", Cancellation));
        Assert.Equal(AgreementState.Active, (await FindAsync(agreement)).State);

        // On the console: readers read, strangers do not come in, another site's form is not taken.
        using var dean = await app.SignInAsync(Dean);
        Assert.DoesNotContain("Suspendre", (await ConsoleAsync(dean, agreement)).Text);
        Assert.EndsWith(agreement.Id, (await dean.OpenAsync(PathOf(agreement) + "/suspension", Cancellation)).Address.AbsolutePath);
        using var foreign = new FormUrlEncodedContent(new Dictionary<string, string> { ["motifs"] = "x", ["duree"] = "avis" });
        Assert.Equal(HttpStatusCode.Forbidden, (await coordinator.Client.PostAsync(PathOf(agreement) + "/suspension", foreign, Cancellation)).StatusCode);
        using var member = await app.SignInAsync(teacher);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.OpenAsync(PathOf(agreement), Cancellation)).Status);
        Assert.Equal(AgreementState.Active, (await FindAsync(agreement)).State);
    }

    [Fact]
    public async Task Two_proposals_at_once_are_one_and_two_confirmations_are_one()
    {
        var agreement = await GrantAsync();
        var withdrawals = app.Get<Withdrawals>();
        var proposals = await Task.WhenAll(((StaffMember[])[app.Coordinator, app.Secretary]).Select(person => Task.Run(
            () => withdrawals.ProposeAsync(app.Workflows, app.Faculty, agreement, person, "Motifs de " + person.Id, Cancellation), Cancellation)));
        Assert.Equal([WithdrawalProposal.Proposed, WithdrawalProposal.Pending], proposals.Order());
        await app.Clock.WhenQuietAsync(Cancellation);

        var confirmation = (await app.Get<AssignmentDesk>().FindAsync(agreement, "withdrawal-1", Cancellation))!;
        var answers = await Task.WhenAll(((StaffMember[])[Dean, Chair]).Select((person, i) => Task.Run(
            async () =>
            {
                var claim = new Claim(
                    agreement, confirmation.Id, i == 0 ? Choices.Accepted : Choices.Declined, [], "Un mot.", person.Id, app.Clock.GetUtcNow());
                var result = await app.Get<AssignmentDesk>().ClaimAsync(confirmation, claim, Cancellation);
                await app.Get<AssignmentDesk>().RaiseAsync(app.Workflows, agreement, confirmation.Id, Cancellation);
                return result;
            },
            Cancellation)));
        await app.Clock.WhenQuietAsync(Cancellation);

        Assert.Single(answers, answer => answer.Mine);
        var isWithdrawn = answers[0].Stored.Choice == Choices.Accepted;
        Assert.Equal(isWithdrawn ? AgreementState.Withdrawn : AgreementState.Active, (await FindAsync(agreement)).State);
        Assert.Equal(WithdrawalProposal.Over == await withdrawals.ProposeAsync(
            app.Workflows, app.Faculty, agreement, app.Coordinator, "Encore.", Cancellation), isWithdrawn);
    }

    [Fact]
    public async Task What_a_crash_leaves_of_a_change_or_a_proposal_the_sweep_finishes()
    {
        var agreement = await GrantAsync();
        var (outstanding, now) = (app.Get<Outstanding>(), app.Clock.GetUtcNow());
        // The register is written, and nothing after it.
        await outstanding.NoteAsync(OutstandingKind.Agreement, agreement, "suspension-1", Cancellation);
        await Register.ChangeAsync(
            new AgreementChange(agreement, "suspension-1", AgreementChangeKind.Suspended, now, app.Coordinator.Id, "Travaux."), Cancellation);
        // The proposal is claimed, and its workflow was never started.
        await outstanding.NoteAsync(OutstandingKind.Agreement, agreement, "withdrawal-request-1", Cancellation);
        var request = new Assignment(
            agreement, "withdrawal-request-1", AssignmentKind.WithdrawalRequest, [app.Secretary.Id],
            AgreementWithdrawal.InstanceOf(agreement, 1), now, null, Withdrawals.Stage);
        await app.Get<AssignmentDesk>().OpenAsync(request, Cancellation);
        await app.Get<AssignmentDesk>().ClaimAsync(
            request, new Claim(agreement, request.Id, Choices.Done, [], "Plaintes.", app.Secretary.Id, now), Cancellation);

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(2), Cancellation);
        await app.Clock.WhenQuietAsync(Cancellation);

        await app.Mailbox.NextAsync(RunningApp.DoctorOf(agreement), "votre agrément est suspendu", cancellation: Cancellation);
        await app.Mailbox.NextAsync(Dean.Address, "retrait d’agrément à confirmer", cancellation: Cancellation);
        Assert.Empty(await outstanding.ListAsync(OutstandingKind.Agreement, TimeSpan.Zero, Cancellation));
        Assert.Equal(
            [JournalFact.AgreementSuspended, JournalFact.WithdrawalProposed],
            (await app.Get<JournalBook>().ReadAsync(agreement, cancellation: Cancellation)).Select(line => line.Fact)
                .Where(fact => fact is JournalFact.AgreementSuspended or JournalFact.WithdrawalProposed).Order());
    }

    [Fact]
    public async Task A_move_is_declared_decided_by_the_coordinator_and_takes_the_place_of_the_agreement()
    {
        var old = await GrantAsync();
        var ask = await (await DossierAsync(old)).FollowAsync("Signaler un changement", Cancellation);
        Assert.Null(await app.Get<FollowUps>().FindAmendmentAsync(old, Cancellation));
        var draft = await ask.PressAsync("Ouvrir ma demande d’avenant", cancellation: Cancellation);
        // Pressed again, it is the same; and the mail leads there too.
        Assert.Equal(
            (await app.Get<FollowUps>().FindAmendmentAsync(old, Cancellation))!.Key,
            await app.Get<FollowUps>().NextAmendmentAsync(old, Cancellation));
        await ask.PressAsync("Ouvrir ma demande d’avenant", cancellation: Cancellation);
        var amendment = (await app.Get<FollowUps>().FindAmendmentAsync(old, Cancellation))!;
        Assert.Equal((DossierKind.Amendment, DossierState.Draft), (amendment.Kind, amendment.State));
        var opened = await app.Mailbox.NextAsync(RunningApp.DoctorOf(old), "votre demande d’avenant est ouverte", cancellation: Cancellation);
        draft = await app.Visitor.OpenAsync(opened.Link("/dossier/"), Cancellation);
        Assert.Single(await app.MailsOfAsync(amendment.Key));

        // Only what can change is asked, and what was said before stands there.
        var list = await draft.FollowAsync("Remplir le formulaire", Cancellation);
        Assert.Equal(
            StepForm.Of(DossierKind.Amendment).Select(step => step.Title),
            list.Document.QuerySelectorAll("ol.tasks a").Select(link => link.TextContent));
        Assert.Contains("8 étapes remplies sur 9", list.Text);
        var step = await list.FollowAsync("Ce qui change", Cancellation);
        step = await step.Tick("Le lieu d’exercice").Tick("Le nombre d’internes").Fill("À partir de quand", "01/05/2027")
            .Fill("Décrivez le changement", "Nous nous installons dans la nouvelle maison de santé.")
            .PressAsync("Enregistrer et continuer", cancellation: Cancellation);
        step.Expect("Le lieu d’exercice");
        await step.Fill("Numéro et rue", "3 place du Marché").PressAsync("Enregistrer et continuer", cancellation: Cancellation);
        list = await app.Visitor.OpenAsync(draft.Address.AbsolutePath + "/formulaire/accueil", Cancellation);
        await list.Fill("Nombre d’internes", "3").PressAsync("Enregistrer et continuer", cancellation: Cancellation);
        Assert.Empty(Journey.PiecesToDeposit(draft));
        var recap = await (await app.Visitor.OpenAsync(draft.Address.AbsolutePath, Cancellation)).FollowAsync("Vérifier et envoyer", Cancellation);
        await recap.PressAsync("Envoyer mon dossier", cancellation: Cancellation);

        await app.Mailbox.NextAsync(RunningApp.DoctorOf(old), "nous avons bien reçu votre demande d’avenant", cancellation: Cancellation);
        await Journey.SayCompleteAsync(await OpenAsync(app.Secretary.Address, "demande d’avenant à vérifier"));
        var decision = await OpenAsync(app.Coordinator.Address, "avenant à décider");
        Assert.Contains("Nous nous installons dans la nouvelle maison de santé.", decision.Text);
        await decision.Tick("Accorder l’avenant").PressAsync("Enregistrer", cancellation: Cancellation);
        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(amendment.Key)).State);

        var (before, after) = (await FindAsync(old), await FindAsync(amendment.Key));
        Assert.Equal((AgreementState.Replaced, amendment.Key.Id), (before.State, before.ReplacedBy));
        Assert.Equal((AgreementState.Active, old.Id, before.Until, 3), (after.State, after.Replaces, after.Until, after.Interns));
        Assert.Contains("3 place du Marché", after.Site);
        Assert.NotEqual(before.Number, after.Number);
        Assert.Contains("remplace le précédent", (await app.Mailbox.NextAsync(
            RunningApp.DoctorOf(old), "votre avenant est accordé", cancellation: Cancellation)).Body);
        var verification = await app.Visitor.OpenAsync("/verification/" + before.Code, Cancellation);
        Assert.Contains($"Cet agrément est remplacé L’agrément n° {after.Number} l’a remplacé", verification.Text);
        Assert.DoesNotContain(after.Code, verification.Text);
        Assert.Contains("Cet agrément est en cours", (await app.Visitor.OpenAsync("/verification/" + after.Code, Cancellation)).Text);

        // The old page leads to the new one, whose letter and certificate are there; the old one can do nothing more.
        var page = await DossierAsync(old);
        Assert.DoesNotContain("Renoncer à mon agrément", page.Text);
        page = await page.FollowAsync("Ouvrir la page de l’agrément en cours", Cancellation);
        Assert.Contains(after.Number, page.Text);
        Assert.Contains("Avenant à votre agrément", (await page.FollowAsync("Lire la lettre", Cancellation)).Text);
        Assert.Contains(after.Number, (await page.FollowAsync("Imprimer l’attestation", Cancellation)).Text);
        // And the watch goes on over the new entry alone.
        var watches = app.Workflows;
        Assert.True((await watches.GetInstanceAsync("watch-" + old.Id, Cancellation))!.IsCompleted);
        Assert.False((await watches.GetInstanceAsync("watch-" + amendment.Key.Id, Cancellation))!.IsCompleted);
    }

    [Fact]
    public async Task An_agreement_that_ends_closes_what_is_open_about_it()
    {
        foreach (var isSubmitted in (bool[])[false, true])
        {
            var agreement = await GrantAsync();
            var amendments = app.Get<Amendments>();
            var holder = (await app.Get<DossierBook>().FindAsync(agreement, Cancellation))!;
            var amendment = await amendments.OpenAsync(app.Workflows, await FindAsync(agreement), holder, "63", Cancellation);
            if (isSubmitted) await SubmitAsync(amendment.Key);

            await app.Get<AgreementDesk>().ChangeAsync(
                app.Workflows,
                new AgreementChange(agreement, "withdrawal-1", AgreementChangeKind.Withdrawn, app.Clock.GetUtcNow(), app.Coordinator.Id, "Motifs."),
                Cancellation);

            Assert.Equal(
                isSubmitted ? DossierState.Withdrawn : DossierState.ClosedWithoutDecision, (await app.WhenQuietAsync(amendment.Key)).State);
            Assert.Null(await app.Get<FollowUps>().FindAmendmentAsync(agreement, Cancellation));
            if (isSubmitted) await app.Mailbox.NextAsync(RunningApp.DoctorOf(agreement), "votre demande est close", cancellation: Cancellation);
            Assert.Equal(HttpStatusCode.OK, (await DossierAsync(amendment.Key)).Status);
        }
    }

    private async Task SubmitAsync(DossierKey amendment)
    {
        await app.Get<FormBook>().SealAsync(amendment, Rounds.Draft, Cancellation);
        await app.Get<DocumentBook>().SealAsync(amendment, Rounds.Draft, Cancellation);
        var procedure = await app.Get<FacultyBook>().KeepAsync(app.Faculty, Cancellation);
        await app.Get<DossierBook>().ChangeAsync(
            amendment,
            record => record with
            {
                State = DossierState.UnderReview,
                Submitted = app.Clock.GetUtcNow(),
                ProcedureId = procedure,
            },
            Cancellation);
        await app.Get<AgreementStarter>().StartAsync(app.Workflows, amendment, Cancellation);
        await app.WhenQuietAsync(amendment);
    }

    private async Task<DossierKey> GrantAsync()
    {
        var dossier = await app.StartDossierAsync();
        await Journey.SayCompleteAsync(await OpenAsync(app.Secretary.Address, "nouveau dossier à vérifier"));
        await Journey.GrantAsync(await OpenAsync(app.Coordinator.Address, "décision à prendre"));
        Assert.Equal(DossierState.Granted, (await app.WhenQuietAsync(dossier)).State);
        return dossier;
    }

    private async Task<VisitedPage> OpenAsync(string address, string subject) => await app.Visitor.OpenAsync(
        (await app.Mailbox.NextAsync(address, subject, cancellation: Cancellation)).Link("/demande/"), Cancellation);

    private Task<VisitedPage> OpenConfirmationAsync(StaffMember person, string subject) => OpenAsync(person.Address, subject);

    private async Task<AgreementRecord> FindAsync(DossierKey agreement) => (await Register.FindAsync(agreement, Cancellation))!;

    private string AddressOf(DossierKey dossier) =>
        "/dossier/" + app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(300))));

    private Task<VisitedPage> DossierAsync(DossierKey dossier) => app.Visitor.OpenAsync(AddressOf(dossier), Cancellation);

    private async Task<VisitedPage> GiveUpAsync(DossierKey agreement, string day, string reason)
    {
        var page = await (await DossierAsync(agreement)).FollowAsync("Renoncer à mon agrément", Cancellation);
        return await page.Fill("Dernier jour", day).Fill("Pourquoi renoncez-vous", reason).PressAsync("Continuer", cancellation: Cancellation);
    }

    private static string PathOf(DossierKey agreement) => $"/console/{agreement.Faculty}/agrements/{agreement.Id}";

    private async Task<VisitedPage> ConsoleAsync(Visitor visitor, DossierKey agreement)
    {
        var standing = await FindAsync(agreement);
        var list = await visitor.OpenAsync($"/console/{agreement.Faculty}/agrements?onglet=tous&texte={standing.Number}", Cancellation);
        return await list.FollowAsync(standing.Holder, Cancellation);
    }

    private async Task SuspendAsync(Visitor visitor, DossierKey agreement)
    {
        var form = await (await ConsoleAsync(visitor, agreement)).FollowAsync("Suspendre", Cancellation);
        await form.Tick("Jusqu’à nouvel avis").Fill("Motifs", "Un arrêt de travail.").PressAsync("Suspendre l’agrément", cancellation: Cancellation);
        Assert.Equal(AgreementState.Suspended, (await FindAsync(agreement)).State);
    }

    private async Task<VisitedPage> ProposeAsync(Visitor visitor, DossierKey agreement, string reasons)
    {
        var form = await (await ConsoleAsync(visitor, agreement)).FollowAsync("Proposer le retrait", Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await form.PressAsync("Proposer le retrait", cancellation: Cancellation)).Status);
        return await form.Fill("Motifs", reasons).PressAsync("Proposer le retrait", cancellation: Cancellation);
    }
}
