using Compagnon.Assignments;
using Compagnon.Commissions;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Feeds;
using Compagnon.Listings;
using Compagnon.Testing;
using Compagnon.Tests.Visits;
using Compagnon.Visits;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Compagnon.Tests.Feeds;

public sealed class CalendarFeedTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Faculty Faculty = FacultyFiles.Load(SampleFaculties.Short).Single(faculty => faculty.Id == "val-de-dore") with
    {
        Commission = new CommissionRule("Commission d’agrément", [], 3, 14, [5], [2], 12, Minutes: 180),
    };

    private static readonly StaffMember Teacher = new("t", [StaffRole.Teacher], "Dr T", "t@exemple.fr");
    private static readonly StaffMember Member = new("m", [StaffRole.Member], "Dr M", "m@exemple.fr");

    [Fact]
    public void Visits_are_in_the_calendars_of_those_who_go_or_are_invited()
    {
        var visit = Line("martin", "2027-03-12T14:30") with { Visit = Visit("2027-03-12T14:30") with { Invited = ["h", "t"] } };

        Assert.Single(FeedOf(Teacher, [], visit).Events);
        Assert.Single(FeedOf(new StaffMember("h", [StaffRole.Coordinator], "Pr H", "h@exemple.fr"), [], visit).Events);
        Assert.Empty(FeedOf(Teacher with { Id = "other" }, [], visit).Events);
    }

    [Theory]
    [InlineData(VisitProgress.Undated, 0)]
    [InlineData(VisitProgress.Agreed, 1)]
    [InlineData(VisitProgress.ReportDue, 1)]
    [InlineData(VisitProgress.Reported, 1)]
    [InlineData(VisitProgress.Dropped, 0)]
    public void Only_a_visit_that_stands_is_in_it(VisitProgress progress, int expected) =>
        Assert.Equal(expected, FeedOf(Teacher, [], Line("martin", "2027-03-12T14:30", progress)).Events.Count);

    [Theory]
    [InlineData("2026-08-31T18:00", 0)]
    [InlineData("2026-09-01T08:00", 1)]
    [InlineData("2029-01-01T08:00", 1)]
    public void Six_months_back_and_all_to_come(string date, int expected) =>
        Assert.Equal(expected, FeedOf(Teacher, [], Line("martin", date)).Events.Count);

    [Fact]
    public void Sessions_are_in_the_calendars_of_the_commission_and_of_who_prepares_them_unless_cancelled()
    {
        var session = Session(new LocalDate(2027, 4, 15));

        foreach (var role in (StaffRole[])[StaffRole.Member, StaffRole.Chair, StaffRole.Secretariat, StaffRole.Coordinator])
            Assert.Single(FeedOf(Member with { Roles = [role] }, [session]).Events);
        foreach (var role in (StaffRole[])[StaffRole.Teacher, StaffRole.Dean, StaffRole.ReadOnly, StaffRole.Operator])
            Assert.Empty(FeedOf(Member with { Roles = [role] }, [session]).Events);
        Assert.Empty(FeedOf(Member, [session with { State = SessionState.Cancelled }]).Events);
    }

    [Fact]
    public void The_file_says_what_a_calendar_needs_and_nothing_else_of_a_dossier()
    {
        var file = FeedOf(Teacher, [], Line("Martin", "2027-03-12T14:30")).Write();
        var lines = CalendarInvitationTests.Parse(file);

        Assert.Equal("martin000000-visit-1@compagnon", Text("UID"));
        Assert.Equal(("3", "20270312T133000Z", "20270312T153000Z"), (Text("SEQUENCE"), Text("DTSTART"), Text("DTEND")));
        Assert.Equal("Visite de terrain – Dr Anne Martin", Text("SUMMARY"));
        Assert.Equal("12 rue des Tilleuls, 63300 Thiers", Text("LOCATION"));
        Assert.Equal("PRIVATE", Text("CLASS"));
        // A file that asks nobody for anything has no method.
        Assert.DoesNotContain(lines, line => line.Name is "METHOD" or "ORGANIZER" or "ATTENDEE");
        Assert.DoesNotContain("10003456789", file);
        Assert.DoesNotContain("mailto:", file);
        Assert.DoesNotContain("exemple.fr", file);

        string Text(string name) => CalendarInvitationTests.TextOf(lines, name);
    }

    [Fact]
    public void Whatever_names_and_places_are_each_event_is_read_back_whole() => Prop.ForAll(
        Gen.ListOf(Gen.Elements("é", "🩺", ",", ";", "\\", "\n", "\r", ":", "\"", "END:VEVENT", " ", "a")).Select(string.Concat).ToArbitrary(),
        text =>
        {
            var line = Line(text, "2027-03-12T14:30") with { Id = "martin000000", Visit = Visit("2027-03-12T14:30") with { Place = text + "x" } };
            var lines = CalendarInvitationTests.Parse(FeedOf(Teacher, [], line, line with { Id = "durand000000" }).Write());
            var shown = new string([.. text.ReplaceLineEndings("\n").Where(letter => letter == '\n' || !char.IsControl(letter))]);
            return lines.Count(it => it.Name == "BEGIN") == 3
                && lines.Where(it => it.Name == "SUMMARY").All(it => CalendarInvitationTests.TextOf([it], "SUMMARY") == $"Visite de terrain – Dr Anne {shown}")
                && lines.Where(it => it.Name == "LOCATION").All(it => CalendarInvitationTests.TextOf([it], "LOCATION") == shown + "x");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tokens_are_256_random_bits_and_nothing_else_is_one()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => CalendarAddressBook.NewToken()).ToHashSet();
        Assert.Equal(1000, tokens.Count);
        Assert.All(tokens, token => Assert.True(CalendarAddressBook.IsToken(token)));

        var good = tokens.First();
        foreach (var bad in (string[])["", "a", good[..^1], good + "A", good[..^1] + "=", good[..^1] + "/", good[..^1] + "é", new string('.', good.Length), " " + good[1..]])
            Assert.False(CalendarAddressBook.IsToken(bad), bad);
    }

    private static CalendarFeed FeedOf(StaffMember person, IEnumerable<Session> sessions, params WorkLine[] lines) =>
        CalendarFeed.Of(Faculty, person, sessions, lines, Now);

    private static WorkLine Line(string name, string date, VisitProgress progress = VisitProgress.Agreed) => new()
    {
        Id = "martin000000",
        FirstName = "Anne",
        LastName = name,
        Rpps = "10003456789",
        State = DossierState.AwaitingVisit,
        Visit = Visit(date) with { Progress = progress },
    };

    private static VisitLine Visit(string date) => new()
    {
        Stage = "visit-1",
        Progress = VisitProgress.Agreed,
        Visitors = ["t"],
        Date = date,
        Minutes = 120,
        Way = VisitData.OnSite,
        Place = "12 rue des Tilleuls, 63300 Thiers",
        Version = 3,
        Invitation = Now,
    };

    private static Session Session(LocalDate day) => new()
    {
        Key = Compagnon.Commissions.Session.KeyOf("val-de-dore", day),
        Planned = day,
        Date = day,
        Time = new LocalTime(14, 30),
        Closing = day.PlusDays(-20),
        Place = "Salle du conseil",
        Written = Now,
    };
}
