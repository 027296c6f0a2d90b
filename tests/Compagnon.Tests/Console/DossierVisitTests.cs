using System.Net;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Commissions;
using Compagnon.Tests.Visits;
using Compagnon.Visits;
using NodaTime;

namespace Compagnon.Tests.Consoles;

/// <summary>A dossier on the console in a faculty that visits and has a commission: visitors, a colleague who is away, opinions.</summary>
public sealed class DossierVisitTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Visitor = "teacher-1";

    private CommissionSite site = null!;

    private RunningApp App => site.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => site = await CommissionSite.StartVisitedAsync(azurite);

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task The_secretariat_says_for_a_visitor_what_was_agreed_by_telephone_and_the_visitor_writes_the_report()
    {
        var dossier = await App.UnarrangedVisitAsync("Verrier");
        await App.AnswerAsync(dossier, "visit-1-team-1", Choices.Done, App.Coordinator.Id, (VisitData.Visitors, Visitor));
        using var secretary = await App.SignInAsync(App.Secretary);

        var form = await (await secretary.OpenAsync(PageOf(dossier))).FollowAsync("Répondre à la place de Dr Teacher 1");
        var answered = await form.Fill("Pourquoi", "Il l’a dit au téléphone.").Tick("Oui, j’accepte").PressAsync("Envoyer");
        Assert.Contains("La visite est acceptée", answered.Text, StringComparison.Ordinal);
        Assert.Contains("À la place de Dr Teacher 1 : « Il l’a dit au téléphone. »", answered.Text, StringComparison.Ordinal);
        await App.WhenQuietAsync(dossier);
        Assert.Contains(await App.Get<JournalBook>().ReadAsync(dossier, "le médecin", Cancellation), line =>
            line.Sentence == "Réponse donnée à la place de Dr Teacher 1\u00A0: Il l’a dit au téléphone.");
        Assert.Contains($"visit-1-offer-1-stood-in-{Visitor}", await App.MailsOfAsync(dossier));
        // Too late for the visitor's own link, and for somebody else in the same stead.
        Assert.Equal($"{PageOf(dossier)}/demandes/visit-1-offer-1", (await secretary.OpenAsync(PageOf(dossier) + "/demandes/visit-1-offer-1/remplacement")).Address.AbsolutePath);
        Assert.Contains(
            "À la place de Dr Teacher 1", (await App.Visitor.OpenAsync("/demande/" + App.TokenFor(dossier, Visitor, "visit-1-offer-1"), Cancellation)).Text, StringComparison.Ordinal);

        // The visitor goes on, on the console; nobody else reports.
        await App.AgreeAsync(dossier, 1, Visitor, "2027-03-12T14:30");
        await site.AdvanceToAsync(new LocalDate(2027, 3, 15), 10);
        await App.WhenQuietAsync(dossier);
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.OpenAsync(PageOf(dossier) + "/demandes/visit-1-report-1/remplacement")).Status);
        using var visitor = await App.SignInAsync(App.Faculty.People.Single(person => person.Id == Visitor));
        var report = await (await visitor.OpenAsync(PageOf(dossier))).FollowAsync("Répondre");
        var documents = await Fill(report).PressAsync("Joindre une photo");
        Assert.Equal("Photos et documents de la visite", documents.Heading);

        var deposit = PageOf(dossier) + "/demandes/visit-1-report-1/visite/pieces";
        foreach (var token in (string?[])[null, "x"])
        {
            using var forged = new MultipartFormDataContent();
            if (token is not null) forged.Add(new StringContent(token), "jeton");
            forged.Add(new ByteArrayContent(SampleDocuments.Pdf("Salle")), Compagnon.Dossiers.PiecePage.FileField, "salle.pdf");
            Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Client.PostAsync(deposit, forged, Cancellation)).StatusCode);
        }

        var attached = await documents.Attach("Photos ou documents", "salle.pdf", SampleDocuments.Pdf("Salle")).PressAsync("Joindre");
        Assert.Contains("salle.pdf", attached.Text, StringComparison.Ordinal);
        var file = attached.Document.QuerySelector(".document a")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.OK, (await visitor.Client.GetAsync(file, Cancellation)).StatusCode);
        // A draft is its visitors' alone.
        Assert.Equal(HttpStatusCode.NotFound, (await secretary.Client.GetAsync(file, Cancellation)).StatusCode);
        Assert.Equal("/console/val-de-dore/dossiers/" + dossier.Id + "/demandes/visit-1-report-1", (await secretary.OpenAsync(deposit)).Address.AbsolutePath);

        var back = await attached.FollowAsync("Revenir au compte rendu");
        Assert.Contains("Brouillon enregistré", back.Text, StringComparison.Ordinal);
        var handedIn = await back.PressAsync("Remettre");
        Assert.Contains("Le compte rendu est remis", handedIn.Text, StringComparison.Ordinal);
        await App.WhenQuietAsync(dossier);
        Assert.Equal(HttpStatusCode.OK, (await secretary.Client.GetAsync(file, Cancellation)).StatusCode);
        Assert.Contains("Très motivée.", (await secretary.OpenAsync(PageOf(dossier) + "/examen")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_read_opinions_as_on_the_sessions_page_and_whoever_has_a_conflict_reads_nothing()
    {
        var dossier = await App.AgreedVisitAsync("Opinions", Visitor, "2027-03-12T14:30");
        await site.AdvanceToAsync(new LocalDate(2027, 3, 15), 10);
        await App.AnswerAsync(
            dossier, "visit-1-report-1", Choices.Done, Visitor, ("motivation", "Très motivée."), ("locaux", "Calmes."), ("avis", VisitOpinions.Favourable));
        using var chair = await App.SignInAsync(Person(CommissionSite.Chair));
        using var cordier = await App.SignInAsync(Person(CommissionSite.Cordier));
        using var lemaire = await App.SignInAsync(Person(CommissionSite.Lemaire));
        using var secretary = await App.SignInAsync(App.Secretary);
        await site.GiveOpinionAsync(CommissionSite.April, CommissionSite.Lemaire, dossier, "Défavorable", "Trop loin de tout.");

        Assert.Contains("Trop loin de tout.", (await chair.OpenAsync(PageOf(dossier) + "/examen")).Text, StringComparison.Ordinal);
        Assert.Contains("Trop loin de tout.", (await lemaire.OpenAsync(PageOf(dossier) + "/examen")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Trop loin de tout.", (await secretary.OpenAsync(PageOf(dossier) + "/examen")).Text, StringComparison.Ordinal);
        var waiting = await cordier.OpenAsync(PageOf(dossier) + "/examen");
        Assert.DoesNotContain("Trop loin de tout.", waiting.Text, StringComparison.Ordinal);
        Assert.Contains("quand vous aurez donné le vôtre", waiting.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await cordier.OpenAsync(PageOf(dossier) + "/historique")).Status);

        // The session's own page takes the opinion; the dossier leads there.
        var asked = await waiting.FollowAsync("Donner votre avis");
        await asked.Tick("J’ai un lien d’intérêts", "Quel est").PressAsync("Enregistrer mon avis");
        foreach (var below in (string[])["", "/examen", "/pieces", "/documents/cv", "/formulaire"])
            Assert.Equal(HttpStatusCode.NotFound, (await cordier.OpenAsync(PageOf(dossier) + below)).Status);
    }

    private StaffMember Person(string id) => App.Faculty.People.Single(person => person.Id == id);

    private static string PageOf(DossierKey dossier) => $"/console/val-de-dore/dossiers/{dossier.Id}";

    private static VisitedPage Fill(VisitedPage page) => page
        .Tick("Oui").Fill("Motivation", "Très motivée.").Fill("Locaux et confidentialité", "Locaux calmes, deux pièces.")
        .Fill("Sécurité", "Rien à signaler.").Fill("Pratiques", "Variées.").Fill("Atouts", "Une équipe.").Tick("Favorable");
}
