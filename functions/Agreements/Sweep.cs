using Compagnon.Assignments;
using Compagnon.Care;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Changes;
using Compagnon.Holds;
using Compagnon.Lifecycle;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Mail.Returns;
using Compagnon.Operations;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Agreements;

/// <summary>
/// Once an hour: whatever a crash left between two steps is taken up. It looks at notes, and at the sessions of
/// the commissions, and builds lists that are missing. Once a night it looks through the mailboxes'
/// drafts and the dossiers that were never submitted; once a day it looks for what should run and does not (<see cref="DailySweep"/>).
/// </summary>
public sealed class Sweep(
    Outstanding outstanding,
    AssignmentDesk desk,
    AgreementStarter starter,
    UnfinishedDocuments unfinished,
    SessionSweep sessions,
    UnfinishedChanges unfinishedChanges,
    UnfinishedAgreements unfinishedAgreements,
    HoldDesk holds,
    UnfinishedCare unfinishedCare,
    Outbox outbox,
    OrphanDrafts orphans,
    ReturnedMails returns,
    MailTroubles troubles,
    Retention retention,
    SentTables sentTables,
    DailySweep daily,
    SweepBook sweeps,
    IEnumerable<IKeptList> lists,
    TimeProvider time,
    ILogger<Sweep> logger)
{
    // Of the day, UTC: what looks through everything is done once.
    private const int HourOfNight = 3;

    // What is younger is most likely still being done by whoever began it.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    // Between a blob and its row nothing may take it for one that was left: longer than storage, its retries and a long pause can take.
    private static readonly TimeSpan DocumentGrace = TimeSpan.FromHours(1);

    /// <summary>The sweep.</summary>
    [Function("Sweep")]
    public async Task RunAsync(
        [TimerTrigger("0 17 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        var claims = await EachAsync(OutstandingKind.Claim, Grace, note => TellAsync(client, note, cancellation), cancellation);
        var submissions = await EachAsync(OutstandingKind.Submission, Grace, note => StartAsync(client, note, cancellation), cancellation);
        var mails = await EachAsync(OutstandingKind.Mail, Grace, note => DeliverAsync(client, note, cancellation), cancellation);
        var documents = await EachAsync(OutstandingKind.Document, DocumentGrace, note => FinishAsync(note, cancellation), cancellation);
        await sessions.RunAsync(client, cancellation);
        var changes = await EachAsync(
            OutstandingKind.Change, Grace, note => unfinishedChanges.FinishAsync(client, note, cancellation), cancellation);
        var agreements = await EachAsync(
            OutstandingKind.Agreement, Grace, note => unfinishedAgreements.FinishAsync(client, note, cancellation), cancellation);
        var held = await EachAsync(OutstandingKind.Hold, Grace, note => HoldAsync(client, note, cancellation), cancellation);
        var care = await EachAsync(OutstandingKind.Care, Grace, note => unfinishedCare.FinishAsync(client, note, cancellation), cancellation);
        var isNight = time.GetUtcNow().Hour == HourOfNight;
        var returned = await returns.LookAsync(client, cancellation);
        var drafts = isNight ? await orphans.RemoveAsync(cancellation) : 0;
        var erased = isNight ? await retention.EraseAsync(cancellation) : 0;
        if (isNight) await sentTables.PurgeAsync(cancellation);
        var found = time.GetUtcNow().Hour >= HourOfNight ? await LookAsync(client, cancellation) : 0;
        var listed = 0;
        foreach (var list in lists) listed += await list.BuildAsync(cancellation);

        await sweeps.EndedAsync(time.GetUtcNow(), cancellation);
        // Always: an alert looks for the hours without it.
        logger.LogInformation(
            "Sweep ended: {Claims} answers told again, {Submissions} workflows started, {Mails} deliveries taken up, {Documents} changes of "
            + "documents, {Changes} of dossiers, {Agreements} of agreements, {Holds} holds and {Care} things beside finished, {Returned} mails come back, {Drafts} drafts deleted, {Erased} dossiers that were "
            + "never submitted erased, {Found} things found by the daily look, {Listed} lines of lists made anew",
            claims, submissions, mails, documents, changes, agreements, held, care, returned, drafts, erased, found, listed);
    }

    // What fails here (Graph does not take the mail) is tried again in an hour, and must not keep the sweep from its end.
    private async Task<int> LookAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        try
        {
            return (await daily.RunAsync(client, cancellation))?.Count ?? 0;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.LogError(error, "Sweep: the daily look, or its mail, could not be done");
            return 0;
        }
    }

    private async Task<bool> TellAsync(DurableTaskClient client, OutstandingNote note, CancellationToken cancellation)
    {
        if (await desk.RaiseAsync(client, note.Dossier, note.Id, cancellation)) return true;
        await outstanding.ForgetAsync(note, cancellation);
        return false;
    }

    private async Task<bool> StartAsync(DurableTaskClient client, OutstandingNote note, CancellationToken cancellation)
    {
        var start = await starter.StartAsync(client, note.Dossier, cancellation);
        if (start == AgreementStart.NotSubmitted) await outstanding.ForgetAsync(note, cancellation);
        return start == AgreementStart.Started;
    }

    private async Task<bool> DeliverAsync(DurableTaskClient client, OutstandingNote note, CancellationToken cancellation)
    {
        if (time.GetUtcNow() - note.Since > MailTroubles.WaitingAfter) await troubles.RefreshAsync(new MailKey(note.Dossier, note.Id), cancellation);
        await outbox.ResumeAsync(client, note.Dossier, note.Id, cancellation);
        return true;
    }

    private async Task<bool> HoldAsync(DurableTaskClient client, OutstandingNote note, CancellationToken cancellation)
    {
        if (HoldDesk.Read(note) is { } hold && await holds.FinishAsync(client, hold, cancellation)) return true;
        await outstanding.ForgetAsync(note, cancellation);
        return false;
    }

    private async Task<bool> FinishAsync(OutstandingNote note, CancellationToken cancellation)
    {
        var finished = await unfinished.FinishAsync(note.Dossier, note.Id, cancellation);
        await outstanding.DoneAsync(note, cancellation);
        return finished;
    }

    private async Task<int> EachAsync(
        OutstandingKind kind, TimeSpan age, Func<OutstandingNote, Task<bool>> take, CancellationToken cancellation)
    {
        var taken = 0;
        foreach (var note in await outstanding.ListAsync(kind, age, cancellation))
        {
            try
            {
                if (await take(note)) taken++;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // One that fails must not keep the others from their turn; it is tried again in an hour.
                logger.LogError(error, "Sweep: an outstanding {Kind} could not be taken up", kind);
            }
        }

        return taken;
    }
}
