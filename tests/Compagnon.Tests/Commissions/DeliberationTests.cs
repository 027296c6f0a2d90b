using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Commissions;

public sealed class DeliberationTests
{
    private static readonly DossierKey Dossier = new("f", "7kq4m2xz9abc");

    private static readonly StaffMember[] People =
    [
        new("chair", [StaffRole.Chair], "Pr Chaise", "chaise@exemple.fr"),
        .. Enumerable.Range(1, 5).Select(i => new StaffMember($"m{i}", [StaffRole.Member], $"Dr {i}", $"m{i}@exemple.fr")),
        new("office", [StaffRole.Secretariat], "Secrétariat", "s@exemple.fr"),
    ];

    private static readonly Gen<Opinion> Opinions =
        from person in Gen.Elements(People)
        from round in Gen.Elements("commission-1", "commission-2")
        from kind in Gen.Elements(Enum.GetValues<OpinionKind>())
        select new Opinion(Dossier, round, person.Id, kind, "", DateTimeOffset.UnixEpoch);

    private static readonly Arbitrary<(IList<Opinion> All, StaffMember Person)> Cases =
        (from all in Gen.ListOf(Opinions) from person in Gen.Elements(People) select ((IList<Opinion>)[.. all], person)).ToArbitrary();

    [Fact]
    public void Who_has_a_conflict_reads_no_opinion_records_nothing_and_counts_for_no_quorum()
    {
        Prop.ForAll(Cases, @case =>
        {
            var (all, person) = @case;
            if (!Deliberation.Excluded(all).Contains(person.Id)) return true;
            return Deliberation.Readable(person, [.. all], "commission-1").Count == 0
                && !Deliberation.MayRecord(person, People, all)
                && !Deliberation.Counted(People.Select(each => each.Id), People, all).Contains(person.Id)
                && !Deliberation.Owing(People, [.. all], "commission-1").Contains(person.Id);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_member_reads_the_others_only_after_giving_an_opinion_and_the_secretariat_reads_none()
    {
        Prop.ForAll(Cases, @case =>
        {
            var (all, person) = @case;
            var read = Deliberation.Readable(person, [.. all], "commission-1");
            if (read.Count == 0) return true;
            var hasGiven = all.Any(it => it.Member == person.Id && it.Assignment == "commission-1" && it.Kind != OpinionKind.Conflict);
            return person.SitsInCommission && (person.Has(StaffRole.Chair) || hasGiven)
                && read.All(opinion => opinion.Assignment == "commission-1" && opinion.Kind != OpinionKind.Conflict);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_quorum_counts_each_member_present_without_a_conflict_once()
    {
        Prop.ForAll(Cases, Gen.Elements(People).ListOf().ToArbitrary(), (@case, present) =>
        {
            var counted = Deliberation.Counted(present.Select(person => person.Id), People, @case.All);
            return counted.Distinct().Count() == counted.Count
                && counted.All(id => present.Any(person => person.Id == id && person.SitsInCommission))
                && !counted.Intersect(Deliberation.Excluded(@case.All)).Any();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Somebody_may_record_as_long_as_one_member_has_no_conflict_and_the_chair_before_all_others()
    {
        Prop.ForAll(Cases, @case =>
        {
            var all = @case.All;
            var free = People.Where(person => person.SitsInCommission && !Deliberation.Excluded(all).Contains(person.Id)).ToList();
            var recording = People.Where(person => Deliberation.MayRecord(person, People, all)).ToList();
            if (free.Any(person => person.Has(StaffRole.Chair))) return recording.All(person => person.Has(StaffRole.Chair));
            return recording.SequenceEqual(free);
        }).QuickCheckThrowOnFailure();
    }
}
