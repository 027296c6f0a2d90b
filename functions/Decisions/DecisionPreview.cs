using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Web;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Decisions;

/// <summary>A decision that a filled table tells, checked.</summary>
/// <param name="Written">The line.</param>
/// <param name="Proposal">What it answers.</param>
/// <param name="Choice">Granted or refused.</param>
/// <param name="On">The day of the decision.</param>
public sealed record ReadDecision(DecisionLine Written, ProposalLine Proposal, string Choice, LocalDate On)
{
    /// <summary>Whether this is what was entered already.</summary>
    public bool IsEntered => Proposal.Decision is { } entered
        && (entered.Granted ? Choices.Granted : Choices.Refused) == Choice
        && entered.Number == Written.Number && entered.On == On && entered.Word == Written.Reasons;

    /// <summary>What the answer keeps.</summary>
    public Claim ToClaim(string by, DateTimeOffset at) => new(
        Proposal.Dossier.Key, Proposal.Assignment, Choice, [], Written.Reasons, by, at, new Dictionary<string, string>
        {
            [AuthorityForm.NumberField] = Written.Number,
            [AuthorityForm.DayField] = LocalDatePattern.Iso.Format(On),
        });
}

/// <summary>What becomes of a filled table: shown before anything is entered. Pure.</summary>
/// <param name="ToEnter">Decisions that will be entered.</param>
/// <param name="Entered">Lines that say what was entered already.</param>
/// <param name="Different">Lines that say something else than what was entered: nothing becomes of them.</param>
/// <param name="Blank">How many lines are not filled in.</param>
/// <param name="Mistakes">What is wrong, by line. As long as there is any, nothing is entered.</param>
public sealed record DecisionPreview(
    IReadOnlyList<ReadDecision> ToEnter,
    IReadOnlyList<ReadDecision> Entered,
    IReadOnlyList<ReadDecision> Different,
    int Blank,
    IReadOnlyList<SheetMistake> Mistakes)
{
    /// <summary>Compares a filled table with what was proposed.</summary>
    /// <param name="file">The table.</param>
    /// <param name="proposals">The session's list, for whoever sent the table.</param>
    /// <param name="today">Today in Paris.</param>
    public static DecisionPreview Of(DecisionFile file, IReadOnlyList<ProposalLine> proposals, LocalDate today)
    {
        var mistakes = file.Mistakes.ToList();
        var (toEnter, entered, different) = (new List<ReadDecision>(), new List<ReadDecision>(), new List<ReadDecision>());
        var first = new Dictionary<ProposalLine, int>(ReferenceEqualityComparer.Instance);
        var blank = 0;
        foreach (var line in file.Lines)
        {
            if (line.IsBlank)
            {
                blank++;
                continue;
            }

            var before = mistakes.Count;
            var proposal = Find(line, proposals, mistakes);
            if (proposal is not null && !first.TryAdd(proposal, line.Line))
                mistakes.Add(new(line.Line, ProposalTable.Dossier, $"Ce dossier et ce cycle figurent déjà à la ligne {first[proposal]}."));
            var choice = ChoiceOf(line.Decision);
            AddFieldMistakes(line, choice, today, mistakes);
            if (proposal is null || mistakes.Count > before) continue;

            var read = new ReadDecision(line, proposal, choice, AuthorityForm.ReadDay(line.Day)!.Value);
            switch (proposal.State)
            {
                case ProposalState.Awaited:
                    toEnter.Add(read);
                    break;
                case ProposalState.Decided:
                    (read.IsEntered ? entered : different).Add(read);
                    break;
                case ProposalState.NotYet:
                    mistakes.Add(new(
                        line.Line, "", "Cette décision n’est pas encore attendue : la signature du décanat doit venir d’abord."));
                    break;
                default:
                    mistakes.Add(new(
                        line.Line,
                        "",
                        "Aucune décision n’est plus attendue : le médecin s’est retiré ou le dossier revient en commission. Videz la ligne."));
                    break;
            }
        }

        return new DecisionPreview(toEnter, entered, different, blank, [.. mistakes.OrderBy(mistake => mistake.Line)]);
    }

    private static ProposalLine? Find(DecisionLine line, IReadOnlyList<ProposalLine> proposals, List<SheetMistake> mistakes)
    {
        if (DossierKey.ReadId(line.Dossier) is not { } id)
        {
            mistakes.Add(new(line.Line, ProposalTable.Dossier, "Une référence de dossier est attendue, par exemple 7KQ4-M2XZ-9ABC."));
            return null;
        }

        // One answer for every dossier that is not on this list, wherever it may be.
        var known = proposals.Where(proposal => proposal.Dossier.Key.Id == id).ToList();
        if (known.Count == 0)
        {
            mistakes.Add(new(line.Line, ProposalTable.Dossier, "Dossier inconnu dans la liste de cette séance."));
            return null;
        }

        if (known.Find(proposal => proposal.Cycle == line.Cycle) is { } found) return found;
        mistakes.Add(new(
            line.Line,
            ProposalTable.Cycle,
            $"Pour ce dossier, {string.Join(" ou ", known.Select(proposal => proposal.Cycle))} est attendu."));
        return null;
    }

    private static void AddFieldMistakes(DecisionLine line, string choice, LocalDate today, List<SheetMistake> mistakes)
    {
        foreach (var (field, message) in AuthorityForm.Check(choice, line.Number, line.Day, line.Reasons, today).All)
        {
            mistakes.Add(field switch
            {
                AuthorityForm.NumberField => new(line.Line, ProposalTable.Number, message),
                AuthorityForm.DayField => new(line.Line, ProposalTable.Day, message),
                DepartmentAnswer.WordField => new(line.Line, ProposalTable.Reasons, message),
                _ => new(line.Line, ProposalTable.Decision, "« accordé » ou « refusé » est attendu."),
            });
        }

        if (line.Reasons.Length > AssignmentDesk.LongestWord)
        {
            mistakes.Add(new(
                line.Line, ProposalTable.Reasons,
                $"Raccourcissez ce texte : il compte {line.Reasons.Length} caractères, {AssignmentDesk.LongestWord} au plus."));
        }
    }

    private static string ChoiceOf(string written) => CsvSheet.NameOf(written) switch
    {
        "accorde" or "accordee" => Choices.Granted,
        "refuse" or "refusee" => Choices.Refused,
        _ => "",
    };
}
