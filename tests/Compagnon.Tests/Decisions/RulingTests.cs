using Compagnon.Agreements;
using Compagnon.Assignments;
using Compagnon.Decisions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Decisions;

/// <summary>What becomes of a conclusion, and the words in which it is told.</summary>
public sealed class RulingTests
{
    private static readonly DossierKey Dossier = new("f", "000000000001");
    private static readonly DateTimeOffset At = new(2027, 4, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly Faculty Procedure = new(
        "f", "Faculté", "Département", ["63"], new Mailbox("m@exemple.fr", "M"), [], [], [], new Term(1, 5), new Delays(7, [7], 30, [7], [7], 30),
        new Charter("1", ["Texte"]), "Voies de recours.");

    [Fact]
    public void An_agreement_is_granted_exactly_where_some_cycle_is()
    {
        var outcomes = Gen.Elements(Choices.Granted, Choices.Conditional, Choices.Refused);
        var cycles = Gen.Elements<Cycle[]>([], [Cycle.Second], [Cycle.Third], [Cycle.Second, Cycle.Third]);
        var decisions =
            from second in Gen.Elements<bool?>(null, true, false)
            from third in Gen.Elements<bool?>(null, true, false)
            where second is not null || third is not null
            select ((CycleDecision[])
            [
                .. second is { } s ? (CycleDecision[])[Decision(Cycle.Second, s)] : [],
                .. third is { } t ? (CycleDecision[])[Decision(Cycle.Third, t)] : [],
            ]);

        Prop.ForAll(
            (from outcome in outcomes from offered in cycles from decided in decisions select (outcome, offered, decided)).ToArbitrary(),
            it =>
            {
                var outcome = Claim(it.outcome);
                var ruling = Ruling.After(outcome, outcome, it.decided, it.offered);
                var some = it.offered.Concat(it.decided.Select(decision => decision.Cycle)).Any(ruling.Grants);
                return ruling.Choice == (!some ? Choices.Refused : it.outcome == Choices.Refused ? Choices.Granted : it.outcome)
                    && it.decided.All(decision => ruling.Grants(decision.Cycle) == decision.Granted);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Reasons_of_a_conclusion_that_does_not_hold_are_not_told()
    {
        var overruled = Ruling.After(
            Claim(Choices.Refused, "Trop loin."), Claim(Choices.Granted), [Decision(Cycle.Third, true)], [Cycle.Third]);
        Assert.Equal((Choices.Granted, ""), (overruled.Choice, overruled.Word));

        var refused = Ruling.After(
            Claim(Choices.Granted, "Bravo."), Claim(Choices.Refused), [Decision(Cycle.Third, false, "Zone pourvue.")], [Cycle.Third]);
        Assert.Equal((Choices.Refused, "Zone pourvue."), (refused.Choice, refused.Word));
    }

    [Fact]
    public void Only_authorities_of_the_cycles_that_the_doctor_offers_are_asked_and_none_where_the_commission_decides()
    {
        DecisionRule[] rules =
        [
            new(Cycle.Third, DecisionAuthority.Agency, "L’agence", [7]), new(Cycle.Second, DecisionAuthority.Dean, "La doyenne", [7]),
        ];

        Assert.Equal([Cycle.Third], DecisionPlan.Of(rules, [Cycle.Third]).Rules.Select(rule => rule.Cycle));
        Assert.Equal([Cycle.Second, Cycle.Third], DecisionPlan.Of(rules, []).Rules.Select(rule => rule.Cycle));
        Assert.Empty(DecisionPlan.Of(null, [Cycle.Third]).Rules);
        Assert.Empty(DecisionPlan.Of([new(Cycle.Third, DecisionAuthority.Commission, "La commission", [7])], [Cycle.Third]).Rules);
    }

    [Theory]
    [InlineData(Choices.Granted, "", false)]
    [InlineData(Choices.Conditional, "Un second bureau.", true)]
    [InlineData(Choices.Deferred, "Le diplôme.", false)]
    [InlineData(Choices.Refused, "Trop peu de patients.", true)]
    public void A_letter_tells_its_outcome_its_words_and_an_appeal_where_there_is_one(string choice, string word, bool appeals)
    {
        var isGrant = choice is Choices.Granted or Choices.Conditional;
        var agreement = new AgreementRecord(
            Dossier, "Dr Anne Martin", "10003456789", "63", new(2027, 4, 15), new(2028, 4, 14), AgreementState.Active, "x", At)
        {
            Number = "2027-0042",
        };
        var conclusion = new Conclusion(choice, word, new(2027, 4, 15), new(2027, 4, 15), [], isGrant ? agreement : null);

        var body = Letter.BodyOf(conclusion, Procedure);
        var text = string.Join('\n', body.SelectMany(part => part.Items.Prepend(part.Text)));

        Assert.Contains("séance du 15\u00A0avril 2027", text);
        if (word.Length > 0) Assert.Contains(word, text);
        Assert.Equal(appeals, text.Contains("Voies de recours."));
        Assert.Equal(isGrant, text.Contains("2027-0042"));
        Assert.NotEmpty(Letter.SubjectOf(conclusion));
    }

    [Theory]
    [InlineData(Choices.Granted, "ARS-1", "2027-04-15", "", new string[0])]
    [InlineData(Choices.Granted, "ARS-1", "15/4/2027", "", new string[0])]
    [InlineData(Choices.Refused, "ARS-1", "2027-04-14", "Motif", new string[0])]
    [InlineData("", "ARS-1", "2027-04-15", "", new[] { "choix" })]
    [InlineData("deferred", "ARS-1", "2027-04-15", "", new[] { "choix" })]
    [InlineData(Choices.Granted, "", "2027-04-15", "", new[] { "numero" })]
    [InlineData(Choices.Granted, "a\nb", "2027-04-15", "", new[] { "numero" })]
    [InlineData(Choices.Granted, "ARS-1", "2027-04-16", "", new[] { "date" })]
    [InlineData(Choices.Granted, "ARS-1", "1998-04-16", "", new[] { "date" })]
    [InlineData(Choices.Granted, "ARS-1", "demain", "", new[] { "date" })]
    [InlineData(Choices.Refused, "ARS-1", "2027-04-15", "", new[] { "mot" })]
    public void A_decision_that_is_entered_is_checked(string choice, string number, string day, string word, string[] fields) =>
        Assert.Equal(fields, AuthorityForm.Check(choice, number, day, word, new LocalDate(2027, 4, 15)).All.Select(error => error.Field));

    [Fact]
    public void A_qr_code_is_a_square_that_differs_with_its_address()
    {
        var (one, size) = QrCode.Of(new Uri("https://agrement.example.fr/verification/000000000001"));
        var (two, _) = QrCode.Of(new Uri("https://agrement.example.fr/verification/000000000002"));

        Assert.InRange(size, 29, 60);
        Assert.NotEqual(one, two);
        Assert.StartsWith("M4 4h1", one);
        Assert.Throws<ArgumentOutOfRangeException>(() => QrCode.Of(new Uri("https://x.fr/" + new string('a', 1000))));
    }

    private static Claim Claim(string choice, string word = "") => new(Dossier, "commission-1", choice, [], word, "p-armand", At);

    private static CycleDecision Decision(Cycle cycle, bool granted, string word = "") =>
        new(cycle, granted, "L’autorité", "N-1", new LocalDate(2027, 4, 15), word, "c-fontanel");
}
