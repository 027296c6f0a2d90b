using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compagnon.Agreements;

/// <summary>How a dossier ended. The names stand in histories: they never change meaning.</summary>
public enum AgreementOutcome
{
    /// <summary>The agreement stands in the register.</summary>
    Granted = 1,

    /// <summary>Refused, with reasons.</summary>
    Refused = 2,

    /// <summary>The doctor withdrew.</summary>
    Withdrawn = 3,

    /// <summary>The doctor's delay passed.</summary>
    ClosedWithoutDecision = 4,
}

/// <summary>The procedure: the life of one dossier from its submission to its end.</summary>
public static class Agreement
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "Agreement";

    /// <summary>The one instance that runs a dossier.</summary>
    public static string InstanceOf(DossierKey dossier) => $"agreement-{dossier.Id}";

    /// <summary>The procedure.</summary>
    [Function(Orchestration)]
    public static async Task<AgreementOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var dossier = context.GetInput<DossierKey>();
        var procedure = await context.CallActivityAsync<Procedure>(AgreementActivities.ReadProcedure, dossier, Retries.Patient);
        var story = new AgreementStory(context, dossier, procedure);

        await story.TellDoctorAsync(MailTemplates.Acknowledgement);

        // Completeness: the secretariat checks, the doctor completes, as often as it takes.
        Claim? before = null;
        var round = 1;
        for (; ; round++)
        {
            var review = await story.AskSecretariatAsync(round, before);
            if (review.Choice == Choices.Withdrawn) return await story.EndWithdrawnAsync(review);
            if (review.Choice == Choices.Complete) break;

            before = review;
            var completion = await story.AskDoctorAsync(round, review);
            if (completion.Choice == Choices.Withdrawn) return await story.EndWithdrawnAsync(completion);
            if (completion.Choice == Choices.Deadline) return await story.EndClosedAsync(completion, review);
        }

        // Field visit, where the faculty makes one.
        if (procedure.Visit is { } plan)
        {
            var visit = await story.VisitAsync(plan);
            if (visit.Choice == Choices.Withdrawn) return await story.EndWithdrawnAsync(visit);
        }

        // Commission, where the faculty has one: it decides, or wants to see something first, as often as it takes.
        for (var session = 1; procedure.HasCommission; session++, round++)
        {
            var outcome = await story.AskCommissionAsync(session);
            if (outcome.Choice != Choices.Deferred)
            {
                // The dean signs, another authority decides, or the outcome is the decision: by cycle, as the faculty's file says.
                var ruling = await story.DecideAsync(session, outcome);
                if (ruling.Choice != Choices.Declined) return await EndAsync(story, ruling);
                continue;
            }

            var completion = await story.AskDoctorForCommissionAsync(round, outcome);
            if (completion.Choice == Choices.Withdrawn) return await story.EndWithdrawnAsync(completion);
            if (completion.Choice == Choices.Deadline) return await story.EndClosedAsync(completion, outcome);
        }

        // Decision, where it has none.
        return await EndAsync(story, Ruling.Of(await story.AskCoordinatorAsync()));
    }

    private static async Task<AgreementOutcome> EndAsync(AgreementStory story, Ruling ruling) => ruling.Choice switch
    {
        Choices.Granted or Choices.Conditional => await story.EndGrantedAsync(ruling),
        Choices.Refused => await story.EndRefusedAsync(ruling),
        Choices.Withdrawn => await story.EndWithdrawnAsync(ruling.Last),
        _ => throw new InvalidOperationException(
            $"A decision is '{Choices.Granted}', '{Choices.Conditional}', '{Choices.Refused}' or '{Choices.Withdrawn}'; got '{ruling.Choice}'."),
    };
}
