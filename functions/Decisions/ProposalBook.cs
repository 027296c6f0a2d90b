using System.Globalization;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Dossiers.Form;
using Compagnon.Faculties;
using Compagnon.Links;
using Compagnon.Territories;

namespace Compagnon.Decisions;

/// <summary>Where a proposal to another authority stands.</summary>
public enum ProposalState
{
    /// <summary>The dean has still to sign for another cycle.</summary>
    NotYet,

    /// <summary>The decision is awaited and can be entered.</summary>
    Awaited,

    /// <summary>The decision is entered.</summary>
    Decided,

    /// <summary>No decision is awaited any more: the doctor has withdrawn, or the dossier went back to the commission.</summary>
    Ended,
}

/// <summary>What a session proposes to another authority on one dossier, for one cycle.</summary>
/// <param name="Item">The dossier on the session's agenda.</param>
/// <param name="Outcome">What the commission concluded: granted, conditional or refused.</param>
/// <param name="Rule">Who decides, for which cycle.</param>
/// <param name="Form">What the doctor said of the training site.</param>
/// <param name="Zone">How the commune of practice is classed on the session's day.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Decision">What came back; null until it is entered.</param>
public sealed record ProposalLine(
    AgendaItem Item, Claim Outcome, DecisionRule Rule, DossierForm Form, ZoneClass Zone, ProposalState State, CycleDecision? Decision)
{
    /// <summary>The dossier.</summary>
    public DossierRecord Dossier => Item.Dossier;

    /// <summary>The assignment by which the decision is entered: <c>authority-3-1</c>.</summary>
    public string Assignment => DecisionRound.IdOf(Rule, DecisionRound.RoundOf(Item.Entry.Assignment));

    /// <summary>The cycle's number, as the table writes it.</summary>
    public string Cycle => ((int)Rule.Cycle).ToString(CultureInfo.InvariantCulture);

    /// <summary>« Médecine générale »; empty where the dossier names none.</summary>
    public string Specialty => Specialties.All.FirstOrDefault(known => known.Code == Form.Discipline?.Specialty)?.Name ?? "";

    /// <summary>The levels of stages of this cycle that the doctor offers.</summary>
    public IEnumerable<StageLevel> Levels => (Form.Capacity?.Levels ?? []).Where(level => Cycles.Of(level) == Rule.Cycle);

    /// <summary>« 63000 Clermont-Ferrand »; empty where the dossier names none.</summary>
    public string Town => Form.Place is { } place ? $"{place.PostalCode} {place.CommuneName}" : "";

    /// <summary>What is proposed: « accordé sous conditions ».</summary>
    public string Proposed => Outcome.Choice switch
    {
        Choices.Granted => "accordé",
        Choices.Conditional => "accordé sous conditions",
        _ => "refusé",
    };
}

/// <summary>Reads what a session proposes to other authorities. What was answered is the truth.</summary>
public sealed class ProposalBook(AssignmentDesk desk, FormBook forms, FacultyBook faculties, CommuneBook communes)
{
    /// <summary>
    /// Whether somebody may read the list: the secretariat, the coordination and who chairs.
    /// </summary>
    public static bool MayRead(StaffMember person) =>
        person.Has(StaffRole.Secretariat) || person.Has(StaffRole.Coordinator) || person.Has(StaffRole.Chair);

    /// <summary>The proposals of a session in the order of its agenda, without those that the reader is excluded from.</summary>
    public async Task<IReadOnlyList<ProposalLine>> ListAsync(SessionCase opened, CancellationToken cancellation = default)
    {
        var lines = new List<ProposalLine>();
        foreach (var item in opened.Agenda.Items)
        {
            if (OutcomeOf(item) is not { } outcome || item.Excludes(opened.Person)) continue;
            var procedure = await faculties.ProcedureAsync(opened.Faculty.Id, item.Dossier.ProcedureId, cancellation);
            if (!HasAgency(procedure)) continue;

            var form = await forms.FindHandedOverAsync(item.Dossier.Key, cancellation);
            var zone = communes.ZoneOf(form.Place?.CommuneCode, opened.Session.Date);
            var rules = DecisionPlan.Of(procedure.Decisions, Cycles.Of(form.Capacity?.Levels ?? [])).Rules;
            foreach (var rule in rules.Where(rule => rule.By == DecisionAuthority.Agency))
            {
                var line = new ProposalLine(item, outcome, rule, form, zone, ProposalState.NotYet, null);
                lines.Add(await WithStateAsync(line, rules, cancellation));
            }
        }

        return lines;
    }

    /// <summary>Whether a session has proposed anything that another authority may decide.</summary>
    public async Task<bool> HasAnyAsync(SessionCase opened, CancellationToken cancellation = default)
    {
        foreach (var item in opened.Agenda.Items)
        {
            if (OutcomeOf(item) is not null
                && HasAgency(await faculties.ProcedureAsync(opened.Faculty.Id, item.Dossier.ProcedureId, cancellation)))
                return true;
        }

        return false;
    }

    private async Task<ProposalLine> WithStateAsync(ProposalLine line, IReadOnlyList<DecisionRule> rules, CancellationToken cancellation)
    {
        var key = line.Dossier.Key;
        var claims = await desk.ListClaimsAsync(key, cancellation);
        if (claims.GetValueOrDefault(line.Assignment) is { } claim)
        {
            var decision = DecisionRound.DecisionOf(line.Rule, claim, line.Outcome.Choice != Choices.Refused);
            return line with { State = decision is null ? ProposalState.Ended : ProposalState.Decided, Decision = decision };
        }

        var round = DecisionRound.RoundOf(line.Item.Entry.Assignment);
        var isOver = line.Dossier.IsFinal || rules.Any(rule =>
            claims.GetValueOrDefault(DecisionRound.IdOf(rule, round)) is { Choice: Choices.Declined or Choices.Withdrawn });
        if (isOver) return line with { State = ProposalState.Ended };
        return await desk.FindAsync(key, line.Assignment, cancellation) is null ? line : line with { State = ProposalState.Awaited };
    }

    private static Claim? OutcomeOf(AgendaItem item) =>
        item.Claim is { Choice: Choices.Granted or Choices.Conditional or Choices.Refused, By: not Link.Doctor } claim ? claim : null;

    private static bool HasAgency(Faculty procedure) =>
        procedure.Decisions?.Any(rule => rule.By == DecisionAuthority.Agency) ?? false;
}
