using System.Globalization;
using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Decisions;

/// <summary>What the commission concluded on a dossier, where another authority decides.</summary>
/// <param name="Choice">Granted, conditional or refused.</param>
/// <param name="Word">Reasons or recommendations; may be empty.</param>
/// <param name="Months">How long the agreement would hold; 0 for a refusal.</param>
/// <param name="SessionDay">The session's day, in Paris; null where there was no session.</param>
public sealed record Proposal(string Choice, string Word, int Months, LocalDate? SessionDay)
{
    /// <summary>What an outcome says.</summary>
    public static Proposal Of(Claim outcome) => new(
        outcome.Choice,
        outcome.Word,
        int.TryParse(outcome.Text(OutcomeData.Months), NumberStyles.None, CultureInfo.InvariantCulture, out var months) ? months : 0,
        LocalDatePattern.Iso.Parse(outcome.Text(OutcomeData.Day)) is { Success: true, Value: var day } ? day : null);

    /// <summary>What the commission concluded last; null where it has not.</summary>
    /// <param name="all">What was asked on the dossier, oldest first.</param>
    /// <param name="claims">The answers, by assignment.</param>
    public static Proposal? Find(IReadOnlyList<Assignment> all, IReadOnlyDictionary<string, Claim> claims) =>
        OutcomeOf(all, claims) is { } outcome ? Of(outcome) : null;

    /// <summary>The answer that concludes; null where there is none.</summary>
    internal static Claim? OutcomeOf(IReadOnlyList<Assignment> all, IReadOnlyDictionary<string, Claim> claims) => all.Reverse()
        .Where(asked => asked.Kind is AssignmentKind.Commission or AssignmentKind.Decision)
        .Select(asked => claims.GetValueOrDefault(asked.Id))
        .FirstOrDefault(claim => claim?.Choice is Choices.Granted or Choices.Conditional or Choices.Refused or Choices.Deferred);
}

/// <summary>Reads what was concluded on a dossier out of its answers, which are the truth.</summary>
public sealed class ConclusionBook(AssignmentDesk desk, AgreementRegister register, FacultyBook faculties)
{
    /// <summary>
    /// What the dossier's letter tells; null while nothing is concluded, where the authority that decides has still to, and for a dossier
    /// that ended without a conclusion.
    /// </summary>
    public async Task<Conclusion?> FindAsync(DossierRecord dossier, CancellationToken cancellation = default)
    {
        if (!MayBeConcluded(dossier)) return null;

        var (all, claims) = (desk.ListAsync(dossier.Key, cancellation), desk.ListClaimsAsync(dossier.Key, cancellation));
        return await FindAsync(dossier, await all, await claims, cancellation);
    }

    /// <summary>The same, for whoever has read what was asked and answered.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="all">What was asked on it, oldest first.</param>
    /// <param name="claims">The answers, by assignment.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<Conclusion?> FindAsync(
        DossierRecord dossier, IReadOnlyList<Assignment> all, IReadOnlyDictionary<string, Claim> claims, CancellationToken cancellation = default)
    {
        if (!MayBeConcluded(dossier) || Proposal.OutcomeOf(all, claims) is not { } outcome) return null;
        var isOver = dossier.State != DossierState.AwaitingPieces;
        if (isOver == (outcome.Choice == Choices.Deferred)) return null;

        var proposal = Proposal.Of(outcome);
        var decisions = isOver ? await DecisionsAsync(dossier, all, claims, outcome, cancellation) : [];
        var choice = dossier.State switch
        {
            DossierState.Refused => Choices.Refused,
            // Refused by the commission and granted by whoever decides.
            DossierState.Granted when outcome.Choice == Choices.Refused => Choices.Granted,
            _ => outcome.Choice,
        };
        var day = decisions.Count > 0 ? decisions.Max(decision => decision.On) : ParisTime.DayOf(outcome.At);
        // What the commission wrote is told as what was decided only where it was.
        var word = choice == outcome.Choice ? proposal.Word : "";
        return new Conclusion(choice, word, day, proposal.SessionDay, decisions, await FindAgreementAsync(dossier, cancellation))
        {
            Outcome = outcome.Assignment,
            IsRenewal = dossier.IsRenewal,
            Kind = dossier.Kind,
        };
    }

    private static bool MayBeConcluded(DossierRecord dossier) =>
        dossier.State is DossierState.Granted or DossierState.Refused or DossierState.AwaitingPieces;

    private async Task<AgreementRecord?> FindAgreementAsync(DossierRecord dossier, CancellationToken cancellation) =>
        dossier.State == DossierState.Granted
            ? (await register.FindAsync(dossier.AgreementKey, cancellation))?.GrantedOn(dossier.Key)
            : null;

    // By cycle.
    private async Task<List<CycleDecision>> DecisionsAsync(
        DossierRecord dossier,
        IReadOnlyList<Assignment> all,
        IReadOnlyDictionary<string, Claim> claims,
        Claim outcome,
        CancellationToken cancellation)
    {
        var procedure = await faculties.ProcedureAsync(dossier.Key.Faculty, dossier.ProcedureId, cancellation);
        var found = new Dictionary<Cycle, CycleDecision>();
        foreach (var assignment in all)
        {
            if (DecisionRound.CycleOf(assignment.Id) is not { } cycle) continue;
            if (claims.GetValueOrDefault(assignment.Id) is not { } claim) continue;
            if (procedure.Decisions?.FirstOrDefault(known => known.Cycle == cycle) is not { } rule) continue;
            if (DecisionRound.DecisionOf(rule, claim, isProposedGrant: outcome.Choice != Choices.Refused) is { } decision)
                found[cycle] = decision;
        }

        return [.. found.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
    }
}

/// <summary>One authority's decision on one cycle, as the workflow asks for it. Pure.</summary>
public static class DecisionRound
{
    private const string Signature = "signature-", Authority = "authority-";

    /// <summary>The assignment that asks for it: <c>signature-2-1</c>, <c>authority-3-1</c> (cycle, then the commission's round).</summary>
    public static string IdOf(DecisionRule rule, int round) => string.Create(
        CultureInfo.InvariantCulture, $"{(rule.By == DecisionAuthority.Dean ? Signature : Authority)}{(int)rule.Cycle}-{round}");

    /// <summary>The commission's round: 2 for <c>commission-2</c>.</summary>
    public static int RoundOf(string commission) =>
        int.Parse(commission.AsSpan(commission.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The cycle that an assignment asks a decision for; null where it asks for something else.</summary>
    public static Cycle? CycleOf(string assignment)
    {
        var rest = assignment.StartsWith(Signature, StringComparison.Ordinal) ? assignment[Signature.Length..]
            : assignment.StartsWith(Authority, StringComparison.Ordinal) ? assignment[Authority.Length..]
            : "";
        return rest.Length > 0 && Enum.IsDefined((Cycle)(rest[0] - '0')) ? (Cycle)(rest[0] - '0') : null;
    }

    /// <summary>What an answer decides; null where it decides nothing: sent back, withdrawn.</summary>
    /// <param name="rule">Who was asked.</param>
    /// <param name="claim">The answer.</param>
    /// <param name="isProposedGrant">Whether the commission proposes to grant: what a dean signs.</param>
    public static CycleDecision? DecisionOf(DecisionRule rule, Claim claim, bool isProposedGrant) => claim.Choice switch
    {
        Choices.Done => new CycleDecision(
            rule.Cycle, isProposedGrant, rule.Authority, "", ParisTime.DayOf(claim.At), "", claim.By),
        Choices.Granted or Choices.Refused => new CycleDecision(
            rule.Cycle,
            claim.Choice == Choices.Granted,
            rule.Authority,
            claim.Text(AuthorityForm.NumberField),
            LocalDatePattern.Iso.Parse(claim.Text(AuthorityForm.DayField)).GetValueOrThrow(),
            claim.Word,
            claim.By),
        _ => null,
    };
}
