using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Microsoft.DurableTask.Client;
using NodaTime;
using static Compagnon.Tests.Commissions.CommissionSite;

namespace Compagnon.Tests.Commissions;

/// <summary>A dossier before the commission, through the app as it runs.</summary>
public sealed class CommissionWorkflowTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => site = await CommissionSite.StartAsync(azurite);

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_dossier_that_is_ready_is_examined_granted_and_in_the_minutes()
    {
        var dossier = await site.ReadyAsync();
        Assert.Equal((DossierState.AwaitingCommission, "commission-1"),
            (await App.WhenQuietAsync(dossier)) is var waiting ? (waiting.State, waiting.WaitsOn) : default);
        var planned = await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "examen par la commission", cancellation: Cancellation);
        Assert.Contains("15\u00A0avril 2027", WebUtility.HtmlDecode(planned.Body));
        var tracking = await App.Visitor.OpenAsync(planned.Link("/dossier/"), Cancellation);
        Assert.Contains("le 15 avril 2027", tracking.Text);

        await site.AdvanceToAsync(April.PlusDays(-10), 9, 1);
        var mail = await App.Mailbox.NextAsync($"{Cordier}@medecine-valdedore.example", "convocation", cancellation: Cancellation);
        Assert.StartsWith("Séance du 15\u00A0avril 2027\u00A0: convocation", mail.Subject);
        Assert.Contains("Dr Anne Martin", mail.Body);
        var session = await App.Visitor.OpenAsync(mail.Link("/seance/"), Cancellation);
        Assert.Contains("Avis à donner", session.Text);
        var reading = await session.FollowAsync("Dr Anne Martin", Cancellation);
        Assert.Contains("Vous lirez les avis des autres", reading.Text);
        using (var document = await App.Visitor.Client.GetAsync(
            reading.Document.QuerySelector(".tasks a")!.GetAttribute("href"), Cancellation))
            Assert.Equal("application/pdf", document.Content.Headers.ContentType!.MediaType);
        var given = await reading.Tick("Favorable", "Quel est").PressAsync("Enregistrer mon avis", cancellation: Cancellation);
        Assert.Contains("Dr Bruno Cordier Favorable", given.Text);

        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Cordier);
        var recorded = await site.RecordAsync(April, dossier, "Agrément accordé pour 1 an");
        Assert.Contains("agrément accordé pour 1 an", recorded.Text);

        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);
        var agreement = (await App.Get<AgreementRegister>().FindAsync(dossier, Cancellation))!;
        Assert.Equal(
            (April, new LocalDate(2028, 4, 14), AgreementState.Active, Chair),
            (agreement.From, agreement.Until, agreement.State, agreement.DecidedBy));
        Assert.Equal(SessionState.Held, (await site.SessionAsync(April)).State);
        Assert.Equal(
            [
                "convened-b-cordier", "convened-p-armand", "convened-s-lemaire", "minutes-b-cordier", "minutes-c-fontanel", "minutes-p-armand",
                "minutes-s-lemaire", "opinions-1-p-armand", "opinions-1-s-lemaire", "opinions-2-p-armand", "opinions-2-s-lemaire",
            ],
            await App.MailsOfAsync(Session(April)));
        Assert.Equal(
            ["acknowledgement-doctor", "commission-1-planned-" + Session(April).Id + "-0", "granted-doctor", "granted-notice-c-fontanel", "review-1-c-fontanel"],
            await App.MailsOfAsync(dossier));

        var minutes = await App.Visitor.OpenAsync(
            (await App.Mailbox.NextAsync($"{Lemaire}@medecine-valdedore.example", "compte rendu", cancellation: Cancellation)).Link("/seance/"),
            Cancellation);
        minutes = await minutes.FollowAsync("Lire et imprimer", Cancellation);
        Assert.Contains("Présents Dr Bruno Cordier", minutes.Text.Replace("Pr Paule Armand (présidence), ", "", StringComparison.Ordinal));
        Assert.Contains("Excusés Dr Sophie Lemaire", minutes.Text);
        Assert.Contains("2027-04-15/01", minutes.Text);
        Assert.Contains("2 membres comptés pour le quorum", minutes.Text);
        Assert.Contains(
            await App.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation),
            line => line.Fact == JournalFact.DocumentRead && line.Who == "Dr Bruno Cordier");
    }

    [Fact]
    public async Task A_conditional_agreement_holds_for_its_months_and_tells_what_is_recommended()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Lemaire);
        await site.RecordAsync(April, dossier, "Agrément accordé sous", "Installez un second bureau.", months: 10);

        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);
        var agreement = (await App.Get<AgreementRegister>().FindAsync(dossier, Cancellation))!;
        Assert.Equal((AgreementState.Conditional, new LocalDate(2028, 2, 14)), (agreement.State, agreement.Until));
        var mail = await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "accordé sous conditions", cancellation: Cancellation);
        Assert.Contains("Installez un second bureau.", mail.Body);
        Assert.Contains("tribunal administratif", mail.Body);
        var tracking = await App.Visitor.OpenAsync(mail.Link("/dossier/"), Cancellation);
        Assert.Contains("Installez un second bureau.", tracking.Text);
        Assert.Contains("tribunal administratif", tracking.Text);
    }

    [Fact]
    public async Task A_refusal_of_the_commission_tells_why_and_how_to_appeal()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Lemaire);
        await site.RecordAsync(April, dossier, "Agrément refusé", "Le cabinet ferme en juin.");

        Assert.Equal(DossierState.Refused, (await App.WhenQuietAsync(dossier)).State);
        var mail = await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "décision sur votre candidature", cancellation: Cancellation);
        Assert.Contains("Le cabinet ferme en juin.", mail.Body);
        var tracking = await App.Visitor.OpenAsync(mail.Link("/dossier/"), Cancellation);
        Assert.Contains("Le cabinet ferme en juin.", tracking.Text);
        Assert.Null(await App.Get<AgreementRegister>().FindAsync(dossier, Cancellation));
    }

    [Fact]
    public async Task A_deferred_dossier_comes_back_to_the_next_session_when_the_doctor_has_provided_what_was_asked()
    {
        var dossier = await DeferAsync();
        Assert.Equal((DossierState.AwaitingPieces, "completion-1"),
            (await App.WhenQuietAsync(dossier)) is var waiting ? (waiting.State, waiting.WaitsOn) : default);
        var mail = await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "éléments à fournir", cancellation: Cancellation);
        Assert.Contains("Un CV à jour.", mail.Body);
        Assert.Equal(SessionState.Held, (await site.SessionAsync(April)).State);
        var tracking = await App.Visitor.OpenAsync(mail.Link("/dossier/"), Cancellation);
        Assert.Contains("Ce que demande la commission Un CV à jour.", tracking.Text);
        var piece = await tracking.FollowAsync("Curriculum", Cancellation);
        var back = await piece.Attach("Fichier", "cv.pdf", SampleDocuments.Pdf("CV à jour")).PressAsync("Remplacer", cancellation: Cancellation);
        var sent = await back.PressAsync("Renvoyer mon dossier", cancellation: Cancellation);
        Assert.Contains("Dossier prêt pour la commission", sent.Text);

        Assert.Equal((DossierState.AwaitingCommission, "commission-2"),
            (await App.WhenQuietAsync(dossier)) is var again ? (again.State, again.WaitsOn) : default);
        await site.AdvanceToAsync(June, 15);
        await site.PresentAsync(June, Chair, Lemaire);
        await site.RecordAsync(June, dossier, "Agrément accordé pour 1 an");
        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);
        Assert.Contains("Décision différée", (await site.OpenAsync(April, Chair, "/compte-rendu")).Text);
    }

    [Fact]
    public async Task A_deferred_dossier_that_is_left_alone_is_reminded_and_closed_without_decision()
    {
        var dossier = await DeferAsync();
        await App.Clock.AdvanceAsync(TimeSpan.FromDays(App.Faculty.Delays.CompletionDays + 2), Cancellation);

        Assert.Equal(DossierState.ClosedWithoutDecision, (await App.WhenQuietAsync(dossier)).State);
        var mails = await App.MailsOfAsync(dossier);
        Assert.Contains("completion-1-reminder-1-doctor", mails);
        Assert.Contains("closed-doctor", mails);
        Assert.Empty(await App.Get<SessionBook>().ListEntriesAsync(Session(June), Cancellation));
    }

    [Fact]
    public async Task A_dossier_that_is_ready_after_the_closing_day_goes_to_the_next_session()
    {
        await site.AdvanceToAsync(new LocalDate(2027, 3, 31), 23, 58);
        var early = await site.ReadyAsync("Tôt");
        await site.AdvanceToAsync(new LocalDate(2027, 4, 1), 0, 1);
        var late = await site.ReadyAsync("Tard");

        Assert.Equal(Session(April).Id, (await App.Get<SessionBook>().FindEntryAsync(early, "commission-1", Cancellation))!.Session);
        Assert.Equal(Session(June).Id, (await App.Get<SessionBook>().FindEntryAsync(late, "commission-1", Cancellation))!.Session);
        Assert.Equal(SessionState.Closed, (await site.SessionAsync(April)).State);
    }

    [Fact]
    public async Task A_withdrawal_while_on_an_agenda_ends_the_dossier_and_the_session_goes_on_without_it()
    {
        var (gone, stays) = (await site.ReadyAsync("Parti"), await site.ReadyAsync("Resté", "10003456797"));
        await site.AdvanceToAsync(April.PlusDays(-10), 10);
        Assert.Equal(
            Withdrawal.Done, await App.Get<AssignmentDesk>().WithdrawAsync(App.Workflows, gone, Link.Doctor, "Je pars.", Cancellation));
        Assert.Equal(DossierState.Withdrawn, (await App.WhenQuietAsync(gone)).State);

        var reading = await site.OpenAsync(April, Cordier, gone);
        Assert.Contains("Le médecin a retiré sa candidature", reading.Text);
        Assert.DoesNotContain("Enregistrer mon avis", reading.Text);
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Cordier);
        await site.RecordAsync(April, stays, "Agrément accordé pour");
        Assert.Equal(SessionState.Held, (await site.SessionAsync(April)).State);
        Assert.Contains("Le médecin a retiré sa candidature", (await site.OpenAsync(April, Secretary, "/compte-rendu")).Text);
    }

    [Fact]
    public async Task Without_a_quorum_no_outcome_is_recorded_and_the_dossier_goes_to_the_next_session()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April, 15);
        var unknown = await site.RecordAsync(April, dossier, "Agrément accordé pour 1 an");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.Status);
        Assert.Contains("Enregistrez d’abord les présences", unknown.Text);

        await site.PresentAsync(April, Chair);
        var refused = await site.RecordAsync(April, dossier, "Agrément accordé pour 1 an");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Le quorum n’est pas atteint pour ce dossier", refused.Text);
        var putOff = await site.RecordAsync(April, dossier, "Reporté à la séance suivante");
        Assert.Contains("Dossier reporté à la séance suivante : quorum non atteint.", putOff.Text);

        Assert.Equal(DossierState.AwaitingCommission, (await App.WhenQuietAsync(dossier)).State);
        Assert.Equal(Session(June).Id, (await App.Get<SessionBook>().FindEntryAsync(dossier, "commission-1", Cancellation))!.Session);
        Assert.Contains("quorum non atteint", (await site.OpenAsync(April, Secretary, "/compte-rendu")).Text);
        var mail = await App.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "examen par la commission le 10\u00A0juin", cancellation: Cancellation);
        Assert.Contains("devait être examiné par la commission le 15\u00A0avril", WebUtility.HtmlDecode(mail.Body));

        await site.AdvanceToAsync(June, 15);
        await site.PresentAsync(June, Chair, Cordier);
        await site.RecordAsync(June, dossier, "Agrément accordé pour");
        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);
    }

    [Fact]
    public async Task Who_declares_a_conflict_sees_neither_the_dossier_nor_the_opinions_and_counts_for_no_quorum()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April.PlusDays(-10), 10);
        await site.GiveOpinionAsync(April, Lemaire, dossier, "Défavorable", "Trop loin de tout.");
        var declared = await site.GiveOpinionAsync(April, Cordier, dossier, "J’ai un lien d’intérêts");

        Assert.Equal("Ce dossier ne vous est plus montré", declared.Heading);
        var list = await site.OpenAsync(April, Cordier);
        Assert.DoesNotContain("Martin", list.Text);
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(site.PathOf(April, Cordier, $"/dossiers/{dossier.Id}/pieces/cv")));
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(site.PathOf(April, Lemaire, $"/dossiers/{dossier.Id}/pieces/cv")));
        await site.PostAsync(site.PathOf(April, Cordier, $"/dossiers/{dossier.Id}/avis"), ("avis", "Favourable"));
        Assert.Equal(OpinionKind.Conflict, (await App.Get<OpinionBook>().ListAsync(dossier, Cancellation)).Single(it => it.Member == Cordier).Kind);

        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Cordier);
        Assert.Contains("Le quorum n’est pas atteint", (await site.RecordAsync(April, dossier, "Agrément accordé pour 1 an")).Text);
        await site.PresentAsync(April, Chair, Cordier, Lemaire);
        await site.RecordAsync(April, dossier, "Agrément accordé pour 1 an");
        Assert.Contains("S’est déporté en raison d’un lien d’intérêts : Dr Bruno Cordier", (await site.OpenAsync(April, Chair, "/compte-rendu")).Text);
        Assert.DoesNotContain("Martin", (await site.OpenAsync(April, Cordier, "/compte-rendu")).Text);
    }

    [Fact]
    public async Task A_member_who_is_the_candidate_never_sits_over_the_own_dossier()
    {
        var dossier = await site.ReadyAsync();
        await App.Get<DossierBook>().ChangeAsync(
            dossier, record => record with { Doctor = record.Doctor with { Address = $"{Cordier}@medecine-valdedore.example".ToUpperInvariant() } }, Cancellation);
        await site.AdvanceToAsync(April.PlusDays(-9), 10);

        Assert.Equal("Ce dossier ne vous est plus montré", (await site.OpenAsync(April, Cordier, dossier)).Heading);
        await site.PostAsync(site.PathOf(April, Cordier, $"/dossiers/{dossier.Id}/avis"), ("avis", "Favourable"));
        Assert.Empty(await App.Get<OpinionBook>().ListAsync(dossier, Cancellation));
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Cordier);
        Assert.Contains("Le quorum n’est pas atteint", (await site.RecordAsync(April, dossier, "Agrément accordé pour 1 an")).Text);
        Assert.Contains("L’historique de la séance", (await site.OpenAsync(April, Chair)).Text);
        Assert.Contains("Membres convoqués", (await site.OpenAsync(April, Secretary)).Text);
        Assert.DoesNotContain("historique", (await site.OpenAsync(April, Lemaire)).Text);
    }

    [Fact]
    public async Task A_conflict_holds_when_the_dossier_comes_back()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April.PlusDays(-9), 10);
        await site.GiveOpinionAsync(April, Cordier, dossier, "J’ai un lien d’intérêts");
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Lemaire);
        await site.RecordAsync(April, dossier, "Décision différée", "Un CV à jour.", piece: "Curriculum");
        await site.ClaimAsync(dossier, "completion-1", Choices.Provided, Link.Doctor);

        await site.AdvanceToAsync(June.PlusDays(-9), 10);
        Assert.Equal("Ce dossier ne vous est plus montré", (await site.OpenAsync(June, Cordier, dossier)).Heading);
        Assert.DoesNotContain("convened-p-armand", (await App.MailsOfAsync(Session(June))).Where(id => id.Contains(Cordier, StringComparison.Ordinal)));
        var convened = await App.Mailbox.NextAsync($"{Cordier}@medecine-valdedore.example", "10\u00A0juin 2027\u00A0: convocation", cancellation: Cancellation);
        Assert.DoesNotContain("Martin", convened.Body);
    }

    [Fact]
    public async Task Members_read_the_others_opinions_after_their_own_and_may_change_it_until_the_session()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April.PlusDays(-9), 10);
        await site.GiveOpinionAsync(April, Lemaire, dossier, "Défavorable", "Trop loin de tout.");

        Assert.DoesNotContain("Trop loin", (await site.OpenAsync(April, Cordier, dossier)).Text);
        Assert.Contains("Trop loin", (await site.OpenAsync(April, Chair, dossier)).Text);
        Assert.DoesNotContain("Trop loin", (await site.OpenAsync(April, Secretary, dossier)).Text);
        Assert.Contains("Trop loin", (await site.GiveOpinionAsync(April, Cordier, dossier, "Favorable")).Text);
        await site.GiveOpinionAsync(April, Lemaire, dossier, "Favorable", "Vu avec lui.");
        Assert.Contains("Vu avec lui.", (await site.OpenAsync(April, Cordier, dossier)).Text);

        await site.AdvanceToAsync(April, 14, 31);
        await site.PostAsync(site.PathOf(April, Lemaire, $"/dossiers/{dossier.Id}/avis"), ("avis", "Unfavourable"), ("remarque", "Non."));
        Assert.Equal(
            ["Vu avec lui."],
            (await App.Get<OpinionBook>().ListAsync(dossier, Cancellation)).Where(it => it.Member == Lemaire).Select(it => it.Remark));
    }

    [Fact]
    public async Task The_chair_is_reminded_until_every_outcome_is_recorded_and_nobody_after()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April.PlusDays(6), 10);
        var mails = await App.MailsOfAsync(Session(April));
        Assert.Equal(
            ["outcomes-1-p-armand", "outcomes-2-p-armand", "outcomes-3-p-armand"], mails.Where(id => id.StartsWith("outcomes", StringComparison.Ordinal)));

        await site.PresentAsync(April, Chair, Cordier);
        await site.RecordAsync(April, dossier, "Agrément accordé pour");
        await App.Clock.AdvanceAsync(TimeSpan.FromDays(40), Cancellation);
        mails = await App.MailsOfAsync(Session(April));
        Assert.Equal(3, mails.Count(id => id.StartsWith("outcomes", StringComparison.Ordinal)));
        Assert.Equal(4, mails.Count(id => id.StartsWith("minutes", StringComparison.Ordinal)));
        Assert.Equal(OrchestrationRuntimeStatus.Completed,
            (await App.Workflows.GetInstanceAsync(SessionFlow.InstanceOf(Session(April)), Cancellation))!.RuntimeStatus);
    }

    private async Task<DossierKey> DeferAsync()
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Cordier);
        await site.RecordAsync(April, dossier, "Décision différée", "Un CV à jour.", piece: "Curriculum");
        return dossier;
    }
}
