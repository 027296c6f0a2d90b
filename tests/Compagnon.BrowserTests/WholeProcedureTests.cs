using System.Net;
using System.Text.RegularExpressions;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Testing;

namespace Compagnon.BrowserTests;

/// <summary>Every page that people open on the longest way of a dossier, looked at in Chromium at the moment at which they open it.</summary>
public sealed partial class WholeProcedureTests(SiteFixture site)
{
    private static readonly string[] Below =
        ["demande/{token}/visite/pieces", "seance/{token}/changement", "seance/{token}/compte-rendu", "seance/{token}/liste"];

    /// <summary>The routes of which at least one page is opened on the way.</summary>
    internal static IReadOnlyList<string> Routes { get; } =
    [
        .. Below,
        "dossier/{token}/attestation",
        "dossier/{token}/lettre",
        "dossier/{token}/visite",
        "seance/{token}",
        "seance/{token}/dossiers/{dossier}",
        "verification/{code}",
    ];

    /// <summary>Two faculties, which between them have every stage; what the second has in common with the first is not looked at again.</summary>
    [Fact]
    public async Task Nobody_is_kept_out_on_the_whole_way()
    {
        await using var person = await site.PersonAsync();
        await using var app = await site.StartAppAsync("--Faculties:Path", SampleFaculties.Delivered);
        using var clock = new EmulatedClock(app.Addresses.Clock);
        var (seen, paths) = (new List<string>(), new List<string>());
        using var network = new Watched(async (address, heading) =>
        {
            // The form and its pages are looked at elsewhere, in more states than this way has.
            if (!IsOfStages().IsMatch(address.AbsolutePath)) return;
            var page = Token().Replace(address.AbsolutePath, "/…") + " « " + heading + " »";
            await LookBelowAsync(address.AbsolutePath);
            if (seen.Contains(page)) return;

            seen.Add(page);
            paths.Add(address.AbsolutePath);
            await person.Page.SetViewportSizeAsync(1280, 800);
            await person.Page.GotoAsync(address.AbsoluteUri);
            await person.AssertNoViolationAsync(page);
            await person.AssertFitsAsync(390);
        });
        using var visitor = new Visitor(app.Addresses.Root, network);

        foreach (var (faculty, departement) in ((string, string)[])[("val-de-dore", "15"), ("rives-atlantiques", "974")])
        {
            await new WholeProcedure(
                visitor, app.Mailbox, clock, app.FacultyOf(faculty), SampleDoctor.New(departement), (_, run) => run()).WalkAsync();

            // What the secretariat has of a session that was held.
            var secretary = app.FacultyOf(faculty).People.First(member => member.Has(StaffRole.Secretariat));
            var held = (await app.Get<SessionBook>().ListAsync(faculty)).Last(session => session.Date <= ParisTime.DayOf(app.Clock.GetUtcNow()));
            await LookBelowAsync("/seance/" + app.TokenFor(new Link(LinkKind.Session, held.Key, secretary.Id, "", app.In(TimeSpan.FromDays(1)))));
        }

        Assert.InRange(seen.Count, 15, 200);
        Assert.All(Routes, route => Assert.Contains(paths, path => PageRoutes.Has(route, path)));
        Assert.Empty(person.Complaints);

        // The mails lead to a page, and the page to these, where somebody may open them at that moment.
        async Task LookBelowAsync(string path)
        {
            foreach (var route in Below.Where(it => PageRoutes.Has(it[..it.IndexOf("}/", StringComparison.Ordinal)] + "}", path)))
            {
                var below = path + route[(route.IndexOf('}', StringComparison.Ordinal) + 1)..];
                if (paths.Exists(known => PageRoutes.Has(route, known))) continue;
                var answer = (await person.Page.GotoAsync(new Uri(app.Addresses.Root, below).AbsoluteUri))!;
                if (answer.Status != 200 || new Uri(person.Page.Url).AbsolutePath != below) continue;
                paths.Add(below);
                await person.AssertNoViolationAsync(route);
                await person.AssertFitsAsync(390);
            }
        }
    }

    [GeneratedRegex("^/(demande|seance|verification)/|^/dossier/[^/]+(/(visite|lettre|attestation).*)?$")]
    private static partial Regex IsOfStages();

    [GeneratedRegex("/[A-Za-z0-9_.-]{40,}|/[0-9a-z]{12}(?=/|$)")]
    private static partial Regex Token();

    [GeneratedRegex("<h1[^>]*>(.*?)</h1>", RegexOptions.Singleline)]
    private static partial Regex Heading();

    /// <summary>Shows each page that came to somebody who looks, before the visitor goes on.</summary>
    private sealed class Watched(Func<Uri, string, Task> look) : DelegatingHandler(
        new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Get && response.StatusCode == HttpStatusCode.OK
                && response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                var html = await response.Content.ReadAsStringAsync(cancellationToken);
                await look(request.RequestUri!, Heading().Match(html).Groups[1].Value);
            }

            return response;
        }
    }
}
