using Compagnon.Consoles;
using Compagnon.Dossiers;

namespace Compagnon.Assignments;

/// <summary>Where somebody of the department reads an assignment and answers it: at a link of theirs, or on the console.</summary>
/// <param name="Address">The page with the form; what belongs to the answer lies below.</param>
/// <param name="Pieces">What the addresses of the dossier's documents lie below.</param>
/// <param name="VisitPieces">What the addresses of the documents of the visit's report lie below.</param>
/// <param name="Papers">What the letter and the certificate lie below.</param>
/// <param name="Console">Who is signed in; null where a link was opened.</param>
public sealed record AnswerPlace(string Address, string Pieces, string VisitPieces, string Papers, ConsoleCase? Console = null)
{
    /// <summary>A link.</summary>
    public static AnswerPlace OfLink(string token) =>
        new($"/demande/{token}", $"/demande/{token}/pieces", $"/demande/{token}/visite/pieces", $"/demande/{token}");

    /// <summary>The console.</summary>
    public static AnswerPlace OfConsole(ConsoleCase visit, DossierKey dossier, string assignment) => new(
        DossierView.AddressOf(visit, dossier, $"/demandes/{assignment}"),
        DossierView.AddressOf(visit, dossier, "/documents"),
        DossierView.AddressOf(visit, dossier, "/documents/visite"),
        DossierView.AddressOf(visit, dossier),
        visit);
}
