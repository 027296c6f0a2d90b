using System.Globalization;
using System.Net;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using Compagnon.Tests.Visits;
using NodaTime;

namespace Compagnon.Tests.Commissions;

/// <summary>The app with a commission of three members, whose sessions are on 15 April, 10 June, 16 September and 18 November 2027.</summary>
public sealed class CommissionSite : IAsyncDisposable
{
    public const string Chair = "p-armand", Cordier = "b-cordier", Lemaire = "s-lemaire", Secretary = "c-fontanel";

    public static readonly LocalDate April = new(2027, 4, 15), June = new(2027, 6, 10), September = new(2027, 9, 16);

    private readonly SampleCommission files;

    private CommissionSite(RunningApp app, SampleCommission files) => (App, this.files) = (app, files);

    public RunningApp App { get; }

    /// <summary>The folder of its faculties.</summary>
    public string Folder => files.Folder;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CommissionSite> StartAsync(AzuriteFixture azurite, SampleCommission? files = null)
    {
        files ??= new SampleCommission();
        return new CommissionSite(await RunningApp.StartOnMondayAsync(azurite, "--Faculties:Path", files.Folder), files);
    }

    /// <summary>The same in a faculty whose teachers visit.</summary>
    public static Task<CommissionSite> StartVisitedAsync(AzuriteFixture azurite) =>
        StartAsync(azurite, new SampleCommission(faculty => VisitedFaculty.AddTo(faculty, VisitedFaculty.TeacherRule)));

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        files.Dispose();
    }

    public static DossierKey Session(LocalDate day, string faculty = RunningApp.FacultyId) => Compagnon.Commissions.Session.KeyOf(faculty, day);

    /// <summary>A dossier that the secretariat has declared complete.</summary>
    public async Task<DossierKey> ReadyAsync(string lastName = "Martin", string rpps = "10003456789", string faculty = RunningApp.FacultyId)
    {
        var dossier = await App.StartDossierAsync(lastName, rpps, faculty);
        await App.WhenQuietAsync(dossier);
        await ClaimAsync(dossier, "review-1", Choices.Complete, App.FacultyOf(faculty).People[0].Id);
        return dossier;
    }

    public async Task ClaimAsync(DossierKey dossier, string assignment, string choice, string by)
    {
        var desk = App.Get<AssignmentDesk>();
        var open = (await desk.FindAsync(dossier, assignment, Cancellation))!;
        await desk.ClaimAsync(open, new Claim(dossier, assignment, choice, [], "", by, App.Clock.GetUtcNow()), Cancellation);
        await desk.RaiseAsync(App.Workflows, dossier, assignment, Cancellation);
        await App.WhenQuietAsync(dossier);
    }

    public Task AdvanceToAsync(LocalDate day, int hour, int minute = 0) =>
        App.Clock.AdvanceToAsync(ParisTime.At(day, new LocalTime(hour, minute)), Cancellation);

    /// <summary>The path of a session's page, for somebody.</summary>
    public string PathOf(LocalDate day, string person, string below = "", string faculty = RunningApp.FacultyId) =>
        $"/seance/{App.TokenFor(new Link(LinkKind.Session, Session(day, faculty), person, "", App.In(TimeSpan.FromDays(300))))}{below}";

    public Task<VisitedPage> OpenAsync(LocalDate day, string person, string below = "") =>
        App.Visitor.OpenAsync(PathOf(day, person, below), Cancellation);

    public Task<VisitedPage> OpenAsync(LocalDate day, string person, DossierKey dossier) => OpenAsync(day, person, $"/dossiers/{dossier.Id}");

    /// <summary>Ticks who is present, on the chair's page.</summary>
    public async Task PresentAsync(LocalDate day, params string[] people)
    {
        var page = await OpenAsync(day, Chair);
        foreach (var person in people) page.Tick(App.Faculty.People.Single(it => it.Id == person).Name);
        await page.PressAsync("Enregistrer les présences", cancellation: Cancellation);
    }

    /// <summary>Records an outcome on the chair's page.</summary>
    public async Task<VisitedPage> RecordAsync(LocalDate day, DossierKey dossier, string outcome, string word = "", int? months = null, string piece = "")
    {
        var page = await OpenAsync(day, Chair, dossier);
        page.Tick(outcome).Fill("Recommandations", word);
        if (months is { } term) page.Fill("Durée", term.ToString(CultureInfo.InvariantCulture));
        if (piece.Length > 0) page.Tick(piece, "Pièces");
        var recorded = await page.PressAsync("Enregistrer la", cancellation: Cancellation);
        await App.WhenQuietAsync(dossier);
        return recorded;
    }

    public async Task<VisitedPage> GiveOpinionAsync(LocalDate day, string person, DossierKey dossier, string opinion, string remark = "")
    {
        var page = await OpenAsync(day, person, dossier);
        return await page.Tick(opinion, "Quel est").Fill("Remarque", remark).PressAsync("Enregistrer mon avis", cancellation: Cancellation);
    }

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await App.Visitor.Client.GetAsync(path, Cancellation);
        return answer.StatusCode;
    }

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await App.Visitor.Client.PostAsync(path, form, Cancellation);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation)).Replace('\u00A0', ' '));
    }

    public async Task<Session> SessionAsync(LocalDate day)
    {
        await App.Clock.WhenQuietAsync(Cancellation);
        return (await App.Get<SessionBook>().FindAsync(Session(day), Cancellation))!;
    }
}
