using System.Text;
using System.Text.RegularExpressions;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Emulator.Clock;
using Compagnon.Emulator.Hosting;
using Compagnon.Faculties;
using Compagnon.Mail;
using Compagnon.Mail.Returns;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Testing;

/// <summary>
/// A dossier of a delivered faculty that has gone the longest way to its agreement, beside one that is being verified and one on hold:
/// every page of the console has something to show.
/// </summary>
public sealed partial class WalkedDossier
{
    /// <summary>The faculty whose dossiers they are.</summary>
    public const string Faculty = "val-de-dore";

    // What is only there while a dossier is under way.
    private static readonly (string Part, string Which)[] Unconcluded =
    [
        ("{dossier}/adresse", "open"), ("{dossier}/telephone", "open"), ("{dossier}/attente", "open"), ("/demandes/", "open"), ("/double/", "open"),
        ("dossiers/{dossier}/reprise", "held"),
    ];

    private readonly Dictionary<string, string> parts = [];

    private WalkedDossier() { }

    /// <summary>What names the dossier or its doctor: nobody else may read it.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>Walks, in an app that runs with the delivered faculties.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="cancellation">Cancels the readings.</param>
    /// <exception cref="Exception">A page, a mail or a link is not what it should be.</exception>
    public static async Task<WalkedDossier> WalkAsync(IServiceProvider services, CancellationToken cancellation = default)
    {
        var addresses = services.GetRequiredService<EmulatorAddresses>();
        using var visitor = new Visitor(addresses.Root);
        using var mailbox = new Mailbox(addresses.Mailbox);
        using var clock = new EmulatedClock(addresses.Clock);
        var faculty = services.GetRequiredService<FacultyBook>().Find(Faculty)!;
        var doctor = SampleDoctor.New("15") with { LastName = "Kerlouégan" };
        var walk = new WholeProcedure(visitor, mailbox, clock, faculty, doctor, (_, run) => run());
        await walk.WalkAsync();

        var dossier = new DossierKey(Faculty, DossierKey.ReadId(walk.Reference)!);
        var mail = await ReturnAsync(services, dossier, cancellation);
        var entry = (await services.GetRequiredService<SessionBook>().ListEntriesOfAsync(dossier, cancellation))[0];
        var walked = new WalkedDossier { Secrets = [doctor.LastName, doctor.Rpps, doctor.Address, walk.Reference] };
        var journey = new Journey(visitor, mailbox);

        // One whose doctor is changing their address.
        var second = SampleDoctor.New("15") with { LastName = "Guivarc’h" };
        var open = await journey.SubmitWholeAsync(second);
        await (await visitor.OpenAsync(open.Address.AbsolutePath.TrimEnd('/') + "/adresse", cancellation))
            .Fill("Nouvelle adresse électronique", "guivarch@nouveau-cabinet.example").PressAsync("Demander le changement");

        // The same doctor once more, from another mailbox.
        var held = IdOf(await journey.SubmitWholeAsync(SampleDoctor.New("15") with { LastName = second.LastName, Rpps = second.Rpps }));
        await services.GetRequiredService<EmulatorClock>().WhenQuietAsync(cancellation);
        await visitor.SignInAsync(faculty.People.First(person => person.Has(StaffRole.Secretariat)).Address);
        await (await visitor.OpenAsync($"/console/{Faculty}/dossiers/{held}/attente", cancellation))
            .Fill("Motif", "Le cabinet est en travaux.").PressAsync("Mettre en attente");

        foreach (var (name, value) in (IEnumerable<(string, string)>)
        [
            ("dossier", dossier.Id),
            ("open", IdOf(open)),
            ("held", held),
            ("kept", held),
            ("agrements/id", dossier.Id),
            ("seances/id", entry.Session),
            ("seances/next", (await services.GetRequiredService<SessionBook>().ListAsync(Faculty, cancellation)).Last().Key.Id),
            ("mail", mail),
            ("assignment", "review-1"),
            ("piece", "cv"),
            ("template", MailTemplates.Names.First()),
            ("export", "dossiers"),
            ("import/id", await SendTableAsync(
                visitor, "import", "Liste des agréments", "rpps;prenom;nom;courriel;departement;debut;fin;numero\n;;;;;;;\n", cancellation)),
            ("formations/id", await SendTableAsync(
                visitor, "formations", "Liste des présents", "rpps;date;intitule;heures\n;;;\n", cancellation)),
        ]) walked.parts[name] = value;
        await services.GetRequiredService<EmulatorClock>().WhenQuietAsync(cancellation);
        return walked;
    }

    /// <summary>The address of a route, with these dossiers' ids in the places that it leaves open.</summary>
    /// <param name="route">The route.</param>
    /// <param name="faculty">The faculty in the address.</param>
    /// <exception cref="InvalidOperationException">Nothing is known for a place.</exception>
    public string AddressOf(string route, string faculty = Faculty) => "/" + Place().Replace(route, place =>
    {
        var name = place.Groups["name"].Value;
        if (name == "faculty") return faculty;
        if (name == "dossier" && Unconcluded.FirstOrDefault(it => route.Contains(it.Part, StringComparison.Ordinal)).Which is { } which)
            return parts[which];
        if (name == "id" && route.EndsWith("{id}/changement", StringComparison.Ordinal)) return parts["seances/next"];
        var folder = route[..place.Index].TrimEnd('/').Split('/')[^1];
        return parts.GetValueOrDefault($"{folder}/{name}") ?? parts.GetValueOrDefault(name)
            ?? throw new InvalidOperationException($"Say in {nameof(WalkedDossier)} what \"{name}\" is in the route {route}.");
    });

    /// <summary>Who opens a page: the coordinator, or the secretary where it is the secretariat's alone.</summary>
    public static StaffMember PersonFor(Faculty faculty, string route) => faculty.People.First(person => person.Has(
        SecretariatOnly.Any(end => route.EndsWith(end, StringComparison.Ordinal)) ? StaffRole.Secretariat : StaffRole.Coordinator));

    private static readonly string[] SecretariatOnly = ["dossiers/nouveau", "{dossier}/adresse", "{dossier}/telephone", "/demandes/{assignment}", "{id}/changement", "seances/nouvelle"];

    private static string IdOf(VisitedPage page) => DossierKey.ReadId(page.Document.QuerySelector(".reference")!.TextContent)!;

    // A mail that had arrived, and came back.
    private static async Task<string> ReturnAsync(IServiceProvider services, DossierKey dossier, CancellationToken cancellation)
    {
        var journal = services.GetRequiredService<MailJournal>();
        var mail = (await journal.ListAsync(dossier, cancellation))[0];
        await journal.ReturnAsync(mail, services.GetRequiredService<TimeProvider>().GetUtcNow(), "5.1.1", cancellation);
        await services.GetRequiredService<MailTroubles>().RefreshAsync(new MailKey(dossier, mail.Posting.Id), cancellation);
        return mail.Posting.Id;
    }

    // With mistakes, which the page shows.
    private static async Task<string> SendTableAsync(
        Visitor secretary, string page, string label, string csv, CancellationToken cancellation)
    {
        var sent = await (await secretary.OpenAsync($"/console/{Faculty}/{page}", cancellation))
            .Attach(label, "liste.csv", Encoding.UTF8.GetBytes(csv)).PressAsync("Vérifier la liste");
        return sent.Address.Segments[^1];
    }

    [GeneratedRegex("{(?<name>[a-z]+)[^}]*}")]
    private static partial Regex Place();
}
