using System.Net;
using System.Net.Http.Headers;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Mail;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Consoles;

/// <summary>A dossier on the console, through the app as it runs: a faculty with a secretariat that checks and a coordinator who decides.</summary>
public sealed class DossierPageTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const string Secretaries = "0b5d3f6e-8a1c-4d5e-9f70-1a2b3c4d5e6f", Readers = "6f1c2b7a-4d3e-4a58-9b60-7c8d9e0f1a2b";
    private static readonly string[] Tabs = ["", "/pieces", "/formulaire", "/examen", "/courriels", "/historique"];
    private readonly RunningApp app = shared.Running;
    private DossierKey dossier;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Page => $"/console/val-de-dore/dossiers/{dossier.Id}";

    public async ValueTask InitializeAsync()
    {
        dossier = await app.StartDossierAsync("O’Brien & <fils>");
        await app.WhenQuietAsync(dossier);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_first_page_says_who_what_since_when_and_on_whom_it_waits()
    {
        using var reader = await app.SignInAsync(Person(StaffRole.ReadOnly));

        var page = await reader.OpenAsync(Page);

        Assert.Equal((HttpStatusCode.OK, "Dr Anne O’Brien & <fils>"), (page.Status, page.Heading));
        foreach (var text in (string[])[dossier.Reference, "10003456789", "Médecine générale", "Vérification attendue du secrétariat", "secrétariat, depuis le", "Les étapes", "Vérification demandée au secrétariat"])
            Assert.Contains(text, page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form, main a.button"));
        foreach (var tab in Tabs)
        {
            var answer = await reader.Client.GetAsync(Page + tab, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.InRange((await answer.Content.ReadAsByteArrayAsync(Cancellation)).Length, 1, 100_000);
        }
    }

    [Fact]
    public async Task Whoever_runs_the_servers_sees_where_it_stands_and_nothing_that_the_doctor_has_handed_over()
    {
        using var operatorOf = await app.SignInAsync(Person(StaffRole.Operator));
        var mail = (await app.Get<MailJournal>().ListAsync(dossier, Cancellation))[0].Posting.Id;

        foreach (var seen in (string[])["", "/courriels", "/historique"]) Assert.Equal(HttpStatusCode.OK, (await operatorOf.OpenAsync(Page + seen)).Status);
        foreach (var unseen in (string[])["/pieces", "/pieces/cv", "/documents/cv", "/formulaire", "/examen", $"/courriels/{mail}", $"/courriels/{mail}/texte", "/demandes/review-1", "/lettre", "/attestation", "/telephone", "/adresse"])
            Assert.Equal(HttpStatusCode.NotFound, (await operatorOf.OpenAsync(Page + unseen)).Status);
        var page = await operatorOf.OpenAsync(Page);
        Assert.DoesNotContain(RunningApp.DoctorOf(dossier), page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll(".tabs a[href$='/pieces'], .awaited a"));
        Assert.Empty((await operatorOf.OpenAsync(Page + "/courriels")).Document.QuerySelectorAll(".tasks a"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_there_whoever_asks()
    {
        var draft = DossierKey.New("val-de-dore");
        await app.Get<DossierBook>().AddAsync(draft, new Doctor("Anne", "Brouillon", "10003456789", "a@exemple.example", "63"), app.Clock.GetUtcNow(), Cancellation);
        using var secretary = await app.SignInAsync(app.Secretary);
        using var other = await app.SignInAsync(app.FacultyOf("rives-atlantiques").People[0]);

        foreach (var id in (string[])["7kq4m2xz9abc", "x", "7KQ4-M2XZ-9ABC", draft.Id, dossier.Id.ToUpperInvariant()])
            Assert.Equal(HttpStatusCode.NotFound, (await secretary.OpenAsync($"/console/val-de-dore/dossiers/{id}")).Status);
        foreach (var below in (string[])["/pieces/nothing", "/documents/nothing", "/documents/~total", "/documents/visite/x", "/courriels/nothing", "/courriels/nothing/texte", "/demandes/nothing", "/demandes/nothing/remplacement", "/lettre", "/attestation"])
            Assert.Equal(HttpStatusCode.NotFound, (await secretary.OpenAsync(Page + below)).Status);
        foreach (var tab in Tabs)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync($"/console/rives-atlantiques/dossiers/{dossier.Id}{tab}")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync(Page + tab)).Status);
        }

        // A teacher who was asked for nothing here.
        if (app.Faculty.People.FirstOrDefault(person => person.Roles is [StaffRole.Teacher]) is { } teacher)
        {
            using var stranger = await app.SignInAsync(teacher);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.OpenAsync(Page)).Status);
        }
    }

    [Fact]
    public async Task An_answer_on_the_console_is_the_answer_at_the_link_and_the_other_way_round()
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);

        var form = await (await secretary.OpenAsync(Page)).FollowAsync("Répondre");
        var refused = await form.PressAsync("Enregistrer la vérification");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var answered = await Journey.SayCompleteAsync(refused);
        Assert.Equal($"{Page}/demandes/review-1", answered.Address.AbsolutePath);
        Assert.Contains("Le dossier a été déclaré complet", answered.Text, StringComparison.Ordinal);
        await app.WhenQuietAsync(dossier);
        var atLink = await app.Visitor.OpenAsync("/demande/" + app.TokenFor(dossier, app.Secretary.Id, "review-1"), Cancellation);
        Assert.Contains("Le dossier a été déclaré complet", atLink.Text, StringComparison.Ordinal);

        var decision = await (await coordinator.OpenAsync(Page)).FollowAsync("Répondre");
        var link = await app.Visitor.OpenAsync("/demande/" + app.TokenFor(dossier, app.Coordinator.Id, "decision-1"), Cancellation);
        await link.Tick("Refuser").Fill("Motifs", "Trop peu d’activité.").PressAsync("Enregistrer");
        var late = await decision.Tick("Accorder").PressAsync("Enregistrer");
        Assert.Contains("L’agrément est refusé", late.Text, StringComparison.Ordinal);
        Assert.Equal(DossierState.Refused, (await app.WhenQuietAsync(dossier)).State);

        var ended = await coordinator.OpenAsync(Page);
        Assert.Contains("Rien : le dossier est terminé (refusé).", ended.Text, StringComparison.Ordinal);
        Assert.Contains("L’agrément est refusé", (await coordinator.OpenAsync(Page + "/examen")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await coordinator.OpenAsync(Page + "/lettre")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.OpenAsync(Page + "/attestation")).Status);
    }

    [Fact]
    public async Task A_forged_form_answers_nothing_and_one_that_is_sent_twice_answers_once()
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var form = await secretary.OpenAsync(Page + "/demandes/review-1");
        var theirs = (await coordinator.OpenAsync(Page + "/demandes/review-1/remplacement")).Document.QuerySelector("input[name=jeton]")!.GetAttribute("value")!;
        foreach (var token in (string[])["", "x", theirs])
        {
            using var forged = new FormUrlEncodedContent([new("jeton", token), .. app.Faculty.Pieces.Select(piece => new KeyValuePair<string, string>("piece-" + piece.Id, "accepted"))]);
            Assert.Equal(HttpStatusCode.Forbidden, (await secretary.Client.PostAsync(Page + "/demandes/review-1", forged, Cancellation)).StatusCode);
        }

        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));
        Journey.Judge(form, null);
        await Task.WhenAll(form.PressAsync("Enregistrer la vérification"), form.PressAsync("Enregistrer la vérification"));
        await app.WhenQuietAsync(dossier);
        Assert.Single(await LinesAsync(), line => line.Fact == JournalFact.FoundComplete);
    }

    [Fact]
    public async Task Who_may_not_answer_reads_what_is_asked_and_their_answer_is_not_taken()
    {
        foreach (var role in (StaffRole[])[StaffRole.Coordinator, StaffRole.ReadOnly])
        {
            using var person = await app.SignInAsync(Person(role));
            var page = await person.OpenAsync(Page + "/demandes/review-1");
            Assert.Contains("Ce dossier attend quelqu’un d’autre", page.Text, StringComparison.Ordinal);
            Assert.Empty(page.Document.QuerySelectorAll("main form"));

            var token = (await person.OpenAsync("/console/val-de-dore/travail")).Document.QuerySelector("input[name=jeton]")!.GetAttribute("value")!;
            using var form = new FormUrlEncodedContent([new("jeton", token), .. app.Faculty.Pieces.Select(piece => new KeyValuePair<string, string>("piece-" + piece.Id, "accepted"))]);
            await person.Client.PostAsync(Page + "/demandes/review-1", form, Cancellation);
            Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));
        }
    }

    [Fact]
    public async Task Somebody_who_comes_by_a_group_answers_as_their_role_allows()
    {
        using var reader = await app.SignInAsync("jean@scolarite.example", "Jean", Readers);
        Assert.Empty((await reader.OpenAsync(Page)).Document.QuerySelectorAll(".awaited a"));
        using var secretary = await app.SignInAsync("marie@scolarite.example", "Marie", Secretaries);

        var answered = await Journey.SayCompleteAsync(await (await secretary.OpenAsync(Page)).FollowAsync("Répondre"));

        Assert.Contains("Par une personne du département", answered.Text, StringComparison.Ordinal);
        await app.WhenQuietAsync(dossier);
        Assert.StartsWith("entra-", (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation))!.By, StringComparison.Ordinal);

        // On the telephone too.
        var doctorsPages = await (await secretary.OpenAsync(Page)).FollowAsync("Compléter au téléphone");
        Assert.Contains("Vous complétez le dossier du Dr Anne O’Brien", doctorsPages.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_answers_on_their_own_dossier()
    {
        await app.Get<DossierBook>().ChangeAsync(
            dossier, record => record with { Doctor = record.Doctor with { Address = app.Secretary.Address } }, Cancellation);
        using var secretary = await app.SignInAsync(app.Secretary);

        Assert.Empty((await secretary.OpenAsync(Page)).Document.QuerySelectorAll(".awaited a"));
        Assert.Contains("Comme il est le vôtre", (await secretary.OpenAsync(Page + "/demandes/review-1")).Text, StringComparison.Ordinal);
        await app.Get<DossierBook>().ChangeAsync(
            dossier, record => record with { Doctor = record.Doctor with { Address = app.Coordinator.Address } }, Cancellation);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.OpenAsync(Page + "/demandes/review-1/remplacement")).Status);
    }

    [Fact]
    public async Task A_piece_is_read_in_the_page_shut_in_by_parts_and_its_reading_is_in_the_journal_once()
    {
        using var reader = await app.SignInAsync(Person(StaffRole.ReadOnly));
        var piece = app.Faculty.Pieces.First(known => known.Required);
        var viewer = await (await reader.OpenAsync(Page + "/pieces")).FollowAsync(piece.Label);
        var source = viewer.Document.QuerySelector("iframe.sheet-frame")!.GetAttribute("src")!;
        Assert.Empty(await ReadingsAsync());

        using var whole = await reader.Client.GetAsync(source, Cancellation);
        Assert.Equal("application/pdf", whole.Content.Headers.ContentType!.MediaType);
        var policy = whole.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("; sandbox", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", whole.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("SAMEORIGIN", whole.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-store", whole.Headers.CacheControl!.ToString());
        Assert.Equal("inline", whole.Content.Headers.ContentDisposition!.DispositionType);

        using var further = new HttpRequestMessage(HttpMethod.Get, source) { Headers = { Range = new RangeHeaderValue(10, 19) } };
        using var part = await reader.Client.SendAsync(further, Cancellation);
        Assert.Equal((HttpStatusCode.PartialContent, 10), (part.StatusCode, (await part.Content.ReadAsByteArrayAsync(Cancellation)).Length));
        using var head = await reader.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, source), Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        using var saved = await reader.Client.GetAsync(source + "?telecharger", Cancellation);
        Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(2, (await ReadingsAsync()).Count);

        // The page that frames it may frame this site and nothing else; no other page of it may be framed.
        using var page = await reader.Client.GetAsync(Page + "/pieces/" + piece.Id, Cancellation);
        Assert.Contains("frame-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public async Task The_pieces_say_what_the_last_review_said_of_them()
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        var label = app.Faculty.Pieces.First(known => known.Required).Label;
        Assert.Contains("À vérifier", (await secretary.OpenAsync(Page + "/pieces")).Text, StringComparison.Ordinal);

        await Journey.SayMissingAsync(await secretary.OpenAsync(Page + "/demandes/review-1"), label, "La page 2 est illisible.");
        await app.WhenQuietAsync(dossier);

        var pieces = await secretary.OpenAsync(Page + "/pieces");
        Assert.Contains("À refaire", pieces.Text, StringComparison.Ordinal);
        Assert.Contains("La page 2 est illisible.", pieces.Text, StringComparison.Ordinal);
        Assert.Contains("Pièces attendues du médecin", (await secretary.OpenAsync(Page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_is_read_without_the_link_that_is_its_recipients_alone()
    {
        using var reader = await app.SignInAsync(Person(StaffRole.ReadOnly));
        var list = await reader.OpenAsync(Page + "/courriels");
        Assert.Contains("au médecin", list.Text, StringComparison.Ordinal);

        var mail = await list.FollowAsync("Nouveau dossier à vérifier");
        Assert.Contains("Nouveau dossier à vérifier", mail.Text, StringComparison.OrdinalIgnoreCase);
        var frame = mail.Document.QuerySelector("iframe")!;
        Assert.NotNull(frame.GetAttribute("sandbox"));
        using var text = await reader.Client.GetAsync(frame.GetAttribute("src")!, Cancellation);

        var html = await text.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Dr Anne O’Brien &amp; &lt;fils&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("/demande/", html, StringComparison.Ordinal);
        Assert.Contains("sandbox", text.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", text.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_coordinator_answers_for_a_secretariat_that_is_away_says_why_and_it_is_told()
    {
        using var coordinator = await app.SignInAsync(app.Coordinator);
        var form = await (await coordinator.OpenAsync(Page)).FollowAsync("Répondre à la place du secrétariat");
        var refused = await Journey.SayCompleteAsync(form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Dites pourquoi", refused.Text, StringComparison.Ordinal);
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));

        refused.Fill("Pourquoi répondez-vous", "Claire est en congé.");
        var answered = await Journey.SayCompleteAsync(refused);
        Assert.Contains("Par Pr Hélène Vasseur", answered.Text, StringComparison.Ordinal);
        Assert.Contains("À la place du secrétariat : « Claire est en congé. »", answered.Text, StringComparison.Ordinal);
        await app.WhenQuietAsync(dossier);

        var claim = (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation))!;
        Assert.Equal((app.Coordinator.Id, app.Secretary.Id), (claim.By, Assert.Single(StandIn.ForOf(claim))));
        var line = Assert.Single(await LinesAsync(), line => line.Fact == JournalFact.StoodIn);
        Assert.Equal("Réponse donnée à la place du secrétariat\u00A0: Claire est en congé.", line.Sentence);
        Assert.False(line.IsPublic);
        Assert.Contains($"review-1-stood-in-{app.Secretary.Id}", await app.MailsOfAsync(dossier));
        Assert.Equal(DossierState.AwaitingDecision, (await app.WhenQuietAsync(dossier)).State);
    }

    [Fact]
    public async Task Nobody_decides_in_the_coordinators_stead()
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        await Journey.SayCompleteAsync(await secretary.OpenAsync(Page + "/demandes/review-1"));
        await app.WhenQuietAsync(dossier);

        Assert.Empty((await secretary.OpenAsync(Page)).Document.QuerySelectorAll(".awaited a"));
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var request = new HttpRequestMessage(method, Page + "/demandes/decision-1/remplacement");
            Assert.Equal(HttpStatusCode.NotFound, (await secretary.Client.SendAsync(request, Cancellation)).StatusCode);
        }
    }

    [Fact]
    public async Task The_history_has_a_page_of_its_own_that_goes_back_by_years()
    {
        using var reader = await app.SignInAsync(Person(StaffRole.ReadOnly));
        var old = app.Clock.GetUtcNow().AddDays(-700);
        await app.Get<JournalBook>().AppendAsync(new JournalEntry(dossier, old, JournalFact.LinkRenewed, "doctor"), Cancellation);
        await app.Get<DossierBook>().ChangeAsync(dossier, record => record with { Created = old }, Cancellation);

        var latest = await reader.OpenAsync(Page + "/historique");
        Assert.Contains("Vérification demandée au secrétariat", latest.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nouveau lien envoyé", latest.Text, StringComparison.Ordinal);
        var before = await latest.FollowAsync("Avant le");
        Assert.Contains("Nouveau lien envoyé", before.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Vérification demandée", before.Text, StringComparison.Ordinal);
        Assert.Contains("Vérification demandée", (await reader.OpenAsync(Page + "/historique?avant=n’importe")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secretariat_opens_a_dossier_on_the_telephone_and_finds_it_on_the_console()
    {
        using var secretary = await app.SignInAsync(app.Secretary);
        using var coordinator = await app.SignInAsync(app.Coordinator);
        Assert.Equal(HttpStatusCode.Forbidden, (await coordinator.OpenAsync("/console/val-de-dore/dossiers/nouveau")).Status);

        var form = await (await secretary.OpenAsync("/console/val-de-dore/travail")).FollowAsync("Ouvrir un dossier au téléphone");
        using var forged = new FormUrlEncodedContent([new("jeton", "x"), new("nom", "Volée")]);
        Assert.Equal(HttpStatusCode.Forbidden, (await secretary.Client.PostAsync("/console/val-de-dore/dossiers/nouveau", forged, Cancellation)).StatusCode);
        var refused = await form.PressAsync("Ouvrir le dossier");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        refused.Tick("Le médecin a répondu oui").Fill("Département d’exercice", "63").Fill("Prénom", "Léa").Fill("Nom", "Console").Fill("Numéro RPPS", SampleDoctor.New().Rpps);
        var opened = await refused.PressAsync("Ouvrir le dossier");
        Assert.Contains("Vous complétez le dossier du Dr Léa Console", opened.Text, StringComparison.Ordinal);
        var again = await refused.PressAsync("Ouvrir le dossier");
        Assert.Contains("Vous complétez le dossier du Dr Léa Console", again.Text, StringComparison.Ordinal);

        var drafts = await app.Get<DossierBook>().ListAsync("val-de-dore", Cancellation).Where(record => record.Doctor.LastName == "Console").ToListAsync(Cancellation);
        var mine = Assert.Single(drafts);
        var page = await secretary.OpenAsync($"/console/val-de-dore/dossiers/{mine.Key.Id}");
        Assert.Contains("Ouvert au téléphone par Claire Fontanel", page.Text, StringComparison.Ordinal);
        using var operatorOf = await app.SignInAsync(Person(StaffRole.Operator));
        Assert.Equal(HttpStatusCode.NotFound, (await operatorOf.OpenAsync($"/console/val-de-dore/dossiers/{mine.Key.Id}")).Status);
    }

    private StaffMember Person(StaffRole role) => app.Faculty.People.First(person => person.Has(role));

    private Task<IReadOnlyList<JournalLine>> LinesAsync() => app.Get<JournalBook>().ReadAsync(dossier, "le médecin", Cancellation);

    private async Task<IReadOnlyList<JournalLine>> ReadingsAsync() =>
        [.. (await LinesAsync()).Where(line => line.Fact == JournalFact.DocumentRead)];
}
