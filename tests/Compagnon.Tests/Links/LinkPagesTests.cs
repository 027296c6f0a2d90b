using System.Net;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Links;

/// <summary>« Recevoir un nouveau lien »: to the address on record, and nobody learns anything.</summary>
public sealed class LinkPagesTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.Running;
    private DossierKey dossier;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        dossier = await app.StartDossierAsync();
        await app.WhenQuietAsync(dossier);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_expired_link_is_replaced_by_one_that_opens_the_same_page()
    {
        var page = await app.Visitor.OpenAsync($"/demande/{Expired()}", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        var asked = await page.PressAsync("Recevoir un nouveau lien", cancellation: Cancellation);
        Assert.Equal("Consultez votre messagerie", asked.Heading);

        var mail = await app.Mailbox.NextAsync(app.Secretary.Address, "votre nouveau lien", cancellation: Cancellation);
        Assert.Contains("Vérifier le dossier", (await app.Visitor.OpenAsync(mail.Link("/demande/"), Cancellation)).Heading);
    }

    [Fact]
    public async Task One_old_link_gives_one_new_link_an_hour()
    {
        var token = Expired();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync(token)));
        await app.WhenQuietAsync(dossier);
        Assert.Single(await NewLinksAsync());

        await app.Clock.AdvanceAsync(TimeSpan.FromHours(1), Cancellation);
        await AskAsync(token);
        await app.WhenQuietAsync(dossier);
        Assert.Equal(2, (await NewLinksAsync()).Count);
    }

    [Fact]
    public async Task What_is_not_ours_or_still_opens_sends_nothing_and_the_answer_is_the_same()
    {
        var answers = new HashSet<(HttpStatusCode, string)>();
        foreach (var token in (string[])
            [
                Expired(),
                app.TokenFor(dossier, app.Secretary.Id, "review-1"),
                app.TokenFor(dossier, "somebody-who-left", "review-1", TimeSpan.FromDays(-1)),
                app.TokenFor(DossierKey.New(RunningApp.FacultyId), app.Secretary.Id, "review-1", TimeSpan.FromDays(-1)),
                Expired()[..^2],
                "nothing",
                new string('x', 2000),
            ])
        {
            answers.Add(await AskAsync(token));
        }

        Assert.Equal(HttpStatusCode.OK, Assert.Single(answers).Item1);
        await app.WhenQuietAsync(dossier);
        Assert.Single(await NewLinksAsync());
    }

    [Fact]
    public async Task A_forged_link_is_answered_no_sooner_than_one_that_a_new_link_replaces()
    {
        foreach (var token in (string[])[Expired(), Expired()[..^2], "nothing"])
        {
            var begun = System.Diagnostics.Stopwatch.StartNew();
            await AskAsync(token);
            Assert.True(begun.Elapsed >= EvenPace.Least - TimeSpan.FromMilliseconds(20), $"The answer came after {begun.Elapsed}.");
        }
    }

    [Fact]
    public async Task A_doctors_expired_link_is_replaced_by_a_link_to_the_dossier()
    {
        foreach (var kind in (LinkKind[])[LinkKind.Dossier, LinkKind.Confirmation])
        {
            await AskAsync(app.TokenFor(new Link(kind, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(-1)))));
            var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(dossier), "votre nouveau lien", cancellation: Cancellation);
            Assert.NotEmpty(mail.Link("/dossier/"));
        }
    }

    [Fact]
    public async Task Before_the_address_is_confirmed_the_new_link_confirms_it()
    {
        var waiting = DossierKey.New(RunningApp.FacultyId);
        await app.Get<DossierBook>().AddAsync(
            waiting, new Doctor("Anne", "Martin", "10003456789", RunningApp.DoctorOf(waiting), "63"), app.Clock.GetUtcNow(), Cancellation);

        await AskAsync(app.TokenFor(new Link(LinkKind.Confirmation, waiting, Link.Doctor, "", app.In(TimeSpan.FromDays(-1)))));

        var mail = await app.Mailbox.NextAsync(RunningApp.DoctorOf(waiting), "votre nouveau lien", cancellation: Cancellation);
        Assert.NotEmpty(mail.Link("/confirmation/"));
    }

    [Fact]
    public async Task Many_old_links_give_three_new_ones_a_day()
    {
        for (var age = 1; age <= 5; age++)
            await AskAsync(app.TokenFor(dossier, app.Secretary.Id, "review-1", TimeSpan.FromDays(-age)));
        await app.WhenQuietAsync(dossier);

        Assert.Equal(3, (await NewLinksAsync()).Count);
    }

    private string Expired() => app.TokenFor(
        new Link(LinkKind.Assignment, dossier, app.Secretary.Id, "review-1", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    private async Task<(HttpStatusCode, string)> AskAsync(string token)
    {
        using var answer = await app.Visitor.Client.PostAsync($"/lien/{token}", null, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<IReadOnlyList<string>> NewLinksAsync() =>
        [.. (await app.MailsOfAsync(dossier)).Where(id => id.StartsWith("link-", StringComparison.Ordinal))];
}
