using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Compagnon.Emulator.Graph;

/// <summary>
/// Every message that the Graph endpoint was given, kept in one SQLite file. What a method returns is on disk:
/// a kill of the process or of the machine afterwards loses nothing.
/// </summary>
public sealed class MessageStore : IDisposable
{
    private const string Columns =
        "number, position, mailbox, immutable_id, rest_id, folder, is_draft, created, modified, sent, change, internet_message_id, "
        + "conversation_id, preview, content";

    private readonly string connectionString;
    private readonly SqliteConnection writer;
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool disposed;

    /// <summary>Opens the store in a folder, which is created when it is not there.</summary>
    /// <param name="folder">The folder that holds <c>mail.db</c>.</param>
    /// <param name="time">The clock that dates messages.</param>
    public MessageStore(string folder, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(time);
        this.time = time;
        Directory.CreateDirectory(folder);
        connectionString =
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "mail.db"), DefaultTimeout = 30 }.ToString();
        writer = Open();
        Execute(writer, """
            PRAGMA journal_mode = WAL;
            CREATE TABLE IF NOT EXISTS counter (value INTEGER NOT NULL);
            INSERT INTO counter SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM counter);
            CREATE TABLE IF NOT EXISTS messages (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                position INTEGER NOT NULL UNIQUE,
                mailbox TEXT NOT NULL,
                immutable_id TEXT NOT NULL UNIQUE,
                rest_id TEXT NOT NULL UNIQUE,
                folder TEXT,
                is_draft INTEGER NOT NULL,
                created TEXT NOT NULL,
                modified TEXT NOT NULL,
                sent TEXT,
                change INTEGER NOT NULL,
                internet_message_id TEXT NOT NULL,
                conversation_id TEXT NOT NULL,
                preview TEXT NOT NULL,
                subject TEXT NOT NULL,
                importance TEXT NOT NULL,
                is_read INTEGER NOT NULL,
                from_address TEXT NOT NULL,
                has_attachments INTEGER NOT NULL DEFAULT 0,
                search TEXT NOT NULL,
                content TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS messages_by_mailbox ON messages (mailbox, folder, position);
            CREATE INDEX IF NOT EXISTS messages_by_kind ON messages (is_draft, position);
            CREATE TABLE IF NOT EXISTS recipients (
                message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
                field TEXT NOT NULL,
                address TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS recipients_by_address ON recipients (address, message);
            CREATE INDEX IF NOT EXISTS recipients_by_message ON recipients (message);
            CREATE TABLE IF NOT EXISTS attachments (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
                id TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                content_type TEXT NOT NULL,
                size INTEGER NOT NULL,
                sha256 TEXT NOT NULL,
                is_inline INTEGER NOT NULL,
                content_id TEXT,
                modified TEXT NOT NULL,
                content BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS attachments_by_message ON attachments (message, number);
            CREATE TABLE IF NOT EXISTS bounces (address TEXT PRIMARY KEY);
            CREATE TABLE IF NOT EXISTS sources (
                message INTEGER PRIMARY KEY REFERENCES messages (number) ON DELETE CASCADE,
                content BLOB NOT NULL);
            """);
    }

    /// <summary>A number that grows with every change in the store.</summary>
    public long Version
    {
        get
        {
            using var connection = Open();
            using var command = Command(connection, "SELECT value FROM counter");
            return (long)command.ExecuteScalar()!;
        }
    }

    /// <summary>Ends with the next change made through this store; taken before a look, it misses nothing between the look and the
    /// wait.</summary>
    public Task NextChange => Volatile.Read(ref changed).Task;

    /// <summary>Keeps a new draft.</summary>
    /// <param name="mailbox">The mailbox that it belongs to.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="attachments">Its files.</param>
    public StoredMessage CreateDraft(string mailbox, MailContent content, IReadOnlyList<NewAttachment> attachments) =>
        Write(transaction => Load(transaction, Insert(transaction, mailbox, content, attachments, "drafts", sent: null))!);

    /// <summary>Keeps a message that is sent at once, without a draft.</summary>
    /// <param name="mailbox">The mailbox that sends.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="attachments">Its files.</param>
    /// <param name="saveToSentItems">Whether the mailbox keeps it among its sent items.</param>
    public StoredMessage SendNew(string mailbox, MailContent content, IReadOnlyList<NewAttachment> attachments, bool saveToSentItems) =>
        Write(transaction =>
        {
            var folder = saveToSentItems ? "sentitems" : null;
            var message = Load(transaction, Insert(transaction, mailbox, content, attachments, folder, time.GetUtcNow()))!;
            ReportBounces(transaction, message);
            return message;
        });

    /// <summary>Finds a message of a mailbox by either of its ids; null when there is none or it was deleted.</summary>
    public StoredMessage? Find(string mailbox, string id)
    {
        using var connection = Open();
        using var command = Command(
            connection,
            $"SELECT {Columns} FROM messages WHERE (immutable_id = $id OR rest_id = $id) AND mailbox = $mailbox AND folder IS NOT NULL",
            ("$id", id), ("$mailbox", Normal(mailbox)));
        return ReadAll(connection, command).SingleOrDefault();
    }

    /// <summary>Finds a message by the emulator's own number, also one that its mailbox does not hold any more.</summary>
    public StoredMessage? Find(long number)
    {
        using var connection = Open();
        return Load(connection, number);
    }

    /// <summary>
    /// Sends a draft: it moves to the sent items and its ordinary id changes. False when there is no such draft (any more):
    /// of two senders at once, one gets true.
    /// </summary>
    public bool Send(long number) => Write(transaction =>
    {
        var sent = Change(
            transaction,
            """
            UPDATE messages SET is_draft = 0, folder = 'sentitems', sent = $now, modified = $now, change = $position, position = $position,
                rest_id = $rest WHERE number = $number AND is_draft = 1
            """,
            ("$number", number), ("$rest", NewId(RestPrefix)), ("$now", Now()), ("$position", Next(transaction))) == 1;
        if (sent)
            ReportBounces(transaction, Load(transaction, number)!);
        return sent;
    });

    /// <summary>The addresses that do not exist: what is sent to one comes back as a report in the sender's inbox.</summary>
    public IReadOnlyList<string> Bouncing
    {
        get
        {
            using var connection = Open();
            return BouncingOf(connection);
        }
    }

    /// <summary>Says whether an address does not exist, from now on.</summary>
    public void SetBouncing(string address, bool bounces) => Write(transaction =>
    {
        Next(transaction);
        return Change(
            transaction,
            bounces ? "INSERT OR IGNORE INTO bounces (address) VALUES ($address)" : "DELETE FROM bounces WHERE address = $address",
            ("$address", Normal(address)));
    });

    /// <summary>Returns a message that was sent, from each of its recipients. False when there is no such message.</summary>
    public bool Return(long number) => Write(transaction =>
    {
        if (Load(transaction, number) is not { IsDraft: false, Folder: not "inbox" } message)
            return false;
        foreach (var (_, party) in message.Content.Recipients)
            Report(transaction, message, party.Address);
        return true;
    });

    /// <summary>A message as it travels.</summary>
    public byte[] MimeOf(StoredMessage message)
    {
        using var connection = Open();
        using var command = Command(connection, "SELECT content FROM sources WHERE message = $number", ("$number", message.Number));
        return command.ExecuteScalar() as byte[] ?? MimeText.Write(message, file => ContentOf(file.Number) ?? []);
    }

    /// <summary>Writes other content into a message; false when it is not there any more.</summary>
    public bool Update(long number, MailContent content) => Write(transaction =>
    {
        var plain = MailText.Plain(content);
        var names = AttachmentsOf(transaction, number).Select(file => file.Name);
        var updated = Change(
            transaction,
            """
            UPDATE messages SET content = $content, subject = $subject, importance = $importance, is_read = $read, from_address = $from,
                preview = $preview, search = $search, modified = $now, change = $change WHERE number = $number
            """,
            ("$number", number), ("$change", Next(transaction)), ("$now", Now()),
            ("$content", JsonSerializer.Serialize(content)), ("$subject", content.Subject), ("$importance", content.Importance),
            ("$read", content.IsRead), ("$from", Normal(content.From?.Address ?? "")), ("$preview", MailText.Preview(plain)),
            ("$search", MailText.Searchable(content, plain, names)));
        if (updated == 0)
            return false;
        Change(transaction, "DELETE FROM recipients WHERE message = $number", ("$number", number));
        InsertRecipients(transaction, number, content);
        return true;
    });

    /// <summary>Takes a message out of its mailbox. A draft is gone; one that was sent stays known as sent.</summary>
    public bool Delete(long number) => Write(transaction =>
    {
        Next(transaction);
        return Change(transaction, "DELETE FROM messages WHERE number = $number AND is_draft = 1", ("$number", number))
            + Change(
                transaction, "UPDATE messages SET folder = NULL WHERE number = $number AND is_draft = 0 AND folder IS NOT NULL",
                ("$number", number)) == 1;
    });

    /// <summary>Adds a file to a message; null when the message is not there any more.</summary>
    public StoredAttachment? Attach(long number, NewAttachment attachment) => Write(transaction =>
    {
        if (Load(transaction, number) is not { } message)
            return null;
        var id = InsertAttachment(transaction, number, message.ImmutableId, attachment);
        AttachmentsChanged(transaction, message);
        return AttachmentsOf(transaction, number).Single(file => file.Number == id);
    });

    /// <summary>Takes a file out of a message; false when it is not there.</summary>
    public bool Detach(long number, long attachment) => Write(transaction =>
    {
        if (Change(
            transaction, "DELETE FROM attachments WHERE number = $attachment AND message = $number",
            ("$attachment", attachment), ("$number", number)) == 0)
            return false;
        AttachmentsChanged(transaction, Load(transaction, number)!);
        return true;
    });

    /// <summary>The bytes of a file; null when it is not there.</summary>
    public byte[]? ContentOf(long attachment)
    {
        using var connection = Open();
        using var command = Command(connection, "SELECT content FROM attachments WHERE number = $number", ("$number", attachment));
        return command.ExecuteScalar() as byte[];
    }

    /// <summary>Lists messages of a mailbox for Graph's API.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="folder">Its folder, or null for all of them.</param>
    /// <param name="filter">A restriction, or null.</param>
    /// <param name="orderBy">SQL made by <see cref="ODataQuery"/>.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="top">How many to return at most.</param>
    internal (IReadOnlyList<StoredMessage> Messages, long Count) List(
        string mailbox, string? folder, SqlCondition? filter, string orderBy, int skip, int top)
    {
        var where = "mailbox = $mailbox AND folder IS NOT NULL"
            + (folder is null ? "" : " AND folder = $folder")
            + (filter is null ? "" : $" AND ({filter.Sql})");
        var parameters = new List<(string, object?)> { ("$mailbox", Normal(mailbox)), ("$folder", folder), ("$skip", skip), ("$top", top) };
        parameters.AddRange(filter?.Parameters ?? []);
        return Page(where, orderBy, parameters);
    }

    /// <summary>Looks through all mailboxes, for the mailbox page and the tests' inspection.</summary>
    internal (IReadOnlyList<StoredMessage> Messages, long Count) Search(MailSearch search)
    {
        var conditions = new List<string>();
        var parameters = new List<(string, object?)> { ("$skip", search.Skip), ("$top", search.Top) };
        Add(search.Received ? "folder IS $received" : "folder IS NOT $received", "$received", "inbox");
        if (search.Drafts is { } drafts)
            Add("is_draft = $drafts", "$drafts", drafts);
        if (search.Mailbox is { } mailbox)
            Add("mailbox = $mailbox", "$mailbox", Normal(mailbox));
        if (search.Recipient is { } recipient)
            Add("number IN (SELECT message FROM recipients WHERE address = $recipient)", "$recipient", Normal(recipient));
        if (search.Party is { } party)
            Add("(mailbox = $party OR number IN (SELECT message FROM recipients WHERE address = $party))", "$party", Normal(party));
        if (search.After is { } after)
            Add("position > $after", "$after", after);
        if (search.From is { } from)
            Add("COALESCE(sent, created) >= $from", "$from", Text(from));
        foreach (var (word, index) in MailText.Fold(search.Words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((w, i) => (w, i)))
            Add($"instr(search, $word{index}) > 0", $"$word{index}", word);
        return Page(
            conditions.Count == 0 ? "1" : string.Join(" AND ", conditions), search.OldestFirst ? "position" : "position DESC", parameters);

        void Add(string condition, string parameter, object value)
        {
            conditions.Add(condition);
            parameters.Add((parameter, value));
        }
    }

    /// <summary>The addresses that got or sent messages, those of the newest messages first.</summary>
    public IReadOnlyList<string> Addresses(int top)
    {
        using var connection = Open();
        using var command = Command(
            connection,
            """
            SELECT address FROM (
                SELECT r.address AS address, MAX(m.position) AS newest
                    FROM recipients r JOIN messages m ON m.number = r.message GROUP BY r.address
                UNION ALL SELECT mailbox, MAX(position) FROM messages GROUP BY mailbox)
            GROUP BY address ORDER BY MAX(newest) DESC LIMIT $top
            """,
            ("$top", top));
        using var reader = command.ExecuteReader();
        var addresses = new List<string>();
        while (reader.Read())
            addresses.Add(reader.GetString(0));
        return addresses;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
                return;
            disposed = true;
            writer.Dispose();
            SqliteConnection.ClearPool(writer);
        }
    }

    internal const string ImmutablePrefix = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A";
    internal const string RestPrefix = "AAMkADU1YzZmNGEyLWVtdWxhdGVkLW1haWxib3gAAAEMAAA";
    private const string AttachmentPrefix = "AAMkADU1YzZmNGEyLWVtdWxhdGVkLWZpbGUAAAESABAA";

    private (IReadOnlyList<StoredMessage> Messages, long Count) Page(
        string where, string orderBy, IEnumerable<(string, object?)> parameters)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        var all = parameters.ToArray();
        using var counting = Command(connection, $"SELECT COUNT(*) FROM messages WHERE {where}", all);
        var count = (long)counting.ExecuteScalar()!;
        using var listing =
            Command(connection, $"SELECT {Columns} FROM messages WHERE {where} ORDER BY {orderBy} LIMIT $top OFFSET $skip", all);
        return (ReadAll(connection, listing), count);
    }

    private long Insert(
        SqliteConnection connection, string mailbox, MailContent content, IReadOnlyList<NewAttachment> attachments, string? folder,
        DateTimeOffset? sent)
    {
        var plain = MailText.Plain(content);
        var position = Next(connection);
        var immutableId = NewId(ImmutablePrefix);
        using var command = Command(
            connection,
            """
            INSERT INTO messages (position, mailbox, immutable_id, rest_id, folder, is_draft, created, modified, sent, change,
                internet_message_id, conversation_id, preview, subject, importance, is_read, from_address, has_attachments, search, content)
            VALUES ($position, $mailbox, $immutable, $rest, $folder, $draft, $now, $now, $sent, $position, $internet, $conversation,
                $preview, $subject, $importance, $read, $from, $files, $search, $content)
            RETURNING number
            """,
            ("$position", position), ("$mailbox", Normal(mailbox)), ("$immutable", immutableId), ("$rest", NewId(RestPrefix)),
            ("$folder", folder), ("$draft", sent is null), ("$now", Now()), ("$sent", sent is { } date ? Text(date) : null),
            ("$internet", $"<{Guid.NewGuid():N}@emulator.invalid>"), ("$conversation", NewId("AAQkADU1YzZmNGEyAQAP")),
            ("$preview", MailText.Preview(plain)), ("$subject", content.Subject), ("$importance", content.Importance),
            ("$read", content.IsRead), ("$from", Normal(content.From?.Address ?? "")), ("$files", attachments.Any(file => !file.IsInline)),
            ("$search", MailText.Searchable(content, plain, attachments.Select(file => file.Name))),
            ("$content", JsonSerializer.Serialize(content)));
        var number = (long)command.ExecuteScalar()!;
        InsertRecipients(connection, number, content);
        foreach (var attachment in attachments)
            InsertAttachment(connection, number, immutableId, attachment);
        return number;
    }

    private static void InsertRecipients(SqliteConnection connection, long number, MailContent content)
    {
        foreach (var (field, party) in content.Recipients)
        {
            Change(
                connection, "INSERT INTO recipients (message, field, address) VALUES ($message, $field, $address)",
                ("$message", number), ("$field", field), ("$address", Normal(party.Address)));
        }
    }

    private long InsertAttachment(SqliteConnection connection, long number, string messageId, NewAttachment attachment)
    {
        using var command = Command(
            connection,
            """
            INSERT INTO attachments (message, id, name, content_type, size, sha256, is_inline, content_id, modified, content)
            VALUES ($message, $id, $name, $type, $size, $sha256, $inline, $contentId, $now, $content) RETURNING number
            """,
            ("$message", number), ("$id", NewId(AttachmentPrefix + messageId[^8..])), ("$name", attachment.Name),
            ("$type", attachment.ContentType), ("$size", attachment.Content.Length),
            ("$sha256", Convert.ToHexStringLower(SHA256.HashData(attachment.Content.Span))), ("$inline", attachment.IsInline),
            ("$contentId", attachment.ContentId), ("$now", Now()), ("$content", attachment.Content.ToArray()));
        return (long)command.ExecuteScalar()!;
    }

    private void AttachmentsChanged(SqliteConnection connection, StoredMessage message)
    {
        var files = AttachmentsOf(connection, message.Number);
        Change(
            connection,
            "UPDATE messages SET has_attachments = $files, search = $search, modified = $now, change = $change WHERE number = $number",
            ("$number", message.Number), ("$files", files.Any(file => !file.IsInline)), ("$now", Now()), ("$change", Next(connection)),
            ("$search", MailText.Searchable(message.Content, MailText.Plain(message.Content), files.Select(file => file.Name))));
    }

    private void ReportBounces(SqliteConnection connection, StoredMessage message)
    {
        var bouncing = BouncingOf(connection);
        foreach (var (_, party) in message.Content.Recipients)
        {
            if (bouncing.Contains(Normal(party.Address)))
                Report(connection, message, party.Address);
        }
    }

    private void Report(SqliteConnection connection, StoredMessage original, string recipient)
    {
        var headers = MimeText.ReportHeaders(original, recipient, time.GetUtcNow());
        var report = new MailContent
        {
            Subject = MimeText.ReportSubject(original),
            Body = MimeText.Explanation(recipient),
            From = MimeText.Postmaster(original.Mailbox),
            To = [new MailParty(original.Mailbox)],
            Headers = headers,
            IsRead = false,
        };
        var number = Insert(connection, original.Mailbox, report, [], "inbox", time.GetUtcNow());
        Change(
            connection, "INSERT INTO sources (message, content) VALUES ($number, $content)",
            ("$number", number), ("$content", MimeText.Report(original, recipient, headers)));
    }

    private static List<string> BouncingOf(SqliteConnection connection)
    {
        using var command = Command(connection, "SELECT address FROM bounces ORDER BY address");
        using var reader = command.ExecuteReader();
        var addresses = new List<string>();
        while (reader.Read())
            addresses.Add(reader.GetString(0));
        return addresses;
    }

    private static StoredMessage? Load(SqliteConnection connection, long number)
    {
        using var command = Command(connection, $"SELECT {Columns} FROM messages WHERE number = $number", ("$number", number));
        return ReadAll(connection, command).SingleOrDefault();
    }

    private static List<StoredMessage> ReadAll(SqliteConnection connection, SqliteCommand command)
    {
        var messages = new List<StoredMessage>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                messages.Add(Read(reader));
        }

        for (var index = 0; index < messages.Count; index++)
            messages[index] = messages[index] with { Attachments = AttachmentsOf(connection, messages[index].Number) };
        return messages;
    }

    private static StoredMessage Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5),
        row.GetBoolean(6), Date(row.GetString(7)), Date(row.GetString(8)), row.IsDBNull(9) ? null : Date(row.GetString(9)),
        row.GetInt64(10), row.GetString(11), row.GetString(12), row.GetString(13),
        JsonSerializer.Deserialize<MailContent>(row.GetString(14))!, []);

    private static List<StoredAttachment> AttachmentsOf(SqliteConnection connection, long message)
    {
        using var command = Command(
            connection,
            """
            SELECT number, id, name, content_type, size, sha256, is_inline, content_id, modified FROM attachments
            WHERE message = $message ORDER BY number
            """,
            ("$message", message));
        using var row = command.ExecuteReader();
        var attachments = new List<StoredAttachment>();
        while (row.Read())
        {
            attachments.Add(new StoredAttachment(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5),
                row.GetBoolean(6), row.IsDBNull(7) ? null : row.GetString(7), Date(row.GetString(8))));
        }

        return attachments;
    }

    private T Write<T>(Func<SqliteConnection, T> work)
    {
        T result;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            // An immediate transaction: another process on the same file waits instead of failing half-way.
            using var transaction = writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            result = work(writer);
            transaction.Commit();
        }

        Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return result;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
        return connection;
    }

    private static SqliteCommand Command(
        SqliteConnection connection, string sql, params IEnumerable<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private static int Change(SqliteConnection connection, string sql, params IEnumerable<(string, object?)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql) => Change(connection, sql);

    private static long Next(SqliteConnection connection)
    {
        using var command = Command(connection, "UPDATE counter SET value = value + 1 RETURNING value");
        return (long)command.ExecuteScalar()!;
    }

    private string Now() => Text(time.GetUtcNow());

    // Of one length and in UTC, so that the text's order is the order in time.
    internal static string Text(DateTimeOffset date) =>
        date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Date(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    internal static string Normal(string address) => address.Trim().ToLowerInvariant();

    private static string NewId(string prefix) =>
        prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');
}

/// <summary>What to look for in all mailboxes.</summary>
internal sealed record MailSearch
{
    /// <summary>Drafts only, sent messages only, or both (null).</summary>
    public bool? Drafts { get; init; }

    /// <summary>What came into an inbox, instead of what an app wrote.</summary>
    public bool Received { get; init; }

    /// <summary>The mailbox that holds the message.</summary>
    public string? Mailbox { get; init; }

    /// <summary>An address among its recipients (to, cc or bcc).</summary>
    public string? Recipient { get; init; }

    /// <summary>An address that sent it or got it.</summary>
    public string? Party { get; init; }

    /// <summary>Words that it must all contain, whatever their case and accents.</summary>
    public string? Words { get; init; }

    /// <summary>Only what came after this position.</summary>
    public long? After { get; init; }

    /// <summary>Only what was sent (or created, for a draft) at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The order; newest first by default.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>How many to leave out.</summary>
    public int Skip { get; init; }

    /// <summary>How many to return at most.</summary>
    public int Top { get; init; } = 50;
}

/// <summary>A part of a WHERE clause with its parameters.</summary>
internal sealed record SqlCondition(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);
