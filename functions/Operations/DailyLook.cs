using Compagnon.Agreements;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Renewals;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Operations;

/// <summary>
/// Looks once a day through all agreements, open dossiers and mails on their way: what should run and does not, or stands still. It
/// repairs what is safe (a workflow under the same id, so never a second one) and says the rest.
/// </summary>
public sealed class DailyLook(
    FacultyBook faculties,
    AgreementRegister register,
    WatchStarter watches,
    DossierBook dossiers,
    AgreementStarter starter,
    Outstanding outstanding,
    TimeProvider time,
    ILogger<DailyLook> logger)
{
    /// <summary>For how long after the end of its delay a dossier may still stand there: two days, more than storage is ever down.</summary>
    public static readonly TimeSpan LateBy = TimeSpan.FromDays(2);

    /// <summary>For how long Graph may not have accepted a mail: a day.</summary>
    public static readonly TimeSpan MailLateBy = TimeSpan.FromDays(1);

    // Beyond the longest sleep, and the month for which a step is tried again.
    private static readonly TimeSpan WatchLateBy = TimeSpan.FromDays(AgreementWatch.LongestSleepDays + 35);

    /// <summary>Looks, and repairs.</summary>
    public async Task<IReadOnlyList<DailyFinding>> RunAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        var findings = new List<DailyFinding>();
        foreach (var faculty in faculties.All)
        {
            await TryAsync(faculty.Id, findings, () => LookAtAgreementsAsync(client, faculty.Id, findings, cancellation));
            await TryAsync(faculty.Id, findings, () => LookAtDossiersAsync(client, faculty.Id, findings, cancellation));
        }

        await TryAsync("", findings, async () =>
        {
            foreach (var note in await outstanding.ListAsync(OutstandingKind.Mail, MailLateBy, cancellation))
                findings.Add(DailyFinding.Of(DailyFindingKind.MailNotAccepted, note.Dossier, note.Id));
        });
        return findings;
    }

    private async Task LookAtAgreementsAsync(
        DurableTaskClient client, string faculty, List<DailyFinding> findings, CancellationToken cancellation)
    {
        await foreach (var agreement in register.ListAsync(faculty, cancellation: cancellation))
        {
            if (agreement.IsOver) continue;
            if (await watches.StartAsync(client, agreement.Dossier, cancellation))
            {
                findings.Add(DailyFinding.Of(DailyFindingKind.WatchStarted, agreement.Dossier));
                continue;
            }

            var instance = await client.GetInstanceAsync(
                AgreementWatch.InstanceOf(agreement.Dossier), getInputsAndOutputs: false, cancellation);
            if (instance is { IsCompleted: false } && time.GetUtcNow() - instance.LastUpdatedAt > WatchLateBy)
                findings.Add(DailyFinding.Of(DailyFindingKind.WatchStuck, agreement.Dossier));
        }
    }

    private async Task LookAtDossiersAsync(
        DurableTaskClient client, string faculty, List<DailyFinding> findings, CancellationToken cancellation)
    {
        await foreach (var dossier in dossiers.ListAsync(faculty, cancellation))
        {
            if (dossier.Submitted is null || dossier.IsFinal) continue;
            switch (await starter.StartAsync(client, dossier.Key, cancellation))
            {
                case AgreementStart.Started:
                    findings.Add(DailyFinding.Of(DailyFindingKind.WorkflowStarted, dossier.Key));
                    break;
                // Looked at again: it may have ended between the row that was read and now.
                case AgreementStart.Ended when await dossiers.FindAsync(dossier.Key, cancellation) is { IsFinal: false }:
                    findings.Add(DailyFinding.Of(DailyFindingKind.WorkflowEnded, dossier.Key));
                    break;
                case AgreementStart.UnderWay when !dossier.IsHeld && dossier.Due is { } due && time.GetUtcNow() - due > LateBy:
                    findings.Add(DailyFinding.Of(DailyFindingKind.WorkflowStuck, dossier.Key));
                    break;
                default:
                    break;
            }
        }
    }

    private async Task TryAsync(string faculty, List<DailyFinding> findings, Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // One that fails must not keep the others from their turn.
            logger.LogError(error, "Daily look: a part of it failed for '{Faculty}'", faculty);
            findings.Add(new DailyFinding(DailyFindingKind.LookFailed, faculty, ""));
        }
    }
}
