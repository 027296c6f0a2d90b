using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Mail.Returns;
using Compagnon.Web;

namespace Compagnon.Consoles;

/// <summary>The work list as its page shows it.</summary>
/// <param name="Case">Who looks.</param>
/// <param name="Result">What was found.</param>
/// <param name="Views">The views that they keep.</param>
/// <param name="Now">The moment.</param>
/// <param name="IsComplete">False while the list is being built.</param>
/// <param name="Name">The name of a view, as it was typed.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record WorkView(
    ConsoleCase Case,
    WorkResult Result,
    IReadOnlyList<SavedView> Views,
    DateTimeOffset Now,
    bool IsComplete,
    string Name,
    FormErrors Errors)
{
    /// <summary>What a message that nobody has read waits for.</summary>
    public const string ToBeRead = "Message du médecin à lire";

    /// <summary>How many mails of the faculty have not arrived, for those who can see to it; counted up to one more than
    /// <see cref="MailTroubles.PageSize"/>.</summary>
    public int LostMails { get; init; }

    /// <summary>« 3 courriels ne sont pas arrivés ».</summary>
    public string LostMailsText => LostMails switch
    {
        1 => "Un courriel n’est pas arrivé",
        > MailTroubles.PageSize => $"Plus de {MailTroubles.PageSize} courriels ne sont pas arrivés",
        _ => $"{LostMails} courriels ne sont pas arrivés",
    };

    /// <summary>What is asked.</summary>
    public WorkQuery Query => Result.Query;

    /// <summary>The tabs, with how many each has; whoever sees only what waits for them has one.</summary>
    public IEnumerable<(WorkTab Tab, string Label)> Tabs => WorkResult.SeesAll(Case.Person)
        ?
        [
            (WorkTab.Mine, "À moi"),
            .. ConsolePage.Office.Any(Case.Person.Has) ? [(WorkTab.Followed, "Mes dossiers")] : Array.Empty<(WorkTab, string)>(),
            (WorkTab.Others, "À d’autres"), (WorkTab.Late, "En retard"), (WorkTab.Held, "Mis en attente"), (WorkTab.All, "Tous"),
        ]
        : [(WorkTab.Mine, "À moi")];

    /// <summary>Values and labels of the list of those who are waited for.</summary>
    public IEnumerable<(string Value, string Label)> People =>
        [(Link.Doctor, "le médecin"), .. Case.Faculty.People.Select(person => (person.Id, person.ShortName))];

    /// <summary>Values and labels of the list of those who take care of dossiers.</summary>
    public IEnumerable<(string Value, string Label)> Followers =>
        [(WorkQuery.Nobody, "personne"), .. Care.CareEndpoints.PossibleOf(Case).Select(person => (person.Id, person.ShortName))];

    /// <summary>Values and labels of the list of specialties.</summary>
    public static IEnumerable<(string Value, string Label)> SpecialtyChoices => Specialties.All.Select(one => (one.Code, one.Name));

    /// <summary>The address of what is asked, changed.</summary>
    public string Address(WorkQuery query) => WorkEndpoints.AddressOf(Case, query);

    /// <summary>What a dossier waits for: a message that is to be read, and what is asked.</summary>
    public IEnumerable<(string Text, bool IsMine, string When)> AwaitedOf(WorkLine line)
    {
        if (line.NewsSince is { } written)
            yield return (ToBeRead, WorkResult.IsToBeReadBy(line, Case.Faculty, Case.Person), SinceText(written));
        foreach (var step in line.Awaits)
        {
            var due = line.IsHeld ? "" : DueText(step);
            yield return (TextOf(step, Case.Faculty), step.IsFor(Case.Person), SinceText(step.Since) + (due.Length > 0 ? $", {due}" : ""));
        }
    }

    /// <summary>What a step is about, in a few words, with who is waited for.</summary>
    public static string TextOf(AwaitedStep step, Faculty faculty)
    {
        var what = WhatOf(step.Kind);
        var names = step.Who.Where(id => id != Link.Doctor)
            .Select(faculty.FindPerson).OfType<StaffMember>().Select(person => person.ShortName).ToList();
        return char.ToUpperInvariant(what[0]) + what[1..] + (names.Count > 0 ? $" : {string.Join(", ", names)}" : "");
    }

    /// <summary>What an assignment of a kind waits for: « décision attendue de la coordination ».</summary>
    public static string WhatOf(AssignmentKind kind) =>
        AssignmentKinds.Of(kind).Awaited is { Length: > 0 } awaited ? awaited : "confirmation d’un retrait attendue";

    /// <summary>« depuis 12 jours », « depuis aujourd’hui ».</summary>
    public string SinceText(DateTimeOffset since) => SinceText(since, Now);

    /// <summary>« depuis 12 jours », « depuis aujourd’hui ».</summary>
    public static string SinceText(DateTimeOffset since, DateTimeOffset now) =>
        NodaTime.Period.DaysBetween(ParisTime.DayOf(since), ParisTime.DayOf(now)) switch
        {
            <= 0 => "depuis aujourd’hui",
            1 => "depuis hier",
            var days => $"depuis {days} jours",
        };

    /// <summary>The last day on which there is time; empty where there is no delay.</summary>
    public static string DueText(AwaitedStep step) =>
        step.Due is { } due ? $"jusqu’au {ParisTime.Text(AssignmentSchedule.LastDayBefore(due))}" : "";

    /// <summary>« depuis le 3 mars 2027, jusqu’au 12 mars 2027 » of a dossier on hold.</summary>
    public static string HeldText(WorkLine line) =>
        $"depuis le {ParisTime.DayText(line.HeldSince!.Value)}"
        + (NodaTime.Text.LocalDatePattern.Iso.Parse(line.HeldUntil ?? "") is { Success: true, Value: var day }
            ? $", jusqu’au {ParisTime.Text(day)}"
            : "");

    /// <summary>What is asked for beside a first agreement; null for that.</summary>
    public static string? KindLabel(WorkLine line) => line.Kind switch
    {
        DossierKind.Renewal => "renouvellement",
        DossierKind.Amendment => "avenant",
        _ => null,
    };

    /// <summary>Name of a specialty that is no general practice; null for that.</summary>
    public static string? SpecialtyOf(WorkLine line) => line.Specialty is "" or Specialties.GeneralPractice
        ? null
        : Specialties.All.FirstOrDefault(one => one.Code == line.Specialty)?.Name;
}
