using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Holds;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Testing;
using Compagnon.Visits;
using Microsoft.Extensions.DependencyInjection;

namespace Compagnon.Benchmarks.Consoles;

/// <summary>A dossier that came back six times, was visited and put on hold: what the console's pages of a dossier cost at most.</summary>
internal static class LongDossier
{
    private const string Draft = Compagnon.Dossiers.Rounds.Draft;
    private const int Reviews = 6;

    /// <summary>Its pages, below the faculty's console.</summary>
    public static IEnumerable<(string Name, string Address)> Pages =>
        new (string, string)[]
        {
            ("a dossier", ""), ("a dossier, its pieces", "/pieces"), ("a dossier, a piece", "/pieces/cv"), ("a dossier, its form", "/formulaire"),
            ("a dossier, its visit", "/examen"), ("a dossier, its mails", "/courriels"), ("a dossier, its history", "/historique"),
            ("a dossier, what is asked", $"/demandes/review-{Reviews + 1}"),
        }.Select(page => (page.Item1, $"dossiers/{Key.Id}{page.Item2}"));

    private static readonly DossierKey Key = DossierKey.Of("val-de-dore", "a dossier that came back");

    public static async Task SeedAsync(IServiceProvider services, DateTimeOffset now)
    {
        var (dossiers, documents, forms, faculties) = (
            services.GetRequiredService<DossierBook>(), services.GetRequiredService<DocumentBook>(), services.GetRequiredService<FormBook>(),
            services.GetRequiredService<FacultyBook>());
        var (desk, journal, mails) = (
            services.GetRequiredService<AssignmentDesk>(), services.GetRequiredService<JournalBook>(), services.GetRequiredService<MailJournal>());
        var (faculty, doctor, began) = (faculties.Find(Key.Faculty)!, new Doctor("Anne", "Martin", "10003456789", "anne@exemple.example", "63"), now.AddDays(-200));
        await dossiers.AddAsync(Key, doctor, began);
        foreach (var piece in faculty.Pieces)
        {
            using var content = new MemoryStream(SampleDocuments.Pdf(piece.Label));
            await documents.StoreAsync(Key, piece.Id, Draft, $"{piece.Id}.pdf", content);
        }

        await SampleForm.StoreAsync(forms, Key, doctor, now);
        await documents.SealAsync(Key, Draft);
        await forms.SealAsync(Key, Draft);
        var procedure = await faculties.KeepAsync(faculty);
        await dossiers.ChangeAsync(Key, record => record with
        {
            State = DossierState.UnderReview,
            Since = now.AddDays(-3),
            Submitted = began,
            ProcedureId = procedure,
            Hold = new HoldMark(1, began.AddDays(5), null, IsOver: true),
        });
        await services.GetRequiredService<HoldBook>().AddAsync(new Hold(new HoldKey(Key, 1), began.AddDays(5), "c-fontanel", "Travaux au cabinet."));

        await AskAsync("visit-1", AssignmentKind.Visit, 1, Choices.Done, "");
        await AskAsync("visit-1-team-1", AssignmentKind.VisitTeam, 2, Choices.Done, "h-vasseur", "visit-1");
        await AskAsync("visit-1-offer-1", AssignmentKind.VisitOffer, 2, Choices.Accepted, "h-vasseur", "visit-1");
        await AskAsync("visit-1-dates-1", AssignmentKind.VisitDates, 3, Choices.Done, "h-vasseur", "visit-1");
        for (var round = 1; round <= Reviews; round++)
        {
            await AskAsync(Name("review", round), AssignmentKind.Review, 10 * round, Choices.Missing, "c-fontanel");
            await AskAsync(Name("completion", round), AssignmentKind.Completion, (10 * round) + 3, Choices.Provided, Link.Doctor);
        }

        await AskAsync(Name("review", Reviews + 1), AssignmentKind.Review, 197, "", "");
        for (var i = 0; i < 80; i++)
        {
            await mails.AddAsync(new MailPosting(
                Key, Name("mail", i), MailTemplates.ReviewReminder, i % 2 == 0 ? "c-fontanel" : "h-vasseur", new Dictionary<string, string> { [MailData.Assignment] = "review-1" }));
            await journal.AppendAsync(new JournalEntry(Key, began.AddDays(2 * i), JournalFact.DocumentRead, "c-fontanel", "Curriculum vitae détaillé"));
            await journal.AppendAsync(new JournalEntry(Key, began.AddDays(2 * i), JournalFact.MailSent, "", "rappel, dossier à vérifier, à Claire Fontanel"));
        }

        async Task AskAsync(string id, AssignmentKind kind, int day, string choice, string by, string stage = "")
        {
            var asked = new Assignment(Key, id, kind, ["c-fontanel"], "none", began.AddDays(day), null, stage);
            await desk.OpenAsync(asked);
            if (choice.Length == 0) return;
            await desk.ClaimAsync(asked, new Claim(
                Key, id, choice, choice == Choices.Missing ? ["cv"] : [], new string('x', 200), by, began.AddDays(day + 2),
                kind == AssignmentKind.VisitTeam ? new Dictionary<string, string> { [VisitData.Visitors] = "h-vasseur" } : null));
            await desk.CloseAsync(Key, id);
        }
    }

    private static string Name(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number}");
}
