using System.Collections.Concurrent;
using System.Security.Cryptography;
using AngleSharp.Dom;
using Compagnon.Assignments;
using Compagnon.Faculties;
using Compagnon.Testing;

namespace Compagnon.Tests.Crash;

/// <summary>The people of one dossier, and what the pages told them: a doctor, one or two of the secretariat, a coordinator.</summary>
internal sealed partial class Story : IDisposable
{
    private const string Draft = "/envoi";
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(20);

    // What the page of an answered assignment says, by the answer.
    private static readonly (string Choice, string Heading)[] Answers =
    [
        (Choices.Complete, "Le dossier a été déclaré complet"),
        (Choices.Missing, "Des pièces ont été demandées au médecin"),
        (Choices.Granted, "L’agrément est accordé"),
        (Choices.Refused, "L’agrément est refusé"),
        (Choices.Withdrawn, "Le médecin a retiré sa candidature"),
        (Choices.Done, "La visite a été proposée"),
        (Choices.Accepted, "La visite est acceptée"),
        (Choices.Done, "Des dates ont été proposées"),
        (Choices.Done, "Le compte rendu est remis"),
        (Choices.Done, "La décision est signée"),
    ];

    private readonly CrashSite site;
    private readonly Post post;
    private readonly Random random;
    private readonly Faculty faculty;
    private readonly PatientBrowser network;
    private readonly Visitor doctorsBrowser;
    private readonly Visitor departmentsBrowser;
    private readonly HashSet<long> read = [];
    private int documents;

    public Story(CrashSite site, Post post, Fate fate, Random random, int number, IReadOnlyList<Faculty> faculties)
    {
        (this.site, this.post, this.random, Fate) = (site, post, random, fate);
        // Where two of the secretariat can answer, where there is every stage, and else anywhere.
        var possible = faculties.Where(known => CrashFaculties.IsWhole(known) == (fate == Fate.WholeWay)
            && (fate != Fate.ReviewedByTwo || SecretariatOf(known).Count > 1)).ToList();
        faculty = possible[random.Next(possible.Count)];
        Doctor = SampleDoctor.New(faculty.Departements[0]) with { LastName = NameOf(number) };
        network = new PatientBrowser(site, new Random(random.Next()));
        doctorsBrowser = new Visitor(CrashSite.PublicAddress, network);
        departmentsBrowser = new Visitor(CrashSite.PublicAddress, new PatientBrowser(site, new Random(random.Next())) { MayComeBack = true });
    }

    public Fate Fate { get; }

    public SampleDoctor Doctor { get; }

    public Uploads Uploads { get; } = new();

    /// <summary>What pages said was answered, by assignment.</summary>
    public ConcurrentDictionary<string, string> Answered { get; } = [];

    /// <summary>What the doctor's page said at the end; null before.</summary>
    public string? End { get; private set; }

    /// <summary>Whether it waits for its delay to pass.</summary>
    public bool WaitsForDeadline { get; private set; }

    /// <summary>From the home page to the end, or to where the doctor leaves it alone.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await ApplyAsync();
        network.MayComeBack = true;
        await ConfirmAsync(cancellation);
        var draft = await LinkAsync(Doctor.Address, "/dossier/", cancellation, "votre dossier est ouvert");
        if (Fate == Fate.WithdrawnAsDraft)
        {
            await UntilItComesAsync(() => DepositFirstAsync(draft));
            await WithdrawAsync(draft);
            End = StateOf(await doctorsBrowser.OpenAsync(draft, cancellation));
            return;
        }

        await SubmitAsync(draft);
        var dossier = await LinkAsync(Doctor.Address, "/dossier/", cancellation, "nous avons bien reçu votre candidature");

        for (var round = 1; ; round++)
        {
            if (await ReviewAsync(round, dossier, cancellation) is not { } choice) return;
            if (choice == Choices.Complete) break;

            dossier = await LinkAsync(Doctor.Address, "/dossier/", cancellation, ": pièces à fournir");
            if (Fate == Fate.LeftAlone)
            {
                WaitsForDeadline = true;
                return;
            }

            if (Fate == Fate.WithdrawnDuringCompletion)
            {
                await WithdrawAsync(dossier);
                await EndAsync(cancellation);
                return;
            }

            await ProvideAsync(dossier);
        }

        if (Fate == Fate.WholeWay)
        {
            await ArrangeVisitAsync(dossier, cancellation);
            return;
        }

        var decision = await LinkAsync(Coordinator, "/demande/", cancellation, $": décision à prendre – {FullName}");
        switch (Fate)
        {
            case Fate.WithdrawnDuringDecision:
                await WithdrawAsync(dossier);
                break;
            case Fate.WithdrawnWhileDecided:
                await Task.WhenAll(WithdrawAsync(dossier), AnswerAsync("decision-1", decision, Journey.GrantAsync));
                break;
            case Fate.DecidedByTwo:
                await Task.WhenAll(AnswerAsync("decision-1", decision, Journey.GrantAsync), AnswerAsync("decision-1", decision, RefuseAsync));
                break;
            default:
                await AnswerAsync("decision-1", decision, Fate == Fate.Refused ? RefuseAsync : Journey.GrantAsync);
                break;
        }

        await EndAsync(cancellation);
    }

    /// <summary>Waits for the mail that tells the end, and looks at the page.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        var link = await LinkAsync(
            Doctor.Address,
            "/dossier/",
            cancellation,
            "votre agrément est accordé",
            "décision sur votre candidature",
            "votre candidature est retirée",
            "votre dossier est classé sans décision");
        End = StateOf(await doctorsBrowser.OpenAsync(link, cancellation));
        WaitsForDeadline = false;
    }

    public void Dispose()
    {
        doctorsBrowser.Dispose();
        departmentsBrowser.Dispose();
    }

    /// <inheritdoc />
    public override string ToString() => $"{Doctor.LastName} ({Fate})";

    private string FullName => $"Dr {Doctor.FirstName} {Doctor.LastName}";

    private string Coordinator => faculty.People.First(person => person.Has(StaffRole.Coordinator)).Address;

    private async Task ApplyAsync()
    {
        var page = await new Journey(doctorsBrowser, post.Mailbox).SendCandidacyAsync(Doctor);
        // For half an hour the page says that it was sent; whoever comes back later sees the first page, and has the mail.
        if (page.Heading != "Où exercez-vous ?") page.Expect("Consultez votre messagerie");
    }

    private async Task ConfirmAsync(CancellationToken cancellation)
    {
        var link = await LinkAsync(Doctor.Address, "/confirmation/", cancellation, "confirmez votre adresse");
        await UntilItComesAsync(async () =>
        {
            var page = await (await doctorsBrowser.OpenAsync(link, cancellation)).PressAsync("Ouvrir mon dossier", cancellation: cancellation);
            page.Expect("Votre dossier d’agrément");
            return true;
        });
    }

    // As somebody who always looks first what the page asks for next.
    private Task SubmitAsync(string link) => UntilItComesAsync(async () =>
    {
        var page = await doctorsBrowser.OpenAsync(link);
        if (page.Document.QuerySelector($"a[href$='{Draft}'], form[action$='{Draft}']") is null && StateOf(page) != "Dossier à compléter") return true;

        if (Journey.PiecesToDeposit(page) is [var piece, ..])
        {
            await DepositAsync(page, piece);
            return false;
        }

        var journey = new Journey(doctorsBrowser, post.Mailbox);
        if (Offers("Remplir le formulaire")) await journey.FillFormAsync(page, Doctor);
        else if (Offers("Lire et accepter")) await journey.AcceptCharterAsync(page);
        else if (page.Document.QuerySelector($"form[action$='{Draft}']") is not null) await page.PressAsync("Terminer l’envoi");
        else await journey.SubmitAsync(page);
        return false;

        bool Offers(string link) => page.Document.QuerySelectorAll("a").Any(a => a.TextContent.StartsWith(link, StringComparison.Ordinal));
    });

    private Task ProvideAsync(string link) => UntilItComesAsync(async () =>
    {
        var page = await doctorsBrowser.OpenAsync(link);
        if (page.Document.QuerySelector("form[action$='/renvoi']") is null) return true;

        if (Journey.PiecesToDeposit(page) is [var piece, ..]) await DepositAsync(page, piece);
        else await page.PressAsync("Renvoyer mon dossier");
        return false;
    });

    private async Task<bool> DepositFirstAsync(string link)
    {
        var page = await doctorsBrowser.OpenAsync(link);
        await DepositAsync(page, Journey.PiecesToDeposit(page)[0]);
        return true;
    }

    private async Task DepositAsync(VisitedPage dossier, string piece)
    {
        // Each try with a content of its own, so that it can be told which one is there; at times one that is stored in several blocks.
        var size = random.Next(12) == 0 ? random.Next(1_000_000, 2_500_000) : random.Next(1_500, 60_000);
        var content = SampleDocuments.Pdf($"{Doctor.LastName} {++documents} {random.Next()}", size);
        var acknowledge = Uploads.Send(piece.Trim(), content);
        var page = await new Journey(doctorsBrowser, post.Mailbox).DepositAsync(dossier, piece, $"piece {documents}.pdf", content);
        if (page.Text.Contains("est déposée", StringComparison.Ordinal)) acknowledge();
    }

    /// <returns>What holds; null where the doctor withdrew.</returns>
    private async Task<string?> ReviewAsync(int round, string dossier, CancellationToken cancellation)
    {
        var subject = $": {(round == 1 ? "nouveau dossier" : "pièces reçues")} à vérifier – {FullName}";
        // What was redone comes back to whoever asked for it: one of them has the mail.
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = SecretariatOf(faculty).Select(person => LinkAsync(person.Address, "/demande/", found.Token, subject)).ToList();
        string[] links = round == 1 ? await Task.WhenAll(asked) : [await await Task.WhenAny(asked)];
        await found.CancelAsync();

        if (Fate == Fate.WithdrawnDuringReview)
        {
            await WithdrawAsync(dossier);
            await EndAsync(cancellation);
            return null;
        }

        var assignment = $"review-{round}";
        await ReadDocumentsAsync(links[0], cancellation);
        if (round == 1 && Fate == Fate.ReviewedByTwo)
        {
            var both = await Task.WhenAll(
                AnswerAsync(assignment, links[0], Journey.SayCompleteAsync), AnswerAsync(assignment, links[1], SayMissingAsync));
            return both[0];
        }

        var isMissing = Fate switch
        {
            Fate.MissingOnce or Fate.WithdrawnDuringCompletion or Fate.LeftAlone => round == 1,
            Fate.MissingTwice => round <= 2,
            _ => false,
        };
        return await AnswerAsync(assignment, links[random.Next(links.Length)], isMissing ? SayMissingAsync : Journey.SayCompleteAsync);
    }

    private async Task ReadDocumentsAsync(string link, CancellationToken cancellation)
    {
        var page = await departmentsBrowser.OpenAsync(link, cancellation);
        foreach (var document in page.Document.QuerySelectorAll("ul.tasks a[href*='/pieces/']"))
        {
            var piece = document.ChildNodes.OfType<IText>().First().Text.Trim();
            var content = await departmentsBrowser.Client.GetByteArrayAsync(document.GetAttribute("href"), cancellation);
            if (!Uploads.MayBe(piece, Convert.ToHexStringLower(SHA256.HashData(content))))
                throw new InvalidDataException($"the secretariat reads a document for « {piece} » that is not what the doctor sent last");
        }
    }

    private async Task<string> AnswerAsync(string assignment, string link, Func<VisitedPage, Task<VisitedPage>> answer)
    {
        var said = "";
        await UntilItComesAsync(async () =>
        {
            var page = await departmentsBrowser.OpenAsync(link);
            if (AnswerOn(page) is null) page = await answer(page);
            said = AnswerOn(page) ?? "";
            return said.Length > 0;
        });

        var first = Answered.GetOrAdd(assignment, said);
        if (first != said) throw new InvalidDataException($"{assignment}: one page says {first}, another {said}");
        return said;
    }

    private Task WithdrawAsync(string link) => UntilItComesAsync(async () =>
    {
        var page = await doctorsBrowser.OpenAsync(link);
        if (IsOver(page)) return true;

        var asked = await page.FollowAsync("Retirer ma candidature");
        // It may have ended while the doctor hesitated.
        if (asked.Document.QuerySelector("form[action$='/retrait']") is not null) await asked.PressAsync("Retirer ma candidature");
        return false;
    });

    private async Task<string> LinkAsync(string to, string path, CancellationToken cancellation, params string[] subjects) =>
        (await NextAsync(to, cancellation, subjects)).Link(path);

    private async Task<ReceivedMail> NextAsync(string to, CancellationToken cancellation, params string[] subjects)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            return await post.NextAsync(to, read, cancellation, subjects);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task UntilItComesAsync(Func<Task<bool>> step)
    {
        for (var since = site.Served; site.Served - since < post.Patience;)
        {
            try
            {
                if (await step()) return;
            }
            catch (PageLostException)
            {
                // By the link, from the beginning.
            }

            await Task.Delay(BetweenPages);
        }

        throw new TimeoutException($"a person has gone on for {post.Patience.TotalSeconds:0} s and is not where the pages lead");
    }

    private static Task<VisitedPage> RefuseAsync(VisitedPage decision) => Journey.RefuseAsync(decision, "Trop peu de patients.");

    private Task<VisitedPage> SayMissingAsync(VisitedPage review) => Journey.SayMissingAsync(review, faculty.Pieces[0].Label, "Cette pièce est illisible.");

    private static string? AnswerOn(VisitedPage page) =>
        Answers.Where(answer => page.Document.QuerySelectorAll("[role=status], .notice").Any(notice => notice.TextContent.Contains(answer.Heading, StringComparison.Ordinal)))
            .Select(answer => answer.Choice).FirstOrDefault();

    private static string StateOf(VisitedPage dossier) =>
        dossier.Document.QuerySelector("#etat")?.TextContent.Trim() ?? $"{dossier.Heading} ({(int)dossier.Status})";

    private static bool IsOver(VisitedPage dossier) =>
        StateOf(dossier) is "Agrément accordé" or "Agrément refusé" or "Candidature retirée" or "Dossier classé sans décision";

    private static List<StaffMember> SecretariatOf(Faculty faculty) => [.. faculty.People.Where(person => person.Has(StaffRole.Secretariat))];

    // A name that no other doctor has, of letters only.
    private static string NameOf(int number)
    {
        var letters = "";
        for (var rest = number; letters.Length < 4; rest /= 26) letters = (char)('a' + (rest % 26)) + letters;
        return "Martin" + letters;
    }
}
