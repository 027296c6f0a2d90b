using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;

namespace Compagnon.Tests.Commissions;

public sealed class ExaminationTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DossierKey Key = DossierKey.New("val-de-dore");

    [Fact]
    public void Whoever_gave_an_opinion_reads_those_of_the_round_and_whoever_did_not_reads_none()
    {
        var round = Of("commission-1", Given("b", OpinionKind.Favourable), Given("c", OpinionKind.Unfavourable, "commission-2"));

        Assert.Equal(["b"], round.Opinions.Select(opinion => opinion.Member));
        Assert.Single(round.ReadableBy(Person("b", StaffRole.Member)));
        Assert.Empty(round.ReadableBy(Person("c", StaffRole.Member)));
        Assert.Single(round.ReadableBy(Person("p", StaffRole.Chair)));
        Assert.Empty(round.ReadableBy(Person("s", StaffRole.Secretariat)));
    }

    [Fact]
    public void A_conflict_of_interest_in_any_round_excludes_and_so_does_one_s_own_dossier()
    {
        var round = Of("commission-2", Given("p", OpinionKind.Conflict), Given("b", OpinionKind.Favourable, "commission-2"));

        Assert.Equal(["p", "own"], round.Excluded);
        Assert.Empty(round.ReadableBy(Person("p", StaffRole.Chair)));
    }

    [Fact]
    public void An_outcome_belongs_to_the_session_that_recorded_it()
    {
        var round = Of("commission-1") with { Session = "june", RecordedAt = "april", Outcome = Choices.Granted };

        Assert.False(round.IsOf("june"));
        Assert.True((round with { RecordedAt = "june" }).IsOf("june"));
        Assert.True((round with { RecordedAt = "", Outcome = Choices.Withdrawn }).IsOf("june"));
    }

    private static Examination Of(string assignment, params Opinion[] opinions) => Assert.Single(Examination.Of(
        new DossierRecord
        {
            Key = Key,
            Doctor = new Doctor("Anne", "Martin", "10003456789", "OWN@exemple.fr", "63"),
            State = DossierState.AwaitingCommission,
            Created = Now,
            Since = Now,
        },
        [new AgendaEntry(Key, assignment, "april", false, Now)],
        new Dictionary<string, Claim>(),
        opinions,
        [Person("own", StaffRole.Member), Person("b", StaffRole.Member)],
        isProposal: false));

    private static Opinion Given(string member, OpinionKind kind, string assignment = "commission-1") => new(Key, assignment, member, kind, "", Now);

    private static StaffMember Person(string id, StaffRole role) => new(id, [role], $"Dr {id}", $"{id}@exemple.fr");
}
