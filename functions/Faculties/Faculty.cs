using System.Text.Json.Serialization;
using Compagnon.Calendar;
using Compagnon.Dossiers;

namespace Compagnon.Faculties;

/// <summary>
/// One faculty's own procedure, as its file in <c>Faculties/</c> gives it. What differs between faculties is here and nowhere else.
/// </summary>
/// <param name="Id">Stable key, in links and table partitions: 2 to 40 of <c>a-z 0-9 -</c>. Never changes once dossiers exist.</param>
/// <param name="Name">As people read it: « Faculté de médecine … ».</param>
/// <param name="Department">The name of its department of general practice (DUMG).</param>
/// <param name="Departements">Codes of the départements it serves (<c>"63"</c>, <c>"2A"</c>, <c>"974"</c>); at least one, and no other
/// faculty serves them.</param>
/// <param name="Mailbox">The address that its mails come from, and its signature's name.</param>
/// <param name="People">Who acts for the department. Ids are opaque and stand in links; addresses never do.</param>
/// <param name="Pieces">The pieces of a dossier, in the order in which they are asked for.</param>
/// <param name="Eligibility">The questions asked before a dossier opens; one 'no' closes the way, with its reason.</param>
/// <param name="Term">How long an agreement holds.</param>
/// <param name="Delays">Delays and reminder steps.</param>
/// <param name="Charter">The text that the doctor accepts.</param>
/// <param name="Appeal">How a refusal can be appealed, as the doctor reads it.</param>
/// <param name="Decisions">Who decides for each cycle once the commission has concluded; absent: the commission itself.</param>
/// <param name="Commission">The commission that examines dossiers; absent: there is none, and the coordinator decides.</param>
/// <param name="Visit">How training sites are visited; absent where they are not.</param>
/// <param name="Calendar">When the department works: no reminder goes out and no delay ends on another day; absent: every day counts.</param>
/// <param name="Shortage">What is quicker where doctors are short; absent: nothing is.</param>
/// <param name="Targets">How long each stage should take; absent: nobody is told that one is late.</param>
/// <param name="Renewal">The years of an agreement: when its holder is invited to renew, what is owed each year; absent: as
/// <see cref="Faculties.RenewalRule"/>'s defaults say.</param>
/// <param name="Groups">Groups of the faculty's directory whose members may sign in without being listed in <paramref name="People"/>;
/// absent: none.</param>
/// <param name="Offer">Which stages and specialties it takes candidacies for; absent: all.</param>
/// <param name="YearlyTarget">How many new supervisors it means to agree in a year; absent: it aims at no number.</param>
/// <param name="Legal">What its legal pages say; absent: they say that it is missing. It is of today, and no part of what a dossier keeps.</param>
public sealed record Faculty(
    string Id,
    string Name,
    string Department,
    IReadOnlyList<string> Departements,
    Mailbox Mailbox,
    IReadOnlyList<StaffMember> People,
    IReadOnlyList<Piece> Pieces,
    IReadOnlyList<EligibilityQuestion> Eligibility,
    Term Term,
    Delays Delays,
    Charter Charter,
    string Appeal,
    IReadOnlyList<DecisionRule>? Decisions = null,
    CommissionRule? Commission = null,
    VisitRule? Visit = null,
    WorkCalendar? Calendar = null,
    ShortageRule? Shortage = null,
    Targets? Targets = null,
    RenewalRule? Renewal = null,
    IReadOnlyList<StaffGroup>? Groups = null,
    OfferRule? Offer = null,
    YearlyTarget? YearlyTarget = null,
    [property: JsonIgnore] LegalRule? Legal = null)
{
    /// <summary>The rule for the years of an agreement that holds, given or not.</summary>
    [JsonIgnore]
    public RenewalRule RenewalRule => Renewal ?? new RenewalRule();

    /// <summary>Who has an id; null where the file names nobody of that id, or no longer.</summary>
    public StaffMember? FindPerson(string? id) => People.FirstOrDefault(person => person.Id == id);

    /// <summary>What a piece is called; its id where this procedure has none of that id.</summary>
    public string LabelOf(string piece) => Pieces.FirstOrDefault(known => known.Id == piece)?.Label ?? piece;

    /// <summary>The procedure as it holds for one dossier.</summary>
    public Faculty For(DossierRecord dossier) => For(dossier.Kind).For(dossier.IsAccelerated);

    /// <summary>The procedure with the pieces that a kind of dossier asks for.</summary>
    public Faculty For(DossierKind kind) => this with { Pieces = [.. Pieces.Where(piece => piece.IsFor(kind))] };

    /// <summary>The procedure as it holds for one dossier.</summary>
    /// <param name="isAccelerated">Whether the rule for places that are short of doctors was found to hold for it.</param>
    public Faculty For(bool isAccelerated) => isAccelerated && Shortage is { } shortage
        ? this with
        {
            Delays = shortage.Delays ?? Delays,
            Targets = shortage.Targets ?? Targets,
            Visit = Visit is { } visit && shortage.VideoVisit && visit.Mode == VisitMode.OnSite ? visit with { Mode = VisitMode.Either } : Visit,
        }
        : this;
}

/// <summary>The shared mailbox that a faculty's mails are sent from.</summary>
/// <param name="Address">A mail address of the faculty.</param>
/// <param name="Name">Shown beside the address.</param>
/// <param name="Phone">Shown at the foot of mails and pages; may be absent.</param>
public sealed record Mailbox(string Address, string Name, string? Phone = null);

/// <summary>Somebody who acts for the department.</summary>
/// <param name="Id">Opaque and stable: 2 to 40 of <c>a-z 0-9 -</c>, unique in the faculty, not <c>doctor</c>, and not
/// beginning with <c>entra-</c>. It names the person and not
/// the role: links of whoever has left must open nothing to the successor's name.</param>
/// <param name="Roles">What this person may do: one role or more.</param>
/// <param name="Name">As written in mails and in the journal.</param>
/// <param name="Address">Where mails to this person go.</param>
/// <param name="Commune">INSEE code of the commune where a teacher or supervisor practises; may be absent.</param>
/// <param name="Practice">The name of the practice, health house or centre where a teacher or supervisor works; may be absent.</param>
/// <param name="Shared">Whether several people read this mailbox or sign in with this account: whoever acts is asked for a name. Default: no.</param>
public sealed record StaffMember(
    string Id, IReadOnlyList<StaffRole> Roles, string Name, string Address, string? Commune = null, string? Practice = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Shared = false)
{
    /// <summary>What the ids of those begin with who are not listed and come by a <see cref="StaffGroup"/>.</summary>
    public const string GroupPrefix = "entra-";

    /// <summary>« Pr Hélène Vasseur » of « Pr Hélène Vasseur, coordonnatrice du DES »: the name is what tells people apart.</summary>
    [JsonIgnore]
    public string ShortName => Name.Split(',')[0];

    /// <summary>Whether this person has a role.</summary>
    public bool Has(StaffRole role) => Roles.Contains(role);

    /// <summary>Whether this person sits in the commission: its members, and whoever chairs it.</summary>
    [JsonIgnore]
    public bool SitsInCommission => Has(StaffRole.Member) || Has(StaffRole.Chair);
}

/// <summary>
/// A group of the directory (Microsoft Entra ID). Whoever is in it and signs in has its roles; nobody of it is asked or mailed, since the
/// app does not know who they are before they come.
/// </summary>
/// <param name="Id">The group's object id: a GUID, as Entra shows it.</param>
/// <param name="Name">What the faculty calls it, for whoever reads the procedure.</param>
/// <param name="Roles">What its members may do: one role or more.</param>
public sealed record StaffGroup(string Id, string Name, IReadOnlyList<StaffRole> Roles);

/// <summary>The roles of those who act for a department. The names stand in the faculties' files.</summary>
public enum StaffRole
{
    /// <summary>Checks that a dossier is complete.</summary>
    Secretariat = 0,

    /// <summary>Picks who visits; decides on a complete dossier where the faculty's file says so.</summary>
    Coordinator = 1,

    /// <summary>A teacher of the department, who visits.</summary>
    Teacher = 2,

    /// <summary>An agreed supervisor, who visits with another one.</summary>
    Supervisor = 3,

    /// <summary>A member of the commission, who gives an opinion.</summary>
    Member = 4,

    /// <summary>Chairs the commission and records its outcomes; a member too.</summary>
    Chair = 5,

    /// <summary>The dean of the faculty, who signs.</summary>
    Dean = 6,

    /// <summary>Keeps the faculty's data in order: takes over the agreements of before, mends what the procedure cannot.</summary>
    Operator = 7,

    /// <summary>Sees what the secretariat sees and changes nothing.</summary>
    ReadOnly = 8,
}

/// <summary>One piece of a dossier.</summary>
/// <param name="Id">Stable key: 2 to 40 of <c>a-z 0-9 -</c>, unique in the faculty.</param>
/// <param name="Label">What the doctor reads: « Curriculum vitae détaillé ».</param>
/// <param name="Hint">One or two sentences of help; may be empty.</param>
/// <param name="Required">Whether a dossier can be submitted without it.</param>
/// <param name="For">The kinds of dossiers that ask for it; absent: candidacies alone.</param>
public sealed record Piece(
    string Id,
    string Label,
    string Hint,
    bool Required,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DossierKind>? For = null)
{
    /// <summary>Whether a kind of dossier asks for it.</summary>
    public bool IsFor(DossierKind kind) => For?.Contains(kind) ?? kind == DossierKind.Candidacy;
}

/// <summary>A question asked before a dossier opens.</summary>
/// <param name="Id">Stable key, unique in the faculty.</param>
/// <param name="Question">Answered by yes or no.</param>
/// <param name="Reason">Why a 'no' closes the way, and what the doctor can do about it.</param>
public sealed record EligibilityQuestion(string Id, string Question, string Reason);

/// <summary>How long an agreement holds.</summary>
/// <param name="FirstYears">A first agreement, in years: 1 to 5.</param>
/// <param name="NextYears">A later agreement, in years: 3 to 5.</param>
public sealed record Term(int FirstYears, int NextYears);

/// <summary>
/// Delays, all in calendar days in Europe/Paris, and reminder steps: days after the request at which a reminder goes out, ascending.
/// </summary>
/// <param name="ConfirmationDays">How long the link that confirms an address holds: 1 to 30.</param>
/// <param name="ReviewReminders">When the secretariat is reminded of a dossier to check. After the last step it goes on at the same
/// interval.</param>
/// <param name="CompletionDays">How long a doctor has to provide what is missing: 7 to 180; then the dossier is closed without
/// decision.</param>
/// <param name="CompletionReminders">When the doctor is reminded; each step before <paramref name="CompletionDays"/>.</param>
/// <param name="DecisionReminders">When the coordinator is reminded of a decision. After the last step it goes on at the same
/// interval.</param>
/// <param name="LinkDays">How long a link in a mail opens what it points at: 7 to 365. An expired one offers a new one.</param>
/// <param name="Extension">How a doctor can ask for more time to provide what is missing; absent: as <see cref="ExtensionRule"/>'s
/// defaults say.</param>
/// <param name="LastNoticeDays">How many days before the last day of <paramref name="CompletionDays"/> the doctor is told that the dossier
/// is about to be closed: 1 to 30, and less than the delay.</param>
public sealed record Delays(
    int ConfirmationDays,
    IReadOnlyList<int> ReviewReminders,
    int CompletionDays,
    IReadOnlyList<int> CompletionReminders,
    IReadOnlyList<int> DecisionReminders,
    int LinkDays,
    ExtensionRule? Extension = null,
    int LastNoticeDays = 3)
{
    /// <summary>The rule that holds, given or not.</summary>
    [JsonIgnore]
    public ExtensionRule ExtensionRule => Extension ?? new ExtensionRule();
}

/// <summary>How a doctor can ask for more time to provide what is missing.</summary>
/// <param name="Days">How many days the last day moves when it is granted: 1 to 90.</param>
/// <param name="Times">How often it can be asked for in one completion: 0 to 5; 0 never.</param>
/// <param name="Reminders">Days after the request at which the coordinator is reminded; absent: after 2 and 4 days. Silence until the last
/// day grants nothing.</param>
public sealed record ExtensionRule(int Days = 15, int Times = 1, IReadOnlyList<int>? Reminders = null)
{
    /// <summary>The steps that hold, given or not.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> ReminderSteps => Reminders ?? [2, 4];
}

/// <summary>The faculty's charter (contrat pédagogique).</summary>
/// <param name="Version">Named in the dossier when the doctor accepts: « 2026-2 ».</param>
/// <param name="Text">Paragraphs, in the order in which they are read.</param>
public sealed record Charter(string Version, IReadOnlyList<string> Text);
