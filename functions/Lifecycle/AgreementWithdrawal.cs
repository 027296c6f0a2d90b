using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Lifecycle;

/// <summary>The input of the orchestration <see cref="AgreementWithdrawal"/>.</summary>
/// <param name="Agreement">The agreement.</param>
/// <param name="Number">The proposal's number on it, from 1.</param>
public sealed record WithdrawalRound(DossierKey Agreement, int Number);

/// <summary>
/// The withdrawal of one agreement, from its proposal: a second person is asked, and reminded; confirmed, it is done; declined or left
/// alone, nothing happens. Whoever proposed it is told.
/// </summary>
public static class AgreementWithdrawal
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "AgreementWithdrawal";

    /// <summary>After this many days without an answer it is not confirmed.</summary>
    public const int DelayDays = 30;

    private static readonly int[] Reminders = [7, 14, 21];

    /// <summary>The one instance of a withdrawal.</summary>
    public static string InstanceOf(DossierKey agreement, int number) => string.Create(CultureInfo.InvariantCulture, $"withdrawal-{agreement.Id}-{number}");

    /// <summary>The story of one withdrawal.</summary>
    /// <returns>The template by which its author was told.</returns>
    [Function(Orchestration)]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<WithdrawalRound>()
            ?? throw new InvalidOperationException($"{Orchestration} expects a {nameof(WithdrawalRound)} as its input; got none.");
        var plan = await context.CallActivityAsync<WithdrawalPlan>(WithdrawalActivities.PlanWithdrawal, round, Retries.Patient);
        var id = Withdrawals.ConfirmationOf(round.Number);
        var answer = await context.CallSubOrchestratorAsync<Claim>(
            AssignmentFlow.Orchestration,
            new AssignmentRound(
                round.Agreement,
                id,
                AssignmentKind.WithdrawalConfirmation,
                Reminders,
                DelayDays,
                AgreementMails.WithdrawalAsked,
                AgreementMails.WithdrawalReminder,
                plan.Data,
                Named: plan.Confirmers,
                Stage: Withdrawals.Stage,
                Calendar: plan.Calendar),
            new SubOrchestrationOptions(instanceId: AssignmentFlow.InstanceOf(round.Agreement, id)));

        var outcome = await context.CallActivityAsync<string>(WithdrawalActivities.ConcludeWithdrawal, answer, Retries.Patient);
        var data = new Dictionary<string, string>(plan.Data)
        {
            [MailData.Word] = answer.Word,
            [MailData.Console] = AgreementNews.PageOf(round.Agreement),
        };
        await context.CallActivityAsync(
            Outbox.PostMail,
            new MailPosting(round.Agreement, $"{id}-outcome-{plan.Author}", outcome, plan.Author, data),
            Retries.Patient);
        return outcome;
    }
}

/// <summary>The steps of a withdrawal that touch the world. Each may be repeated.</summary>
public sealed class WithdrawalActivities(Withdrawals withdrawals, AgreementDesk desk)
{
    /// <summary>Reads what the workflow has to know.</summary>
    public const string PlanWithdrawal = "PlanWithdrawal";

    /// <summary>Withdraws the agreement if a second person has confirmed it.</summary>
    public const string ConcludeWithdrawal = "ConcludeWithdrawal";

    /// <summary>Reads what the workflow has to know.</summary>
    [Function(PlanWithdrawal)]
    public Task<WithdrawalPlan> PlanAsync([ActivityTrigger] WithdrawalRound round) => withdrawals.PlanAsync(round);

    /// <summary>Withdraws the agreement if a second person has confirmed it.</summary>
    /// <returns>The template by which its author is told.</returns>
    [Function(ConcludeWithdrawal)]
    public async Task<string> ConcludeAsync([ActivityTrigger] Claim answer, [DurableClient] DurableTaskClient client)
    {
        if (answer.Choice == Choices.Declined) return AgreementMails.WithdrawalDeclined;
        if (answer.Choice != Choices.Accepted) return AgreementMails.WithdrawalUnconfirmed;

        var request = await withdrawals.FindRequestAsync(answer.Dossier, Withdrawals.NumberOf(answer.Assignment));
        if (answer.By == request.By)
            throw new InvalidOperationException($"The withdrawal of {answer.Dossier.Reference} was confirmed by its author; a second person has to.");
        var changed = await desk.ChangeAsync(client, new AgreementChange(
            answer.Dossier, answer.Assignment, AgreementChangeKind.Withdrawn, answer.At, request.By, request.Word));
        return changed is { IsDone: true } ? AgreementMails.WithdrawalDone : AgreementMails.WithdrawalTooLate;
    }
}
