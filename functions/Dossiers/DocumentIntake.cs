using System.Buffers;

namespace Compagnon.Dossiers;

/// <summary>
/// What somebody chose for one piece: a document, which stays as it is, or several photos, which become one. Takes the files one after the
/// other, and lies on disk with one of them at a time.
/// </summary>
internal sealed class DocumentIntake : IAsyncDisposable
{
    /// <summary>Files at most.</summary>
    internal const int Most = DocumentPhotos.Most;

    private FileStream? first;
    private string firstName = "";
    private DocumentContent firstSeen = new();
    private long together;
    private int count;
    private DocumentPhotos? photos;

    internal static Deposit.Refused TooMany { get; } = new(
        DepositRefusal.TooMany,
        $"Vous avez choisi plus de {Most} photos. Déposez-en {Most} au plus, ou numérisez le document en un seul PDF.");

    internal static Deposit.Refused TooLargeTogether { get; } = new(
        DepositRefusal.TooLarge,
        $"Cet envoi dépasse {Document.SizeOf(DocumentPhotos.LargestTogether)}. Choisissez un PDF de "
        + $"{Document.SizeOf(DocumentBook.LargestDocument)} au plus, moins de photos, ou des photos réduites.");

    private static Deposit.Refused PhotoTooLarge { get; } = new(
        DepositRefusal.TooLarge,
        $"Cette photo dépasse {Document.SizeOf(DocumentPhotos.Largest)}. Réduisez-la, puis déposez-la de nouveau.");

    internal static Deposit.Refused Mixed { get; } = new(
        DepositRefusal.WrongContent,
        "Choisissez un seul PDF, ou plusieurs photos (JPEG ou PNG) qui seront réunies en un PDF : un PDF ne peut pas être réuni à d’autres "
        + "fichiers.");

    /// <summary>Takes the next file.</summary>
    /// <returns>Null where it is taken; else why none of them is.</returns>
    internal async Task<Deposit.Refused?> TakeAsync(string name, Stream content, CancellationToken cancellation)
    {
        if (++count > Most) return TooMany;
        var file = DocumentScratch.Open();
        try
        {
            var seen = new DocumentContent();
            if (await ReadAsync(content, file, seen, cancellation) is { } refused)
                return count == 1 ? refused : About(name, refused.Reason == DepositRefusal.TooLarge ? PhotoTooLarge : refused);
            together += seen.Length;
            if (count == 1)
            {
                (first, firstName, firstSeen) = (file, name, seen);
                return null;
            }

            if (firstSeen.Kind == ContentKind.Pdf || seen.Kind == ContentKind.Pdf) return Mixed;
            if (together > DocumentPhotos.LargestTogether) return TooLargeTogether;
            if (photos is null)
            {
                photos = new DocumentPhotos();
                if (await AppendAsync(firstName, first!, firstSeen, cancellation) is { } bad) return bad;
            }
            return await AppendAsync(name, file, seen, cancellation);
        }
        finally
        {
            if (file != first) await file.DisposeAsync();
        }
    }

    /// <summary>What is to be stored, and its name; null where no file came. It closes with this.</summary>
    internal (string Name, Stream Content)? Finish()
    {
        if (first is null) return null;
        if (photos is null)
        {
            first.Position = 0;
            return (firstName, first);
        }
        var others = count == 2 ? "1 autre photo" : $"{count - 1} autres photos";
        return ($"{Path.GetFileNameWithoutExtension(FileName.Display(firstName))} et {others}.pdf", photos.Finish());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        photos?.Dispose();
        if (first is not null) await first.DisposeAsync();
    }

    private async Task<Deposit.Refused?> AppendAsync(string name, Stream file, DocumentContent seen, CancellationToken cancellation)
    {
        if (seen.Length == 0) return About(name, DocumentBook.Empty);
        if (seen.IsWhole && await photos!.AppendAsync(file, cancellation)) return null;
        return About(name, new Deposit.Refused(DepositRefusal.Damaged, seen.Advice));
    }

    /// <summary>Reads no further than it must: what is too large or of a wrong kind is left where it is noticed.</summary>
    private static async Task<Deposit.Refused?> ReadAsync(
        Stream content, Stream file, DocumentContent seen, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            int read;
            // Enough at first to know what it is.
            while ((read = await content.ReadAtLeastAsync(buffer, 4096, throwOnEndOfStream: false, cancellation)) > 0)
            {
                seen.Append(buffer.AsSpan(0, read));
                if (seen.Kind == ContentKind.Other) return new Deposit.Refused(DepositRefusal.WrongContent, seen.Advice);
                if (seen.Length > (seen.Kind == ContentKind.Pdf ? DocumentBook.LargestDocument : DocumentPhotos.Largest))
                    return DocumentBook.TooLarge;
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Deposit.Refused About(string name, Deposit.Refused refused) =>
        refused with { Message = $"« {FileName.Display(name)} » : {refused.Message}" };
}
