using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compagnon.Storage;
using Microsoft.Extensions.Logging;

namespace Compagnon.Dossiers;

/// <summary>
/// The documents of dossiers: a blob each, and a row that makes it the piece's document. The row is written after the blob, in one
/// transaction with the dossier's total, so that a dossier is never larger than it may be and a piece never has two documents. What takes
/// a step before or after that transaction is noted first (<see cref="OutstandingKind.Document"/>): <see cref="UnfinishedDocuments"/>.
/// </summary>
public sealed partial class DocumentBook(StorageClients storage, TimeProvider time, ILogger<DocumentBook> log)
{
    /// <summary>Largest document, in bytes.</summary>
    public const long LargestDocument = 10_000_000;

    /// <summary>Largest dossier, in bytes: all its current documents.</summary>
    public const long LargestDossier = 50_000_000;

    private const int BlockSize = 1 << 20;
    private const int Tries = 30;

    /// <summary>Before the columns of a row's earlier document.</summary>
    private const string Previous = "Previous";

    /// <summary>Sorts after every piece and is no piece's id.</summary>
    private const string TotalRow = "~total";

    /// <summary>Before the change's name: a removal that has no line in the journal yet. Sorts after every piece too.</summary>
    private const string RemovedRow = "~removed~";

    private Outstanding Notes => new(storage, time);

    /// <summary>The current documents of a dossier, by piece id.</summary>
    public async Task<IReadOnlyDictionary<string, Document>> ListAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Documents, cancellation);
        var documents = new Dictionary<string, Document>(StringComparer.Ordinal);
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation))
            if (IsPiece(row)) documents[row.RowKey] = Read(dossier, row);
        return documents;
    }

    /// <summary>
    /// The documents as the department may see them, by piece id: of sealed rounds. What is deposited in an open one is not handed over
    /// yet; in its stead stands what was handed over last.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, Document>> ListHandedOverAsync(
        DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Documents, cancellation);
        var (pieces, sealedRound) = (new List<TableEntity>(), "");
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation))
        {
            if (IsPiece(row)) pieces.Add(row);
            else if (row.RowKey == TotalRow) sealedRound = row.GetString("Sealed") ?? "";
        }

        var documents = new Dictionary<string, Document>(StringComparer.Ordinal);
        foreach (var row in pieces)
        {
            Document?[] candidates = [Read(dossier, row), ReadPrevious(dossier, row)];
            if (candidates.FirstOrDefault(it => it is not null && Rounds.IsHandedOver(it.Round, sealedRound)) is { } document)
                documents[row.RowKey] = document;
        }
        return documents;
    }

    /// <summary>The current document of a piece, or null. Any text may be asked for, also one that is no piece's id.</summary>
    public async Task<Document?> FindAsync(DossierKey dossier, string piece, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Documents, cancellation);
        if (!IsPiece(piece)) return null;
        return await table.FindAsync(dossier.Id, piece, cancellation) is { } row ? Read(dossier, row) : null;
    }

    /// <summary>
    /// The document of a piece as the department may see it (<see cref="ListHandedOverAsync"/>), or null. Any text may be asked for, also
    /// one that is no piece's id.
    /// </summary>
    public async Task<Document?> FindHandedOverAsync(DossierKey dossier, string piece, CancellationToken cancellation = default) =>
        (await ListHandedOverAsync(dossier, cancellation)).GetValueOrDefault(piece);

    /// <summary>
    /// Stores what <paramref name="content"/> holds as the document of <paramref name="piece"/>, in the place of an earlier one. Reads no
    /// further than it must: content of a wrong kind or of too many bytes is left where it is noticed, and nothing of it is kept.
    /// </summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="piece">Id of one of its faculty's pieces.</param>
    /// <param name="round">The round that is open (<see cref="Rounds"/>).</param>
    /// <param name="name">The name that the browser gives; only ever shown.</param>
    /// <param name="content">The bytes, read once.</param>
    /// <param name="cancellation">Stops; nothing is kept.</param>
    /// <param name="by">Who deposits it.</param>
    /// <exception cref="RequestFailedException">Storage refuses; the earlier document is still there.</exception>
    public async Task<Deposit> StoreAsync(
        DossierKey dossier,
        string piece,
        string round,
        string name,
        Stream content,
        CancellationToken cancellation = default,
        string by = Links.Link.Doctor)
    {
        var container = await storage.ContainerAsync(ContainerNames.Documents, cancellation);
        var blob = container.GetBlockBlobClient($"{dossier.Faculty}/{dossier.Id}/{piece}/{Guid.NewGuid():N}");
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var inspection = new DocumentContent();

        // Blocks that are staged and not committed are no blob: storage forgets them by itself.
        var blocks = new List<string>();
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (true)
            {
                var read = await content.ReadAtLeastAsync(
                    buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellation);
                if (read == 0) break;
                inspection.Append(buffer.AsSpan(0, read));
                if (inspection.Kind == ContentKind.Other) return new Deposit.Refused(DepositRefusal.WrongContent, inspection.Advice);
                if (inspection.Length > LargestDocument) return TooLarge;

                sha.AppendData(buffer.AsSpan(0, read));
                var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(blocks.Count.ToString("D6", CultureInfo.InvariantCulture)));
                using var block = new MemoryStream(buffer, 0, read, writable: false);
                await blob.StageBlockAsync(id, block, cancellationToken: cancellation);
                blocks.Add(id);
                if (read < BlockSize) break;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (inspection.Length == 0) return Empty;
        if (inspection.NeedsPassword) return new Deposit.Refused(DepositRefusal.Protected, inspection.Advice);
        if (!inspection.IsWhole) return new Deposit.Refused(DepositRefusal.Damaged, inspection.Advice);

        // Whoever leaves before here leaves nothing. From here on the steps belong together, whether anybody waits or not.
        cancellation.ThrowIfCancellationRequested();
        var type = DocumentContent.TypeOf(inspection.Kind);
        var document = new Document(
            dossier,
            piece,
            FileName.Display(name, DocumentContent.EndingsOf(inspection.Kind)),
            type,
            inspection.Length,
            Convert.ToHexStringLower(sha.GetHashAndReset()),
            time.GetUtcNow(),
            round,
            blob.Name,
            by);
        await Notes.NoteAsync(OutstandingKind.Document, dossier, document.Change, CancellationToken.None);
        await blob.CommitBlockListAsync(
            blocks, new CommitBlockListOptions { HttpHeaders = new BlobHttpHeaders { ContentType = type } }, CancellationToken.None);
        return await EnterAsync(document);
    }

    /// <summary>
    /// Removes the document of a piece while its round is open. Removing it again changes nothing. Follow with
    /// <see cref="UnfinishedDocuments.FinishAsync"/>, which writes the journal's line.
    /// </summary>
    /// <returns>What was removed; null where there was nothing, or the round is sealed or another than the document's.</returns>
    public async Task<Removal?> RemoveAsync(
        DossierKey dossier, string piece, string round, CancellationToken cancellation = default, string by = Links.Link.Doctor)
    {
        var table = await storage.TableAsync(TableNames.Documents, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var row = await table.FindAsync(dossier.Id, piece, cancellation);
            var total = await TotalAsync(table, dossier, cancellation);
            if (row is null || total.SealedRound == round) return null;

            var document = Read(dossier, row);
            // What was submitted stays until something takes its place, and comes back where that is removed again.
            if (document.Round != round) return null;
            var handedOver = ReadPrevious(dossier, row);
            var removal = new Removal(document, time.GetUtcNow(), by);
            await Notes.NoteAsync(OutstandingKind.Document, dossier, document.Change, CancellationToken.None);
            try
            {
                await table.SubmitTransactionAsync(
                    [
                        handedOver is null
                            ? new(TableTransactionActionType.Delete, row, row.ETag)
                            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, Write(handedOver, null), row.ETag),
                        new(TableTransactionActionType.Add, Write(removal)),
                        total.With(
                            total.Bytes - document.Size + (handedOver?.Size ?? 0), kept: total.Kept - Reserve(document, handedOver)),
                    ],
                    CancellationToken.None);
                return removal;
            }
            catch (RequestFailedException second) when (IsSomebodyElse(second))
            {
                await PauseAsync(cancellation);
            }
        }
        throw Overrun(dossier);
    }

    /// <summary>Ends a round: from now on nothing is stored or removed in it. Sealing it again changes nothing.</summary>
    /// <returns>The documents as they stand for good in this round.</returns>
    public async Task<IReadOnlyDictionary<string, Document>> SealAsync(
        DossierKey dossier, string round, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Documents, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var total = await TotalAsync(table, dossier, cancellation);
            if (total.SealedRound == round) return await ListAsync(dossier, cancellation);
            try
            {
                await table.SubmitTransactionAsync([total.With(total.Bytes, round)], cancellation);
            }
            catch (RequestFailedException second) when (IsSomebodyElse(second))
            {
                await PauseAsync(cancellation);
            }
        }
        throw Overrun(dossier);
    }

    /// <summary>Opens a round again that was sealed too early. Does nothing where another was sealed since.</summary>
    public async Task UnsealAsync(DossierKey dossier, string round, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Documents, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var total = await TotalAsync(table, dossier, cancellation);
            if (total.SealedRound != round) return;
            try
            {
                await table.SubmitTransactionAsync([total.With(total.Bytes, Rounds.Before(round))], cancellation);
            }
            catch (RequestFailedException second) when (IsSomebodyElse(second))
            {
                await PauseAsync(cancellation);
            }
        }
        throw Overrun(dossier);
    }

    /// <summary>Whether <paramref name="round"/> is the one that was sealed last.</summary>
    public async Task<bool> IsSealedAsync(DossierKey dossier, string round, CancellationToken cancellation = default) =>
        (await TotalAsync(await storage.TableAsync(TableNames.Documents, cancellation), dossier, cancellation)).SealedRound == round;

    /// <summary>Opens a document: a stream that can seek and that fetches what is read, no more.</summary>
    /// <exception cref="FileNotFoundException">Its blob is gone.</exception>
    public async Task<Stream> OpenReadAsync(Document document, CancellationToken cancellation = default)
    {
        var container = await storage.ContainerAsync(ContainerNames.Documents, cancellation);
        try
        {
            return await container.GetBlobClient(document.Blob)
                .OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = BlockSize }, cancellation);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            throw new FileNotFoundException(
                $"The document {document.Piece} of the dossier {document.Dossier.Id} has no blob {document.Blob}.", missing);
        }
    }

    /// <summary>The removal of this name that has no line in the journal yet; null where there is none.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="change"><see cref="Document.Change"/>.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<Removal?> FindRemovalAsync(DossierKey dossier, string change, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Documents, cancellation);
        return await table.FindAsync(dossier.Id, RemovedRow + change, cancellation) is { } row
            ? new Removal(Read(dossier, row) with { Piece = PieceOf(change) }, row.Moment("Removed"), row.GetString("RemovedBy") ?? Links.Link.Doctor)
            : null;
    }

    /// <summary>Says that the journal has the line of a removal. Saying so again changes nothing.</summary>
    public async Task ForgetRemovalAsync(DossierKey dossier, string change, CancellationToken cancellation = default) =>
        await (await storage.TableAsync(TableNames.Documents, cancellation)).RemoveAsync(dossier.Id, RemovedRow + change, cancellation);

    /// <summary>Removes the blob of a change where no row names it: not, or no longer, a document.</summary>
    /// <returns>Whether there was such a blob.</returns>
    public async Task<bool> RemoveUnnamedAsync(DossierKey dossier, string change, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Documents, cancellation);
        var blob = $"{dossier.Faculty}/{dossier.Id}/{change.Replace('~', '/')}";
        if (await table.FindAsync(dossier.Id, PieceOf(change), cancellation) is { } row
            && (Read(dossier, row).Blob == blob || ReadPrevious(dossier, row)?.Blob == blob))
        {
            return false;
        }

        var container = await storage.ContainerAsync(ContainerNames.Documents, cancellation);
        return await container.GetBlobClient(blob).DeleteIfExistsAsync(cancellationToken: cancellation);
    }

    /// <summary>Erases everything that was deposited for a dossier. Doing so again changes nothing.</summary>
    public async Task EraseAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var container = await storage.ContainerAsync(ContainerNames.Documents, cancellation);
        var blobs = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{dossier.Faculty}/{dossier.Id}/", cancellation);
        await foreach (var blob in blobs)
            await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellation);

        await (await storage.TableAsync(TableNames.Documents, cancellation)).RemovePartitionAsync(dossier.Id, cancellation);
    }

    private async Task<Deposit> EnterAsync(Document document)
    {
        var table = await storage.TableAsync(TableNames.Documents);
        for (var i = 0; i < Tries; i++)
        {
            var row = await table.FindAsync(document.Dossier.Id, document.Piece, CancellationToken.None);
            var earlier = row is null ? null : Read(document.Dossier, row);
            // A transaction whose answer got lost is tried again by the client and then meets itself.
            if (earlier?.Blob == document.Blob) return new Deposit.Stored(document, null);

            var total = await TotalAsync(table, document.Dossier, CancellationToken.None);
            var before = row is null ? null : ReadPrevious(document.Dossier, row);
            var handedOver = earlier is null || earlier.Round == document.Round ? before : earlier;
            var others = total.Bytes - (earlier?.Size ?? 0);
            var othersKept = total.Kept - (earlier is null ? 0 : Reserve(earlier, before));
            var bytes = others + document.Size;
            var kept = othersKept + Reserve(document, handedOver);
            if (total.SealedRound == document.Round || bytes + kept > LargestDossier)
            {
                await LeaveAsync(document, isDocument: false);
                return total.SealedRound == document.Round
                    ? new Deposit.Refused(
                        DepositRefusal.Sealed, "Votre dossier a été envoyé entre-temps : ses pièces ne peuvent plus être modifiées.")
                    : Full(others + othersKept);
            }

            // What the department has seen is kept as a blob; what it never saw goes.
            var superseded = earlier is not null && earlier.Round == document.Round ? earlier : null;
            if (superseded is not null)
                await Notes.NoteAsync(OutstandingKind.Document, document.Dossier, superseded.Change, CancellationToken.None);
            var entry = Write(document, handedOver);
            try
            {
                await table.SubmitTransactionAsync(
                    [
                        row is null
                            ? new(TableTransactionActionType.Add, entry)
                            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, entry, row.ETag),
                        total.With(bytes, kept: kept),
                    ],
                    CancellationToken.None);
            }
            catch (RequestFailedException second) when (IsSomebodyElse(second))
            {
                await PauseAsync(CancellationToken.None);
                continue;
            }

            if (superseded is not null) await LeaveAsync(superseded, isDocument: false);
            await LeaveAsync(document, isDocument: true);
            return new Deposit.Stored(document, earlier);
        }
        throw Overrun(document.Dossier);
    }

    internal static Deposit.Refused Empty { get; } =
        new(DepositRefusal.Empty, "Ce fichier est vide. Vérifiez-le, puis déposez-le de nouveau.");

    internal static Deposit.Refused TooLarge { get; } = new(
        DepositRefusal.TooLarge,
        $"Ce fichier dépasse {Document.SizeOf(LargestDocument)}. Réduisez-le (par exemple en numérisant en qualité "
        + "moyenne), puis déposez-le de nouveau.");

    private static Deposit.Refused Full(long others) => new(
        DepositRefusal.DossierFull,
        $"Avec ce fichier, votre dossier dépasserait {Document.SizeOf(LargestDossier)} ; il lui reste "
        + $"{Document.SizeOf(LargestDossier - others)}. "
        + "Réduisez ce fichier ou un autre, puis déposez-le de nouveau.");

    private static InvalidOperationException Overrun(DossierKey dossier) =>
        new($"The documents of the dossier {dossier.Id} were changed by somebody else {Tries} times in a row; try again.");

    private static bool IsSomebodyElse(RequestFailedException error) => error.Status is 409 or 412 or 404;

    private static Task PauseAsync(CancellationToken cancellation) => Task.Delay(Random.Shared.Next(5, 50), cancellation);

    /// <summary>
    /// Ends what was noted about a document, and its blob where it is none. Failing here would tell the doctor that a stored document is
    /// not: the note stays, and the sweep does it.
    /// </summary>
    private async Task LeaveAsync(Document document, bool isDocument)
    {
        try
        {
            if (!isDocument)
                await (await storage.ContainerAsync(ContainerNames.Documents)).GetBlobClient(document.Blob).DeleteIfExistsAsync();
            await Notes.DoneAsync(OutstandingKind.Document, document.Dossier, document.Change);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException or OperationCanceledException)
        {
            LeftToSweep(log, document.Blob, error);
        }
    }

    private static bool IsPiece(TableEntity row) => row.RowKey[0] != '~';

    private static bool IsPiece(string text) =>
        text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string PieceOf(string change) => change.IndexOf('~') is > 0 and var end
        ? change[..end]
        : throw new ArgumentException($"Expected a piece's id, a tilde and a blob's name; got '{change}'.", nameof(change));

    private static async Task<Total> TotalAsync(TableClient table, DossierKey dossier, CancellationToken cancellation)
    {
        var row = await table.FindAsync(dossier.Id, TotalRow, cancellation);
        return new Total(dossier, row?.GetInt64("Bytes") ?? 0, row?.GetInt64("Kept") ?? 0, row?.GetString("Sealed") ?? "", row?.ETag);
    }

    // The room that the one handed over before needs beyond its successor's, should it come back.
    private static long Reserve(Document document, Document? handedOver) => Math.Max(0, (handedOver?.Size ?? 0) - document.Size);

    private static TableEntity Write(Document document, Document? handedOver)
    {
        var row = new TableEntity(document.Dossier.Id, document.Piece) { ["Faculty"] = document.Dossier.Faculty };
        WriteTo(row, "", document);
        if (handedOver is not null) WriteTo(row, Previous, handedOver);
        return row;
    }

    private static TableEntity Write(Removal removal)
    {
        var document = removal.Document;
        var row = new TableEntity(document.Dossier.Id, RemovedRow + document.Change)
        {
            ["Faculty"] = document.Dossier.Faculty,
            ["Removed"] = removal.At.ToUniversalTime(),
            ["RemovedBy"] = removal.By,
        };
        WriteTo(row, "", document);
        return row;
    }

    private static void WriteTo(TableEntity row, string prefix, Document document)
    {
        row[prefix + "Name"] = document.Name;
        row[prefix + "Type"] = document.Type;
        row[prefix + "Size"] = document.Size;
        row[prefix + "Sha256"] = document.Sha256;
        row[prefix + "At"] = document.At.ToUniversalTime();
        row[prefix + "Round"] = document.Round;
        row[prefix + "Blob"] = document.Blob;
        row[prefix + "By"] = document.By;
    }

    /// <summary>The document of an earlier round whose place this row's took; null where there was none.</summary>
    private static Document? ReadPrevious(DossierKey dossier, TableEntity row) =>
        row.ContainsKey(Previous + "Blob") ? Read(dossier, row, Previous) : null;

    private static Document Read(DossierKey dossier, TableEntity row, string prefix = "") => new(
        dossier,
        row.RowKey,
        row.Text(prefix + "Name"),
        row.Text(prefix + "Type"),
        row.GetInt64(prefix + "Size") ?? 0,
        row.Text(prefix + "Sha256"),
        row.Moment(prefix + "At"),
        row.Text(prefix + "Round"),
        row.Text(prefix + "Blob"),
        row.GetString(prefix + "By") ?? Links.Link.Doctor);

    [LoggerMessage(LogLevel.Warning, "What was begun about the blob {Name} could not be ended and is left to the sweep")]
    private static partial void LeftToSweep(ILogger log, string name, Exception error);

    /// <summary>The dossier's size, the room kept for what may come back, and the round that was sealed last.</summary>
    private sealed record Total(DossierKey Dossier, long Bytes, long Kept, string SealedRound, ETag? Version)
    {
        public TableTransactionAction With(long bytes, string? sealedRound = null, long? kept = null)
        {
            var row = new TableEntity(Dossier.Id, TotalRow)
            {
                ["Faculty"] = Dossier.Faculty,
                ["Bytes"] = bytes,
                ["Kept"] = kept ?? Kept,
                ["Sealed"] = sealedRound ?? SealedRound,
            };
            return Version is { } version
                ? new(TableTransactionActionType.UpdateReplace, row, version)
                : new(TableTransactionActionType.Add, row);
        }
    }
}
