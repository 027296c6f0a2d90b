using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Links;
using Compagnon.Visits;
using NodaTime;

namespace Compagnon.BrowserTests.States;

/// <summary>Something that was asked on a dossier.</summary>
/// <param name="Id">The assignment's id.</param>
/// <param name="Kind">What.</param>
/// <param name="Days">How many days ago.</param>
/// <param name="Who">Of whom: ids with spaces between.</param>
/// <param name="Answer">The answer; null while it is open.</param>
/// <param name="Stage">The stage that it is a step of.</param>
/// <param name="Due">In how many days its delay ends; null without one.</param>
internal sealed record AskedSeed(
    string Id, AssignmentKind Kind, int Days, string Who, AnswerSeed? Answer = null, string Stage = "", int? Due = null);

/// <summary>An answer.</summary>
/// <param name="Choice">One of <see cref="Choices"/>.</param>
/// <param name="By">Who.</param>
/// <param name="Word">A word, or the reasons.</param>
/// <param name="Data">What else.</param>
internal sealed record AnswerSeed(string Choice, string By, string Word = "", IReadOnlyDictionary<string, string>? Data = null);

/// <summary>Rows of a dossier in one state: what pages read, without the workflow that would have written them.</summary>
/// <param name="Name">What tests call it; its id follows from it.</param>
/// <param name="LastName">Its doctor's name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Asked">What was asked, in order.</param>
internal sealed record DossierSeed(string Name, string LastName, DossierState State, params IReadOnlyList<AskedSeed> Asked)
{
    /// <summary>People of the faculty.</summary>
    public const string Secretary = "c-fontanel", Coordinator = "h-vasseur", Visitor = "j-mazet", Second = "i-roussel", Chair = "p-armand",
        Member = "b-cordier", Dean = "a-roche";

    /// <summary>The assignments of its rounds.</summary>
    public const string VisitStage = "visit-1", Report = VisitStage + "-report-1";

    /// <summary>Whether it has a form and pieces; a document costs more than all its rows.</summary>
    public bool HasPapers { get; init; }

    /// <summary>What else its row says.</summary>
    public Func<DossierRecord, DossierRecord> Row { get; init; } = row => row;

    /// <summary>How many days ago it was handed over.</summary>
    public int Submitted { get; init; } = 90;

    /// <summary>Its key.</summary>
    public DossierKey Key => KeyOf(Name);

    /// <summary>The key of the dossier of that name.</summary>
    public static DossierKey KeyOf(string name) => DossierKey.Of(SeededFaculty.Id, "seeded " + name);

    /// <summary>A review that was answered: complete, or some of it to be redone.</summary>
    public static AskedSeed Reviewed(int number, int days, ReviewFindings? findings = null) => new(
        Number("review", number), AssignmentKind.Review, days, Secretary,
        findings is null
            ? new AnswerSeed(Choices.Complete, Secretary)
            : new AnswerSeed(Choices.Missing, Secretary, "Merci de reprendre ces deux points.", findings.ToData()));

    /// <summary>A visit by two people, up to the step of that kind, which is open; the whole of it for <see cref="AssignmentKind.Visit"/>.</summary>
    public static IReadOnlyList<AskedSeed> VisitUntil(AssignmentKind open, LocalDate today, string way = VisitData.OnSite)
    {
        var isMade = open is AssignmentKind.VisitReport or AssignmentKind.VisitSignature or AssignmentKind.Visit;
        LocalDateTime[] days =
            [.. (isMade ? (int[])[-6, -5] : [6, 8]).Select(day => today.PlusDays(day).At(new LocalTime(14, 30)))];
        var slots = days.Select(day => new VisitSlot(day).ToString()).ToList();
        var both = $"{Visitor} {Second}";
        AskedSeed[] steps =
        [
            Step("team", AssignmentKind.VisitTeam, Coordinator, new(Choices.Done, Coordinator, "", Data((VisitData.Visitors, both)))),
            Step("offer", AssignmentKind.VisitOffer, Visitor, new(Choices.Accepted, Visitor)),
            Step("offer-second", AssignmentKind.VisitOffer, Second, new(Choices.Accepted, Second)),
            Step("dates", AssignmentKind.VisitDates, Visitor, new(Choices.Done, Visitor, "Nous arriverons par le train de 14 heures.", Data(
                (VisitData.Slots, string.Join('\n', slots)), (VisitData.Way, way),
                (VisitData.Place, way == VisitData.Video ? "https://visio.exemple.example/visite" : "12 rue des Tilleuls, 63000 Clermont-Ferrand")))),
            Step("confirmation", AssignmentKind.VisitConfirmation, Second, new(Choices.Done, Second, "", Data((VisitData.Slots, string.Join('\n', slots))))),
            Step("slot", AssignmentKind.VisitSlot, Link.Doctor, new(Choices.Done, Link.Doctor, "", Data((VisitData.Slot, slots[0])))),
            Step("appointment", AssignmentKind.VisitAppointment, $"{Link.Doctor} {both}", new(Choices.Deadline, "")),
            Step("report", AssignmentKind.VisitReport, Visitor, new(Choices.Done, Visitor, "", WrittenReport.ToData())),
            Step("signature", AssignmentKind.VisitSignature, Second, new(Choices.Done, Second)),
        ];
        var last = Array.FindIndex(steps, step => step.Kind == open);
        return
        [
            new(VisitStage, AssignmentKind.Visit, 40, "", last < 0 ? new AnswerSeed(Choices.Done, "") : null),
            .. steps.Take(last < 0 ? steps.Length : last),
            .. last < 0 ? [] : new[] { steps[last] with { Answer = null } },
        ];

        AskedSeed Step(string name, AssignmentKind kind, string who, AnswerSeed answer) =>
            new($"{VisitStage}-{name}-1", kind, 39, who, answer, VisitStage, kind == AssignmentKind.VisitOffer ? 4 : null);
    }

    /// <summary>A report as a visitor writes it.</summary>
    public static VisitReport WrittenReport { get; } = new(
        "Une équipe qui se connaît depuis dix ans et qui a envie de transmettre.", "Deux salles d’examen, une salle de réunion.",
        "Parking éclairé, alarme, jamais seul après 19 heures.", "Dossiers partagés, réunions chaque semaine.",
        "Une patientèle de tous les âges ; une heure de reprise est réservée chaque jour.", "Prévoir un bureau pour l’interne.",
        VisitOpinions.WithReservations);

    /// <summary>An assignment's id.</summary>
    public static string Number(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number}");

    private static Dictionary<string, string> Data(params IEnumerable<(string Name, string Text)> data) => data.ToDictionary(pair => pair.Name, pair => pair.Text);
}
