using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Testing;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Commissions;

/// <summary>Who sits in a session, and what its minutes keep of them.</summary>
public sealed class SessionMembersTests
{
    private static readonly Faculty Faculty = FacultyFiles.Load(SampleFaculties.Short).Single(faculty => faculty.Id == "val-de-dore") with
    {
        People =
        [
            new StaffMember("chair", [StaffRole.Chair], "Pr Chaise", "chaise@exemple.fr"),
            new StaffMember("member", [StaffRole.Member], "Dr M", "m@exemple.fr"),
            new StaffMember("office", [StaffRole.Secretariat], "Secrétariat", "s@exemple.fr"),
        ],
    };

    private static readonly JoinedMember Nora = new("entra-1", "Nora Lebrun", IsChair: false);

    [Fact]
    public void Whoever_a_group_brings_sits_beside_those_of_the_file_once_they_take_part()
    {
        Assert.Equal(["chair", "member"], Ids(Session()));
        Assert.Equal(["chair", "member", "entra-1"], Ids(Session(Nora)));
        // Somebody of the file to whom a group gives the role.
        Assert.Equal(["chair", "member", "office"], Ids(Session(new JoinedMember("office", "Secrétariat", IsChair: false))));
        Assert.True(Session(Nora with { IsChair = true }).MembersOf(Faculty)[^1].Has(StaffRole.Chair));
    }

    [Fact]
    public void They_count_for_the_quorum_as_members_do_and_only_once_they_take_part()
    {
        Assert.Equal(["member"], Deliberation.Counted(["member", "entra-1"], Session().MembersOf(Faculty), []));
        Assert.Equal(["member", "entra-1"], Deliberation.Counted(["member", "entra-1"], Session(Nora).MembersOf(Faculty), []));
        var conflict = new Opinion(new DossierKey("f", "x"), "commission-1", "entra-1", OpinionKind.Conflict, "", DateTimeOffset.UnixEpoch);
        Assert.Equal(["member"], Deliberation.Counted(["member", "entra-1"], Session(Nora).MembersOf(Faculty), [conflict]));
    }

    [Fact]
    public void They_are_named_as_they_were_when_they_took_part()
    {
        Assert.Equal("Nora Lebrun", Session(Nora).NameOf(Faculty, "entra-1"));
        Assert.Equal("Nora Lebrun", Session(Nora).NameOf(Faculty, "entra-1", "Nora Lebrun"));
        Assert.Equal("Nora Lebrun", Session().NameOf(Faculty, "entra-1", "Nora Lebrun"));
        Assert.Equal("un ancien membre", Session().NameOf(Faculty, "entra-1"));
        Assert.Equal("Secrétariat (Mme Martin)", Session().NameOf(Faculty, "office", "Mme Martin"));
    }

    [Fact]
    public void Nobody_reads_what_is_said_of_their_own_dossier_wherever_their_name_stands()
    {
        var round = new Examination
        {
            Assignment = "commission-1",
            Owner = Examination.OwnerOf("Anne@Exemple.fr"),
            Opinions = [new("chair", OpinionKind.Favourable)],
        };
        var chair = new StaffMember("entra-2", [StaffRole.Chair], "Dr Anne", "anne@exemple.fr");

        Assert.True(round.Excludes(chair));
        Assert.Empty(round.ReadableBy(chair));
        Assert.False(round.Excludes(chair with { Address = "other@exemple.fr" }));
        Assert.False((round with { Owner = "" }).Excludes(chair with { Address = "" }));
    }

    [Fact]
    public void Minutes_of_any_length_are_cut_into_pages_that_leave_nothing_out() => Prop.ForAll(
        Gen.Choose(0, 4000).ListOf().Select(lengths => lengths.Select(Line).ToList()).ToArbitrary(),
        lines =>
        {
            var pages = MinutesLine.Pages(lines);
            return pages.Count >= 1
                && pages.SelectMany(page => page).SequenceEqual(lines)
                && pages.All(page => page.Count <= 1 || page.Sum(line => line.Word.Length) <= 50_000)
                && (lines.Count == 0 || pages.All(page => page.Count > 0));
        }).QuickCheckThrowOnFailure();

    private static MinutesLine Line(int length, int number) => new()
    {
        Dossier = $"d{number}",
        Assignment = "commission-1",
        Name = "Dr A",
        Number = number,
        Word = new string('x', length),
    };

    private static IEnumerable<string> Ids(Session session) => session.MembersOf(Faculty).Select(person => person.Id);

    private static Session Session(params JoinedMember[] joined) => new()
    {
        Key = Compagnon.Commissions.Session.KeyOf("val-de-dore", new LocalDate(2027, 4, 15)),
        Planned = new LocalDate(2027, 4, 15),
        Date = new LocalDate(2027, 4, 15),
        Time = new LocalTime(14, 30),
        Closing = new LocalDate(2027, 3, 31),
        Joined = joined,
    };
}
