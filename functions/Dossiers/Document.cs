using System.Globalization;

namespace Compagnon.Dossiers;

/// <summary>The current document of one piece of a dossier.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Piece">Id of the <see cref="Faculties.Piece"/>.</param>
/// <param name="Name">The name that it had on the doctor's machine, to be shown (<see cref="FileName.Display"/>).</param>
/// <param name="Type">Media type, by its content.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Hexadecimal.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Round">During which round of depositing (<see cref="Rounds"/>).</param>
/// <param name="Blob">Name of its blob in the container <c>documents</c>: of our ids only.</param>
/// <param name="By">Who deposited it: the doctor, or a member of the secretariat in the doctor's stead.</param>
public sealed record Document(
    DossierKey Dossier,
    string Piece,
    string Name,
    string Type,
    long Size,
    string Sha256,
    DateTimeOffset At,
    string Round,
    string Blob,
    string By = Links.Link.Doctor)
{
    /// <summary>Names its storing and its removal among what is begun (<see cref="Storage.OutstandingKind.Document"/>).</summary>
    public string Change => Piece + "~" + Blob[(Blob.LastIndexOf('/') + 1)..];

    /// <summary>« 240 ko », « 3,2 Mo ».</summary>
    public string SizeText => SizeOf(Size);

    /// <summary>« PDF », « JPEG », « PNG ».</summary>
    public string TypeText => Type switch { "application/pdf" => "PDF", "image/jpeg" => "JPEG", _ => "PNG" };

    /// <summary>A size as people read it, in decimal units as systems show them.</summary>
    public static string SizeOf(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} octets",
        < 999_500 => $"{Math.Round(bytes / 1000d)} ko",
        _ => (bytes / 1_000_000d).ToString("0.#", System.Globalization.CultureInfo.GetCultureInfo("fr-FR")) + " Mo",
    };
}

/// <summary>
/// The times at which documents may be deposited. A round that is sealed is over for good: what the department looks at does not change
/// under its eyes.
/// </summary>
public static class Rounds
{
    /// <summary>Until submission. Later rounds bear the id of the assignment that asks for pieces: <c>completion-1</c>.</summary>
    public const string Draft = "draft";

    private const string Later = "completion-";

    /// <summary>Whether what was deposited in <paramref name="round"/> is handed over: that round, or one after it, was sealed.</summary>
    /// <param name="round">A round.</param>
    /// <param name="sealedRound">The one that was sealed last; empty where none was.</param>
    public static bool IsHandedOver(string round, string sealedRound) =>
        sealedRound.Length > 0 && Number(round) <= Number(sealedRound);

    /// <summary>The round before; empty before the draft.</summary>
    public static string Before(string round) => Number(round) switch
    {
        0 => "",
        1 => Draft,
        var number => string.Create(CultureInfo.InvariantCulture, $"{Later}{number - 1}"),
    };

    private static int Number(string round)
    {
        if (round == Draft) return 0;
        if (round.StartsWith(Later, StringComparison.Ordinal)
            && int.TryParse(round.AsSpan(Later.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0)
        {
            return number;
        }
        throw new ArgumentException($"Expected the round '{Draft}' or '{Later}' and a number from 1; got '{round}'.", nameof(round));
    }
}

/// <summary>What became of a document that was sent.</summary>
public abstract record Deposit
{
    private Deposit()
    {
    }

    /// <summary>It is stored and is the piece's document now.</summary>
    /// <param name="Document">The document.</param>
    /// <param name="Replaced">What it took the place of; null where there was none.</param>
    public sealed record Stored(Document Document, Document? Replaced) : Deposit;

    /// <summary>Nothing was kept.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Message">What to tell the doctor.</param>
    public sealed record Refused(DepositRefusal Reason, string Message) : Deposit;
}

/// <summary>A document that was removed.</summary>
/// <param name="Document">The document.</param>
/// <param name="At">When.</param>
/// <param name="By">Who removed it: the doctor, or a member of the secretariat in the doctor's stead.</param>
public sealed record Removal(Document Document, DateTimeOffset At, string By = Links.Link.Doctor);

/// <summary>Why a document was not kept.</summary>
public enum DepositRefusal
{
    /// <summary>No bytes.</summary>
    Empty,

    /// <summary>Neither PDF nor JPEG nor PNG.</summary>
    WrongContent,

    /// <summary>Of a kind that we take, but cut or damaged.</summary>
    Damaged,

    /// <summary>A PDF that takes a password or a certificate to be opened.</summary>
    Protected,

    /// <summary>More photos than are joined.</summary>
    TooMany,

    /// <summary>Larger than one document may be.</summary>
    TooLarge,

    /// <summary>The dossier would grow larger than it may.</summary>
    DossierFull,

    /// <summary>The round is sealed.</summary>
    Sealed,
}
