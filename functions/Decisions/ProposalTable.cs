using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers.Form;
using Compagnon.Territories;
using NodaTime.Text;

namespace Compagnon.Decisions;

/// <summary>
/// The list of proposals as a table for spreadsheets: what goes to the authority, and four columns for what comes back. Pure.
/// </summary>
public static class ProposalTable
{
    /// <summary>Names of the columns that a filled table is read by.</summary>
    public const string Dossier = "dossier", Cycle = "cycle", Decision = "decision", Number = "numero", Day = "date", Reasons = "motifs";

    /// <summary>How a decision is written in its column.</summary>
    public const string Granted = "accordé", Refused = "refusé";

    /// <summary>The columns that a filled table must have.</summary>
    public static IReadOnlyList<string> Needed { get; } = [Dossier, Cycle, Decision, Number, Day, Reasons];

    /// <summary>All columns, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        Dossier, "nom", "rpps", "specialite", "lieu", "code_postal", "commune", "code_commune", "zone", Cycle, "niveaux", "nature",
        "proposition", "duree_mois", "recommandations_ou_motifs", "autorite", Decision, Number, Day, Reasons,
    ];

    /// <summary>One proposal.</summary>
    public static IReadOnlyList<string> RowOf(ProposalLine line)
    {
        var place = line.Form.Place;
        return
        [
            line.Dossier.Key.Reference,
            line.Dossier.Doctor.FullName,
            line.Dossier.Doctor.Rpps,
            line.Specialty,
            place is null ? "" : place.StructureName.Length > 0 ? $"{place.StructureName}, {place.Address}" : place.Address,
            place?.PostalCode ?? "",
            place?.CommuneName ?? "",
            place?.CommuneCode ?? "",
            line.Zone.Label(),
            line.Cycle,
            string.Join(", ", line.Levels.Select(level => level.French())),
            line.Outcome.Choice == Choices.Refused ? "" : OutcomeWords.CategoryOf(line.Outcome).French(),
            line.Proposed,
            line.Outcome.Choice == Choices.Refused ? "" : line.Outcome.Text(OutcomeData.Months),
            line.Outcome.Word,
            line.Rule.Authority,
            line.Decision is null ? "" : line.Decision.Granted ? Granted : Refused,
            line.Decision?.Number ?? "",
            line.Decision is null ? "" : DayPattern.Format(line.Decision.On),
            line.Decision?.Word ?? "",
        ];
    }

    private static readonly LocalDatePattern DayPattern = LocalDatePattern.CreateWithInvariantCulture("dd/MM/yyyy");
}
