using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Storage;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Commissions;

/// <summary>What came of a change of a session.</summary>
/// <param name="Session">The session as it stands.</param>
/// <param name="Done">Whether this call changed it.</param>
public sealed record SessionChange(Session Session, bool Done);

/// <summary>
/// The table <c>Sessions</c>: the sessions of a faculty and the dossiers that wait for them, in one partition, so that a dossier comes onto
/// an agenda in one transaction with the session's row and never onto one that somebody closes at the same moment.
/// </summary>
public sealed class SessionBook(StorageClients storage)
{
    private const string SessionRow = "session~", EntryRow = "agenda~", PutOffRow = "putoff~", MinutesRow = "minutes~";

    // A transaction holds 4 MB, and a line of the minutes some 40 kB at most.
    private const int Tries = 30, MostInTransaction = 50;

    // As it is read: a letter with an accent is one character, not six.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The session, or null where there is none.</summary>
    public async Task<Session?> FindAsync(DossierKey key, CancellationToken cancellation = default) =>
        await (await TableAsync(cancellation)).FindAsync(key.Faculty, SessionRow + key.Id, cancellation) is { } row
            ? ReadSession(row)
            : null;

    /// <summary>All sessions of a faculty, by day.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(string faculty, CancellationToken cancellation = default)
    {
        var found = new List<Session>();
        await foreach (var row in RowsAsync(faculty, SessionRow, cancellation)) found.Add(ReadSession(row));
        return [.. found.OrderBy(session => session.Starts)];
    }

    /// <summary>The sessions of a faculty in a span of days, by day.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="from">The first day.</param>
    /// <param name="until">The day after the last.</param>
    /// <param name="most">How many are read at most.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<IReadOnlyList<Session>> ListAsync(
        string faculty, LocalDate from, LocalDate until, int most = 100, CancellationToken cancellation = default)
    {
        // Days are kept as yyyy-MM-dd, which sorts as they do.
        var (first, last, to) = (LocalDatePattern.Iso.Format(from), LocalDatePattern.Iso.Format(until), SessionRow + "~");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {faculty} and RowKey ge {SessionRow} and RowKey lt {to} and Date ge {first} and Date lt {last}");
        var found = new List<Session>();
        await foreach (var row in (await TableAsync(cancellation)).QueryAsync<TableEntity>(filter, most, cancellationToken: cancellation))
        {
            found.Add(ReadSession(row));
            if (found.Count == most) break;
        }

        return [.. found.OrderBy(session => session.Starts)];
    }

    /// <summary>
    /// Enters the sessions that a faculty's file announces, from <paramref name="today"/> on. One that is there stays as it is: its row is
    /// the truth, wherever it was moved since.
    /// </summary>
    public async Task EnterAsync(string faculty, CommissionRule rule, LocalDate today, CancellationToken cancellation = default)
    {
        var table = await TableAsync(cancellation);
        var known = (await ListAsync(faculty, cancellation)).Select(session => session.Planned).ToHashSet();
        foreach (var planned in rule.Sessions)
        {
            if (planned.Date < today || known.Contains(planned.Date)) continue;
            await table.TryAddAsync(Write(Session.Of(faculty, planned)), cancellation);
        }
    }

    /// <summary>Enters a session that somebody announces.</summary>
    /// <returns>False where there is one with its key: nothing is changed.</returns>
    public async Task<bool> EnterAsync(Session session, CancellationToken cancellation = default) =>
        await (await TableAsync(cancellation)).TryAddAsync(Write(session), cancellation);

    /// <summary>Changes a session, starting again when somebody else changed it meanwhile.</summary>
    /// <param name="key">Which one.</param>
    /// <param name="change">What becomes of it; null leaves it as it is. May be called several times.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <exception cref="InvalidOperationException">There is no such session, or somebody else was quicker every time.</exception>
    public async Task<SessionChange> ChangeAsync(
        DossierKey key, Func<Session, Session?> change, CancellationToken cancellation = default)
    {
        var table = await TableAsync(cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var session = await FindAsync(key, cancellation)
                ?? throw new InvalidOperationException(
                    $"The faculty '{key.Faculty}' has no session {key.Id}; rows of sessions are never removed.");
            if (change(session) is not { } changed) return new SessionChange(session, false);
            try
            {
                var written = await table.UpdateEntityAsync(Write(changed), session.ETag, TableUpdateMode.Replace, cancellation);
                return new SessionChange(changed with { ETag = written.Headers.ETag ?? ETag.All }, true);
            }
            catch (RequestFailedException second) when (second.Status == 412)
            {
                await PauseAsync(cancellation);
            }
        }

        throw Overrun(key);
    }

    /// <summary>The dossiers on a session's agenda, in order.</summary>
    public async Task<IReadOnlyList<AgendaEntry>> ListEntriesAsync(DossierKey session, CancellationToken cancellation = default) =>
        Agenda.InOrder(await EntriesAsync(session.Faculty, session.Id, cancellation));

    /// <summary>The dossiers of a faculty that no session is announced for.</summary>
    public async Task<IReadOnlyList<AgendaEntry>> ListUnplacedAsync(string faculty, CancellationToken cancellation = default) =>
        Agenda.InOrder(await EntriesAsync(faculty, "", cancellation));

    /// <summary>The dossiers that a session has put off.</summary>
    public Task<IReadOnlyList<PutOff>> ListPutOffAsync(DossierKey session, CancellationToken cancellation = default) =>
        ListPutOffAsync(session, int.MaxValue, cancellation);

    /// <summary>The first dossiers that a session has put off.</summary>
    public Task<IReadOnlyList<PutOff>> ListPutOffAsync(DossierKey session, int most, CancellationToken cancellation = default) =>
        ListPutOffAsync(session.Faculty, $"{PutOffRow}{session.Id}~", most, cancellation);

    /// <summary>What a session has put off of one dossier: a row for each of its rounds.</summary>
    public Task<IReadOnlyList<PutOff>> ListPutOffAsync(DossierKey session, DossierKey dossier, CancellationToken cancellation = default) =>
        ListPutOffAsync(session.Faculty, $"{PutOffRow}{session.Id}~{dossier.Id}~", int.MaxValue, cancellation);

    private async Task<IReadOnlyList<PutOff>> ListPutOffAsync(string faculty, string prefix, int most, CancellationToken cancellation)
    {
        var found = new List<PutOff>();
        await foreach (var row in RowsAsync(faculty, prefix, cancellation))
        {
            found.Add(new PutOff(
                new DossierKey(row.PartitionKey, row.Text("Dossier")), row.Text("Assignment"), row.Text("Session"),
                row.GetInt32("Number") ?? 0, row.Text("Reason"), row.Moment("At")));
            if (found.Count == most) break;
        }

        return [.. found.OrderBy(putOff => putOff.Number)];
    }

    /// <summary>Keeps what a session's minutes say. Doing so again changes nothing.</summary>
    public async Task KeepMinutesAsync(DossierKey session, IReadOnlyList<MinutesLine> lines, CancellationToken cancellation = default)
    {
        var table = await TableAsync(cancellation);
        foreach (var some in lines.Chunk(MostInTransaction))
        {
            await table.SubmitTransactionAsync(
                some.Select(line => new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity(session.Faculty, $"{MinutesRow}{session.Id}~{line.Dossier}~{line.Assignment}")
                    {
                        ["Line"] = JsonSerializer.Serialize(line, Plain),
                    })),
                cancellation);
        }
    }

    /// <summary>What a session's minutes say, in the order of its agenda; nothing before it is concluded.</summary>
    public async Task<IReadOnlyList<MinutesLine>> ListMinutesAsync(DossierKey session, CancellationToken cancellation = default)
    {
        var found = new List<MinutesLine>();
        await foreach (var row in RowsAsync(session.Faculty, $"{MinutesRow}{session.Id}~", cancellation))
            found.Add(JsonSerializer.Deserialize<MinutesLine>(row.Text("Line"))!);
        return [.. found.OrderBy(line => line.Number)];
    }

    /// <summary>Where a dossier waits for the commission; null where it does not.</summary>
    public async Task<AgendaEntry?> FindEntryAsync(DossierKey dossier, string assignment, CancellationToken cancellation = default) =>
        await (await TableAsync(cancellation)).FindAsync(dossier.Faculty, EntryKey(dossier, assignment), cancellation) is { } row
            ? ReadEntry(row)
            : null;

    /// <summary>The rounds of a dossier before the commission, oldest first.</summary>
    public async Task<IReadOnlyList<AgendaEntry>> ListEntriesOfAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var found = new List<AgendaEntry>();
        await foreach (var row in RowsAsync(dossier.Faculty, $"{EntryRow}{dossier.Id}~", cancellation)) found.Add(ReadEntry(row));
        return [.. found.OrderBy(entry => entry.Ready)];
    }

    /// <summary>
    /// Puts a dossier that is ready onto the next agenda that is open; where it is on one already, it stays there. Where no session is
    /// announced it waits without one.
    /// </summary>
    /// <returns>The entry as it stands.</returns>
    public async Task<AgendaEntry> PlaceAsync(AgendaEntry ready, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var table = await TableAsync(cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var known = await FindEntryAsync(ready.Dossier, ready.Assignment, cancellation);
            if (known is { Session.Length: > 0 }) return known;

            var entry = known ?? ready with { Session = "" };
            var next = Agenda.Next(await ListAsync(ready.Dossier.Faculty, cancellation), now);
            if (next is null && known is not null) return known;
            try
            {
                var placed = entry with { Session = next?.Key.Id ?? "" };
                var actions = new List<TableTransactionAction>
                {
                    known is null
                        ? new(TableTransactionActionType.Add, Write(placed))
                        : new(TableTransactionActionType.UpdateReplace, Write(placed), known.ETag),
                };
                if (next is not null) actions.Add(Stirring(next));
                await table.SubmitTransactionAsync(actions, cancellation);
                return placed;
            }
            catch (RequestFailedException second) when (second.Status is 409 or 412)
            {
                await PauseAsync(cancellation);
            }
        }

        throw Overrun(ready.Dossier);
    }

    /// <summary>
    /// Takes a dossier off a session's agenda and puts it onto the next one that is open, or lets it wait where none is announced. Does
    /// nothing where it is no longer on that agenda.
    /// </summary>
    /// <param name="from">The entry as it was read.</param>
    /// <param name="now">The moment.</param>
    /// <param name="putOff">What the session's minutes keep of it; null where the session does not take place.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>The entry as it stands.</returns>
    public async Task<AgendaEntry> GoOnAsync(
        AgendaEntry from, DateTimeOffset now, PutOff? putOff, CancellationToken cancellation = default)
    {
        var table = await TableAsync(cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var entry = await FindEntryAsync(from.Dossier, from.Assignment, cancellation)
                ?? throw new InvalidOperationException($"The dossier {from.Dossier.Reference} was on an agenda and is on none any more.");
            if (entry.Session != from.Session) return entry;

            var next = Agenda.Next(await ListAsync(from.Dossier.Faculty, cancellation), now, from.Session);
            var moved = entry with { Session = next?.Key.Id ?? "", Number = 0 };
            var actions = new List<TableTransactionAction> { new(TableTransactionActionType.UpdateReplace, Write(moved), entry.ETag) };
            if (next is not null) actions.Add(Stirring(next));
            if (putOff is not null) actions.Add(new(TableTransactionActionType.UpsertReplace, Write(putOff)));
            try
            {
                await table.SubmitTransactionAsync(actions, cancellation);
                return moved;
            }
            catch (RequestFailedException second) when (second.Status is 409 or 412)
            {
                await PauseAsync(cancellation);
            }
        }

        throw Overrun(from.Dossier);
    }

    /// <summary>Numbers what is on a closed agenda. A number that is given stays.</summary>
    public async Task NumberAsync(DossierKey session, CancellationToken cancellation = default)
    {
        var table = await TableAsync(cancellation);
        var entries = await ListEntriesAsync(session, cancellation);
        foreach (var (before, numbered) in entries.Zip(Agenda.Numbered(entries)))
        {
            if (before.Number > 0) continue;
            await table.UpdateEntityAsync(
                new TableEntity(session.Faculty, EntryKey(numbered.Dossier, numbered.Assignment)) { ["Number"] = numbered.Number },
                before.ETag, TableUpdateMode.Merge, cancellation);
        }
    }

    /// <summary>Keeps of which day a doctor was told.</summary>
    public async Task TellAsync(AgendaEntry entry, string told, CancellationToken cancellation = default) =>
        await (await TableAsync(cancellation)).UpdateEntityAsync(
            new TableEntity(entry.Dossier.Faculty, EntryKey(entry.Dossier, entry.Assignment)) { ["Told"] = told },
            ETag.All, TableUpdateMode.Merge, cancellation);

    // Writes the session's row under its ETag: who closes the agenda at the same moment and who fills it cannot both succeed.
    private static TableTransactionAction Stirring(Session session) =>
        new(TableTransactionActionType.UpdateReplace, Write(session with { IsStirred = true }), session.ETag);

    private async Task<List<AgendaEntry>> EntriesAsync(string faculty, string session, CancellationToken cancellation)
    {
        var table = await TableAsync(cancellation);
        var (from, to) = (EntryRow, EntryRow + "~");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {faculty} and RowKey ge {from} and RowKey lt {to} and Session eq {session}");
        var found = new List<AgendaEntry>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)) found.Add(ReadEntry(row));
        return found;
    }

    private async IAsyncEnumerable<TableEntity> RowsAsync(
        string faculty, string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var table = await TableAsync(cancellation);
        var to = prefix + "~";
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {faculty} and RowKey ge {prefix} and RowKey lt {to}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)) yield return row;
    }

    private ValueTask<TableClient> TableAsync(CancellationToken cancellation) => storage.TableAsync(TableNames.Sessions, cancellation);

    private static Task PauseAsync(CancellationToken cancellation) => Task.Delay(Random.Shared.Next(5, 60), cancellation);

    private static InvalidOperationException Overrun(DossierKey key) =>
        new($"The sessions of '{key.Faculty}' were changed by somebody else {Tries} times in a row; try again.");

    private static string EntryKey(DossierKey dossier, string assignment) => $"{EntryRow}{dossier.Id}~{assignment}";

    private static TableEntity Write(PutOff putOff) =>
        new(putOff.Dossier.Faculty, $"{PutOffRow}{putOff.Session}~{putOff.Dossier.Id}~{putOff.Assignment}")
        {
            ["Dossier"] = putOff.Dossier.Id,
            ["Assignment"] = putOff.Assignment,
            ["Session"] = putOff.Session,
            ["Number"] = putOff.Number,
            ["Reason"] = putOff.Reason,
            ["At"] = putOff.At,
        };

    private static TableEntity Write(AgendaEntry entry) => new(entry.Dossier.Faculty, EntryKey(entry.Dossier, entry.Assignment))
    {
        ["Dossier"] = entry.Dossier.Id,
        ["Assignment"] = entry.Assignment,
        ["Session"] = entry.Session,
        ["Priority"] = entry.IsPriority,
        ["Ready"] = entry.Ready,
        ["Number"] = entry.Number,
        ["Told"] = entry.Told,
        ["Cycles"] = entry.Cycles is { } cycles ? string.Join(' ', cycles) : null,
    };

    private static AgendaEntry ReadEntry(TableEntity row) => new(
        new DossierKey(row.PartitionKey, row.Text("Dossier")),
        row.Text("Assignment"),
        row.Text("Session"),
        row.GetBoolean("Priority") is true,
        row.Moment("Ready"),
        row.GetInt32("Number") ?? 0,
        row.Text("Told"),
        row.ETag,
        row.GetString("Cycles") is { } cycles
            ? [.. cycles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Cycle>)]
            : null);

    private static TableEntity Write(Session session) => new(session.Key.Faculty, SessionRow + session.Key.Id)
    {
        ["Id"] = session.Key.Id,
        ["Planned"] = LocalDatePattern.Iso.Format(session.Planned),
        ["Date"] = LocalDatePattern.Iso.Format(session.Date),
        ["Time"] = PlannedSession.TimePattern.Format(session.Time),
        ["Closing"] = LocalDatePattern.Iso.Format(session.Closing),
        ["Place"] = session.Place,
        ["Video"] = session.Video,
        ["State"] = session.State.ToString(),
        ["Changes"] = session.Changes,
        ["ChangesTold"] = session.ChangesTold,
        ["Before"] = LocalDatePattern.Iso.Format(session.Before),
        ["Reason"] = session.Reason,
        ["Convened"] = session.Convened,
        ["OpinionsReminded"] = session.OpinionsReminded,
        ["OutcomesReminded"] = session.OutcomesReminded,
        ["Present"] = string.Join(' ', session.Present),
        ["PresenceBy"] = session.PresenceBy,
        ["Joined"] = session.Joined.Count > 0 ? JsonSerializer.Serialize(session.Joined) : null,
        ["Concluded"] = session.Concluded,
        ["Stirred"] = session.IsStirred,
        ["AnnouncedBy"] = session.AnnouncedBy,
        ["Announced"] = session.Announced,
        ["AnnouncedAs"] = session.AnnouncedAs,
        ["Entered"] = session.IsEntered,
    };

    private static Session ReadSession(TableEntity row) => new()
    {
        Key = new DossierKey(row.PartitionKey, row.Text("Id")),
        Planned = Day(row, "Planned"),
        Date = Day(row, "Date"),
        Time = PlannedSession.TimePattern.Parse(row.Text("Time")).GetValueOrThrow(),
        Closing = Day(row, "Closing"),
        Place = row.Text("Place"),
        Video = row.Text("Video"),
        State = Enum.Parse<SessionState>(row.Text("State")),
        Changes = row.GetInt32("Changes") ?? 0,
        ChangesTold = row.GetInt32("ChangesTold") ?? 0,
        Before = Day(row, "Before"),
        Reason = row.Text("Reason"),
        Convened = row.GetDateTimeOffset("Convened"),
        OpinionsReminded = row.GetInt32("OpinionsReminded") ?? 0,
        OutcomesReminded = row.GetInt32("OutcomesReminded") ?? 0,
        Present = row.Text("Present").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        PresenceBy = row.Text("PresenceBy"),
        Joined = row.GetString("Joined") is { Length: > 0 } joined ? JsonSerializer.Deserialize<JoinedMember[]>(joined)! : [],
        Concluded = row.GetDateTimeOffset("Concluded"),
        IsStirred = row.GetBoolean("Stirred") is true,
        AnnouncedBy = row.Text("AnnouncedBy"),
        Announced = row.GetDateTimeOffset("Announced"),
        AnnouncedAs = row.GetString("AnnouncedAs"),
        IsEntered = row.GetBoolean("Entered") is true,
        Written = row.Timestamp ?? default,
        ETag = row.ETag,
    };

    private static LocalDate Day(TableEntity row, string name) => LocalDatePattern.Iso.Parse(row.Text(name)).GetValueOrThrow();
}
