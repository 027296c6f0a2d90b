using Compagnon.Assignments;
using Compagnon.Calendar;
using Compagnon.Faculties;

namespace Compagnon.Agreements;

/// <summary>The stages of the procedure that have a target. The names stand in histories and tables: they never change meaning.</summary>
public enum AgreementStage
{
    /// <summary>The secretariat checks, the doctor completes.</summary>
    Completeness = 1,

    /// <summary>The field visit.</summary>
    Visit = 2,

    /// <summary>The commission.</summary>
    Commission = 3,

    /// <summary>Whoever decides after it.</summary>
    Decision = 4,
}

/// <summary>What can be said of a stage alone.</summary>
public static class AgreementStages
{
    /// <summary>As people read it, in a sentence: « la vérification du dossier ».</summary>
    public static string Label(this AgreementStage stage) => stage switch
    {
        AgreementStage.Completeness => "la vérification du dossier",
        AgreementStage.Visit => "la visite du lieu d’exercice",
        AgreementStage.Commission => "l’examen par la commission",
        AgreementStage.Decision => "la décision",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Not a stage."),
    };

    /// <summary>How long a stage should take, in days; 0 where nothing is aimed at.</summary>
    public static int Of(this Targets targets, AgreementStage stage) => stage switch
    {
        AgreementStage.Completeness => targets.Completeness,
        AgreementStage.Visit => targets.Visit,
        AgreementStage.Commission => targets.Commission,
        AgreementStage.Decision => targets.Decision,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Not a stage."),
    };

    /// <summary>The stage that something is asked in; null for what belongs to the stage that it came up in.</summary>
    public static AgreementStage? Of(AssignmentKind kind) => kind switch
    {
        AssignmentKind.Review => AgreementStage.Completeness,
        AssignmentKind.Visit => AgreementStage.Visit,
        AssignmentKind.Commission => AgreementStage.Commission,
        AssignmentKind.Signature or AssignmentKind.AuthorityDecision or AssignmentKind.Decision => AgreementStage.Decision,
        _ => null,
    };

    /// <summary>When a stage is late: in the morning after its target, on a day that is worked. Pure.</summary>
    /// <param name="now">When it goes on.</param>
    /// <param name="spent">What it has taken before.</param>
    /// <param name="days">Its target, 1 or more.</param>
    /// <param name="calendar">When the faculty works; null where every day is worked.</param>
    public static DateTimeOffset LateAt(DateTimeOffset now, TimeSpan spent, int days, WorkCalendar? calendar)
    {
        var day = ParisTime.DayOf(now + TimeSpan.FromDays(days) - spent).PlusDays(1);
        return ParisTime.At(calendar is null ? day : new WorkingDays(calendar).NextWorkingDay(day), 9);
    }
}
