using System.Text.Json.Serialization;
using Compagnon.Calendar;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Visits;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Agreements;

/// <summary>What the workflow has to know of a faculty's rules, as they were when the dossier was submitted.</summary>
/// <param name="Labels">The pieces' labels by their ids.</param>
/// <param name="Delays">Delays and reminders.</param>
/// <param name="HasCommission">Whether a commission examines the dossier; else the coordinator decides.</param>
/// <param name="Visit">How the training site is visited; null where it is not.</param>
/// <param name="Calendar">When the faculty works; null where every day is worked.</param>
/// <param name="Targets">How long each stage should take; null where nobody is told that one is late.</param>
public sealed record Procedure(
    IReadOnlyDictionary<string, string> Labels,
    Delays Delays,
    bool HasCommission = false,
    VisitPlan? Visit = null,
    WorkCalendar? Calendar = null,
    Targets? Targets = null);

/// <summary>Steps of the form that the doctor is asked to redo.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Round">The round that they are opened for: the completion's id.</param>
/// <param name="Steps">Names of <see cref="Dossiers.Form.FormStep"/>.</param>
public sealed record StepsToRedo(DossierKey Dossier, string Round, IReadOnlyList<string> Steps);

/// <summary>A dossier's end, as the workflow writes it down.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="State">Its last state.</param>
/// <param name="Since">When it ended: the moment of the answer, by the clock of whoever took it.</param>
/// <param name="At">When the workflow says so, by its own clock, which orders what it writes.</param>
/// <param name="By">Id of whoever ended it; empty for a deadline.</param>
/// <param name="Days">How long each stage took, in days, by the names of <see cref="AgreementStage"/>; null in old histories.</param>
public sealed record DossierEnd(
    DossierKey Dossier,
    DossierState State,
    DateTimeOffset Since,
    DateTimeOffset At,
    string By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Days = null);

/// <summary>A stage that takes longer than it should.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Target">Its target, in days.</param>
/// <param name="At">When it was late.</param>
public sealed record LateStage(DossierKey Dossier, AgreementStage Stage, int Target, DateTimeOffset At);

/// <summary>The days of an agreement, as histories keep them.</summary>
/// <param name="From">First day, <c>yyyy-MM-dd</c>.</param>
/// <param name="Until">Last day, <c>yyyy-MM-dd</c>.</param>
public sealed record AgreementDays(string From, string Until)
{
    /// <summary>From days.</summary>
    public static AgreementDays Of(LocalDate from, LocalDate until) =>
        new(LocalDatePattern.Iso.Format(from), LocalDatePattern.Iso.Format(until));
}
