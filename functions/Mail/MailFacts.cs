using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Links;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Mail;

/// <summary>What a mail's template can say.</summary>
/// <param name="Faculty">Whose mail it is.</param>
/// <param name="Dossier">The dossier, or the session, that it is about.</param>
/// <param name="Candidate">Whose dossier it is; null where it is about a session.</param>
/// <param name="Recipient">Whom the mail goes to: <see cref="Links.Link.Doctor"/> or a staff member's id.</param>
/// <param name="Address">Where the mail's button leads.</param>
/// <param name="LinkEnds">The last day on which that address opens.</param>
/// <param name="Data">What was posted with it, by <see cref="MailData"/>'s names.</param>
public sealed record MailFacts(
    Faculty Faculty,
    DossierKey Dossier,
    Doctor? Candidate,
    string Recipient,
    Uri Address,
    LocalDate LinkEnds,
    IReadOnlyDictionary<string, string> Data)
{
    /// <summary>
    /// Whether the address is known to be the doctor's. Until then the name is what anybody typed, and stands in no mail.
    /// </summary>
    public bool IsConfirmed { get; init; } = true;

    /// <summary>Whether its dossier asks for an amendment of an agreement.</summary>
    public bool IsAmendment { get; init; }

    /// <summary>Whether its button leads to the console, where people sign in: no link of their own.</summary>
    public bool IsConsole { get; init; }

    /// <summary>Whether its dossier is under way and goes the quicker way of a place that is short of doctors.</summary>
    public bool IsAccelerated { get; init; }

    /// <summary>Whether its dossier asks for a new term of an agreement.</summary>
    public bool IsRenewal { get; init; }

    /// <summary>The agreement that its dossier is to renew, as it stands when the mail is written; else null.</summary>
    public AgreementRecord? Renewed { get; init; }

    /// <summary>Whose dossier it is.</summary>
    /// <exception cref="InvalidOperationException">It is about a session, which is nobody's.</exception>
    public Doctor Doctor => Candidate
        ?? throw new InvalidOperationException("A mail about a session has no doctor; its template asks for one.");

    /// <summary>What it is about, as its subject begins: « Dossier 7KQ4-M2XZ-9ABC », « Séance du 12 mars 2027 ».</summary>
    public string Reference => Candidate is not null ? $"Dossier {Dossier.Reference}"
        : Text(MailData.Session).Length > 0 ? $"Séance du {Day(MailData.Session)}"
        : "Commission";

    /// <summary>« Bonjour Docteur Martin, » or « Bonjour, ».</summary>
    public string Greeting => Recipient == Link.Doctor && IsConfirmed ? $"Bonjour Docteur {Doctor.LastName}," : "Bonjour,";

    /// <summary>Labels of the pieces that it is about.</summary>
    public IReadOnlyList<string> Pieces => Text(MailData.Pieces).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The pieces that are asked for, one by one.</summary>
    public IReadOnlyList<AskedPiece> Asked =>
    [
        .. Enumerable.Range(0, Data.Count)
            .Select(index => Text(MailData.Asked(index)))
            .TakeWhile(text => text.Length > 0)
            .Select(AskedPiece.Of),
    ];

    /// <summary>The department's word or reasons, by paragraphs; empty where there is none.</summary>
    public IReadOnlyList<string> Word =>
        Text(MailData.Word).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Names of the doctors whose dossiers it is about.</summary>
    public IReadOnlyList<string> Agenda => Text(MailData.Agenda).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What was posted under <paramref name="name"/>; empty where nothing was.</summary>
    public string Text(string name) => Data.GetValueOrDefault(name, "");

    /// <summary>Name of somebody of the department whose id was posted; « Une personne du département » where the file does not name
    /// them.</summary>
    public string PersonOf(string name) =>
        Faculty.FindPerson(Text(name))?.ShortName ?? "Une personne du département";

    /// <summary>A day that was posted, as people read it: « 3 mars 2027 ».</summary>
    /// <exception cref="InvalidDataException">No such day was posted.</exception>
    public string Day(string name) => LocalDatePattern.Iso.Parse(Text(name)) is { Success: true, Value: var day }
        ? ParisTime.Text(day)
        : throw new InvalidDataException($"A mail of this template carries the day '{name}' as yyyy-MM-dd; got '{Text(name)}'.");
}
