using System.Text;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Dossiers;

/// <summary>A doctor with a dossier of a running app, and the link to it.</summary>
internal sealed class DoctorVisit(RunningApp app, DossierKey dossier)
{
    public static Doctor Anne { get; } = new("Anne", "Martin", "79927398713", "anne.martin@exemple.example", "63");

    public RunningApp App => app;

    public DossierKey Dossier => dossier;

    public string Token { get; } = app.TokenFor(new Link(LinkKind.Dossier, dossier, Link.Doctor, "", app.In(TimeSpan.FromDays(60))));

    public string Address => "/dossier/" + Token;

    public HttpClient Http => app.Visitor.Client;

    public DocumentBook Documents => app.Get<DocumentBook>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A dossier whose address is confirmed and that nothing is in yet.</summary>
    public static async Task<DoctorVisit> DraftAsync(RunningApp app, Doctor? doctor = null)
    {
        var dossier = DossierKey.New(RunningApp.FacultyId);
        var now = app.Clock.GetUtcNow();
        await app.Get<DossierBook>().AddAsync(dossier, doctor ?? Anne, now, Cancellation);
        await app.Get<DossierBook>()
            .ChangeAsync(dossier, record => record with { State = DossierState.Draft, Since = now, Confirmed = now }, Cancellation);
        return new DoctorVisit(app, dossier);
    }

    /// <summary>A draft with everything that is required.</summary>
    public static async Task<DoctorVisit> WholeDraftAsync(RunningApp app)
    {
        var visit = await DraftAsync(app);
        foreach (var piece in app.Faculty.Pieces.Where(piece => piece.Required)) await visit.StoreAsync(piece.Id);
        await SampleForm.StoreAsync(app.Get<FormBook>(), visit.Dossier, Anne, app.Clock.GetUtcNow());
        await app.Get<DossierBook>().ChangeAsync(
            visit.Dossier, record =>
                record with { CharterVersion = app.Faculty.Charter.Version, CharterAccepted = app.Clock.GetUtcNow() }, Cancellation);
        return visit;
    }

    public Task<Deposit> StoreAsync(string piece, byte[]? content = null, string round = Rounds.Draft) =>
        Documents.StoreAsync(Dossier, piece, round, $"{piece}.pdf", new MemoryStream(content ?? SampleDocuments.Pdf()), Cancellation);

    public Task<VisitedPage> OpenAsync(string below = "") => app.Visitor.OpenAsync(Address + below, Cancellation);

    public async Task<DossierRecord> RecordAsync() => (await app.Get<DossierBook>().FindAsync(Dossier, Cancellation))!;

    /// <summary>Sends a document as a browser's form does, without following where it leads.</summary>
    public Task<HttpResponseMessage> SendAsync(string piece, string fileName, byte[] content) =>
        SendAsync(piece, fileName, new ByteArrayContent(content));

    /// <summary>Sends a document as a browser's form does, without following where it leads.</summary>
    public Task<HttpResponseMessage> SendAsync(string piece, string fileName, HttpContent content)
    {
        // Browsers write names as UTF-8; the client's default would be Latin-1.
        var form = new MultipartFormDataContent("----limite") { HeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        content.Headers.TryAddWithoutValidation(
            "Content-Disposition", $"form-data; name=\"document\"; filename=\"{fileName.Replace("\"", "%22")}\"");
        content.Headers.TryAddWithoutValidation("Content-Type", "application/pdf");
        form.Add(content);
        return Http.PostAsync($"{Address}/pieces/{piece}", form, Cancellation);
    }
}
