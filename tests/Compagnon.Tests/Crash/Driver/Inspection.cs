using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Emulator.DurableTask;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Renewals;
using Compagnon.Storage;
using Compagnon.Testing;
using DurableTask.Core;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compagnon.Tests.Crash;

/// <summary>Looks from the outside, into storage, the mailbox and the file of the workflows, whether everything is there, once, and fits together.</summary>
internal sealed class Inspection
{
    private const int LookedAtAtOnce = 6;

    private static readonly JournalFact[] Deposits = [JournalFact.DocumentAdded, JournalFact.DocumentReplaced];

    private readonly CrashSite site;
    private readonly IReadOnlyList<Faculty> faculties;
    private readonly StorageClients storage;
    private readonly DossierBook dossiers;
    private readonly DocumentBook documents;
    private readonly AssignmentDesk desk;
    private readonly AgreementRegister register;
    private readonly JournalBook journal;
    private readonly SessionBook sessions;
    private readonly ConcurrentQueue<Finding> findings = [];

    private Inspection(CrashSite site, IReadOnlyList<Faculty> faculties)
    {
        (this.site, this.faculties) = (site, faculties);
        storage = new StorageClients(new TableServiceClient(site.Storage), new BlobServiceClient(site.Storage));
        dossiers = new DossierBook(storage);
        documents = new DocumentBook(storage, TimeProvider.System, NullLogger<DocumentBook>.Instance);
        desk = new AssignmentDesk(storage, new Outstanding(storage, TimeProvider.System), dossiers, TimeProvider.System);
        register = new AgreementRegister(storage);
        sessions = new SessionBook(storage);
        journal = new JournalBook(storage, new FacultyBook(faculties, storage));
    }

    /// <summary>What is not as it must be in storage and in the mailbox.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(
        CrashSite site, IReadOnlyList<Story> stories, IReadOnlyList<Faculty> faculties, IReadOnlyList<ReceivedMail> mails)
    {
        var inspection = new Inspection(site, faculties);
        await inspection.LookAsync(stories, mails);
        return [.. inspection.findings];
    }

    /// <summary>What is not as it must be in the file of the workflows, which nobody has open.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAtWorkflowsAsync(CrashSite site, IReadOnlyList<Faculty> faculties)
    {
        var inspection = new Inspection(site, faculties);
        await using var engine = new DurableEngine(new DurableTaskRegistry(), new DurableEngineOptions { Path = site.Workflows });
        var outcomes = new Dictionary<string, string?>();
        var goingOn = new HashSet<string>();
        foreach (var faculty in faculties)
        {
            foreach (var session in (await inspection.sessions.ListAsync(faculty.Id)).Where(session => !session.IsFinal))
                goingOn.Add(SessionFlow.InstanceOf(session.Key));
        }

        for (string? after = null; ;)
        {
            var page = engine.List(new InstanceFilter { PageSize = 500, After = after });
            foreach (var instance in page.Instances)
            {
                outcomes[instance.Id] = instance.Output;
                // The watch over an agreement goes on for years, and a session that is announced until it was held.
                var mayGoOn = instance.Name == AgreementWatch.Orchestration || goingOn.Contains(instance.Id);
                if (instance.Status != OrchestrationStatus.Completed && !(mayGoOn && instance.Status == OrchestrationStatus.Running))
                {
                    var waits = string.Join(", ", instance.Waits.Select(wait => $"{wait.Kind} {wait.Name}"));
                    inspection.Find(FindingKind.Stuck, $"the workflow {instance.Id} is {instance.Status}: {instance.Failure?.ErrorMessage}{waits}");
                }
            }

            if ((after = page.Continuation) is null) break;
        }

        foreach (var faculty in faculties)
            await foreach (var dossier in inspection.dossiers.ListAsync(faculty.Id))
                if (dossier.Submitted is not null) await inspection.LookAtWorkflowsAsync(dossier, outcomes, engine.Converter);

        return [.. inspection.findings];
    }

    private async Task LookAtWorkflowsAsync(DossierRecord dossier, IReadOnlyDictionary<string, string?> outcomes, DataConverter converter)
    {
        if (!outcomes.TryGetValue(Agreement.InstanceOf(dossier.Key), out var outcome))
            Find(FindingKind.Lost, $"{dossier.Key.Id} is submitted and has no workflow");
        else if (outcome is not null && outcome != converter.Serialize(OutcomeOf(dossier.State)))
            Find(FindingKind.Wrong, $"the workflow of {dossier.Key.Id} ended with {outcome}, its row says {dossier.State}");

        if (dossier.State == DossierState.Granted && !outcomes.ContainsKey(AgreementWatch.InstanceOf(dossier.Key)))
            Find(FindingKind.Lost, $"{dossier.Key.Id} is granted and nothing watches over the agreement");

        foreach (var assignment in await desk.ListAsync(dossier.Key))
        {
            if (await desk.FindClaimAsync(dossier.Key, assignment.Id) is not { } claim) continue;
            // The dossier's own workflow waits for the commission, and its result says more than that answer.
            if (assignment.Kind == AssignmentKind.Commission) continue;
            var taken = outcomes.GetValueOrDefault(assignment.Instance) is { } output ? converter.Deserialize<Claim>(output)?.Choice : null;
            if (taken == claim.Choice) continue;
            var what = $"{dossier.Key.Id}: {assignment.Id} is answered by {claim.Choice}";
            Find(FindingKind.Lost, $"{what} and its workflow has taken {taken ?? "no answer"}");
        }
    }

    private static AgreementOutcome? OutcomeOf(DossierState state) => state switch
    {
        DossierState.Granted => AgreementOutcome.Granted,
        DossierState.Refused => AgreementOutcome.Refused,
        DossierState.Withdrawn => AgreementOutcome.Withdrawn,
        DossierState.ClosedWithoutDecision => AgreementOutcome.ClosedWithoutDecision,
        _ => null,
    };

    private void Find(FindingKind kind, string text) => findings.Enqueue(new Finding(kind, text));

    private async Task LookAsync(IReadOnlyList<Story> stories, IReadOnlyList<ReceivedMail> mails)
    {
        var rows = new List<DossierRecord>();
        var entries = new Dictionary<string, int>();
        foreach (var faculty in faculties)
        {
            await foreach (var dossier in dossiers.ListAsync(faculty.Id)) rows.Add(dossier);
            await foreach (var entry in (await storage.TableAsync(TableNames.Agreements)).PartitionAsync(faculty.Id))
                if (!entry.RowKey.StartsWith('~')) entries[entry.RowKey] = entries.GetValueOrDefault(entry.RowKey) + 1;
        }

        var mailsOf = mails.ToLookup(mail => mail.Headers.GetValueOrDefault(GraphMail.Header, "").Split('/')[0]);
        var rowsOf = rows.ToLookup(row => row.Doctor.Address);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = LookedAtAtOnce };
        await Parallel.ForEachAsync(stories, limits, async (story, _) =>
        {
            var own = rowsOf[story.Doctor.Address].ToList();
            if (own is [var dossier]) await LookAsync(story, dossier, [.. mailsOf[dossier.Key.Id]]);
            else Find(own.Count == 0 ? FindingKind.Lost : FindingKind.Doubled, $"{story} has {own.Count} dossiers");
        });

        // What is told of a session, to each member.
        foreach (var twice in mails.Select(mail => mail.Headers.GetValueOrDefault(GraphMail.Header, "")).Where(id => id.Length > 0).CountBy(id => id).Where(pair => pair.Value > 1))
            Find(FindingKind.Doubled, $"the mail {twice.Key} came {twice.Value} times");
        foreach (var dossier in rows) entries.Remove(dossier.Key.Id);
        foreach (var mail in mailsOf[""]) Find(FindingKind.Wrong, $"the mail « {mail.Subject} » says of no dossier");
        foreach (var strange in rows.Where(row => !stories.Any(story => story.Doctor.Address == row.Doctor.Address))) Find(FindingKind.Doubled, $"nobody asked for the dossier {strange.Key.Id}");
        foreach (var entry in entries.Keys) Find(FindingKind.Wrong, $"the register has an entry {entry} and there is no such dossier");

        var notes = await (await storage.TableAsync(TableNames.Outstanding)).QueryAsync<TableEntity>().ToListAsync();
        foreach (var note in notes) Find(FindingKind.Stuck, $"outstanding: {note.PartitionKey} {note.RowKey}");
    }

    private async Task LookAsync(Story story, DossierRecord dossier, IReadOnlyList<ReceivedMail> mails)
    {
        var what = $"{story} {dossier.Key.Id}";
        if (!dossier.IsFinal) Find(FindingKind.Stuck, $"{what} is {dossier.State} and waits on {dossier.WaitsOn}");

        var claims = await LookAtClaimsAsync(what, story, dossier);
        await LookAtRegisterAsync(what, dossier);
        await LookAtDocumentsAsync(what, story, dossier);
        await LookAtJournalAsync(what, story, dossier, claims);
        await LookAtMailsAsync(what, story, dossier, claims, mails);
        await LookAtCommissionAsync(what, story, dossier, claims, mails);
    }

    private async Task LookAtCommissionAsync(
        string what,
        Story story,
        DossierRecord dossier,
        IReadOnlyList<(Assignment Assignment, Claim Claim)> claims,
        IReadOnlyList<ReceivedMail> mails)
    {
        if (story.Fate != Fate.WholeWay) return;

        AssignmentKind[] stages = [AssignmentKind.Visit, AssignmentKind.VisitReport, AssignmentKind.Commission, AssignmentKind.AuthorityDecision, AssignmentKind.Signature];
        foreach (var stage in stages.Except(claims.Select(pair => pair.Assignment.Kind))) Find(FindingKind.Lost, $"{what} has gone through no {stage}");
        var outcome = claims.FirstOrDefault(pair => pair.Assignment.Kind == AssignmentKind.Commission).Claim;
        if (outcome is not null && await sessions.FindAsync(dossier.Key with { Id = outcome.Text(OutcomeData.Session) }) is not { State: SessionState.Held })
            Find(FindingKind.Stuck, $"{what}: the session that examined it was not closed, and nobody has its minutes");
        var planned = mails.Count(mail => mail.Headers[GraphMail.Header].Contains("-planned-", StringComparison.Ordinal));
        if (planned != 1) Find(planned == 0 ? FindingKind.Lost : FindingKind.Doubled, $"{what}: the doctor was told of a session {planned} times");

        var opinions = (await new OpinionBook(storage).ListAsync(dossier.Key)).Select(opinion => opinion.Member).ToList();
        foreach (var member in story.Opinions.Except(opinions)) Find(FindingKind.Lost, $"{what}: the opinion of {member} was acknowledged and is gone");
        foreach (var engaged in await (await storage.TableAsync(TableNames.OpenVisits)).PartitionAsync(dossier.Key.Faculty).ToListAsync())
        {
            if (engaged.RowKey.StartsWith(dossier.Key.Id, StringComparison.Ordinal))
                Find(FindingKind.Stuck, $"{what}: {engaged.RowKey} is engaged for a visit that is over");
        }
    }

    private async Task<IReadOnlyList<(Assignment Assignment, Claim Claim)>> LookAtClaimsAsync(string what, Story story, DossierRecord dossier)
    {
        var claims = new List<(Assignment Assignment, Claim Claim)>();
        foreach (var assignment in await desk.ListAsync(dossier.Key))
        {
            if (await desk.FindClaimAsync(dossier.Key, assignment.Id) is { } claim) claims.Add((assignment, claim));
            else Find(FindingKind.Stuck, $"{what}: nobody has answered {assignment.Id}");
        }

        if (await desk.FindOpenAsync(dossier.Key) is { } open && claims.Any(pair => pair.Assignment.Id == open.Id))
            Find(FindingKind.Lost, $"{what}: {open.Id} is answered and the workflow does not know it");

        var all = await (await storage.TableAsync(TableNames.Claims)).PartitionAsync(dossier.Key.Id).ToListAsync();
        if (all.Count != claims.Count) Find(FindingKind.Wrong, $"{what} has {all.Count} claims on {claims.Count} assignments");

        var ends = claims.Where(pair => IsEnd(pair.Assignment, pair.Claim)).ToList();
        if (ends.Count > 1) Find(FindingKind.Doubled, $"{what} has ended {ends.Count} times: {string.Join(", ", ends.Select(end => $"{end.Assignment.Id} {end.Claim.Choice}"))}");
        if (ends.Count == 0 && dossier.IsFinal && story.Fate != Fate.WithdrawnAsDraft)
            Find(FindingKind.Lost, $"{what} has ended and no answer has ended it");
        if (ends.Count == 1 && StateAfter(ends[0].Claim.Choice) != dossier.State)
            Find(FindingKind.Wrong, $"{what} ended by {ends[0].Claim.Choice} and its row says {dossier.State}");

        foreach (var (assignment, said) in story.Answered)
        {
            var stored = claims.FirstOrDefault(pair => pair.Assignment.Id == assignment).Claim?.Choice;
            if (stored != said) Find(FindingKind.Lost, $"{what}: a page said that {assignment} is answered by {said}; what is stored is {stored ?? "nothing"}");
        }

        var page = dossier.State switch
        {
            DossierState.Granted => "Agrément accordé",
            DossierState.Refused => "Agrément refusé",
            DossierState.Withdrawn => "Candidature retirée",
            DossierState.ClosedWithoutDecision => "Dossier classé sans décision",
            _ => "",
        };
        if (story.End is { } end && end != page) Find(FindingKind.Wrong, $"{what}: the doctor's page said « {end} » and the row says {dossier.State}");
        return claims;
    }

    private async Task LookAtRegisterAsync(string what, DossierRecord dossier)
    {
        var entry = await register.FindAsync(dossier.Key);
        if (dossier.State == DossierState.Granted && entry is null) Find(FindingKind.Lost, $"{what} is granted and not in the register");
        if (dossier.State != DossierState.Granted && entry is not null) Find(FindingKind.Wrong, $"{what} is {dossier.State} and stands in the register");
        if (entry is not null && (entry.Rpps != dossier.Doctor.Rpps || entry.Until <= entry.From))
            Find(FindingKind.Wrong, $"{what}: the register's entry is not the doctor's, or ends before it begins");
    }

    private async Task LookAtDocumentsAsync(string what, Story story, DossierRecord dossier)
    {
        var pieces = faculties.Single(faculty => faculty.Id == dossier.Key.Faculty).Pieces.ToDictionary(piece => piece.Id, piece => piece.Label);
        var stored = await documents.ListAsync(dossier.Key);
        foreach (var piece in story.Uploads.Pieces.Where(piece => story.Uploads.IsAcknowledged(piece) && !stored.Keys.Any(id => pieces[id] == piece)))
            Find(FindingKind.Lost, $"{what}: the document for « {piece} » was acknowledged and is gone");

        foreach (var (id, document) in stored)
        {
            try
            {
                await using var content = await documents.OpenReadAsync(document);
                var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
                if (found != document.Sha256) Find(FindingKind.Lost, $"{what}: the document for {id} should have the SHA-256 {document.Sha256} and has {found}");
                if (!story.Uploads.MayBe(pieces[id], found)) Find(FindingKind.Lost, $"{what}: the document for {id} is not the one that was acknowledged last");
            }
            catch (FileNotFoundException)
            {
                Find(FindingKind.Lost, $"{what}: the document for {id} has no content");
            }
        }

        var total = await (await storage.TableAsync(TableNames.Documents)).FindAsync(dossier.Key.Id, "~total");
        if ((total?.GetInt64("Bytes") ?? 0) != stored.Values.Sum(document => document.Size)) Find(FindingKind.Wrong, $"{what}: the sum of its documents' sizes is wrong");
    }

    private async Task LookAtJournalAsync(
        string what, Story story, DossierRecord dossier, IReadOnlyList<(Assignment Assignment, Claim Claim)> claims)
    {
        var all = await journal.ReadAsync(dossier.Key);
        var lines = all.CountBy(line => line.Fact).ToDictionary();
        foreach (var (fact, count) in Facts())
        {
            var found = lines.GetValueOrDefault(fact);
            if (found != count) Find(found < count ? FindingKind.Lost : FindingKind.Doubled, $"{what}: the journal says {found} times {fact}, expected {count}");
        }

        // A draft that is withdrawn is handed over to nobody, who would make up for the lines that a crash left out.
        if (story.Fate == Fate.WithdrawnAsDraft) return;
        var pieces = faculties.Single(faculty => faculty.Id == dossier.Key.Faculty).Pieces.ToDictionary(piece => piece.Id, piece => piece.Label);
        foreach (var document in (await documents.ListAsync(dossier.Key)).Values)
        {
            string[] sentences = [.. Deposits.Select(fact => JournalSentences.Of(fact, pieces[document.Piece]))];
            var written = all.Count(line => line.At == document.At && sentences.Contains(line.Sentence));
            if (written == 0) Find(FindingKind.Lost, $"{what}: the journal does not say that {document.Piece} was deposited");
            // While the clock is being moved it stands still between two moments: a piece may be deposited and replaced at one, as other things happen then.
            var clockStood = all.Any(line => line.At == document.At && !sentences.Contains(line.Sentence));
            if (written > 1 && !clockStood) Find(FindingKind.Doubled, $"{what}: the journal says {written} times that {document.Piece} was deposited");
        }

        Dictionary<JournalFact, int> Facts()
        {
            var answers = claims.Where(pair => IsEnd(pair.Assignment, pair.Claim) || pair.Assignment.Stage.Length == 0 && StateAfter(pair.Claim.Choice) is null)
                .CountBy(pair => pair.Claim.Choice).ToDictionary();
            var told = claims.Select(pair => AssignmentKinds.FactOf(pair.Assignment, pair.Claim)).OfType<JournalFact>().CountBy(fact => fact).ToDictionary();
            var opened = claims.CountBy(pair => pair.Assignment.Kind).ToDictionary();
            if (story.Fate == Fate.WithdrawnAsDraft) return new() { [JournalFact.Withdrawn] = 1, [JournalFact.Submitted] = 0 };
            return new()
            {
                [JournalFact.CandidacyReceived] = 1,
                [JournalFact.AddressConfirmed] = 1,
                [JournalFact.CharterAccepted] = 1,
                [JournalFact.Submitted] = 1,
                [JournalFact.ReviewAsked] = opened.GetValueOrDefault(AssignmentKind.Review),
                [JournalFact.DecisionAsked] = opened.GetValueOrDefault(AssignmentKind.Decision),
                [JournalFact.FoundComplete] = answers.GetValueOrDefault(Choices.Complete),
                [JournalFact.PiecesAsked] = answers.GetValueOrDefault(Choices.Missing),
                [JournalFact.PiecesProvided] = answers.GetValueOrDefault(Choices.Provided),
                [JournalFact.Granted] = answers.GetValueOrDefault(Choices.Granted),
                [JournalFact.Refused] = answers.GetValueOrDefault(Choices.Refused),
                [JournalFact.Withdrawn] = answers.GetValueOrDefault(Choices.Withdrawn),
                [JournalFact.ClosedWithoutDecision] = answers.GetValueOrDefault(Choices.Deadline),
                [JournalFact.MailNotDelivered] = 0,
                [JournalFact.VisitorsAsked] = told.GetValueOrDefault(JournalFact.VisitorsAsked),
                [JournalFact.VisitAccepted] = told.GetValueOrDefault(JournalFact.VisitAccepted),
                [JournalFact.VisitDatesProposed] = told.GetValueOrDefault(JournalFact.VisitDatesProposed),
                [JournalFact.VisitAgreed] = told.GetValueOrDefault(JournalFact.VisitAgreed),
                [JournalFact.VisitReported] = told.GetValueOrDefault(JournalFact.VisitReported),
                [JournalFact.CommissionPlanned] = opened.GetValueOrDefault(AssignmentKind.Commission),
                [JournalFact.CommissionConcluded] = opened.GetValueOrDefault(AssignmentKind.Commission),
                [JournalFact.AuthorityAsked] = opened.GetValueOrDefault(AssignmentKind.AuthorityDecision),
                [JournalFact.AuthorityDecided] = opened.GetValueOrDefault(AssignmentKind.AuthorityDecision),
                [JournalFact.SignatureAsked] = opened.GetValueOrDefault(AssignmentKind.Signature),
                [JournalFact.Signed] = opened.GetValueOrDefault(AssignmentKind.Signature),
            };
        }
    }

    private async Task LookAtMailsAsync(
        string what,
        Story story,
        DossierRecord dossier,
        IReadOnlyList<(Assignment Assignment, Claim Claim)> claims,
        IReadOnlyList<ReceivedMail> mails)
    {
        var faculty = faculties.Single(known => known.Id == dossier.Key.Faculty);
        var ids = mails.Select(mail => mail.Headers[GraphMail.Header].Split('/')[1]).CountBy(id => id).ToDictionary();
        foreach (var (id, count) in ids.Where(pair => pair.Value > 1)) Find(FindingKind.Doubled, $"{what}: the mail {id} came {count} times");

        // The candidacy's mail names the day; reminders come or not, as the time passes that the app is up.
        var asked = ids.Keys.Count(id => id.StartsWith("asked-", StringComparison.Ordinal));
        if (asked != 1) Find(asked == 0 ? FindingKind.Lost : FindingKind.Doubled, $"{what}: the mail that confirms the address came {asked} times");

        HashSet<string> expected = story.Fate == Fate.WithdrawnAsDraft ? ["opened"] : ExpectedMails(faculty, claims);
        foreach (var id in expected.Except(ids.Keys)) Find(FindingKind.Lost, $"{what}: the mail {id} has not come");
        foreach (var id in ids.Keys.Except(expected).Where(id => !id.StartsWith("asked-", StringComparison.Ordinal) && !id.Contains("-reminder-", StringComparison.Ordinal)
                     && !id.Contains("-planned-", StringComparison.Ordinal)
                     && !(id.StartsWith("completion-", StringComparison.Ordinal) && id.Contains("-notice-", StringComparison.Ordinal))))
            Find(FindingKind.Doubled, $"{what}: nobody expected the mail {id}");

        // One fact under two ids would have one subject, to one person, twice.
        var rounds = claims.Count(pair => pair.Assignment.Kind == AssignmentKind.Completion);
        foreach (var ((to, subject), count) in mails.Where(mail => !mail.Subject.Contains("rappel", StringComparison.Ordinal)).CountBy(mail => (mail.To[0], mail.Subject)))
        {
            var most = subject.Contains("pièces", StringComparison.Ordinal) ? Math.Max(1, rounds) : 1;
            if (count > most) Find(FindingKind.Doubled, $"{what}: « {subject} » came {count} times to {to}");
        }

        foreach (var row in await (await storage.TableAsync(TableNames.Mails)).PartitionAsync(dossier.Key.Id).ToListAsync())
        {
            var (state, came) = (row.Text("State"), ids.ContainsKey(row.RowKey));
            var isRight = state is nameof(MailState.Accepted) ? came : state is nameof(MailState.Dropped) && !came;
            if (!isRight) Find(came || state == nameof(MailState.Accepted) ? FindingKind.Wrong : FindingKind.Stuck, $"{what}: the mail {row.RowKey} is {state} and has {(came ? "" : "not ")}come");
        }
    }

    private static HashSet<string> ExpectedMails(Faculty faculty, IReadOnlyList<(Assignment Assignment, Claim Claim)> claims)
    {
        HashSet<string> mails = ["opened", $"acknowledgement-{Link.Doctor}"];
        foreach (var (assignment, claim) in claims)
        {
            foreach (var person in assignment.Assignees) mails.Add($"{assignment.Id}-{person}");
            (string Name, IEnumerable<StaffMember> Told)? end = !IsEnd(assignment, claim) ? null : claim.Choice switch
            {
                Choices.Granted => ("granted", Secretariat()),
                Choices.Refused => ("refused", Secretariat()),
                Choices.Withdrawn => ("withdrawn", Office()),
                Choices.Deadline => ("closed", Office()),
                _ => null,
            };
            if (end is not var (name, told)) continue;
            mails.Add($"{name}-{Link.Doctor}");
            foreach (var person in told) mails.Add($"{name}-notice-{person.Id}");
        }

        return mails;

        IEnumerable<StaffMember> Office() => faculty.People.Where(person => person.Has(StaffRole.Secretariat) || person.Has(StaffRole.Coordinator));

        IEnumerable<StaffMember> Secretariat() => faculty.People.Where(person => person.Has(StaffRole.Secretariat));
    }

    // A commission proposes to those who decide after it, of whom the dean is the last; a visit's steps end nothing.
    private static bool IsEnd(Assignment assignment, Claim claim) => assignment.Stage.Length == 0
        && assignment.Kind != AssignmentKind.Commission && StateAfter(claim.Choice) is not null;

    private static DossierState? StateAfter(string choice) => choice switch
    {
        Choices.Granted => DossierState.Granted,
        Choices.Refused => DossierState.Refused,
        Choices.Withdrawn => DossierState.Withdrawn,
        Choices.Deadline => DossierState.ClosedWithoutDecision,
        _ => null,
    };
}
