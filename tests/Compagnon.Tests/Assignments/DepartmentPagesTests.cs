using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Storage;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Assignments;

/// <summary>What the department's links open, and what they never do.</summary>
public sealed class DepartmentPagesTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.Running;
    private DossierKey dossier;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Client => app.Visitor.Client;

    public async ValueTask InitializeAsync()
    {
        dossier = await app.StartDossierAsync("O’Brien & <fils>");
        await app.WhenQuietAsync(dossier);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_page_shows_the_dossier_the_documents_and_what_is_asked()
    {
        var page = await app.Visitor.OpenAsync($"/demande/{Token()}", Cancellation);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("Vérifier le dossier du Dr Anne O’Brien & <fils>", page.Heading);
        Assert.Contains("10003456789", page.Text);
        Assert.Contains("Puy-de-Dôme (63)", page.Text);
        foreach (var piece in app.Faculty.Pieces) Assert.Contains(piece.Label, page.Text);
        Assert.Contains("Vérification demandée au secrétariat", page.Text);
        Assert.Equal(dossier.Reference, page.Document.QuerySelector(".reference")!.TextContent);
    }

    [Fact]
    public async Task Opening_a_link_changes_nothing_however_often_and_by_whatever_it_is_opened()
    {
        var before = await SnapshotAsync();

        for (var times = 0; times < 3; times++)
        {
            (await Client.GetAsync($"/demande/{Token()}", Cancellation)).EnsureSuccessStatusCode();
            var head = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/demande/{Token()}"), Cancellation);
            Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync(Cancellation)).Length));
            var document = new HttpRequestMessage(HttpMethod.Head, $"/demande/{Token()}/pieces/cv");
            (await Client.SendAsync(document, Cancellation)).EnsureSuccessStatusCode();
        }

        await app.WhenQuietAsync(dossier);
        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task A_second_click_shows_what_was_decided_by_whom_and_when()
    {
        var page = await app.Visitor.OpenAsync($"/demande/{Token()}", Cancellation);
        Journey.Judge(page, null);
        await Task.WhenAll(PressAsync(page), PressAsync(page));
        var third = await PressAsync(page);

        Assert.Contains("Le dossier a été déclaré complet", third.Text);
        Assert.Contains("Par Claire Fontanel, secrétariat du département, le", third.Text);
        Assert.Empty(third.Document.QuerySelectorAll("form"));
        await app.WhenQuietAsync(dossier);
        Assert.Single(await JournalAsync(), line => line.Fact == JournalFact.FoundComplete);
    }

    [Fact]
    public async Task Two_colleagues_who_choose_differently_at_the_same_time_see_one_answer()
    {
        for (var round = 0; round < 3; round++)
        {
            var other = await app.StartDossierAsync(rpps: "10003456789", facultyId: "rives-atlantiques");
            await app.WhenQuietAsync(other);
            var (one, two) = (app.TokenFor(other, "secretariat", "review-1"), app.TokenFor(other, "secretariat-ocean-indien", "review-1"));
            var piece = app.FacultyOf("rives-atlantiques").Pieces[0];

            await Task.WhenAll(
                ReviewAsync(one, app.FacultyOf("rives-atlantiques"), ""),
                ReviewAsync(two, app.FacultyOf("rives-atlantiques"), "Il manque une pièce.", piece.Id));

            var claim = (await app.Get<AssignmentDesk>().FindClaimAsync(other, "review-1", Cancellation))!;
            var isComplete = claim.Choice == Choices.Complete;
            var expected = isComplete ? "Le dossier a été déclaré complet" : "Des pièces ont été demandées au médecin";
            foreach (var token in (string[])[one, two])
                Assert.Contains(expected, (await app.Visitor.OpenAsync($"/demande/{token}", Cancellation)).Text);
            var state = (await app.WhenQuietAsync(other)).State;
            Assert.Equal(isComplete ? DossierState.AwaitingDecision : DossierState.AwaitingPieces, state);
        }
    }

    [Fact]
    public async Task What_was_typed_is_kept_and_each_mistake_leads_to_its_field()
    {
        var page = await app.Visitor.OpenAsync($"/demande/{Token()}", Cancellation);
        var refused = await PressAsync(Journey.Judge(page, "Curriculum vitae"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.StartsWith("Erreur", refused.Document.Title);
        Assert.Equal("#mot-piece-cv", Assert.Single(refused.Document.QuerySelectorAll("#resume-erreurs a")).GetAttribute("href"));
        Assert.NotNull(refused.Document.QuerySelector("textarea#mot-piece-cv[aria-describedby~=mot-piece-cv-erreur]"));
        Assert.NotNull(refused.Document.QuerySelector("input[name=piece-cv][value=redo][checked]"));
        Assert.Empty(refused.Document.QuerySelectorAll("input[name=piece-cv][value=accepted][checked]"));
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));

        var word = "Ligne une\n  </textarea><script>x</script>";
        var again = await PressAsync(refused.Fill("Mot au médecin : Curriculum vitae", new string('x', 501) + word));
        Assert.EndsWith(word, again.Document.QuerySelector("textarea#mot-piece-cv")!.TextContent);
        Assert.Empty(again.Document.QuerySelectorAll("main script"));

        var done = await PressAsync(again.Fill("Mot au médecin : Curriculum vitae", word).Fill("Un mot au médecin", word));
        Assert.Contains("Des pièces ont été demandées au médecin", done.Text);
        Assert.Equal(word, (await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation))!.Word);
    }

    [Theory]
    [InlineData("application/json", "{\"choix\":\"complete\"}")]
    [InlineData("text/plain", "choix=complete")]
    [InlineData("multipart/form-data", "no boundary at all")]
    public async Task What_is_no_form_answers_nothing(string type, string body)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await Client.PostAsync($"/demande/{Token()}", content, Cancellation);

        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));
    }

    [Fact]
    public async Task Somebody_of_another_role_may_read_and_not_answer()
    {
        var token = Token(app.Coordinator.Id);
        var page = await app.Visitor.OpenAsync($"/demande/{token}", Cancellation);
        Assert.Contains("Ce dossier attend quelqu’un d’autre", page.Text);
        Assert.Empty(page.Document.QuerySelectorAll("form"));

        await ReviewAsync(token, app.Faculty, "");
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));
    }

    [Fact]
    public async Task Nobody_answers_on_a_dossier_of_their_own_whatever_their_role()
    {
        await app.Get<DossierBook>().ChangeAsync(
            dossier, record => record with { Doctor = record.Doctor with { Address = app.Secretary.Address.ToUpperInvariant() } }, Cancellation);
        var page = await app.Visitor.OpenAsync($"/demande/{Token()}", Cancellation);
        Assert.Contains("Comme il est le vôtre, un autre membre du département y répond.", page.Text);
        Assert.Empty(page.Document.QuerySelectorAll("form"));

        await ReviewAsync(Token(), app.Faculty, "");
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));
    }

    [Fact]
    public async Task After_a_withdrawal_the_page_says_so()
    {
        await app.Get<AssignmentDesk>().WithdrawAsync(app.Workflows, dossier, Link.Doctor, "Je déménage.", Cancellation);
        await app.WhenQuietAsync(dossier);

        var page = await app.Visitor.OpenAsync($"/demande/{Token()}", Cancellation);
        Assert.Contains("Le médecin a retiré sa candidature", page.Text);
        Assert.Contains("Je déménage.", page.Text);
        Assert.Empty(page.Document.QuerySelectorAll("form"));
    }

    [Fact]
    public async Task A_document_comes_back_byte_for_byte_under_its_name_and_shut_in()
    {
        foreach (var (query, kind) in (IEnumerable<(string, string)>)[("", "inline"), ("?telecharger", "attachment")])
        {
            using var answer = await Client.GetAsync($"/demande/{Token()}/pieces/cv{query}", Cancellation);

            Assert.Equal(SampleDocuments.Pdf("Curriculum vitae détaillé"), await answer.Content.ReadAsByteArrayAsync(Cancellation));
            Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(kind, answer.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("cv de « O’Brien & <fils> ».pdf", answer.Content.Headers.ContentDisposition.FileNameStar);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }

        var read = (await JournalAsync()).Where(line => line.Fact == JournalFact.DocumentRead).ToList();
        Assert.Equal(2, read.Count);
        Assert.All(read, line => Assert.Equal(app.Secretary.Name, line.Who));
    }

    [Fact]
    public async Task While_the_doctor_replaces_a_piece_the_department_sees_and_opens_what_was_handed_over()
    {
        using var asked = await ReviewAsync(Token(), app.Faculty, "Il est coupé.", "cv");
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        await app.WhenQuietAsync(dossier);
        var (documents, old, added) = (app.Get<DocumentBook>(), SampleDocuments.Pdf("Curriculum vitae détaillé"), SampleDocuments.Pdf("x"));
        await StoreAsync("cv");
        await StoreAsync("formation");

        var (page, content) = await SeenAsync();
        Assert.DoesNotContain("nouveau cv.pdf", page.Text, StringComparison.Ordinal);
        Assert.Contains("cv de « O’Brien & <fils> ».pdf", page.Text, StringComparison.Ordinal);
        Assert.Equal(old, content);
        using var early = await Client.GetAsync($"/demande/{Token()}/pieces/formation", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);

        await documents.SealAsync(dossier, "completion-1", Cancellation);
        (page, content) = await SeenAsync();
        Assert.Contains("nouveau cv.pdf", page.Text, StringComparison.Ordinal);
        Assert.Equal(added, content);
        using var late = await Client.GetAsync($"/demande/{Token()}/pieces/formation", Cancellation);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);

        async Task StoreAsync(string piece) => Assert.IsType<Deposit.Stored>(await documents.StoreAsync(
            dossier, piece, "completion-1", $"nouveau {piece}.pdf", new MemoryStream(added), Cancellation));

        async Task<(VisitedPage Page, byte[] Content)> SeenAsync() => (
            await app.Visitor.OpenAsync($"/demande/{Token()}", Cancellation),
            await Client.GetByteArrayAsync($"/demande/{Token()}/pieces/cv", Cancellation));
    }

    [Fact]
    public async Task A_link_that_does_not_open_is_one_page_whatever_is_wrong_with_it()
    {
        var good = Token();
        var foreign = new LinkSigner(new LinkKeys(new byte[32])).Sign(
            new Link(LinkKind.Assignment, dossier, app.Secretary.Id, "review-1", app.In(TimeSpan.FromDays(1))));
        var bad = new Dictionary<string, string>
        {
            ["forged"] = foreign,
            ["cut"] = good[..^3],
            ["changed"] = (good[0] == 'A' ? 'B' : 'A') + good[1..],
            ["expired"] = app.TokenFor(dossier, app.Secretary.Id, "review-1", TimeSpan.FromDays(-1)),
            ["of another kind"] = app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(1)))),
            ["of a dossier that is gone"] = app.TokenFor(DossierKey.New(RunningApp.FacultyId), app.Secretary.Id, "review-1"),
            ["of a faculty that is gone"] = app.TokenFor(DossierKey.New("elsewhere"), app.Secretary.Id, "review-1"),
            ["of an assignment that is none"] = app.TokenFor(dossier, app.Secretary.Id, "review-9"),
            ["of somebody who has left"] = app.TokenFor(dossier, "somebody", "review-1"),
            ["of the doctor"] = app.TokenFor(dossier, Link.Doctor, "review-1"),
            ["long"] = new string('A', 3000),
            ["odd"] = "%C3%A9%20%22%3Cb%3E",
        };

        var seen = new HashSet<(HttpStatusCode, string)>();
        foreach (var token in bad.Values)
        {
            foreach (var address in (string[])[$"/demande/{token}", $"/demande/{token}/pieces/cv"])
            {
                using var got = await Client.GetAsync(address, Cancellation);
                seen.Add((got.StatusCode, WithoutAction(await got.Content.ReadAsStringAsync(Cancellation))));
                using var head = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Cancellation);
                Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
            }

            using var posted = await ReviewAsync(token, app.Faculty, "");
            seen.Add((posted.StatusCode, WithoutAction(await posted.Content.ReadAsStringAsync(Cancellation))));
        }

        var (status, page) = Assert.Single(seen);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("Recevoir un nouveau lien", page);
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));
    }

    [Fact]
    public async Task The_doctors_address_adds_nobody_to_the_mail_that_its_link_begins()
    {
        await app.Get<DossierBook>().ChangeAsync(
            dossier, record => record with { Doctor = record.Doctor with { Address = "a?bcc=b&x@exemple.fr" } }, Cancellation);

        var page = new HtmlParser().ParseDocument(await Client.GetStringAsync($"/demande/{Token()}", Cancellation));

        Assert.Equal("mailto:a%3Fbcc%3Db%26x@exemple.fr", page.QuerySelector(".summary a[href^=mailto], dl a[href^=mailto]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task An_answer_that_is_larger_than_any_form_is_refused()
    {
        using var answer = await PostAsync(Token(), ("choix", Choices.Complete), ("mot", new string('x', 300_000)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Null(await app.Get<AssignmentDesk>().FindClaimAsync(dossier, "review-1", Cancellation));
    }

    [Fact]
    public async Task A_reader_that_asks_for_parts_of_a_document_writes_one_line_for_all()
    {
        for (var part = 0; part < 3; part++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/demande/{Token()}/pieces/cv");
            request.Headers.Range = new(part * 10, part * 10 + 9);
            using var answer = await Client.SendAsync(request, Cancellation);
            Assert.True(answer.IsSuccessStatusCode);
        }

        Assert.Single(await JournalAsync(), line => line.Fact == JournalFact.DocumentRead);
    }

    [Fact]
    public async Task A_piece_that_was_never_uploaded_is_the_same_page() => Assert.Equal(
        [HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound],
        await Task.WhenAll(((string[])["formation", "~total", "..%2F..%2Fx"]).Select(async piece =>
            (await Client.GetAsync($"/demande/{Token()}/pieces/{piece}", Cancellation)).StatusCode)));

    private string Token(string? recipient = null) => app.TokenFor(dossier, recipient ?? app.Secretary.Id, "review-1");

    private static Task<VisitedPage> PressAsync(VisitedPage page) => page.PressAsync("Enregistrer", cancellation: Cancellation);

    private async Task<IReadOnlyList<JournalLine>> JournalAsync() =>
        await app.Get<JournalBook>().ReadAsync(dossier, cancellation: Cancellation);

    private Task<HttpResponseMessage> ReviewAsync(string token, Faculty procedure, string word, params string[] asked) => Client.PostAsync(
        $"/demande/{token}", new FormUrlEncodedContent(Reviews.Fields(procedure, word, asked)), Cancellation);

    private Task<HttpResponseMessage> PostAsync(string token, params (string Name, string Value)[] fields) => Client.PostAsync(
        $"/demande/{token}", new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Cancellation);

    private static string WithoutAction(string html)
    {
        var page = new HtmlParser().ParseDocument(html);
        foreach (var form in page.QuerySelectorAll("form")) form.RemoveAttribute("action");
        return page.DocumentElement.OuterHtml;
    }

    private async Task<IReadOnlyList<string>> SnapshotAsync()
    {
        string[] names =
        [
            TableNames.Dossiers, TableNames.Assignments, TableNames.Claims, TableNames.Mails, TableNames.Journal,
            TableNames.Outstanding, TableNames.Agreements,
        ];
        var rows = new List<string>();
        foreach (var name in names)
        {
            var table = await app.Get<StorageClients>().TableAsync(name, Cancellation);
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Cancellation))
                rows.Add($"{name} {row.PartitionKey} {row.RowKey} {row.ETag}");
        }

        return rows;
    }
}
