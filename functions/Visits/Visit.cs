using Compagnon.Assignments;
using Compagnon.Dossiers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compagnon.Visits;

/// <summary>
/// The field visit of a dossier, from the choice of who goes to the report: a stage (<see cref="AssignmentKind.Visit"/>) and its steps. It goes
/// back to an earlier step as often as people need: somebody declines, no date suits, the visit is moved or was not made, the report is sent
/// back. The doctor's withdrawal ends it anywhere.
/// </summary>
public static class Visit
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "Visit";

    /// <summary>The instance that runs a visit.</summary>
    public static string InstanceOf(DossierKey dossier, int number) => AssignmentFlow.InstanceOf(dossier, StageOf(number));

    /// <summary>Id of the assignment that is the visit as a whole.</summary>
    public static string StageOf(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"visit-{number}");

    /// <summary>The visit.</summary>
    /// <returns>The answer to the stage: done, or the doctor's withdrawal.</returns>
    [Function(Orchestration)]
    public static async Task<Claim> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<VisitRound>()
            ?? throw new InvalidOperationException($"{Orchestration} expects a {nameof(VisitRound)} as its input; got none.");
        var story = new VisitStory(context, round);
        await story.OpenAsync();

        var next = VisitTurn.Team;
        while (next is not (VisitTurn.Reported or VisitTurn.Withdrawn))
        {
            next = next switch
            {
                VisitTurn.Team => await story.FindTeamAsync(),
                VisitTurn.Date => await story.AgreeOnDateAsync(),
                VisitTurn.Appointment => await story.KeepAppointmentAsync(),
                VisitTurn.Report => await story.ReportAsync(),
                VisitTurn.Signature => await story.SignAsync(),
                _ => throw new InvalidOperationException($"A visit has no turn {next}."),
            };
        }

        return await story.EndAsync(next);
    }
}

/// <summary>What comes next in a visit.</summary>
internal enum VisitTurn
{
    /// <summary>Somebody is to be found who goes.</summary>
    Team,

    /// <summary>A date is to be agreed.</summary>
    Date,

    /// <summary>The date is agreed and stands in calendars.</summary>
    Appointment,

    /// <summary>The visit was made: its report is due.</summary>
    Report,

    /// <summary>The second of a pair is to sign.</summary>
    Signature,

    /// <summary>The report stands.</summary>
    Reported,

    /// <summary>The doctor has withdrawn.</summary>
    Withdrawn,
}
