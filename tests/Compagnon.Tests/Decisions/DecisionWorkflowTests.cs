using System.Net;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Commissions;
using NodaTime;
using static Compagnon.Tests.Commissions.CommissionSite;
using static Compagnon.Tests.Decisions.SampleDecisions;

namespace Compagnon.Tests.Decisions;

/// <summary>Who decides once the commission has concluded: the dean for the second cycle, the agency for the third.</summary>
public sealed class DecisionWorkflowTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        site = await CommissionSite.StartAsync(azurite, new SampleCommission(SampleDecisions.AddTo));

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Each_cycle_is_decided_by_its_authority_before_the_letter_goes_out()
    {
        var dossier = await ConcludedAsync("Agrément à accorder pour 1 an");

        // The dean first.
        Assert.Equal((DossierState.AwaitingSignature, "signature-2-1"),
            (await App.WhenQuietAsync(dossier)) is var waiting ? (waiting.State, waiting.WaitsOn) : default);
        Assert.DoesNotContain("granted-doctor", await App.MailsOfAsync(dossier));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(DoctorPath(dossier) + "/lettre"));
        var page = await OpenAsync("doyenne@medecine-valdedore.example", "décision à signer");
        Assert.Contains("La commission propose d’accorder l’agrément", page.Text);
        Assert.Contains("Séance du 15 avril 2027", page.Text);
        var signed = await page.Tick("Je signe").PressAsync("Enregistrer", cancellation: Cancellation);
        Assert.Contains("La décision est signée", signed.Text);

        // Then the agency's, entered by the secretariat.
        Assert.Equal((DossierState.AwaitingAuthority, "authority-3-1"),
            (await App.WhenQuietAsync(dossier)) is var second ? (second.State, second.WaitsOn) : default);
        var tracking = await App.Visitor.OpenAsync(DoctorPath(dossier), Cancellation);
        Assert.Contains("l’autorité qui décide", tracking.Text);
        Assert.DoesNotContain("accordé", tracking.Text);
        await site.AdvanceToAsync(April.PlusDays(20), 12);
        var entry = await OpenAsync(App.Secretary.Address, "rappel, décision à saisir");
        await entry.Tick("L’agrément est accordé").Fill("Numéro", "ARS-2027-118").Fill("Jour", "03/05/2027")
            .PressAsync("Enregistrer la décision", cancellation: Cancellation);

        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);
        var agreement = (await App.Get<AgreementRegister>().FindAsync(dossier, Cancellation))!;
        Assert.Equal(new LocalDate(2027, 5, 3), agreement.From);
        Assert.Equal(new LocalDate(2028, 5, 2), agreement.Until);
        Assert.Equal("2027-0001", agreement.Number);
        Assert.Equal(
            [(Cycle.Second, "", Dean), (Cycle.Third, "ARS-2027-118", App.Secretary.Id)],
            agreement.Decisions.Select(decision => (decision.Cycle, decision.Number, decision.By)));
        Assert.Equal([StageLevel.Observation, StageLevel.Level1, StageLevel.Saspas], agreement.Levels);

        var letter = await App.Visitor.OpenAsync(DoctorPath(dossier) + "/lettre", Cancellation);
        Assert.Contains("Pour le deuxième cycle, accordé par la doyenne de la faculté", letter.Text);
        Assert.Contains("décision n° ARS-2027-118 du 3 mai 2027", letter.Text);
        Assert.Contains("n° 2027-0001", letter.Text);
        var certificate = await App.Visitor.OpenAsync(DoctorPath(dossier) + "/attestation", Cancellation);
        Assert.Contains("du 3 mai 2027 au 2 mai 2028", certificate.Text);
        Assert.Single(certificate.Document.QuerySelectorAll("svg[role=img] path"));
        Assert.Contains(new DossierKey("f", agreement.Code).Reference, certificate.Text);
        Assert.Contains("en cours", (await App.Visitor.OpenAsync("/verification/" + agreement.Code, Cancellation)).Text);
    }

    [Fact]
    public async Task A_cycle_that_its_authority_refuses_is_left_out_and_the_letter_says_why()
    {
        var dossier = await ConcludedAsync("Agrément à accorder pour 1 an");
        await AnswerAsync(dossier, Dean, "signature-2-1", ("choix", Choices.Done));
        await AnswerAsync(
            dossier, Secretary, "authority-3-1", ("choix", Choices.Refused), ("numero", "ARS-9"), ("date", "2027-04-15"), ("mot", "Zone déjà pourvue."));

        Assert.Equal(DossierState.Granted, (await App.WhenQuietAsync(dossier)).State);
        var agreement = (await App.Get<AgreementRegister>().FindAsync(dossier, Cancellation))!;
        Assert.Equal([StageLevel.Observation], agreement.Levels);
        Assert.Equal([Cycle.Second], agreement.Decisions.Select(decision => decision.Cycle));
        Assert.Contains("Zone déjà pourvue.", (await App.Visitor.OpenAsync(DoctorPath(dossier) + "/lettre", Cancellation)).Text);
    }

    [Fact]
    public async Task What_every_authority_refuses_is_refused_with_their_reasons_and_has_no_certificate()
    {
        var dossier = await ConcludedAsync("Agrément à refuser", "Pas d’activité suffisante.");
        await AnswerAsync(dossier, Dean, "signature-2-1", ("choix", Choices.Done));
        await AnswerAsync(
            dossier, Secretary, "authority-3-1", ("choix", Choices.Refused), ("numero", "ARS-10"), ("date", "15/04/2027"), ("mot", "Conforme à l’avis."));

        Assert.Equal(DossierState.Refused, (await App.WhenQuietAsync(dossier)).State);
        Assert.Null(await App.Get<AgreementRegister>().FindAsync(dossier, Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(DoctorPath(dossier) + "/attestation"));
        var letter = await App.Visitor.OpenAsync(DoctorPath(dossier) + "/lettre", Cancellation);
        Assert.Contains("Pas d’activité suffisante.", letter.Text);
        Assert.Contains("Conforme à l’avis.", letter.Text);
        Assert.Contains("tribunal administratif", letter.Text);

        // The letter has a number, by which anybody learns that it is the faculty's, and nothing of what it says.
        var code = letter.Document.QuerySelector(".sheet-verify .reference")!.TextContent;
        Assert.Contains($"Courrier n° {code}", letter.Text);
        Assert.Contains(code, (await App.Visitor.OpenAsync(DoctorPath(dossier) + "/lettre", Cancellation)).Text);
        var verified = await App.Visitor.OpenAsync("/verification?code=" + code, Cancellation);
        Assert.Contains("Ce courrier émane de la faculté", verified.Text);
        Assert.DoesNotContain("refus", verified.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Martin", verified.Text);
        Assert.Single(
            await App.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation), line => line.Fact == JournalFact.Refused);
    }

    [Fact]
    public async Task A_decision_that_the_dean_sends_back_comes_before_the_next_session()
    {
        var dossier = await ConcludedAsync("Agrément à accorder pour 1 an");
        await AnswerAsync(dossier, Dean, "signature-2-1", ("choix", Choices.Declined), ("mot", "La visite manque au dossier."));

        var waiting = await App.WhenQuietAsync(dossier);
        Assert.Equal((DossierState.AwaitingCommission, "commission-2"), (waiting.State, waiting.WaitsOn));
        Assert.DoesNotContain("granted-doctor", await App.MailsOfAsync(dossier));
        await site.AdvanceToAsync(June, 15);
        await site.PresentAsync(June, Chair, Lemaire);
        await site.RecordAsync(June, dossier, "Agrément à accorder pour 1 an");
        Assert.Equal("signature-2-2", (await App.WhenQuietAsync(dossier)).WaitsOn);
    }

    [Fact]
    public async Task The_doctor_can_withdraw_while_the_dean_or_the_agency_is_awaited()
    {
        var one = await ConcludedAsync("Agrément à accorder pour 1 an");
        Assert.Equal(Withdrawal.Done, await WithdrawAsync(one));
        Assert.Equal(DossierState.Withdrawn, (await App.WhenQuietAsync(one)).State);
        Assert.Null(await App.Get<AgreementRegister>().FindAsync(one, Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(DoctorPath(one) + "/lettre"));
    }

    [Fact]
    public async Task Only_the_dean_signs_and_what_is_wrong_with_a_decision_is_said_at_its_field()
    {
        var dossier = await ConcludedAsync("Agrément à accorder pour 1 an");
        await AnswerAsync(dossier, Secretary, "signature-2-1", ("choix", Choices.Done));
        Assert.Null(await App.Get<AssignmentDesk>().FindClaimAsync(dossier, "signature-2-1", Cancellation));
        await AnswerAsync(dossier, Dean, "signature-2-1", ("choix", Choices.Done));

        var (status, body) = await PostAsync(
            dossier, Secretary, "authority-3-1", ("choix", Choices.Granted), ("numero", ""), ("date", "31/02/2027"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("Saisissez le numéro de la décision", body);
        Assert.Contains("Saisissez le jour de la décision", body);
        Assert.Contains("value=\"31/02/2027\"", body);
        Assert.Null(await App.Get<AssignmentDesk>().FindClaimAsync(dossier, "authority-3-1", Cancellation));
    }

    [Fact]
    public async Task A_letter_and_a_certificate_are_for_the_doctor_and_the_department_only()
    {
        var dossier = await ConcludedAsync("Agrément à accorder pour 1 an");
        await AnswerAsync(dossier, Dean, "signature-2-1", ("choix", Choices.Done));
        await AnswerAsync(dossier, Secretary, "authority-3-1", ("choix", Choices.Granted), ("numero", "ARS-1"), ("date", "2027-04-15"));
        await App.WhenQuietAsync(dossier);
        var other = await site.ReadyAsync("Autre", "10101234563");

        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync($"/demande/{App.TokenFor(dossier, Secretary, "review-1")}/attestation"));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync($"/demande/{App.TokenFor(other, Secretary, "review-1")}/attestation"));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(DoctorPath(other) + "/attestation"));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync("/dossier/x/lettre"));
    }

    private async Task<DossierKey> ConcludedAsync(string outcome, string word = "")
    {
        var dossier = await site.ReadyAsync();
        await site.AdvanceToAsync(April, 15);
        await site.PresentAsync(April, Chair, Lemaire);
        await site.RecordAsync(April, dossier, outcome, word);
        return dossier;
    }

    private string DoctorPath(DossierKey dossier) =>
        "/dossier/" + App.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", App.In(TimeSpan.FromDays(300))));

    private async Task<VisitedPage> OpenAsync(string address, string subject) =>
        await App.Visitor.OpenAsync((await App.Mailbox.NextAsync(address, subject, cancellation: Cancellation)).Link("/demande/"), Cancellation);

    private Task<(HttpStatusCode Status, string Body)> PostAsync(
        DossierKey dossier, string person, string assignment, params (string Name, string Value)[] fields) =>
        site.PostAsync("/demande/" + App.TokenFor(dossier, person, assignment), fields);

    private async Task AnswerAsync(DossierKey dossier, string person, string assignment, params (string Name, string Value)[] fields)
    {
        await App.WhenQuietAsync(dossier);
        await PostAsync(dossier, person, assignment, fields);
        await App.WhenQuietAsync(dossier);
    }

    private Task<Withdrawal> WithdrawAsync(DossierKey dossier) =>
        App.Get<AssignmentDesk>().WithdrawAsync(App.Workflows, dossier, Link.Doctor, "", Cancellation);
}
