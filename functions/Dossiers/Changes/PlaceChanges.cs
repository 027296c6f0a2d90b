using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Storage;
using Compagnon.Visits;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers.Changes;

/// <summary>
/// Changes of the place of practice of a dossier that was handed over and is not decided. The change's row is written first and holds all:
/// the form's step, the dossier's département, the journal and the mails follow from it and may be repeated.
/// </summary>
public sealed class PlaceChanges(
    StorageClients storage,
    DossierBook dossiers,
    FormBook forms,
    AssignmentDesk assignments,
    FacultyBook faculties,
    JournalBook journal,
    VisitBook visits,
    Outbox outbox,
    Outstanding outstanding,
    WorkList work,
    TimeProvider time)
{
    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 1000;

    private const string FirstId = "place-";
    private const string AfterLastId = "place.";

    /// <summary>The changes of a dossier, oldest first.</summary>
    public async Task<IReadOnlyList<PlaceChange>> ListAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Changes, cancellation);
        var found = new List<PlaceChange>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {dossier.Id} and RowKey ge {FirstId} and RowKey lt {AfterLastId}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)) found.Add(Read(row));
        return found;
    }

    /// <summary>
    /// Whether the place can be changed now: handed over, not concluded, and not being filled anew already because the department asks for it.
    /// </summary>
    public async Task<bool> IsPossibleAsync(DossierRecord record, CancellationToken cancellation = default)
    {
        if (!record.State.IsBeforeConclusion()) return false;
        if ((await forms.FindAsync(record.Key, cancellation)).RoundOf(FormStep.Place) is not null) return false;
        // Concluded a moment ago: the row will say so.
        return await assignments.FindOpenAsync(record.Key, cancellation) is not
        {
            Kind: AssignmentKind.Decision or AssignmentKind.Commission
        } open || await assignments.FindClaimAsync(record.Key, open.Id, cancellation) is null;
    }

    /// <summary>Changes the place.</summary>
    /// <param name="client">Sends the mails.</param>
    /// <param name="opened">The dossier.</param>
    /// <param name="after">The place from now on.</param>
    /// <param name="departement">Code of its département, one of the faculty's.</param>
    /// <param name="reason">Why.</param>
    /// <param name="version">The version of the step that the page was made from.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<PlaceAsked> ChangeAsync(
        DurableTaskClient client,
        OpenedDossier opened,
        Place after,
        string departement,
        string reason,
        int version,
        CancellationToken cancellation = default)
    {
        if (!opened.Faculty.Departements.Contains(departement))
            throw new ArgumentException($"The faculty {opened.Faculty.Id} serves no département {departement}.", nameof(departement));
        if (!await IsPossibleAsync(opened.Record, cancellation)) return PlaceAsked.NotNow;

        var stored = (await forms.FindAsync(opened.Key, cancellation)).Steps.GetValueOrDefault(FormStep.Place);
        var change = new PlaceChange(
            opened.Key,
            version + 1,
            stored?.Answer as Place,
            after,
            opened.Record.Doctor.Departement,
            departement,
            reason,
            opened.By,
            time.GetUtcNow());
        var table = await storage.TableAsync(TableNames.Changes, cancellation);
        var isNew = (stored?.Version ?? 0) == version;
        if (isNew)
        {
            await outstanding.NoteAsync(OutstandingKind.Change, opened.Key, change.Id, cancellation);
            isNew = await table.TryAddAsync(Write(change), cancellation);
        }
        if (!isNew)
        {
            // The same form again, or somebody else's.
            if (await FindAsync(opened.Key, change.Id, cancellation) is not { } earlier || !IsSame(earlier, change)) return PlaceAsked.Overtaken;
        }
        return await FinishAsync(client, opened.Key, change.Id, CancellationToken.None) ? PlaceAsked.Done : PlaceAsked.NotNow;
    }

    /// <summary>Does what follows from a change's row. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a change.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        if (await FindAsync(dossier, id, cancellation) is not { } change) return false;

        if (!await forms.ReplaceHandedOverAsync(dossier, FormStep.Place, change.After, change.Version, cancellation))
        {
            // The department asked for the place anew a moment before: it is answered there, and this never was.
            var table = await storage.TableAsync(TableNames.Changes, cancellation);
            await table.RemoveAsync(dossier.Id, id, cancellation);
            await outstanding.DoneAsync(OutstandingKind.Change, dossier, id, cancellation);
            return false;
        }
        if (await ListAsync(dossier, cancellation) is [.., var latest] && latest.Id == id)
        {
            await dossiers.ChangeAsync(
                dossier,
                record => record.IsFinal || record.Doctor.Departement == change.Departement
                    ? null
                    : record with { Doctor = record.Doctor with { Departement = change.Departement } },
                cancellation);
        }
        await work.RefreshAsync(dossier, cancellation);
        await journal.AppendAsync(new JournalEntry(dossier, change.At, JournalFact.PlaceChanged, change.By, change.Reason), cancellation);
        await TellAsync(client, change, cancellation);
        await TellVisitorsAsync(client, change, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Change, dossier, id, cancellation);
        return true;
    }

    private async Task TellAsync(DurableTaskClient client, PlaceChange change, CancellationToken cancellation)
    {
        var asked = (await assignments.ListAsync(change.Dossier, cancellation))
            .LastOrDefault(assignment => assignment.Kind is AssignmentKind.Review or AssignmentKind.Decision);
        var data = new Dictionary<string, string>
        {
            [MailData.Assignment] = asked?.Id ?? "review-1",
            [MailData.Word] = change.Reason,
        };
        foreach (var person in faculties.Find(change.Dossier.Faculty)?.People ?? [])
        {
            // Whoever saw it was done knows.
            if (!person.Has(StaffRole.Secretariat) || person.Id == change.By) continue;
            await outbox.PostAsync(
                client,
                new MailPosting(change.Dossier, $"{change.Id}-{person.Id}", MailTemplates.PlaceChangedNotice, person.Id, data),
                cancellation);
        }
    }

    // Where the date stands, the visit is made at the new place, and the workflow tells everybody; else those who go are told here.
    private async Task TellVisitorsAsync(DurableTaskClient client, PlaceChange change, CancellationToken cancellation)
    {
        if (await visits.FindStatusAsync(change.Dossier, cancellation) is not { Ended: null } status) return;

        var site = VisitDesk.SiteOf(change.After);
        if (status is { Date: not null, IsMade: false, Way: VisitData.OnSite })
        {
            if (status.Place == site || status.Open.FirstOrDefault(step => step.Kind == AssignmentKind.VisitAppointment) is not { } appointment) return;
            await assignments.ClaimAsync(
                appointment,
                new Claim(
                    change.Dossier, appointment.Id, Choices.Relocated, [], "", change.By, change.At,
                    new Dictionary<string, string> { [VisitData.Place] = site }),
                cancellation);
            await assignments.RaiseAsync(client, change.Dossier, appointment.Id, cancellation);
            return;
        }

        var last = status.Steps.LastOrDefault()?.Assignment.Id ?? status.Stage.Id;
        foreach (var visitor in status.Visitors.Concat(status.AwaitedPeople).Distinct(StringComparer.Ordinal))
        {
            if (visitor == Link.Doctor || visitor == change.By) continue;
            var data = new Dictionary<string, string> { [MailData.Assignment] = last, [MailData.Word] = change.Reason };
            await outbox.PostAsync(
                client,
                new MailPosting(change.Dossier, $"{change.Id}-{visitor}", MailTemplates.PlaceChangedNotice, visitor, data),
                cancellation);
        }
    }

    private async Task<PlaceChange?> FindAsync(DossierKey dossier, string id, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Changes, cancellation);
        return await table.FindAsync(dossier.Id, id, cancellation) is { } row ? Read(row) : null;
    }

    private static bool IsSame(PlaceChange one, PlaceChange other) =>
        one.After == other.After && one.Departement == other.Departement && one.Reason == other.Reason && one.By == other.By;

    private static TableEntity Write(PlaceChange change)
    {
        var form = StepForm.Of(FormStep.Place);
        return new TableEntity(change.Dossier.Id, change.Id)
        {
            ["Faculty"] = change.Dossier.Faculty,
            ["Version"] = change.Version,
            ["Before"] = change.Before is null ? "" : form.ToJson(change.Before),
            ["After"] = form.ToJson(change.After),
            ["DepartementBefore"] = change.DepartementBefore,
            ["Departement"] = change.Departement,
            ["Reason"] = change.Reason,
            ["By"] = change.By,
            ["At"] = change.At.ToUniversalTime(),
        };
    }

    private static PlaceChange Read(TableEntity row)
    {
        var form = StepForm.Of(FormStep.Place);
        return new PlaceChange(
            new DossierKey(row.Text("Faculty"), row.PartitionKey),
            row.GetInt32("Version") ?? 0,
            row.Text("Before") is { Length: > 0 } before ? (Place)form.FromJson(before) : null,
            (Place)form.FromJson(row.Text("After")),
            row.Text("DepartementBefore"),
            row.Text("Departement"),
            row.Text("Reason"),
            row.Text("By"),
            row.Moment("At"));
    }
}
